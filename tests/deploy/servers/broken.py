"""A content server with exactly the headers of the format, and one thing broken: a change of one answer."""

import gzip
import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from handrail.deploy.outside import CONTENT_TYPES
from handrail.deploy.serve_config import CHANNEL_CACHE, CSP, FIXED_CACHE, SDK_CACHE

CACHE = {"channel": CHANNEL_CACHE, "blobs": FIXED_CACHE, "releases": FIXED_CACHE, "sdk": SDK_CACHE}


@dataclass
class Reply:
    """What will be sent, unless it is broken."""

    path: str
    asked: dict[str, str]
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


Break = Callable[[Reply], None]


def nothing(reply: Reply) -> None:
    """A server in good health."""


def reply_to(root: Path, path: str, asked: dict[str, str]) -> Reply:
    """The right answer."""
    file = root / path
    headers = {
        "access-control-allow-origin": "*",
        "x-content-type-options": "nosniff",
        "content-security-policy": CSP,
        "date": formatdate(usegmt=True),
    }
    folder, extension = path.partition("/")[0], path.rpartition(".")[2]
    if not file.is_file() or folder not in CACHE:
        return Reply(path, asked, 404, b"not there", headers | {"cache-control": "no-store"})
    body = file.read_bytes()
    headers |= {"cache-control": CACHE[folder], "content-type": CONTENT_TYPES[extension]}
    headers["etag"] = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if folder == "sdk":
        del headers["content-security-policy"]
    if asked.get("if-none-match") == headers["etag"]:
        return Reply(path, asked, 304, b"", headers)
    if asked.get("accept-encoding") == "gzip" and extension in ("json", "js"):
        return Reply(path, asked, 200, gzip.compress(body), headers | {"content-encoding": "gzip"})
    return Reply(path, asked, 200, body, headers)


@contextmanager
def broken_server(root: Path, broken: Break = nothing) -> Iterator[str]:
    """Serves on a free port; ``broken`` changes each reply."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            return

        def do_GET(self) -> None:
            asked = {key.lower(): value for key, value in self.headers.items()}
            reply = reply_to(root, self.path.removeprefix("/"), asked)
            broken(reply)
            self.send_response_only(reply.status)
            for key, value in reply.headers.items():
                self.send_header(key, value)
            self.send_header("content-length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
