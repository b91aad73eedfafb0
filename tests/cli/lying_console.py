"""A console that answers what a test lays down, over real HTTP: whoever took a console over can do that much."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class LyingConsole:
    """Runs until ``close``.

    Attributes:
        body: what every request is answered with.
        status: with this status.
        headers: and with these headers.
        cut: so many bytes, then the connection ends; None: all of it.
        asked: paths with queries, in order.
        tokens: what each request had for its authorization.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    hold: threading.Event | None = None
    asked: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    origin: str = ""

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        console = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: object) -> None:
                return

            def do_GET(self) -> None:
                console.asked.append(self.path)
                console.tokens.append(self.headers["authorization"] or "")
                self.send_response(console.status)
                self.send_header("content-length", str(len(console.body)))
                for name, value in console.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(console.body[: console.cut])
                if console.hold is not None:
                    console.hold.wait(30)
                self.close_connection = True

        return Handler


@contextmanager
def lying_console() -> Iterator[LyingConsole]:
    """On a free port, until the block ends."""
    console = LyingConsole()
    server = ThreadingHTTPServer(("127.0.0.1", 0), console._handler())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    console.origin = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield console
    finally:
        if console.hold is not None:
            console.hold.set()
        server.shutdown()
        thread.join()
        server.server_close()
