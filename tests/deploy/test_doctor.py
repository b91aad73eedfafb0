"""The doctor: for every finding one broken server that triggers exactly it, and real web servers in good health."""

import asyncio
import functools
import gzip
import http.server
import re
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest
import uvicorn

from deploy.place import FIRST, TODAY, Place, lasting
from deploy.servers.broken import Break, Reply, broken_server, nothing
from deploy.servers.run import SERVERS, free_port, nginx_server, wait_for
from handrail.demo.server import create_content_server
from handrail.deploy.doctor import Question, examine
from handrail.deploy.errors import PostCheckError
from handrail.deploy.findings import KINDS, Finding
from handrail.deploy.outside import Outside
from handrail.package.build import channel_file, sign_root
from handrail.package.roles import Release
from handrail.package.sdk_files import built_sdk, read_built
from handrail.package.verify import State
from package.bank import Bank, fixed_key

SIGNED = int(TODAY.timestamp()) // 2 * 2 - 600
"""Seq of what is live: signed ten minutes ago."""
SDK = next(each for each in built_sdk() if each.name == "handrail.js")
POWER = next(each for each in built_sdk() if each.name == "handrail-power.js")


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


def found(url: str, client: httpx.Client | None = None, **changes: object) -> list[Finding]:
    values: dict[str, object] = {
        "application": "bank",
        "environment": "production",
        "trust": Bank().trust,
        "now": datetime.now(UTC),
    }
    with Outside(url, client) as outside:
        return examine(outside, Question(**(values | changes)))  # type: ignore[arg-type]


def codes(findings: list[Finding], level: str = "error") -> set[str]:
    return {each.code for each in findings if each.level == level}


