"""Run one of the demonstration's ASGI apps on the loopback address."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from handrail.demo.http import AsgiApp
from handrail.errors import HandrailError

LOOPBACK = "127.0.0.1"


class PortTakenError(HandrailError):
    """Something else listens on a port that we need; nothing was started."""

    code = "demo.port-taken"
    sentence = (
        "Port {port} on 127.0.0.1 is needed for {what}, but another program listens there. Nothing was started. "
        "End that program, or choose other ports with {option}."
    )


def require_free(port: int, what: str, option: str) -> None:
    """Refuse with ``PortTakenError`` when ``port`` cannot be bound.

    Args:
        port: TCP port on the loopback address.
        what: who needs it, in words.
        option: the command-line option that chooses another one.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise PortTakenError(port=port, what=what, option=option) from error


def serve(app: AsgiApp, port: int) -> None:
    """Serve until SIGINT or SIGTERM; access is not logged, errors are."""
    server(app, port).run()


def server(app: AsgiApp, port: int) -> uvicorn.Server:
    """A configured server that has not started; ``await server.serve()`` runs it inside an event loop."""
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    config = uvicorn.Config(
        app,
        host=LOOPBACK,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)


class CalmServer(uvicorn.Server):
    """A server that leaves signals to whoever runs several of them in one event loop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Change no signal handler."""
        yield


@asynccontextmanager
async def serving(apps: Mapping[int, AsgiApp]) -> AsyncIterator[None]:
    """Serve several apps, by port, in the running event loop for as long as the block lasts."""
    servers = [CalmServer(server(app, port).config) for port, app in apps.items()]
    tasks = [asyncio.create_task(each.serve()) for each in servers]
    try:
        while not all(each.started for each in servers):
            for task in tasks:
                if task.done():
                    task.result()
            await asyncio.sleep(0.01)
        yield
    finally:
        for each in servers:
            each.should_exit = True
        await asyncio.gather(*tasks)
