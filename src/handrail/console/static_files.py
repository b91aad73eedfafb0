"""Static files of the console: its own assets, the SDK for previews, and the documentation below ``/help/``."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from whitenoise.base import WhiteNoise
from whitenoise.middleware import WhiteNoiseMiddleware

DOCS = Path(__file__).resolve().parents[1] / "static/docs"
DOCS_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "sandbox allow-scripts allow-popups allow-forms"
)


def _docs_headers(headers: dict[str, str], path: str, url: str) -> None:
    # The generator of the docs writes inline scripts; the sandbox keeps them away from the console's session.
    if path.startswith(str(DOCS)):
        headers["Content-Security-Policy"] = DOCS_POLICY


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise answering whole bodies: files are small, and under ASGI every streamed chunk costs a thread."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Know every file at the start; with the documentation where it was built."""
        super().__init__(get_response, settings)
        self.add_headers_function = _docs_headers
        if DOCS.is_dir():
            self.index_file = "index.html"
            WhiteNoise.add_files(self, str(DOCS), prefix="/help/")

    @staticmethod
    def serve(static_file: object, request: HttpRequest) -> HttpResponse:
        """Answer with bytes, status and headers of the file."""
        response = static_file.get_response(request.method, request.META)  # type: ignore[attr-defined]
        body = b""
        if response.file is not None:
            with response.file as file:
                body = file.read()
        answer = HttpResponse(body, status=response.status)
        del answer["Content-Type"]
        for name, value in response.headers:
            answer[name] = value
        if request.method == "GET" and response.status == 200:
            # A rebuild under a running console changes a file after WhiteNoise has measured it.
            answer["Content-Length"] = str(len(body))
        return answer
