"""The few lines of ASGI that the bank, the content server and the trial proxy share."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]
Header = tuple[str, str]


@dataclass(frozen=True)
class Response:
    """A whole answer: status, headers in order, body bytes."""

    status: int
    headers: tuple[Header, ...]
    body: bytes = b""


async def answer(send: Send, response: Response, *, head: bool = False) -> None:
    """Send a whole response.

    Args:
        send: the ASGI channel.
        response: what to send; ``content-length`` is added from the body (but not to 304).
        head: send the headers of a GET without its body.
    """
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    if response.status != 304:
        headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else response.body})


async def read_body(receive: Receive, limit: int) -> bytes | None:
    """The request's body, or ``None`` when it is longer than ``limit`` bytes."""
    chunks = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunks += message.get("body", b"")
        if len(chunks) > limit:
            return None
        if not message.get("more_body", False):
            return bytes(chunks)


def header(scope: Scope, name: str) -> str | None:
    """The first request header of that lower-case name."""
    wanted = name.encode("latin-1")
    return next((bytes(v).decode("latin-1") for k, v in scope["headers"] if bytes(k) == wanted), None)


async def lifespan(receive: Receive, send: Send) -> None:
    """Answer the server's start and stop messages; nothing is opened here."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def matches_etag(if_none_match: str | None, etag: str) -> bool:
    """Whether an ``If-None-Match`` header names this entity tag (weak comparison, RFC 9110 13.1.2)."""
    if if_none_match is None:
        return False
    tags: Iterable[str] = (part.strip().removeprefix("W/") for part in if_none_match.split(","))
    return any(tag in ("*", etag) for tag in tags)
