"""The doctor against real web servers: the demonstration's, and nginx with what `handrail serve-config` writes."""

import asyncio
import functools
import http.server
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn

from deploy.place import FIRST, SECOND, Place
from handrail.demo.server import create_content_server
from handrail.deploy.doctor import examine
from handrail.deploy.errors import PostCheckError
from handrail.deploy.outside import Finding, Outside
from handrail.deploy.serve_config import nginx
from handrail.package.roles import Release
from package.bank import NOW, Bank, fixed_key


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.03)
    raise AssertionError("the server did not start")


@contextmanager
def demo_server(root: Path) -> Iterator[str]:
    port = free_port()
    config = uvicorn.Config(create_content_server(root), host="127.0.0.1", port=port, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    wait_for(port)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def plain_server(root: Path) -> Iterator[str]:
    """A web server as it comes, without any of the headers."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def nginx_server(root: Path, folder: Path) -> Iterator[str]:
    """A real nginx with the written configuration, below /guides/."""
    port = free_port()
    maps, _, locations = nginx(str(root), "/guides/").partition("# server {")
    folder.mkdir(0o755, exist_ok=True)
    config = folder / "nginx.conf"
    temporary = "".join(f"{n}_temp_path {folder}/{n};" for n in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;" if root.owner() == "root" else ""
    config.write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; {temporary}\n{maps}\n"
        f"server {{ listen 127.0.0.1:{port};\n{locations.rpartition('# }')[0]} }} }}\n"
    )
    process = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(config)])
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/guides/"
    finally:
        process.terminate()
        process.wait()


def found(url: str, **changes: object) -> list[Finding]:
    values: dict[str, object] = {"application": "bank", "environment": "production", "trust": Bank().trust, "now": NOW}
    with Outside(url) as outside:
        return examine(outside, **(values | changes))  # type: ignore[arg-type]


def codes(findings: list[Finding], level: str = "error") -> set[str]:
    return {each.code for each in findings if each.level == level}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.deploy(FIRST)
    return made


def test_the_content_server_of_the_demonstration_is_healthy(place: Place) -> None:
    with demo_server(place.root) as url:
        findings = found(url)
    assert codes(findings) == set()
    assert codes(findings, "warning") <= {"doctor.sdk-missing", "doctor.sdk-changed"}
    assert findings[-1].message.startswith("Release 1 is live")


def test_nginx_with_the_written_configuration_is_healthy_and_guards_its_files(place: Place, tmp_path: Path) -> None:
    (place.root / "blobs/link.json").symlink_to("/etc/hostname")
    with nginx_server(place.root, tmp_path / "nginx") as url:
        findings = found(url)
        assert codes(findings) == set(), findings
        assert codes(findings, "warning") <= {"doctor.sdk-missing", "doctor.sdk-changed"}
        with Outside(url) as outside:
            assert outside.get("blobs/link.json", 100).status in (403, 404)
            assert outside.get(".handrail.lock", 100).status == 404
            assert outside.get("blobs/", 100).status in (403, 404)
            missing = outside.get("blobs/missing.json", 100)
            assert (missing.status, missing.headers["cache-control"]) == (404, "no-store")
            sdk = outside.get("sdk/0.1.0/handrail.js", 1000)
            assert sdk.headers["content-type"].startswith("text/javascript")
            assert "stale-while-revalidate" in sdk.headers["cache-control"]


def test_a_web_server_as_it_comes_is_told_what_it_lacks(place: Place) -> None:
    with plain_server(place.root) as url:
        findings = found(url)
    assert "doctor.cors" in codes(findings)
    assert {"doctor.caching", "doctor.nosniff", "doctor.listing"} <= codes(findings, "warning")


def test_a_deployment_looks_from_outside_and_says_so(place: Place) -> None:
    with demo_server(place.root) as url:
        assert all(f.level != "error" for f in place.deploy(SECOND, url=url).findings)
    with plain_server(place.root) as url, pytest.raises(PostCheckError, match="Access-Control-Allow-Origin") as failure:
        place.deploy(SECOND, url=url)
    assert failure.value.exit_code == 30


def test_a_server_that_shows_another_folder_is_noticed_after_a_deployment(place: Place, tmp_path: Path) -> None:
    other = Place(tmp_path / "other")
    other.root.parent.mkdir()
    other.deploy(FIRST)
    with demo_server(other.root) as url, pytest.raises(PostCheckError, match="still shows other bytes"):
        place.deploy(SECOND, url=url)


@pytest.mark.parametrize("path", ["", "/blobs", "/channel"])
def test_the_wrong_place_is_said(place: Place, tmp_path: Path, path: str) -> None:
    shown = tmp_path / "empty" if path == "" else place.root
    shown.mkdir(exist_ok=True)
    with demo_server(shown) as url:
        findings = found(url + path)
    assert codes(findings) == {"doctor.wrong-place"}
    assert "must lie directly below that address" in findings[0].message


def test_an_unreachable_server_is_said() -> None:
    assert codes(found(f"http://127.0.0.1:{free_port()}")) == {"doctor.unreachable"}
    assert codes(found("http://[")) == {"doctor.unreachable"}


def test_another_application_and_a_changed_file_are_said(place: Place) -> None:
    with demo_server(place.root) as url:
        assert codes(found(url, trust=Bank(key=fixed_key("x")).trust)) == {"doctor.wrong-application"}
        boot = place.root / f"blobs/{Release.from_payload(Bank().release().payload).boot['de'].sha256}.json"
        boot.write_bytes(boot.read_bytes().replace(b"1", b"2"))
        assert "doctor.changed" in codes(found(url))
        place.channel.write_bytes(b"<html>sign in</html>")
        assert codes(found(url)) == {"doctor.wrong-place"}


def test_expiry_is_said_ahead_and_after(place: Place) -> None:
    with demo_server(place.root) as url:
        assert "doctor.expires-soon" in codes(found(url, now=NOW + timedelta(days=25)), "warning")
        assert codes(found(url, now=NOW + timedelta(days=31))) == {"doctor.expired"}
        assert codes(found(url, now=NOW + timedelta(days=90))) == {"doctor.expired"}
