"""Readers and deeds at the same time, each in processes of their own."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.readers.deeds import PACE

HERE = Path(__file__).parents[2]
PROCESSES = 2
"""Of readers; each opens several tabs."""


@dataclass(frozen=True)
class Story:
    """What came out.

    Attributes:
        loads: counts of ``browser.Tab.load``, of all readers together; ``releases``: most that one process saw.
        deeds: counts of ``deeds.Deeds``.
    """

    loads: Counter[str]
    deeds: dict[str, int]


def _start(module: str, **values: object) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": f"{HERE.parent / 'src'}{os.pathsep}{HERE}"}
    command = [sys.executable, "-m", f"deploy.readers.{module}", json.dumps(values)]
    return subprocess.Popen(
        command, env=environment, cwd=HERE.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _result(process: subprocess.Popen[str]) -> dict[str, int]:
    out, said = process.communicate()
    assert process.returncode == 0, said
    found: dict[str, int] = json.loads(out)
    return found


def tell(
    *,
    port: int,
    roots: Sequence[Path],
    folder: Path,
    how: str,
    loads: int,
    tabs: int = 5,
    slow: bool = False,
    month_s: float = 2.0,
) -> Story:
    """Let deeds be done to the document roots while readers load pages.

    Args:
        port: of the content server.
        roots: document roots behind it.
        folder: empty, for the processes.
        how: see ``deeds.HOW``.
        loads: page loads altogether.
        tabs: visitors in each of the two reading processes.
        slow: whether visitors pause for as long as collections take, see ``browser.Tab``.
        month_s: see ``deeds.Deeds``.
    """
    folder.mkdir(exist_ok=True)
    worker = _start("deeds", how=how, roots=[str(root) for root in roots], folder=str(folder), month_s=month_s)
    readers: list[subprocess.Popen[str]] = []
    try:
        deadline = time.monotonic() + 60
        while not (folder / "ready").exists():
            assert worker.poll() is None and time.monotonic() < deadline, worker.communicate()[1]
            time.sleep(0.01)
        pace = str(folder / PACE) if slow else None
        for seed in range(PROCESSES):
            values = {"loads": loads // PROCESSES, "tabs": tabs, "slow": pace, "seed": seed}
            readers.append(_start("browser", port=port, **values))
        total: Counter[str] = Counter()
        for reader in readers:
            found = _result(reader)
            total["releases"] = max(total["releases"], found.pop("releases"))
            total.update(found)
        (folder / "stop").touch()
        return Story(total, _result(worker))
    finally:
        for process in (worker, *readers):
            if process.poll() is None:
                process.terminate()
                process.communicate()
