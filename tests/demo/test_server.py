"""The content server sends exactly the headers of the package format and nothing it should not."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from handrail.demo.http import AsgiApp
from handrail.demo.server import create_content_server

BLOB = f"blobs/{'a' * 64}.json"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        "channel/bank/production.json": b'{"roots":[]}',
        BLOB: b'{"a":1}',
        f"blobs/{'b' * 64}.png": b"\x89PNG",
        "releases/1-0123456789abcdef.json": b"{}",
        "sdk/0.1.0/handrail.js": b"'use strict'",
        "secret.json": b"{}",
        "blobs/page.html": b"<p>",
        "blobs/.hidden.json": b"{}",
    }
    for name, body in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(body)
    return tmp_path


@pytest.fixture
def content(root: Path, serve: Callable[[AsgiApp], str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=serve(create_content_server(root))) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "cache", "kind"),
    [
        ("channel/bank/production.json", "no-cache, no-transform", "application/json"),
        (BLOB, "public, max-age=31536000, immutable, no-transform", "application/json"),
        (f"blobs/{'b' * 64}.png", "public, max-age=31536000, immutable, no-transform", "image/png"),
        (
            "releases/1-0123456789abcdef.json",
            "public, max-age=31536000, immutable, no-transform",
            "application/json",
        ),
        (
            "sdk/0.1.0/handrail.js",
            "public, max-age=300, stale-while-revalidate=86400, no-transform",
            "text/javascript; charset=utf-8",
        ),
    ],
)
def test_each_kind_of_file_has_its_headers(content: httpx.Client, path: str, cache: str, kind: str) -> None:
    answer = content.get(path, headers={"origin": "null"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == cache
    assert answer.headers["content-type"] == kind
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["etag"].startswith('"')
    sandboxed = answer.headers.get("content-security-policy") == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert sandboxed == (not path.startswith("sdk/"))


def test_an_unchanged_channel_file_is_answered_304_and_a_changed_one_of_equal_size_is_not(
    content: httpx.Client, root: Path
) -> None:
    path = "channel/bank/production.json"
    first = content.get(path)
    again = content.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert again.headers["cache-control"] == "no-cache, no-transform"
    (root / path).write_bytes(b'{"roots":{}}')
    changed = content.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (changed.status_code, changed.content) == (200, b'{"roots":{}}')


@pytest.mark.parametrize(
    "path",
    [
        "",
        "channel",
        "channel/",
        "channel/bank/",
        "secret.json",
        "blobs/page.html",
        "blobs/.hidden.json",
        "blobs/../secret.json",
        "blobs/%2e%2e/secret.json",
        "channel/other/production.json",
        "blobs/out/secret.json",
        "blobs/link.json",
    ],
)
def test_folders_links_and_strange_names_are_404_and_never_cached(content: httpx.Client, root: Path, path: str) -> None:
    (root / "blobs/link.json").symlink_to(root / "secret.json")
    (root / "blobs/out").symlink_to(root)
    answer = content.get(path)
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"


def test_nothing_but_reading_is_allowed(content: httpx.Client) -> None:
    answer = content.put("channel/bank/production.json", content=b"{}")
    assert (answer.status_code, answer.headers["allow"], answer.headers["cache-control"]) == (
        405,
        "GET, HEAD",
        "no-store",
    )


def test_head_answers_like_get_without_a_body(content: httpx.Client) -> None:
    get, head = content.get(BLOB), content.head(BLOB)
    assert head.content == b""
    assert {k: v for k, v in head.headers.items() if k != "date"} == {
        k: v for k, v in get.headers.items() if k != "date"
    }
