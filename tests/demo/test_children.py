"""Processes of the demonstration: their words are kept, their end is noticed, they end when told."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from handrail.demo.children import start_child
from handrail.demo.supervisor import first_of

COMMAND = [sys.executable, "-c", "import time; print('awake', flush=True); time.sleep(60)"]


def test_a_process_ends_when_told_and_leads_a_group_of_its_own(tmp_path: Path, run_async: Callable[..., Any]) -> None:
    async def run() -> tuple[int | None, bool]:
        child = await start_child("A sleeper", COMMAND, os.environ, tmp_path / "l/s.log", tmp_path)
        while "awake" not in child.log.read_text():
            await asyncio.sleep(0.02)
        own_group = os.getpgid(child.process.pid) == child.process.pid
        await child.stop()
        return child.process.returncode, own_group

    code, own_group = run_async(run())
    assert code not in (None, 0, -signal.SIGKILL)
    assert own_group


def test_one_that_ends_by_itself_is_noticed_with_its_last_words(tmp_path: Path, run_async: Callable[..., Any]) -> None:
    async def run() -> str:
        command = [sys.executable, "-c", "import sys; print('first'); sys.exit('no database')"]
        child = await start_child("The console", command, os.environ, tmp_path / "c.log", tmp_path)
        try:
            await first_of(asyncio.Event(), [child])
        except Exception as error:
            return str(error)
        return ""

    words = run_async(run())
    assert words.startswith("The console ended by itself (exit code 1). Everything was stopped and all data is kept.")
    assert "no database" in words


def test_stopping_wins_over_children_that_still_run(tmp_path: Path, run_async: Callable[..., Any]) -> None:
    async def run() -> bool:
        child = await start_child("A sleeper", COMMAND, os.environ, tmp_path / "s.log", tmp_path)
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(0.2, stop.set)
        await first_of(stop, [child])
        alive = child.process.returncode is None
        await child.stop()
        return alive

    assert run_async(run())
