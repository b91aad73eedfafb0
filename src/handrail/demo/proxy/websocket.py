"""Web sockets through the proxy: opened at the application first, then message by message both ways."""

import asyncio
from ssl import SSLContext
from typing import Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin, Subprotocol

from handrail.demo.http import Receive, Scope, Send
from handrail.demo.proxy.address import Address
from handrail.demo.proxy.headers import Crossing, outward

_HANDSHAKE: Final = ("sec-websocket-", "host", "origin", "accept-encoding")


async def carry_socket(
    scope: Scope, receive: Receive, send: Send, *, crossing: Crossing, tls: SSLContext | None
) -> None:
    """Serve one ASGI web-socket connection.

    Args:
        scope: the connection's scope.
        receive: its ASGI channel in.
        send: its ASGI channel out.
        crossing: where the application is, which cookies may pass, where a refusal is written.
        tls: for ``wss``; ``None`` for ``ws``.
    """
    await receive()  # websocket.connect
    headers = outward(scope["headers"], crossing)
    origin = next((Origin(value) for name, value in headers if name == "origin"), None)
    try:
        application = await connect(
            _url(scope, crossing.address),
            additional_headers=[(n, v) for n, v in headers if not n.startswith(_HANDSHAKE)],
            origin=origin,
            subprotocols=[Subprotocol(name) for name in scope.get("subprotocols", [])] or None,
            user_agent_header=None,
            max_size=None,
            ssl=tls,
            proxy=None,
        )
    except (InvalidHandshake, OSError, TimeoutError) as error:
        crossing.notes.add("socket-refused", f"{scope['path']} ({type(error).__name__})")
        await send({"type": "websocket.close", "code": 1011})
        return
    await send({"type": "websocket.accept", "subprotocol": application.subprotocol})
    pumps = [asyncio.create_task(_in(receive, application)), asyncio.create_task(_out(send, application))]
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
        await application.close()


def _url(scope: Scope, address: Address) -> str:
    raw = bytes(scope.get("raw_path") or str(scope["path"]).encode()).decode("latin-1")
    query = bytes(scope.get("query_string", b"")).decode("latin-1")
    origin = address.origin.replace("http", "ws", 1)
    return f"{origin}{raw}" + (f"?{query}" if query else "")


async def _in(receive: Receive, application: ClientConnection) -> None:
    """Browser to application, until the browser leaves."""
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            code = message.get("code") or 1000
            await application.close(code if code not in (1005, 1006) else 1000, message.get("reason") or "")
            return
        text = message.get("text")
        try:
            await application.send(text if text is not None else message["bytes"])
        except ConnectionClosed:
            return


async def _out(send: Send, application: ClientConnection) -> None:
    """Application to browser, until the application leaves; its close code is passed on."""
    try:
        async for message in application:
            key = "text" if isinstance(message, str) else "bytes"
            await send({"type": "websocket.send", key: message})
    except ConnectionClosed:
        pass
    code = application.close_code
    await send(
        {
            "type": "websocket.close",
            "code": code if code not in (None, 1005, 1006) else 1000,
            "reason": application.close_reason or "",
        }
    )
