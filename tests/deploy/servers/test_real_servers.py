"""nginx, Apache and Caddy, each with what ``handrail serve-config`` writes, looked at directly, header by header."""

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deploy.place import FIRST, Place, lasting
from deploy.servers.run import SERVERS
from handrail.deploy.outside import CONTENT_TYPES
from package.bank import SEQ

CSP = "default-src 'none'; sandbox; frame-ancestors 'none'"
FIXED = "public, max-age=31536000, immutable, no-transform"
CHANNEL = "channel/bank/production.json"
SDK = "sdk/0.1.0/handrail.js"
BIG = b'{"x":"' + b"guidance " * 2000 + b'"}'


class Served:
    """One server over one document root."""

    def __init__(self, name: str, url: str, place: Place) -> None:
        self.name, self.url, self.place = name, url, place
        self.client = httpx.Client(base_url=url)

    def get(self, path: str, method: str = "GET", **headers: str) -> httpx.Response:
        sent = {"origin": "capacitor://localhost", "accept-encoding": "identity"}
        return self.client.request(method, path, headers=sent | {k.replace("_", "-"): v for k, v in headers.items()})


@pytest.fixture(scope="module", params=sorted(SERVERS))
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp(request.param)
    folder.chmod(0o755)
    place = Place(folder)
    place.deploy(FIRST)
    (place.root / f"blobs/{hashlib.sha256(BIG).hexdigest()}.json").write_bytes(BIG)
    for extension in CONTENT_TYPES:
        if extension not in ("js", "mjs"):
            (place.root / f"blobs/{'a' * 64}.{extension}").write_bytes(b"0123456789")
    (place.root / "sdk/0.1.0/handrail.mjs").write_bytes(b"export {}\n")
    with SERVERS[request.param](place.root, folder / "server") as url:
        made = Served(request.param, url, place)
        yield made
        made.client.close()


def release_file(served: Served) -> str:
    return f"releases/{next((served.place.root / 'releases').iterdir()).name}"


def every_header(response: httpx.Response, *, data: bool) -> None:
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers.get_list("content-security-policy") == ([CSP] if data else [])
    assert len(response.headers.get_list("cache-control")) == 1
    assert "set-cookie" not in response.headers


def test_each_folder_has_its_caching(served: Served) -> None:
    wanted = {
        CHANNEL: "no-cache, no-transform",
        f"blobs/{'a' * 64}.png": FIXED,
        release_file(served): FIXED,
        SDK: "public, max-age=300, stale-while-revalidate=86400, no-transform",
    }
    for path, cache in wanted.items():
        response = served.get(path)
        assert (response.status_code, response.headers["cache-control"]) == (200, cache), path
        assert response.headers["etag"]
        every_header(response, data=path != SDK)
        head = served.get(path, "HEAD")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["cache-control"] == cache


