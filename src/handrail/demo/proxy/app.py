"""The proxy itself: an ASGI app on the loopback address in front of one application."""

import asyncio
import base64
import hashlib
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

import httpx

from handrail.demo.http import Header, Receive, Response, Scope, Send, answer, header
from handrail.demo.proxy.headers import Crossing, inward, outward
from handrail.demo.proxy.notes import HERE
from handrail.demo.proxy.pages import Rewriting, rewrite_page
from handrail.demo.proxy.policy import Admission, admit, forbids_scripts
from handrail.demo.proxy.report import report_page
from handrail.demo.proxy.websocket import carry_socket
from handrail.demo.snippet import Snippet

PREFIX: Final = "/.handrail/"
"""The only paths that the application cannot have during a trial."""
PAGE_LIMIT: Final = 16_000_000
"""Largest HTML page that gets the snippet, in bytes."""
_INTEGRATED: Final = b"data-self-hosted-url="
"""In a page that carries the snippet already: two of them would greet everybody twice."""
_ASSETS: Final = {"bar.js": "text/javascript; charset=utf-8", "report.css": "text/css; charset=utf-8"}
_MARK: Final[Header] = ("x-handrail-trial", "only on this machine")
_TIMEOUT: Final = httpx.Timeout(15, read=None)


@dataclass
class TrialProxy:
    """An ASGI app that shows an application with the snippet added.

    Attributes:
        crossing: where application and proxy are, which cookies pass, and the notes of what was met.
        snippet: asked for every page; ``None`` as long as no trial application exists.
        console: address of the trial application in the console, for the report page.
        tls: certificates to trust; the machine's own when absent.
    """

    crossing: Crossing
    snippet: Callable[[], Snippet | None] = lambda: None
    console: str | None = None
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    @cached_property
    def _client(self) -> httpx.AsyncClient:
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=20)
        return httpx.AsyncClient(verify=self.tls, timeout=_TIMEOUT, limits=limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif not self._is_ours(scope):
            await self._refuse(scope, receive, send)
        elif scope["type"] == "websocket":
            tls = self.tls if self.crossing.address.scheme == "https" else None
            await carry_socket(scope, receive, send, crossing=self.crossing, tls=tls)
        elif str(scope["path"]).startswith(PREFIX):
            await answer(send, self._own_page(scope), head=scope["method"] == "HEAD")
        elif header(scope, "service-worker") == "script":
            self.crossing.notes.add("service-worker", str(scope["path"]))
            await answer(send, _plain(404, "The trial does not carry service workers."))
        else:
            await self._carry(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                await self._client.aclose()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    def _is_ours(self, scope: Scope) -> bool:
        """Only requests by the proxy's own name: a foreign page whose name leads here (DNS rebinding) is refused."""
        return header(scope, "host") == urlsplit(self.crossing.address.proxy).netloc

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await answer(send, _plain(421, f"This trial is reached at {self.crossing.address.proxy} only."))

    def _own_page(self, scope: Scope) -> Response:
        name = str(scope["path"]).removeprefix(PREFIX)
        if name in _ASSETS:
            headers: tuple[Header, ...] = (("content-type", _ASSETS[name]), ("cache-control", "no-cache"))
            return Response(200, (*headers, ("x-content-type-options", "nosniff")), _asset(name))
        if name == "":
            return report_page(
                self.crossing.address, self.crossing.notes, self.console, header(scope, "accept-language") or ""
            )
        return _plain(404, "Not found")

    async def _carry(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = outward(scope["headers"], self.crossing)
        request = httpx.Request(scope["method"], self._url(scope), headers=headers, content=_body(scope, receive))
        try:
            response = await self._client.send(request, stream=True)
        except httpx.HTTPError as error:
            self.crossing.notes.add("unreachable", self.crossing.address.origin)
            words = f"{self.crossing.address.origin} did not answer the trial: {error or type(error).__name__}"
            await answer(send, _plain(502, words))
            return
        # Whoever leaves an endless stream must end it at the application too.
        work = asyncio.create_task(self._return(scope, response, send))
        gone = asyncio.create_task(_gone(receive)) if request.method in ("GET", "HEAD") else None
        try:
            await asyncio.wait({work, gone} if gone else {work}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if gone is not None:
                gone.cancel()
            if not work.done():
                work.cancel()
            await asyncio.wait({work})
            await response.aclose()
        if not work.cancelled():
            work.result()

    def _url(self, scope: Scope) -> str:
        raw = bytes(scope.get("raw_path") or str(scope["path"]).encode()).decode("latin-1")
        query = bytes(scope["query_string"]).decode("latin-1")
        return f"{self.crossing.address.origin}{raw}" + (f"?{query}" if query else "")

    async def _return(self, scope: Scope, response: httpx.Response, send: Send) -> None:
        snippet = self.snippet()
        admission = self._admission(snippet)
        received = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in response.headers.raw]
        headers = [*inward(received, self.crossing, admission), _MARK]
        page = await self._page(scope, response, snippet, admission)
        if page is not None:
            changed = ("content-encoding", "content-length", "etag", "last-modified", "cache-control")
            kept = [(name, value) for name, value in headers if name not in changed]
            made = Response(response.status_code, (*kept, ("cache-control", "no-store")), page)
            await answer(send, made, head=scope["method"] == "HEAD")
            return
        encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        await send({"type": "http.response.start", "status": response.status_code, "headers": encoded})
        async for chunk in response.aiter_raw():
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def _page(
        self, scope: Scope, response: httpx.Response, snippet: Snippet | None, admission: Admission
    ) -> bytes | None:
        """The page with the snippet, or ``None`` for everything that is passed on as it is."""
        kind = response.headers.get("content-type", "").lower()
        if not kind.startswith(("text/html", "application/xhtml+xml")) or scope["method"] == "HEAD":
            return None
        if header(scope, "sec-fetch-dest") not in (None, "document") or response.status_code in (204, 304):
            return None
        if response.headers.get("content-encoding", "identity").lower() not in ("identity", "gzip", "deflate"):
            self.crossing.notes.add("encoding", response.headers["content-encoding"])
            return None
        if not kind.startswith("text/html") or "utf-16" in kind or "utf-32" in kind:
            self.crossing.notes.add("encoding", kind)
            return None
        body = b"".join([chunk async for chunk in response.aiter_bytes()])
        if len(body) > PAGE_LIMIT:
            self.crossing.notes.add("too-big", str(scope["path"]))
            return body
        if _INTEGRATED in body:
            self.crossing.notes.add("already-integrated", str(scope["path"]))
        lines = self._lines(None if _INTEGRATED in body else snippet)
        rewriting = Rewriting(
            lines, lambda policy: admit(policy, admission, self.crossing.address), self.crossing.address.to_proxy
        )
        page = rewrite_page(body, rewriting)
        if any(forbids_scripts(policy) for policy in rewriting.policies):
            self.crossing.notes.add("sandboxed-page", "sandbox")
        return page

    def _lines(self, snippet: Snippet | None) -> str:
        bar = f'<script src="{PREFIX}bar.js" integrity="{_integrity("bar.js")}" crossorigin defer></script>\n'
        return (snippet.html() if snippet else "") + bar

    def _admission(self, snippet: Snippet | None) -> Admission:
        own = self.crossing.address.proxy
        if snippet is None:
            return Admission([_integrity("bar.js")], [own], [])
        content = "/".join(snippet.self_hosted_url.split("/", 3)[:3])
        return Admission([_integrity("bar.js"), snippet.integrity], [own, content], [content])


def _asset(name: str) -> bytes:
    return (HERE / "assets" / name).read_bytes()


def _integrity(name: str) -> str:
    return f"sha384-{base64.b64encode(hashlib.sha384(_asset(name)).digest()).decode()}"


async def _chunks(receive: Receive) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        if message.get("body"):
            yield message["body"]
        if not message.get("more_body", False):
            return


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _body(scope: Scope, receive: Receive) -> AsyncIterator[bytes] | None:
    """The request's body as a stream; none where the request has none, so that a GET stays a GET."""
    has_body = header(scope, "content-length") not in (None, "0") or header(scope, "transfer-encoding") is not None
    return _chunks(receive) if has_body else None


def _plain(status: int, words: str) -> Response:
    headers = (("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store"), _MARK)
    return Response(status, headers, f"{words}\n".encode())
