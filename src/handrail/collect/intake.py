"""The intake as an ASGI application: ``POST /h/in`` takes a batch, ``GET /h/in`` says that it listens.

The path says nothing about what it is for: block lists of browsers go by words. Batches come as ``text/plain``
without cookies, so that browsers need not ask beforehand; who asks all the same is answered.
"""

import json
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from handrail.collect.errors import BatchInvalidError, BatchTooLargeError, IntakeError, OriginRefusedError
from handrail.collect.log import EventLog
from handrail.schema.wire.events import EventBatch

PATH: Final = "/h/in"
MAX_BATCH_BYTES: Final = 256 * 1024
"""A hundred events with two and a half kilobytes each."""

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def create_intake(log: EventLog, origins: Iterable[str], clock: Callable[[], float] = time.time) -> App:
    """The application.

    Args:
        log: where batches are kept.
        origins: pages whose batches are taken, e.g. ``https://bank.example``; ``null`` is a bundled app's. Programs
            that are no browsers send no origin and are not held back by this: it is no protection against them.
        clock: seconds since 1970; the time of arrival is kept beside the devices' own.
    """
    allowed = frozenset(origins)

    async def answer_post(receive: Receive) -> int:
        body = await _body(receive)
        try:
            batch = EventBatch.model_validate_json(body)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"])) or "the whole"
            raise BatchInvalidError(where=where, what=first["msg"]) from error
        # Written anew from what was checked: a line holds what the schema names, and no line break.
        kept = batch.model_dump_json(by_alias=True, exclude_none=True).encode()
        await log.append(b'{"received":%d,%s' % (int(clock() * 1000), kept[1:]))
        return 204

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers: Headers = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
        origin = dict(scope["headers"]).get(b"origin", b"").decode("latin-1")
        headers += [(b"vary", b"origin")]
        try:
            if scope["path"] != PATH:
                return await _answer(send, 404, headers)
            if origin and origin not in allowed:
                raise OriginRefusedError(origin=origin[:200])
            if origin:
                headers += [(b"access-control-allow-origin", origin.encode("latin-1"))]
            if scope["method"] == "OPTIONS":
                asked = [(b"access-control-allow-methods", b"POST"), (b"access-control-allow-headers", b"content-type")]
                return await _answer(send, 204, [*headers, *asked, (b"access-control-max-age", b"86400")])
            if scope["method"] in ("GET", "HEAD"):
                return await _answer(send, 200, headers, b'{"ready":true}' if scope["method"] == "GET" else b"")
            if scope["method"] != "POST":
                return await _answer(send, 405, [*headers, (b"allow", b"GET, HEAD, OPTIONS, POST")])
            await _answer(send, await answer_post(receive), headers)
        except IntakeError as error:
            said = json.dumps({"code": error.code, "message": error.message}).encode()
            await _answer(send, error.status, headers, said)

    return app


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BatchInvalidError(where="the whole", what="the sender went away in the middle")
        part = message.get("body", b"")
        size += len(part)
        if size > MAX_BATCH_BYTES:
            raise BatchTooLargeError(most=MAX_BATCH_BYTES)
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


async def _answer(send: Send, status: int, headers: Headers, body: bytes = b"") -> None:
    more = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())] if body else []
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *more]})
    await send({"type": "http.response.body", "body": body})
