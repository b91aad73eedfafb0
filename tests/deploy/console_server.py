"""A console's four requests over real HTTP, for the tests of the customer's side: it holds packages, takes reports."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

BASE = "/api/v1/applications/bank/environments/production"
TOKEN = "a token of the tests"


class ConsoleServer:
    """Starts on a free port; packages are offered in the order of their seq."""

    def __init__(self) -> None:
        self.packages: dict[int, bytes] = {}
        self.releases: dict[int, int] = {}
        self.reports: list[dict[str, Any]] = []
        self.deeds: list[tuple[str, dict[str, Any]]] = []
        self.repair = False
        self.status = 200
        self.package_status = 200
        self.odd: bytes | None = None
        self.refused = 0
        self.cut = False
        self.fetched = 0
        self.answers: dict[str, int] = {}
        console = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: object) -> None:
                return

            def _send(self, status: int, body: bytes = b"", kind: str = "application/json") -> None:
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def _allowed(self) -> bool:
                if console.status != 200:
                    console.refused += 1
                    self._send(console.status)
                elif self.headers["authorization"] != f"Bearer {TOKEN}":
                    self._send(401, b'{"message":"unknown token"}')
                elif console.odd is not None:
                    self._send(200, console.odd, "text/html")
                else:
                    return True
                return False

            def do_GET(self) -> None:
                if not self._allowed():
                    return
                parts = urlsplit(self.path)
                query = {key: int(value[0]) for key, value in parse_qs(parts.query).items()}
                if parts.path == f"{BASE}/live":
                    self._live(query)
                elif (
                    parts.path == f"{BASE}/package"
                    and (seq := query.get("seq", max(console.packages, default=0))) in console.packages
                ):
                    console.fetched += 1
                    if console.package_status == 200:
                        self._package(console.packages[seq])
                    else:
                        self._send(console.package_status)
                else:
                    self._send(404)

            def _package(self, package: bytes) -> None:
                if not console.cut:
                    return self._send(200, package, "application/zip")
                self.send_response(200)
                self.send_header("content-length", str(len(package)))
                self.end_headers()
                self.wfile.write(package[: len(package) // 2])
                self.close_connection = True

            def _live(self, query: dict[str, int]) -> None:
                end = time.monotonic() + min(query["wait"], 1)
                while True:
                    newest = max(console.packages, default=0)
                    if newest and (newest > query["after"] or console.repair):
                        data = {
                            "seq": newest,
                            "release": console.releases[newest],
                            "status": "active",
                            "channelSha256": "0" * 64,
                            "package": f"{BASE}/package?seq={newest}",
                            "repair": console.repair,
                        }
                        console.repair = False
                        return self._send(200, json.dumps(data).encode())
                    if time.monotonic() >= end:
                        return self._send(204)
                    time.sleep(0.02)

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                if not self._allowed():
                    return
                path = self.path.removeprefix(f"{BASE}/")
                if path == "reports":
                    console.reports.append(body)
                    self._send(204)
                else:
                    console.deeds.append((path, body))
                    self._send(200, json.dumps({"seq": console.answers[path]}).encode())

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"

    def offer(self, seq: int, release: int, package: bytes) -> None:
        """Publish a package."""
        self.releases[seq] = release
        self.packages[seq] = package

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
