"""A web server for pages of the benchmark: precompressed files, a log of what was asked for, delays on demand."""

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".html": "text/html; charset=utf-8"}
NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class File:
    """What lies under a path.

    Attributes:
        plain: its bytes.
        brotli: the same compressed, if a server would have them so.
        headers: what is said of it, beside type, length and tag.
    """

    plain: bytes
    brotli: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """One request: path, ``time.monotonic`` of its arrival, bytes of the answer's body, its status."""

    path: str
    at: float
    bytes: int
    status: int


@dataclass
class Site:
    """Files by path, and what was asked for."""

    files: dict[str, File] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    delay_s: dict[str, float] = field(default_factory=dict)
    origin: str = ""

    def add_folder(self, folder: Path, below: str, headers: dict[str, str] | None = None) -> None:
        """Every file of a folder, with the compressed one beside it."""
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".br":
                packed = path.with_name(path.name + ".br")
                brotli = packed.read_bytes() if packed.exists() else None
                name = f"{below}/{path.relative_to(folder).as_posix()}"
                self.files[name] = File(path.read_bytes(), brotli, headers or {})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    site: Site

    def do_GET(self) -> None:
        site, path = type(self).site, urlsplit(self.path).path
        found = site.files.get(path)
        if path in site.delay_s:
            time.sleep(site.delay_s[path])
        if found is None:
            self._send(404, path, b"", {})
            return
        tag = f'"{hashlib.sha256(found.plain).hexdigest()[:32]}"'
        headers = {"Content-Type": TYPES.get(Path(path).suffix, "application/json"), "ETag": tag, **found.headers}
        if self.headers.get("If-None-Match") == tag:
            self._send(304, path, b"", headers)
        elif found.brotli is not None and "br" in self.headers.get("Accept-Encoding", ""):
            self._send(200, path, found.brotli, {**headers, "Content-Encoding": "br"})
        else:
            self._send(200, path, found.plain, headers)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def _send(self, status: int, path: str, body: bytes, headers: dict[str, str]) -> None:
        type(self).site.asked.append(Asked(path, time.monotonic(), len(body), status))
        self.send_response(status)
        for name, value in {"Access-Control-Allow-Origin": "*", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        try:
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            # The window was closed meanwhile.
            self.close_connection = True

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            # The window was closed meanwhile.
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: ``Site.asked`` has it."""


@contextmanager
def serve(site: Site) -> Iterator[Site]:
    """Serve it on a free port of the loopback address."""
    handler = type("Handler", (_Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    site.origin = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
