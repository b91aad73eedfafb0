"""Proofs: tests whose size is a figure. The usual run takes the small size, ``make torture`` the full one."""

import json
import subprocess
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "torture"
PROPERTY = "figures"


@dataclass
class Proof:
    """One proof at one size.

    Attributes:
        request: the test's request.
        torture: whether the full size was asked for.
        started: monotonic seconds.
    """

    request: pytest.FixtureRequest
    torture: bool
    started: float = field(default_factory=time.monotonic)

    def size(self, usual: int, torture: int) -> int:
        """How many inputs, rounds, states or loads this run takes."""
        return torture if self.torture else usual

    def record(self, name: str, **figures: int | float | str | dict[str, int]) -> None:
        """Say what was counted: in the run's summary and, in torture, in ``benchmarks/results/torture/<name>.json``.

        Args:
            name: of the proof, e.g. ``twins``; letters and hyphens.
            figures: counts by name, e.g. ``inputs=20000, disagreements=0``.
        """
        seconds = round(time.monotonic() - self.started, 1)
        self.request.node.user_properties.append((PROPERTY, {"name": name, "seconds": seconds, **figures}))
        if not self.torture:
            return
        commit = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()
        ran = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        RESULTS.mkdir(parents=True, exist_ok=True)
        found = {"proof": name, "ran": ran, "commit": commit, "seconds": seconds, "figures": figures}
        (RESULTS / f"{name}.json").write_text(json.dumps(found, indent=2) + "\n", "utf-8")


def summary(reports: list[pytest.TestReport]) -> list[str]:
    """One line for every proof that was recorded."""
    lines = []
    for report in reports:
        for key, value in report.user_properties:
            if key == PROPERTY and isinstance(value, dict):
                figures = "  ".join(f"{name} {figure}" for name, figure in value.items() if name != "name")
                lines.append(f"{value['name']}: {figures}")
    return sorted(lines)
