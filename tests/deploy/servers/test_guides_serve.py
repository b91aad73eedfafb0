"""The guide "Serve a package", followed line by line: nginx, Apache, Caddy, and nginx as a CDN before a store."""

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from deploy.servers.far_side import FarSide, package
from deploy.servers.guide import Guide
from deploy.servers.run import APACHE_MODULES, MODULES, free_port, running
from deploy.targets.s3_server import BUCKET, S3Server
from handrail.deploy.config import NamedTarget
from handrail.deploy.options import Options
from handrail.deploy.protocol import deploy
from package.bank import Bank

PAGE = "how-to/serve.md"


@pytest.fixture
def far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FarSide:
    made = FarSide(tmp_path, live=42)
    made.certify()
    monkeypatch.setenv("SSL_CERT_FILE", str(made.folder / "etc/ssl/guides.pem"))
    return made


def follow(far: FarSide, first: int, kind: str, containing: str, port: int) -> tuple[Guide, str]:
    """Run the block that writes the configuration; the guide's own block that includes it."""
    names = {**far.names, "https://guides.bank.example": f"https://127.0.0.1:{port}"}
    names |= {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "<VirtualHost *:443>": f"<VirtualHost 127.0.0.1:{port}>",
    }
    names |= {"guides.bank.example {": f"https://127.0.0.1:{port} {{"}
    guide = Guide(PAGE, far.folder, names)
    if first:
        guide.follow(first, first)
    return guide, guide.block(kind, containing)


def nginx_text(folder: Path, http: str) -> str:
    temporary = "".join(f"{n}_temp_path {folder}/{n};" for n in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;" if os.getuid() == 0 else ""
    return (
        f"{user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; {temporary}\n{http}\n}}\n"
    )


def test_nginx_by_the_guide_is_healthy(far: FarSide) -> None:
    port = free_port()
    guide, server = follow(far, 1, "nginx", "include", port)
    config = far.folder / "nginx.conf"
    config.write_text(nginx_text(far.folder, f"include {far.folder}/etc/nginx/conf.d/*.conf;\n{server}"))
    subprocess.run(["nginx", "-t", "-q", "-p", str(far.folder), "-c", str(config)], check=True, capture_output=True)
    with running(["nginx", "-p", str(far.folder), "-c", str(config)], port):
        guide.follow(2, 2)
    assert guide.ran[-1].startswith("handrail doctor")


def test_apache_by_the_guide_is_healthy(far: FarSide) -> None:
    port = free_port()
    guide, host = follow(far, 3, "apache", "Include", port)
    built_in = subprocess.run(["apache2", "-l"], capture_output=True, text=True, check=True).stdout
    load = "".join(
        f"LoadModule {name}_module {MODULES}/mod_{name}.so\n"
        for name in APACHE_MODULES
        if f"mod_{name}.c" not in built_in
    )
    far.open_to_all()
    config = far.folder / "apache.conf"
    who = "www-data" if os.getuid() == 0 else f"#{os.getuid()}"
    config.write_text(
        f"ServerRoot {far.folder}\n{load}Listen 127.0.0.1:{port}\nPidFile {far.folder}/pid\nUser {who}\nGroup {who}\n"
        f"ErrorLog {far.folder}/error.log\nTypesConfig /dev/null\nMutex posixsem\n"
        f"<Directory />\n    Options FollowSymLinks\n    Require all denied\n</Directory>\n{host}"
    )
    with running(["apache2", "-DFOREGROUND", "-f", str(config)], port):
        guide.follow(2, 2)


def test_caddy_by_the_guide_is_healthy(far: FarSide) -> None:
    port = free_port()
    guide, site = follow(far, 4, "caddy", "import", port)
    config = far.folder / "Caddyfile"
    config.write_text("{\n    admin off\n    auto_https disable_redirects\n}\n" + site)
    home = {**os.environ, "HOME": str(far.folder), "XDG_DATA_HOME": str(far.folder), "XDG_CONFIG_HOME": str(far.folder)}
    check = ["caddy", "validate", "--config", str(config), "--adapter", "caddyfile"]
    subprocess.run(check, check=True, capture_output=True, env=home)
    with running(["caddy", "run", "--config", str(config), "--adapter", "caddyfile"], port, home):
        guide.follow(2, 2)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    for name, value in (("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b"), ("AWS_REGION", "eu-central-1")):
        monkeypatch.setenv(name, value)
    made = S3Server()
    yield made
    made.close()


def test_a_cdn_by_the_guide_before_a_store_keeps_blobs_asks_for_channel_files_and_hands_on_404(
    far: FarSide, store: S3Server
) -> None:
    named = NamedTarget(target=f"s3://{BUCKET}/web", endpoint=store.endpoint, region="eu-central-1")
    options = Options(trust=Bank().trust, receipts=far.receipts("store"), now=lambda: datetime.now(UTC))
    deploy(package(42), far.located(named), options)
    port = free_port()
    far.names.update({"https://minio.bank.example": store.endpoint, "bank-guides/web": f"{BUCKET}/web"})
    guide, server = follow(far, 0, "nginx", "proxy_cache_path", port)
    assert httpx.get(f"{store.endpoint}/{BUCKET}/web/channel/bank/production.json").status_code == 403
    store.client.put_bucket_policy(Bucket=BUCKET, Policy=guide.block("json"))
    store.client.put_object(Bucket=BUCKET, Key="web/.handrail.lock", Body=b"machine and process")
    assert httpx.get(f"{store.endpoint}/{BUCKET}/web/.handrail.lock").status_code == 403
    (far.folder / "cache").mkdir()
    config = far.folder / "nginx.conf"
    config.write_text(nginx_text(far.folder, server))
    channel, blob = "channel/bank/production.json", next(iter(sorted(far.blobs)))
    with (
        running(["nginx", "-p", str(far.folder), "-c", str(config)], port),
        httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=far.trusted()) as client,
    ):
        guide.follow(2, 2)
        assert [client.get(blob).headers["x-cache"] for _ in range(3)][-1] == "HIT"
        before = len(store.requests)
        assert not any("x-cache" in client.get(channel).headers for _ in range(3))
        assert len(store.requests) == before + 3, "the channel file is asked for each time"
        store.client.delete_object(Bucket=BUCKET, Key=f"web/{channel}")
        gone = client.get(channel)
        assert (gone.status_code, gone.headers["cache-control"]) == (404, "no-store")
        assert gone.headers["access-control-allow-origin"] == "*", "else browsers hide the 404 from the SDK"
        assert client.get(".handrail.lock").status_code == 404