def all_codes(findings: list[Finding]) -> set[str]:
    """Everything but that a release is live."""
    return {each.code.removeprefix("doctor.") for each in findings} - {"live"}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A document root with a release that is valid today, and the real SDK."""
    made = Place(tmp_path)
    made.deploy(lasting(seq=SIGNED))
    (made.root / SDK.path).write_bytes(read_built(SDK))
    return made


NEXT = lasting(version=2, seq=SIGNED + 10, text="Hello")


def on(prefix: str, change: Callable[[Reply], None]) -> Break:
    """Break replies for names that begin so, and are there."""

    def broken(reply: Reply) -> None:
        if reply.path.startswith(prefix) and reply.status == 200:
            change(reply)

    return broken


def header(prefix: str, name: str, value: str | None) -> Break:
    def change(reply: Reply) -> None:
        reply.headers.pop(name, None)
        if value is not None:
            reply.headers[name] = value

    return on(prefix, change)


def status(prefix: str, code: int, **headers: str) -> Break:
    def change(reply: Reply) -> None:
        reply.status, reply.body, reply.headers = code, b"", {**reply.headers, **headers}

    return on(prefix, change)


def bytes_of(prefix: str, body: bytes) -> Break:
    def change(reply: Reply) -> None:
        reply.body = body
        reply.headers.pop("content-encoding", None)

    return on(prefix, change)


def second_time_other_bytes() -> Break:
    seen: list[bool] = []

    def change(reply: Reply) -> None:
        if seen:
            reply.body = reply.body + b" "
        seen.append(True)

    return on("channel/", change)


def never_304(reply: Reply) -> None:
    if reply.status == 304:
        reply.status = 200


def errors_cached(reply: Reply) -> None:
    if reply.status == 404:
        del reply.headers["cache-control"]


def errors_without_cors(reply: Reply) -> None:
    if reply.status == 404:
        del reply.headers["access-control-allow-origin"]


def forbidden_instead_of_404(reply: Reply) -> None:
    if reply.status == 404:
        reply.status = 403


def everything_is_there(reply: Reply) -> None:
    if reply.status == 404 and not reply.path.startswith("sdk/"):
        reply.status, reply.body = 200, b"<html>"


def there(path: str) -> Break:
    def broken(reply: Reply) -> None:
        if reply.path == path:
            reply.status, reply.body = 200, b"x"

    return broken


def other_for_apps(reply: Reply) -> None:
    if reply.asked.get("origin") == "capacitor://localhost":
        reply.headers["access-control-allow-origin"] = "https://bank.example"


def uncompressed(reply: Reply) -> None:
    if reply.headers.pop("content-encoding", None):
        reply.body = gzip.decompress(reply.body)


def other_when_compressed(reply: Reply) -> None:
    if "content-encoding" in reply.headers and reply.path.startswith("sdk/"):
        reply.body = gzip.compress(b"// an older SDK")


BOOT = f"blobs/{Release.from_payload(Bank().release().payload).boot['de'].sha256}"
MANIFEST = f"blobs/{Release.from_payload(Bank().release().payload).manifest.sha256}"
LATE = format_datetime(datetime.now(UTC) + timedelta(seconds=500), usegmt=True)

BROKEN: list[tuple[str, Break]] = [
    ("unreachable", status("channel/", 503)),
    ("redirect", status("channel/", 301, location="https://elsewhere.example/")),
    ("sign-in", status("channel/", 401)),
    ("sign-in", status(BOOT, 407)),
    ("forbidden", status("channel/", 403)),
    ("forbidden", status(BOOT, 403)),
    ("wrong-place", status("channel/", 404)),
    ("wrong-place", bytes_of("channel/", b"<html>sign in</html>")),
    ("not-verified", bytes_of("channel/", b"{}")),
    ("old-release", second_time_other_bytes()),
    ("changed", bytes_of(BOOT, b"{}")),
    ("changed", bytes_of(MANIFEST, b"{}")),
    ("file-missing", status(BOOT, 404)),
    ("cors", header("sdk/", "access-control-allow-origin", None)),
    ("cors", header("blobs/", "access-control-allow-origin", "https://bank.example")),
    ("cors", header("blobs/", "access-control-allow-origin", "*, *")),
    ("app-origin", other_for_apps),
    ("content-type", header("sdk/", "content-type", "text/plain")),
    ("content-type", header("channel/", "content-type", None)),
    ("caching", header("channel/", "cache-control", "public, max-age=600, no-transform")),
    ("caching", header("blobs/", "cache-control", "no-cache, no-transform")),
    ("sdk-caching", header("sdk/", "cache-control", "public, max-age=31536000, immutable, no-transform")),
    ("no-transform", header("blobs/", "cache-control", "public, max-age=31536000, immutable")),
    ("etag", header("channel/", "etag", None)),
    ("etag", never_304),
    ("cached", header("channel/", "age", "40")),
    ("error-caching", errors_cached),
    ("nosniff", header("blobs/", "x-content-type-options", None)),
    ("csp", header("blobs/", "content-security-policy", None)),
    ("cookie", header("channel/", "set-cookie", "lb=7")),
    ("compression", uncompressed),
    ("encoding", other_when_compressed),
    ("catch-all", everything_is_there),
    ("error-cors", errors_without_cors),
    ("not-404", forbidden_instead_of_404),
    ("listing", there("blobs/")),
    ("dot-files", there(".handrail.lock")),
    ("clock", header("channel/", "date", LATE)),
    ("sdk-missing", status("sdk/", 404)),
    ("sdk-changed", bytes_of("sdk/", b"// minified")),
]


@pytest.mark.parametrize(("code", "broken"), BROKEN, ids=[f"{n}-{code}" for n, (code, _) in enumerate(BROKEN)])
def test_each_broken_server_triggers_exactly_its_finding(place: Place, code: str, broken: Break) -> None:
    with broken_server(place.root, broken) as url:
        findings = found(url, app_origins=["capacitor://localhost", "null"])
    assert all_codes(findings) == {code}
    (first, *_) = [each for each in findings if each.code == f"doctor.{code}"]
    assert first.level == KINDS[code].level
    assert first.change.endswith(".")


def test_a_server_in_good_health_has_no_findings(place: Place) -> None:
    with broken_server(place.root, nothing) as url:
        findings = found(url, app_origins=["capacitor://localhost", "http://localhost", "null", "file://"])
    assert all_codes(findings) == set()
    assert findings[0].message == f"Release 1 is live (seq {SIGNED})."


def test_wrong_application_by_anchor_key_and_environment(place: Place) -> None:
    with broken_server(place.root) as url:
        assert all_codes(found(url, trust=Bank(key=fixed_key("x")).trust)) == {"wrong-application"}
        (place.root / "channel/other").mkdir()
        (place.root / "channel/other/production.json").write_bytes(place.channel.read_bytes())
        assert all_codes(found(url, application="other")) == {"wrong-application"}


def test_expiry_is_said_ahead_and_after(place: Place) -> None:
    def dated(days: int) -> Break:
        return header("channel/", "date", format_datetime(TODAY + timedelta(days=days), usegmt=True))

    for days, code in ((25, "expires-soon"), (31, "expired"), (90, "expired")):
        with broken_server(place.root, dated(days)) as url:
            assert all_codes(found(url, now=TODAY + timedelta(days=days))) == {code}


def test_an_older_state_than_the_one_deployed_from_here_is_said(place: Place) -> None:
    state = State(root=1, seq=SIGNED + 2, pointer="0" * 64, status="active")
    with broken_server(place.root) as url:
        assert all_codes(found(url, known=state)) == {"stale"}


def test_a_pointer_signed_in_the_future_is_said(place: Place) -> None:
    ahead = int(datetime.now(UTC).timestamp()) // 2 * 2 + 900
    place.deploy(lasting(seq=ahead))
    (place.root / SDK.path).write_bytes(read_built(SDK))
    with broken_server(place.root) as url:
        assert all_codes(found(url)) == {"pointer-ahead"}


class Rotated(Bank):
    """The bank after root 2."""

    def rotated_channel(self) -> tuple[bytes, str]:
        from handrail.package.trust import trust_of

        release = self.release()
        second = self.root(2)
        pointer = self.pointer(release, root=2, seq=SIGNED + 2, expires=TODAY + timedelta(days=30))
        roots = [sign_root(self.root(), [self.key]), sign_root(second, [self.key])]
        return channel_file(roots, release.envelope, pointer), trust_of(second)


def test_a_pin_older_than_the_newest_root_is_said_with_the_new_anchor(place: Place) -> None:
    channel, newest = Rotated().rotated_channel()
    place.channel.write_bytes(channel)
    with broken_server(place.root) as url:
        findings = found(url)
        assert all_codes(findings) == {"root-pin"}
        assert newest in findings[0].message
        assert all_codes(found(url, trust=newest)) == set()


def test_an_environment_that_pins_only_power_mode_lacks_nothing(tmp_path: Path) -> None:
    staging = Bank(environment="staging")
    place = Place(tmp_path)
    place.deploy(staging.package(seq=SIGNED, expires=TODAY + timedelta(days=30)))
    (place.root / SDK.path).unlink()
    (place.root / POWER.path).write_bytes(read_built(POWER))
    with broken_server(place.root) as url:
        assert all_codes(found(url, environment="staging")) == set()


def test_power_mode_on_a_server_of_production_is_an_error(place: Place) -> None:
    (place.root / POWER.path).write_bytes(read_built(POWER))
    with broken_server(place.root) as url:
        assert all_codes(found(url)) == {"power-in-production"}


def test_plain_http_and_an_unreachable_server_are_said() -> None:
    assert all_codes(found(f"http://127.0.0.1:{free_port()}")) == {"unreachable"}
    assert all_codes(found("http://[")) == {"unreachable"}
    assert all_codes(found("http://127.0.0.2:9")) == {"plain-http", "unreachable"}


class Authority:
    """A certificate authority of the bank, and certificates of its servers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                 "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Bank CA")  # fmt: skip

    def run(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def certificate(self, days: int) -> Path:
        (self.folder / "ext").write_text("subjectAltName=IP:127.0.0.1\n")
        self.run("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "s.key",
                 "-out", "s.csr", "-subj", "/CN=guides")  # fmt: skip
        self.run("x509", "-req", "-in", "s.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                 "-out", "s.crt", "-days", str(days), "-extfile", "ext")  # fmt: skip
        both = self.folder / f"server-{days}.pem"
        both.write_bytes((self.folder / "s.key").read_bytes() + (self.folder / "s.crt").read_bytes())
        return both

    def client(self) -> httpx.Client:
        return httpx.Client(verify=ssl.create_default_context(cafile=str(self.folder / "ca.pem")))


def test_certificates_untrusted_and_near_their_end_and_open_http_are_said(place: Place, tmp_path: Path) -> None:
    (tmp_path / "ca").mkdir()
    authority = Authority(tmp_path / "ca")
    with nginx_server(place.root, tmp_path / "a", tls=authority.certificate(20)) as url:
        assert all_codes(found(url)) == {"tls"}
        assert all_codes(found(url, authority.client())) == set()
        with broken_server(place.root) as plain:
            assert all_codes(found(url, authority.client(), plain_url=plain)) == {"http-open"}
        with broken_server(place.root, status("channel/", 301, location="https://x/")) as plain:
            assert all_codes(found(url, authority.client(), plain_url=plain)) == set()
    with nginx_server(place.root, tmp_path / "b", tls=authority.certificate(3)) as url:
        assert all_codes(found(url, authority.client())) == {"tls-expiry"}


@pytest.mark.parametrize("name", sorted(SERVERS))
@pytest.mark.parametrize("location", ["/", "/guides/"])
def test_real_servers_with_the_written_configuration_are_healthy(
    place: Place, tmp_path: Path, name: str, location: str
) -> None:
    with SERVERS[name](place.root, tmp_path / name, location=location) as url:
        assert all_codes(found(url, app_origins=["capacitor://localhost", "null"])) == set()


@pytest.mark.parametrize(
    ("name", "line", "instead", "code"),
    [
        ("nginx", "gzip on;", "gzip off;", "compression"),
        ("nginx", "add_header Access-Control-Allow-Origin * always;", "", "cors"),
        ("nginx", "etag on;", "etag off;", "etag"),
        ("apache", "AddOutputFilterByType DEFLATE application/json text/javascript", "", "compression"),
        ("apache", "FileETag MTime Size", "FileETag None", "etag"),
        ("apache", 'Header always set X-Content-Type-Options "nosniff"', "", "nosniff"),
        ("caddy", "encode gzip", "", "compression"),
        ("caddy", "header X-Content-Type-Options nosniff", "", "nosniff"),
    ],
)
def test_a_line_less_in_a_real_configuration_is_noticed(
    place: Place, tmp_path: Path, name: str, line: str, instead: str, code: str
) -> None:
    with SERVERS[name](place.root, tmp_path / name, edit=(line, instead)) as url:
        assert all_codes(found(url)) == {code}


def test_the_content_server_of_the_demonstration_is_healthy(place: Place) -> None:
    with demo_server(place.root) as url:
        assert all_codes(found(url)) <= {"compression"}, "on this machine itself nothing is gained by it"


def test_a_web_server_as_it_comes_is_told_what_it_lacks_and_the_lines_for_it(place: Place) -> None:
    with plain_server(place.root) as url:
        findings = found(url)
    assert "doctor.cors" in codes(findings)
    assert {"doctor.caching", "doctor.nosniff", "doctor.listing", "doctor.csp"} <= codes(findings, "warning")
    cors = next(each for each in findings if each.code == "doctor.cors")
    assert cors.lines["nginx"] == "add_header Access-Control-Allow-Origin * always;"
    assert set(cors.lines) == {"nginx", "apache", "caddy"}


def test_a_deployment_looks_from_outside_and_says_so(place: Place) -> None:
    with demo_server(place.root) as url:
        assert all(f.level != "error" for f in place.deploy(NEXT, url=url).findings)
    with plain_server(place.root) as url, pytest.raises(PostCheckError, match="Access-Control-Allow-Origin") as failure:
        place.deploy(NEXT, url=url)
    assert failure.value.exit_code == 30


def test_a_server_that_shows_another_folder_is_noticed_after_a_deployment(place: Place, tmp_path: Path) -> None:
    other = Place(tmp_path / "other")
    other.root.parent.mkdir()
    other.deploy(FIRST)
    with demo_server(other.root) as url, pytest.raises(PostCheckError, match="still shows other bytes"):
        place.deploy(NEXT, url=url)


@pytest.mark.parametrize("path", ["", "/blobs", "/channel"])
def test_the_wrong_place_is_said(place: Place, tmp_path: Path, path: str) -> None:
    shown = tmp_path / "empty" if path == "" else place.root
    shown.mkdir(exist_ok=True)
    with demo_server(shown) as url:
        findings = found(url + path)
    assert codes(findings) == {"doctor.wrong-place"}
    assert "must lie directly below that address" in findings[0].message


def test_every_finding_has_a_test_and_a_row_in_the_guide() -> None:
    names = ("test_doctor.py", "test_page.py", "servers/test_misconfigured.py")
    tests = "".join((Path(__file__).parent / name).read_text() for name in names)
    untested = [code for code in KINDS if not re.search(rf'["{{]"?{re.escape(code)}"', tests)]
    assert untested == []
    guide = (Path(__file__).parents[2] / "docs/how-to/doctor.md").read_text()
    rows = dict(re.findall(r"^\| `doctor\.([a-z0-9-]+)` \| (error|warning|good) \|", guide, re.MULTILINE))
    assert rows == {code: kind.level for code, kind in KINDS.items()}
    for code, kind in KINDS.items():
        assert f"| {kind.change.replace('|', '&#124;') or '–'} |\n" in guide, f"the guide says another change of {code}"
