"""Real web servers for the tests, each with the configuration that ``handrail serve-config`` writes."""

import os
import pwd
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from handrail.deploy.serve_config import Site, apache, caddy, nginx

LOCATION = "/guides/"
MODULES = Path("/usr/lib/apache2/modules")
APACHE_MODULES = (
    "mpm_event", "authz_core", "mime", "alias", "allowmethods", "deflate", "filter", "headers", "dir", "autoindex",
    "ssl", "unixd",
)  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: "subprocess.Popen[bytes] | None" = None) -> None:
    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process is None or process.poll() is None, "the server ended at once"
        time.sleep(0.03)
    raise AssertionError("the server did not start")


@contextmanager
def nginx_server(
    root: Path, folder: Path, *, location: str = LOCATION, edit: tuple[str, str] = ("", ""), tls: Path | None = None
) -> Iterator[str]:
    """nginx in the foreground; ``edit`` replaces a text of the configuration, ``tls`` is a PEM with key and chain."""
    port = free_port()
    folder.mkdir(0o755, exist_ok=True)
    site = Site(str(root), location)
    (folder / "maps.conf").write_text(nginx(site, "http").replace(*edit))
    (folder / "locations.conf").write_text(nginx(site, "server").replace(*edit))
    temporary = "".join(f"{n}_temp_path {folder}/{n};" for n in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;" if os.getuid() == 0 else ""
    secure = f"ssl_certificate {tls}; ssl_certificate_key {tls};" if tls else ""
    config = folder / "nginx.conf"
    config.write_text(
        f"{user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; {temporary} include {folder}/maps.conf;\n"
        f"server {{ listen 127.0.0.1:{port} {'ssl' if tls else ''}; {secure} include {folder}/locations.conf; }} }}\n"
    )
    scheme = "https" if tls else "http"
    with running(["nginx", "-p", str(folder), "-c", str(config)], port):
        yield f"{scheme}://127.0.0.1:{port}{location}"


@contextmanager
def apache_server(
    root: Path, folder: Path, *, location: str = LOCATION, edit: tuple[str, str] = ("", "")
) -> Iterator[str]:
    port = free_port()
    folder.mkdir(0o755, exist_ok=True)
    (folder / "handrail.conf").write_text(apache(Site(str(root), location)).replace(*edit))
    built_in = subprocess.run(["apache2", "-l"], capture_output=True, text=True, check=True).stdout
    load = "".join(
        f"LoadModule {name}_module {MODULES}/mod_{name}.so\n"
        for name in APACHE_MODULES
        if f"mod_{name}.c" not in built_in
    )
    user = pwd.getpwuid(os.getuid()).pw_name
    if user == "root":  # Apache as Debian builds it does not serve as root; the test's folders are opened to www-data.
        user = "www-data"
        for parent in (root, *root.parents):
            if parent.stat().st_uid == 0 and str(parent).startswith("/tmp/"):
                parent.chmod(parent.stat().st_mode | 0o055)
    config = folder / "apache.conf"
    config.write_text(
        f"ServerRoot {folder}\n{load}ServerName 127.0.0.1\nListen 127.0.0.1:{port}\nPidFile {folder}/pid\n"
        f"User {user}\nGroup {user if user == 'www-data' else '#' + str(os.getgid())}\nMutex posixsem\n"
        f"ErrorLog {folder}/error.log\nStartServers 1\nTypesConfig /dev/null\n"
        "<Directory />\n    Options FollowSymLinks\n    Require all denied\n</Directory>\n"
        f'<VirtualHost 127.0.0.1:{port}>\n    DocumentRoot "{folder}"\n'
        f"    Include {folder}/handrail.conf\n</VirtualHost>\n"
    )
    with running(["apache2", "-DFOREGROUND", "-f", str(config)], port):
        yield f"http://127.0.0.1:{port}{location}"


@contextmanager
def caddy_server(
    root: Path, folder: Path, *, location: str = LOCATION, edit: tuple[str, str] = ("", "")
) -> Iterator[str]:
    port = free_port()
    folder.mkdir(0o755, exist_ok=True)
    (folder / "handrail.caddy").write_text(caddy(Site(str(root), location)).replace(*edit))
    config = folder / "Caddyfile"
    config.write_text(
        "{\n    admin off\n    auto_https off\n}\n"
        f"http://127.0.0.1:{port} {{\n    import {folder}/handrail.caddy\n}}\n"
    )
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with running(["caddy", "run", "--config", str(config), "--adapter", "caddyfile"], port, {**os.environ, **home}):
        yield f"http://127.0.0.1:{port}{location}"


@contextmanager
def running(command: list[str], port: int, environment: dict[str, str] | None = None) -> Iterator[None]:
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield
    finally:
        process.terminate()
        process.wait()


SERVERS = {"nginx": nginx_server, "apache": apache_server, "caddy": caddy_server}


@contextmanager
def _nginx(folder: Path, server: str) -> Iterator[str]:
    port = free_port()
    folder.mkdir(0o755, exist_ok=True)
    temporary = "".join(f"{n}_temp_path {folder}/{n};" for n in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;" if os.getuid() == 0 else ""
    config = folder / "nginx.conf"
    config.write_text(
        f"{user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; {temporary} types {{ application/json json; text/javascript js; text/html html; "
        f"image/png png; }}\nserver {{ listen 127.0.0.1:{port}; {server} }} }}\n"
    )
    with running(["nginx", "-p", str(folder), "-c", str(config)], port):
        yield f"http://127.0.0.1:{port}"


def nginx_stock(root: Path, folder: Path, server: str) -> AbstractContextManager[str]:
    """nginx as it comes, with lines of somebody's own."""
    return _nginx(folder, f"root {root}; {server}")


def nginx_proxy(behind: str, folder: Path, lines: str) -> AbstractContextManager[str]:
    """nginx as a proxy before another server."""
    return _nginx(folder, f"location / {{ proxy_pass {behind}; {lines} }}")


@contextmanager
def apache_stock(root: Path, folder: Path) -> Iterator[str]:
    """Apache without what ``handrail serve-config`` writes."""
    plain = f'DocumentRoot "{root}"\n<Directory "{root}">\nRequire all granted\n</Directory>\n'
    with apache_server(root, folder, location="/", edit=(apache(Site(str(root), "/")), plain)) as url:
        yield url


@contextmanager
def caddy_stock(root: Path, folder: Path) -> Iterator[str]:
    """``file_server browse`` and nothing else."""
    plain = f"root * {root}\nfile_server browse\n"
    with caddy_server(root, folder, location="/", edit=(caddy(Site(str(root), "/")), plain)) as url:
        yield url
