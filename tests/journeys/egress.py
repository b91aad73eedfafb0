"""A forward proxy that refuses every request but those to named origins, and counts both.

The browser is told to send *everything* through it, loopback included, so nothing an end user's page asks for can go
unseen: not a list of hosts is compared afterwards, the others simply cannot be reached.
"""

import asyncio
import threading
import time
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass
class Passed:
    """One request that was passed on.

    Attributes:
        method, url: what was asked for.
        began, ended: ``time.monotonic`` at its arrival and after the last byte of its answer.
        status: of the answer.
        bytes: of the answer, head included.
    """

    method: str
    url: str
    began: float
    ended: float = 0.0
    status: int = 0
    bytes: int = 0


Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class EgressProxy:
    """Runs in a thread of its own until ``close``.

    Attributes:
        allowed: origins that are passed on.
        passed: origin → number of requests passed on.
        refused: origin or ``CONNECT host:port`` → number of requests refused.
        log: every request passed on, in their order.
        names: host name → address that it leads to, as an intranet's name server would say.
        delay_s: how long each request is held up, as a far-away server would.
    """

    def __init__(self, allowed: set[str]) -> None:
        self.allowed = allowed
        self.passed: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.log: list[Passed] = []
        self.names: dict[str, str] = {}
        self.delay_s = 0.0
        self._serving: set[asyncio.Task[None] | None] = set()
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait()

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port: int = self._server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._end())
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        # A task that is cancelled before its first step never closes its connection: let each begin first.
        await asyncio.sleep(0.01)
        while open_ones := [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]:
            for task in open_ones:
                task.cancel()
            await asyncio.gather(*open_ones, return_exceptions=True)
            # Closed transports let go of their sockets in a later round of the loop only.
            await asyncio.sleep(0.01)

    def close(self) -> None:
        """End it; connections that are still open are cut."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The loop holds tasks weakly: one whose browser hung up would be collected while it waits.
        serving = asyncio.current_task()
        self._serving.add(serving)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            await self._answer(head, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError, OSError):
            pass
        finally:
            writer.close()
            self._serving.discard(serving)

    async def _answer(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first, _, rest = head.partition(b"\r\n")
        method, target, _ = first.decode("latin-1").split(" ", 2)
        url = urlsplit(target)
        origin = f"{url.scheme}://{url.netloc}" if method != "CONNECT" else f"CONNECT {target}"
        if origin not in self.allowed:
            self.refused[origin] += 1
            writer.write(b"HTTP/1.1 403 Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
            return
        self.passed[origin] += 1
        path = (url.path or "/") + (f"?{url.query}" if url.query else "")
        entry = Passed(method, f"{origin}{path}", time.monotonic())
        self.log.append(entry)
        headers = [
            line for line in rest.split(b"\r\n") if line and not line.lower().startswith((b"proxy-", b"connection:"))
        ]
        await asyncio.sleep(self.delay_s)
        onward_reader, onward = await asyncio.open_connection(
            self.names.get(url.hostname or "", url.hostname), url.port or 80
        )
        try:
            await self._pass_on(entry, path, headers, (reader, writer), (onward_reader, onward))
        finally:
            entry.ended = time.monotonic()
            onward.close()

    async def _pass_on(
        self, entry: Passed, path: str, headers: list[bytes], browser: Connection, server: Connection
    ) -> None:
        (reader, writer), (onward_reader, onward) = browser, server
        onward.write(
            f"{entry.method} {path} HTTP/1.1\r\n".encode()
            + b"\r\n".join([*headers, b"Connection: close"])
            + b"\r\n\r\n"
        )
        length = next((int(h.split(b":")[1]) for h in headers if h.lower().startswith(b"content-length:")), 0)
        if length:
            onward.write(await reader.readexactly(length))
        await onward.drain()
        while chunk := await onward_reader.read(65536):
            entry.status = entry.status or int(chunk.split(b" ", 2)[1])
            entry.bytes += len(chunk)
            writer.write(chunk)
            await writer.drain()
