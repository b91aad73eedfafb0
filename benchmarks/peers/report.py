"""Writes ``docs/explanation/figures.md`` from the results: ``python -m benchmarks.peers.report``.

``rows.json`` holds, by hand, what every row must and should reach and, where it does not, what that would take.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/explanation/figures.md"
ROWS = Path(__file__).parent / "rows.json"
RESULTS = ROOT / "benchmarks/results"

HEAD = """\
# Figures beside the peers

Guidance runs in somebody else's page, so its cost there is measured beside what else is used for the same: the same
page, the same tour of ten steps, the same browser, each in turn, medians of {samples} runs (Chromium {chromium},
{machine}, {measured}). *Floor* is a tooltip written by hand in 1.2 kB, with its text inside; *floor-json* is the same,
fetching its text as a second file. Ratios are against them in the same run. `python -m benchmarks.peers` measures
again; peers are pinned in `benchmarks/peers/package.json` and no part of the product. This page is generated from the
results.
"""
NOTES = """
Quartiles are in `benchmarks/results/peers.json`. Each balloon counts as painted in the first frame in which it can be
seen at all, so libraries that fade in count as early as those that do not. Idle is over the page alone; that no timer,
frame callback or observer of ours runs while nothing waits is counted by `tests/journeys/test_sdk_conduct.py`.
Formbricks and Usertour are not in the table: their packages only load the product from their own servers.
"""


@dataclass(frozen=True)
class Row:
    """One figure to reach: at most ``must``, better ``aim``; at least, where ``more``."""

    row: str
    what: str
    unit: str
    must: float
    aim: float
    takes: str
    more: bool = False

    def misses(self, value: float, wanted: float) -> bool:
        """Whether a value, as it is shown, is on the wrong side."""
        shown = round(value, places(value))
        return shown < wanted if self.more else shown > wanted


class Figures:
    """The results, by measure and subject."""

    def __init__(self, peers: Mapping[str, Any], size: Mapping[str, Any], verify: Mapping[str, Any]) -> None:
        self.peers = peers
        self.size = size
        self.verify = verify

    def of(self, measure: str, subject: str = "handrail", value: str = "median") -> float:
        """A median, or another value of the summary."""
        return float(self.peers["figures"][measure][subject][value])

    def ratio(self, measure: str, to: str = "floor-json") -> float:
        """Ours against a floor."""
        return self.of(measure) / self.of(measure, to)

    def quickest_peer(self) -> float:
        """The least main-thread time of a peer."""
        return min(
            one["median"]
            for name, one in self.peers["figures"]["cpuMs"].items()
            if name not in {"handrail", "floor", "floor-json"}
        )

    def over_floor(self, size: int) -> float:
        """What we add to the floor on a page of that size."""
        return self.of(f"cpuMs{size}") - self.of(f"cpuMs{size}", "floor-json")


MEASURED: dict[str, Callable[[Figures], float]] = {
    "bytes": lambda f: f.of("bytes") / 1000,
    "cpu": lambda f: f.ratio("cpuMs"),
    "cpuOfPeers": lambda f: f.of("cpuMs") / f.quickest_peer(),
    "painted": lambda f: f.ratio("paintedMs"),
    "heap": lambda f: f.of("heapKb"),
    "late": lambda f: f.ratio("lateMs"),
    "idle": lambda f: f.of("idleMsPerSecond") - f.of("idleMsPerSecond", "nothing"),
    "wide": lambda f: f.over_floor(10_000) / f.over_floor(300),
    "manyBytes": lambda f: f.of("manyBootBytes", "1000 campaigns") / 1000,
    "manyCpu": lambda f: f.of("manyCpuMs", "1000 campaigns") / f.of("manyCpuMs", "10 campaigns"),
    "manyRequests": lambda f: f.of("manyRequests", "1000 campaigns"),
    "byHand": lambda f: f.of("byHandMs", value="p95"),
    "longTasks": lambda f: f.of("longTasks"),
    "blocking": lambda f: f.of("blockingMs") - f.of("blockingMs", "floor-json"),
    "shift": lambda f: f.of("layoutShift"),
    "waiting": lambda f: f.of("waitingScriptMs") - f.of("waitingScriptMs", "observer"),
    "coldRequests": lambda f: f.of("requests"),
    "coldRounds": lambda f: f.of("rounds"),
    "coldBytes": lambda f: f.of("bytes") / 1000,
    "slowLine": lambda f: f.ratio("slowLineMs"),
    "warmRequests": lambda f: f.of("warmRequests"),
    "warmPainted": lambda f: f.of("warmPaintedMs"),
    "rules": lambda f: f.of("rulesUs", "growthbook") / f.of("rulesUs"),
    "verifyCold": lambda f: float(f.verify["milliseconds"]["cold"]["median"]),
    "verifyWarm": lambda f: float(f.verify["milliseconds"]["warm"]["median"]),
    "verifyBytes": lambda f: f.verify["adds"]["gzip"] / 1000,
    "heapAfterStop": lambda f: f.of("heapAfterStopKb"),
    "heapPerCycle": lambda f: f.of("heapPerCycleKb"),
}


def places(value: float) -> int:
    """How many decimal places a value is shown with."""
    return 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2


def number(value: float) -> str:
    """A number as tables show it, e.g. 1,553 or 0.04."""
    shown = f"{value:,.{places(value)}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def read() -> tuple[Figures, list[Row]]:
    """The committed results and rows."""
    results = [
        json.loads((RESULTS / f"{name}.json").read_text("utf-8")) for name in ("peers", "sdk-size", "sdk-verify")
    ]
    return Figures(*results), [Row(**each) for each in json.loads(ROWS.read_text("utf-8"))]


def peers_table(figures: Figures) -> str:
    """What each peer costs."""
    lines = [
        "| | Brotli, kB | main thread, × floor | until painted, × floor | heap, kB | late element, ms | idle, ms/s |",
        "|---|---|---|---|---|---|---|",
    ]
    found, labels = figures.peers["figures"], figures.peers["labels"]
    for name in sorted(found["cpuMs"], key=lambda one: float(found["cpuMs"][one]["median"])):
        late = number(figures.of("lateMs", name)) if name in found["lateMs"] else "–"
        idle = figures.of("idleMsPerSecond", name) - figures.of("idleMsPerSecond", "nothing")
        cells = [
            f"**{labels[name]}**" if name == "handrail" else labels[name],
            number(figures.of("bytes", name) / 1000),
            number(figures.of("cpuMs", name) / figures.of("cpuMs", "floor")),
            number(figures.of("paintedMs", name) / figures.of("paintedMs", "floor")),
            number(figures.of("heapKb", name)),
            late,
            number(idle),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def rows_table(figures: Figures, rows: list[Row]) -> str:
    """What was to be reached, and what was."""
    lines = ["| Figure | must | aim | measured | |", "|---|---|---|---|---|"]
    for row in rows:
        value = MEASURED[row.row](figures)
        sign, unit = "≥" if row.more else "≤", f" {row.unit}" if row.unit else ""
        state = "**missed**" if row.misses(value, row.must) else "must" if row.misses(value, row.aim) else "aim"
        wanted = [f"{sign} {number(each)}{unit}" for each in (row.must, row.aim)]
        lines.append(f"| {row.what} | {wanted[0]} | {wanted[1]} | {number(value)}{unit} | {state} |")
    return "\n".join(lines)


def missing(figures: Figures, rows: list[Row]) -> list[Row]:
    """The rows that are short of their aim."""
    return [row for row in rows if row.misses(MEASURED[row.row](figures), row.aim)]


def takes(figures: Figures, rows: list[Row]) -> str:
    """What each aim that is not reached would take."""
    return "\n".join(f"- *{row.what}*: {row.takes or 'not looked into yet.'}" for row in missing(figures, rows))


def page(figures: Figures, rows: list[Row]) -> str:
    """The whole page."""
    about = {name: figures.peers[name] for name in ("chromium", "machine", "measured")}
    head = HEAD.format(samples=int(figures.of("cpuMs", value="samples")), **about)
    table = peers_table(figures)
    wanted = rows_table(figures, rows)
    short = takes(figures, rows)
    ending = f"\n## What the missing ones would take\n\n{short}\n" if short else ""
    return f"{head}\n{table}\n{NOTES}\n## What was to be reached\n\n{wanted}\n{ending}"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(*read()), "utf-8")


if __name__ == "__main__":
    main()
