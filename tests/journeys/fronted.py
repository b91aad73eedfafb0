"""The staging bank behind a front end that isolates it, as a security-minded organisation would.

It passes the bank's pages on with ``Cross-Origin-Opener-Policy: same-origin``, so that no window that opened them is
known to them, lets them call the console (``connect-src``), and asks the SDK to show its bubble unasked.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

PASSED_ON = ("content-type", "cache-control", "etag", "content-security-policy", "x-content-type-options")


@contextmanager
def fronted(bank: str, console: str) -> Iterator[str]:
    """Origin of the front end.

    Args:
        bank: origin of the bank behind it.
        console: origin that its pages may call, too.
    """

    class Front(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            given = {name: self.headers[name] for name in ("accept-language", "if-none-match") if self.headers[name]}
            answer = httpx.get(bank + self.path, headers=given, trust_env=False)
            body = answer.content
            if answer.headers.get("content-type", "").startswith("text/html"):
                body = body.replace(b'data-environment="staging"', b'data-environment="staging" data-power-mode')
            self.send_response(answer.status_code)
            for name in PASSED_ON:
                if name in answer.headers:
                    value = answer.headers[name]
                    self.send_header(name, value.replace("connect-src ", f"connect-src {console} "))
            self.send_header("cross-origin-opener-policy", "same-origin")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Front)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
