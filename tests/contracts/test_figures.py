"""The page of figures says what the committed results say, and what every aim that is not reached would take."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def report() -> ModuleType:
    path = ROOT / "benchmarks/peers/report.py"
    spec = importlib.util.spec_from_file_location("benchmarks_peers_report", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_the_results_make(report: ModuleType) -> None:
    again = "python -m benchmarks.peers.report writes it"
    assert report.PAGE.read_text("utf-8") == report.page(*report.read()), again


def test_every_row_has_a_measure_and_every_missed_aim_a_sentence(report: ModuleType) -> None:
    figures, rows = report.read()
    assert {row.row for row in rows} == set(report.MEASURED)
    assert [row.row for row in report.missing(figures, rows) if len(row.takes) < 20] == []


def test_a_worse_result_is_shown_as_missed(report: ModuleType) -> None:
    figures, rows = report.read()
    row = next(row for row in rows if row.row == "byHand")
    figures.peers["figures"]["byHandMs"]["handrail"]["p95"] = row.must + 1
    line = next(line for line in report.rows_table(figures, rows).splitlines() if row.what in line)
    assert line.endswith("| **missed** |") and row in report.missing(figures, rows)
    figures.peers["figures"]["byHandMs"]["handrail"]["p95"] = row.aim
    line = next(line for line in report.rows_table(figures, rows).splitlines() if row.what in line)
    assert line.endswith("| aim |")


def test_a_row_that_wants_more_misses_below(report: ModuleType) -> None:
    row = report.Row("rules", "rules", "×", 20, 40, "", more=True)
    assert row.misses(19.9, row.must) and not row.misses(20, row.must) and row.misses(39, row.aim)


def test_the_peers_are_pinned_and_their_lock_names_no_host() -> None:
    package = (ROOT / "benchmarks/peers/package.json").read_text("utf-8")
    lock = (ROOT / "benchmarks/peers/package-lock.json").read_text("utf-8")
    assert "^" not in package and "~" not in package
    assert '"resolved"' not in lock and "registry" not in lock
