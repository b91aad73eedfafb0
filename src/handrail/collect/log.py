"""The durable log: one line of JSON per batch, in files by the hour, each line on the disk before it is acknowledged.

Every process writes files of its own (``events-<hour>-<process>-<number>.jsonl``), so that several collectors may share
a folder; a crash leaves at most one half line, the last of its file, which readers pass over.
"""

import asyncio
import os
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from handrail.collect.errors import FolderRefusedError, LogFailedError

HOUR_S: Final = 3600
_PREFIX: Final = "events-"


class EventLog:
    """Appends lines; those that wait at the same time share one write and one ``fdatasync`` (group commit).

    Args:
        folder: made when it is not there.
        clock: seconds since 1970.

    Raises:
        FolderRefusedError: it cannot be made or written.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock
        self._process = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._hour = -1
        self._files = 0
        self._file = -1
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "event-log")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._open(self._hour_now())
        except OSError as error:
            raise FolderRefusedError(folder=folder, reason=error.strerror) from error

    async def append(self, line: bytes) -> None:
        """Keep one line (no line break in it); returns once it is on the disk.

        Raises:
            LogFailedError: it is not.
        """
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append((line + b"\n", kept))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())
        await kept

    async def close(self) -> None:
        """Wait for what is being written, then close the file."""
        if self._task is not None:
            await self._task
        self._thread.shutdown()
        os.close(self._file)

    async def _drain(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            data = b"".join(line for line, _ in batch)
            failed: LogFailedError | None = None
            try:
                await asyncio.get_running_loop().run_in_executor(self._thread, self._write, data)
            except OSError as error:
                failed = LogFailedError(reason=error.strerror)
            for _, kept in batch:
                if kept.cancelled():
                    continue
                if failed is None:
                    kept.set_result(None)
                else:
                    kept.set_exception(failed)

    def _write(self, data: bytes) -> None:
        hour = self._hour_now()
        if hour != self._hour or self._file < 0:
            self._open(hour)
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(self._file, left) :]
            os.fdatasync(self._file)
        except OSError:
            # A part of it may stand there, and after a failed fdatasync nobody knows what does: begin a new file.
            broken, self._file = self._file, -1
            os.close(broken)
            raise

    def _hour_now(self) -> int:
        return int(self._clock()) // HOUR_S

    def _open(self, hour: int) -> None:
        name = f"{_PREFIX}{hour}-{self._process}-{self._files:06d}.jsonl"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        fresh = os.open(self._folder / name, flags, 0o640)
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        if self._file >= 0:
            os.close(self._file)
        self._file, self._hour, self._files = fresh, hour, self._files + 1


def read_lines(folder: Path, since: float) -> Iterator[bytes]:
    """Whole lines of the files that were written from the hour of ``since`` (seconds since 1970) on, files by name.

    A last line without its end was never acknowledged and is passed over; a folder that is not there has no lines.
    """
    first = int(since) // HOUR_S
    for path in sorted(folder.glob(f"{_PREFIX}*.jsonl")):
        hour = path.name.removeprefix(_PREFIX).split("-", maxsplit=1)[0]
        if not hour.isdigit() or int(hour) < first:
            continue
        with path.open("rb") as file:
            for line in file:
                if line.endswith(b"\n"):
                    yield line[:-1]
