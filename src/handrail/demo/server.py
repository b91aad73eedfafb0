"""The content server of the demonstration: a document root with exactly the headers of the package format.

What ``handrail serve-config`` writes for nginx, Apache and Caddy, as a small ASGI app: nothing is generated, no
directory is listed, and only the four folders of a package are served.
"""

import argparse
import errno
import hashlib
import os
import re
import stat
from pathlib import Path

from handrail.demo.http import AsgiApp, Header, Receive, Response, Scope, Send, answer, header, lifespan, matches_etag
from handrail.demo.serve import serve

_PATH = re.compile(r"(channel|blobs|releases|sdk)(/[a-z0-9A-Z_-][a-zA-Z0-9._-]*)+")
_TYPES = {
    "json": "application/json",
    "js": "text/javascript; charset=utf-8",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "avif": "image/avif",
    "woff2": "font/woff2",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
_CACHE = {
    "channel": "no-cache, no-transform",
    "blobs": "public, max-age=31536000, immutable, no-transform",
    "releases": "public, max-age=31536000, immutable, no-transform",
    "sdk": "public, max-age=300, stale-while-revalidate=86400, no-transform",
}
_EVERY: tuple[Header, ...] = (
    ("access-control-allow-origin", "*"),
    ("cross-origin-resource-policy", "cross-origin"),
    ("x-content-type-options", "nosniff"),
)
_DATA_CSP: Header = ("content-security-policy", "default-src 'none'; sandbox; frame-ancestors 'none'")


def create_content_server(document_root: Path) -> AsgiApp:
    """An ASGI app that serves the document root of one or more applications.

    Args:
        document_root: the folder that ``handrail deploy`` writes to; it may come into being later.
    """

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
        elif scope["type"] == "http":
            head = scope["method"] == "HEAD"
            await answer(send, respond(document_root, scope), head=head)

    return app


def respond(document_root: Path, scope: Scope) -> Response:
    """The answer to one request: 200, 304, 404 or 405."""
    if scope["method"] not in ("GET", "HEAD"):
        return _error(405, "Method not allowed", ("allow", "GET, HEAD"))
    path = str(scope["path"]).removeprefix("/")
    body = _read(document_root, path)
    if body is None:
        return _error(404, "Not found")
    folder, extension = path.split("/", 1)[0], path.rsplit(".", 1)[-1]
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers: tuple[Header, ...] = (("cache-control", _CACHE[folder]), ("etag", etag), *_EVERY)
    if folder != "sdk":
        headers = (*headers, _DATA_CSP)
    if matches_etag(header(scope, "if-none-match"), etag):
        return Response(304, headers)
    return Response(200, (("content-type", _TYPES[extension]), *headers), body)


def _read(document_root: Path, path: str) -> bytes | None:
    """The bytes of a file below the root; nothing for folders, links, odd names and unknown kinds of file."""
    if not _PATH.fullmatch(path) or path.rsplit(".", 1)[-1] not in _TYPES:
        return None
    try:
        root = document_root.resolve(strict=True)
        if (root / path).parent.resolve(strict=True) != (root / path).parent:
            return None
        handle = os.open(root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP, errno.ENOTDIR, errno.EACCES, errno.ENAMETOOLONG):
            return None
        raise
    with os.fdopen(handle, "rb") as file:
        return file.read() if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None


def _error(status: int, words: str, *more: Header) -> Response:
    kind: Header = ("content-type", "text/plain; charset=utf-8")
    return Response(status, (kind, ("cache-control", "no-store"), *_EVERY, _DATA_CSP, *more), f"{words}\n".encode())


def main() -> None:
    """``python -m handrail.demo.server --port 8703 --root DIR``: serve a document root until stopped."""
    parser = argparse.ArgumentParser(prog="python -m handrail.demo.server")
    parser.add_argument("--port", type=int, default=8703)
    parser.add_argument("--root", type=Path, required=True, help="the document root")
    options = parser.parse_args()
    serve(create_content_server(options.root), options.port)


if __name__ == "__main__":
    main()