@pytest.mark.parametrize("extension", sorted(CONTENT_TYPES))
def test_each_kind_of_file_has_its_type(served: Served, extension: str) -> None:
    path = f"sdk/0.1.0/handrail.{extension}" if extension in ("js", "mjs") else f"blobs/{'a' * 64}.{extension}"
    kind = served.get(path).headers["content-type"]
    charset = "; charset=utf-8" if extension in ("js", "mjs") else ""
    assert kind == CONTENT_TYPES[extension] + charset


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("path", [CHANNEL, SDK, f"blobs/{hashlib.sha256(BIG).hexdigest()}.json"])
def test_a_conditional_request_is_answered_with_304(served: Served, path: str, encoding: str) -> None:
    first = served.get(path, accept_encoding=encoding)
    again = served.get(path, accept_encoding=encoding, if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == first.headers["cache-control"]
    assert served.get(path, accept_encoding=encoding, if_none_match='"other"').status_code == 200


def test_answers_are_compressed_and_unpack_to_the_same_bytes(served: Served) -> None:
    for path in (f"blobs/{hashlib.sha256(BIG).hexdigest()}.json", CHANNEL):
        plain = served.get(path)
        packed = served.get(path, accept_encoding="gzip")
        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert "accept-encoding" in packed.headers["vary"].lower()
        assert packed.content == plain.content == (served.place.root / path).read_bytes()
    with served.client.stream("GET", CHANNEL, headers={"accept-encoding": "gzip"}) as response:
        raw = b"".join(response.iter_raw())
    assert gzip.decompress(raw) == served.place.channel.read_bytes()
    assert len(raw) < len(served.place.channel.read_bytes())
    assert "content-encoding" not in served.get(f"blobs/{'a' * 64}.png", accept_encoding="gzip").headers


def test_part_of_a_video_can_be_asked_for(served: Served) -> None:
    part = served.get(f"blobs/{'a' * 64}.mp4", range="bytes=2-4")
    assert (part.status_code, part.content, part.headers["cache-control"]) == (206, b"234", FIXED)


@pytest.mark.parametrize(
    "path",
    [
        ".handrail.lock",
        "channel/bank/.handrail-1a2b",
        "blobs/.handrail-1a2b",
        "blobs/",
        "channel/",
        "channel/bank",
        "",
        "pending/bank/production.json",
        "handrail.json",
        "VERIFY.txt",
        "blobs/missing.json",
        f"blobs/{'b' * 64}.json",
        f"blobs/{'a' * 64}.html",
        "sdk/0.1.0/evil.js",
        "sdk/0.1.0/../../../../etc/passwd",
        "channel/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "blobs/..%2f..%2fetc%2fpasswd",
    ],
)
def test_nothing_else_is_served_and_no_cache_keeps_the_404(served: Served, path: str) -> None:
    for name in (
        ".handrail.lock",
        "channel/bank/.handrail-1a2b",
        "blobs/.handrail-1a2b",
        "handrail.json",
        "VERIFY.txt",
    ):
        (served.place.root / name).write_bytes(b"private")
    (served.place.root / "pending/bank").mkdir(parents=True, exist_ok=True)
    (served.place.root / "pending/bank/production.json").write_bytes(b"{}")
    (served.place.root / f"blobs/{'a' * 64}.html").write_bytes(b"<script>")
    (served.place.root / "sdk/0.1.0/evil.js").write_bytes(b"evil()")
    response = served.get(path)
    if "passwd" in path:  # Out of the document root: the server's own answer, whatever it is, is not a file.
        assert response.status_code in (400, 403, 404) or response.content == b""
    else:
        assert response.status_code == 404
        assert response.headers["cache-control"] == "no-store"
        every_header(response, data=True)
    assert b"private" not in response.content
    assert b"root:" not in response.content


def test_a_link_out_of_the_document_root_is_not_followed(served: Served, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    link = served.place.root / f"blobs/{'c' * 64}.json"
    link.unlink(missing_ok=True)
    link.symlink_to(secret)
    followed = served.get(f"blobs/{'c' * 64}.json").content == b"secret"
    assert followed is (served.name == "caddy"), "Caddy cannot be told not to follow links; the guide says so"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_nothing_can_be_written(served: Served, method: str) -> None:
    before = served.place.files()
    response = served.get(CHANNEL, method)
    assert response.status_code == 405
    assert response.headers["cache-control"] == "no-store"
    assert served.place.files() == before


def test_a_preflight_is_answered(served: Served) -> None:
    response = served.get(CHANNEL, "OPTIONS", access_control_request_method="GET")
    assert response.status_code in (200, 204)
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"


def test_the_etag_changes_when_the_channel_file_is_replaced_by_one_of_equal_size(served: Served) -> None:
    seen = {}
    for seq in (SEQ + 20, SEQ + 22, SEQ + 24):
        served.place.deploy(lasting(seq=seq))
        answer = served.get(CHANNEL)
        assert answer.content == served.place.channel.read_bytes()
        assert int(served.place.channel.stat().st_mtime) == seq
        seen[answer.headers["etag"]] = len(answer.content)
    assert len(seen) == 3
    assert len(set(seen.values())) == 1, "the three files are of one size"
