"""Processes that the demonstration starts and ends: their output goes to a log, their end is noticed."""

import asyncio
import contextlib
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from handrail.errors import HandrailError

_GRACE_S = 8.0


class ChildEndedError(HandrailError):
    """A process that should run ended by itself; everything else was ended too, all data is kept."""

    code = "demo.process-ended"
    exit_code: ClassVar[int] = 20
    sentence = (
        "{name} ended by itself (exit code {code}). Everything was stopped and all data is kept. "
        "Its last words are in {log}: {words}"
    )


@dataclass
class Child:
    """A running process.

    Attributes:
        name: in words.
        process: the process; it leads a group of its own, so that Ctrl-C in the terminal reaches only us.
        log: file of its output.
    """

    name: str
    process: asyncio.subprocess.Process
    log: Path

    async def ended(self) -> ChildEndedError:
        """Wait for its end; the error says what it said last."""
        code = await self.process.wait()
        lines = self.log.read_text("utf-8", "replace").strip().splitlines()
        return ChildEndedError(name=self.name, code=code, log=self.log, words=lines[-1] if lines else "nothing")

    async def stop(self) -> None:
        """End it: politely, then not."""
        # Not SIGINT: who is started in the background of a script inherits that it is ignored.
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.process.returncode is not None:
                return
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(number)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.process.wait(), _GRACE_S)


async def start_child(
    name: str, command: Sequence[str], environment: Mapping[str, str], log: Path, folder: Path
) -> Child:
    """Start a process.

    Args:
        name: in words, for messages.
        command: program and arguments.
        environment: its environment variables, all of them.
        log: file for its output; written anew.
        folder: its working directory.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=folder, env=dict(environment), stdout=output, stderr=output, start_new_session=True
        )
    return Child(name, process, log)
