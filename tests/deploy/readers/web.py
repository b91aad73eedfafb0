"""Real nginx before document roots: one, or two in turns behind one port."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from handrail.deploy.serve_config import Site, nginx


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def _running(folder: Path, workers: int, http: str, port: int) -> Iterator[int]:
    folder.mkdir(0o755, parents=True)
    temporary = "".join(f"{n}_temp_path {folder}/{n};" for n in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    config = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    config.write_text(
        f"{user} daemon off; worker_processes {workers}; pid {folder}/pid; error_log {folder}/error.log crit;\n"
        f"events {{}} http {{ access_log off; keepalive_requests 100000; {temporary}\n{http} }}\n"
    )
    process = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(config)])
    try:
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait()


@contextmanager
def one_nginx(root: Path, folder: Path) -> Iterator[int]:
    """nginx with what ``handrail serve-config nginx`` writes; gives its port.

    Args:
        root: the document root.
        folder: made here; for configuration and temporary files.
    """
    port = free_port()
    maps, _, locations = nginx(Site(str(root))).partition("# server {")
    server = f"server {{ listen 127.0.0.1:{port};\n{locations.rpartition('# }')[0]} }}"
    with _running(folder, 2, f"{maps}\n{server}", port):
        yield port


@contextmanager
def nginx_in_turns(roots: Sequence[Path], folder: Path) -> Iterator[int]:
    """One nginx for each document root, and one before them that asks them in turns, request by request."""
    with ExitStack() as stack:
        folder.mkdir(0o755)
        behind = [stack.enter_context(one_nginx(root, folder / f"behind-{n}")) for n, root in enumerate(roots)]
        port = free_port()
        servers = "".join(f"server 127.0.0.1:{each}; " for each in behind)
        http = (
            f"upstream both {{ {servers} keepalive 32; }}\n"
            f"server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://both; proxy_http_version 1.1; "
            'proxy_set_header Connection ""; proxy_next_upstream off; } }'
        )
        yield stack.enter_context(_running(folder / "before", 1, http, port))
