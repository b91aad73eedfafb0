"""Handrail beside its peers: ``PYTHONPATH=src:tests python -m benchmarks.peers [--runs 15] [--only NAME …]``.

Peers are installed from npm at the versions of ``package.json`` into ``var/peers``; nothing of them is in the product.
Prints tables, writes ``benchmarks/results/peers.json``. ``--only`` takes names of measures and of subjects.
"""

import argparse
import json
import os
import platform
import time
from pathlib import Path

from benchmarks.peers import install, life, many, rules, start
from benchmarks.peers.bench import Bench, running, summary
from benchmarks.peers.subjects import FLOOR, FLOOR_JSON, NOTHING, PEERS

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "benchmarks/results/peers.json"
MEASURES = {
    "start": start.start,
    "wide": start.wide,
    "throttled": start.throttled,
    "slow-line": start.slow_line,
    "late": start.late,
    "rounds": start.rounds,
    "by-hand": life.by_hand,
    "shift": life.shift,
    "waiting": life.waiting,
    "warm": life.warm,
    "stop": life.stop,
    "many": many.many,
    "rules": rules.rules,
}
SUBJECTS = (FLOOR.name, FLOOR_JSON.name, "handrail", *(peer.name for peer in PEERS))


def main() -> None:
    """Measure what was asked for; figures of earlier runs that were not asked for stay."""
    parser = argparse.ArgumentParser(description="Measures Handrail beside its peers.")
    parser.add_argument("--runs", type=int, default=15, help="how often each subject is measured (default: 15)")
    parser.add_argument("--only", nargs="+", default=[], choices=[*MEASURES, *SUBJECTS], metavar="NAME")
    parser.add_argument("--results", type=Path, default=RESULTS, help="file to write")
    asked = parser.parse_args()
    folder = install.install(ROOT)
    wanted = [name for name in MEASURES if name in asked.only] or list(MEASURES)
    with running(folder, asked.runs, frozenset(asked.only) & frozenset(SUBJECTS)) as bench:
        for name in wanted:
            began = time.monotonic()
            MEASURES[name](bench)
            print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
        found = figures(bench)
    kept = json.loads(asked.results.read_text())["figures"] if asked.results.exists() else {}
    labels = {subject.name: subject.label for subject in (NOTHING, FLOOR, FLOOR_JSON, bench.ours, *PEERS)}
    made = {
        "measured": time.strftime("%Y-%m-%d"),
        "chromium": bench.browser.version,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "labels": labels,
        "figures": dict(sorted({**kept, **found}.items())),
    }
    asked.results.write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n")
    show(found, labels)


def figures(bench: Bench) -> dict[str, dict[str, dict[str, float]]]:
    """Measure → subject → median, quartiles and number of runs."""
    return {
        measure: {subject: summary(values) for subject, values in by_subject.items()}
        for measure, by_subject in bench.samples.items()
    }


def show(found: dict[str, dict[str, dict[str, float]]], labels: dict[str, str]) -> None:
    """A table per measure."""
    for measure, by_subject in found.items():
        print(f"\n{measure:32}    median   quartiles")
        for subject, one in sorted(by_subject.items(), key=lambda each: each[1]["median"]):
            spread = f"{one['lowerQuartile']:.2f} … {one['upperQuartile']:.2f}"
            print(f"  {labels.get(subject, subject):30}{one['median']:10.2f}   {spread}")


if __name__ == "__main__":
    main()
