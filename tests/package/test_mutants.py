"""Every check of both verifiers is needed: taken away or changed alone, something fails; no branch is without a test.

Changes that nothing notices are equivalent ones; ``docs/security/mutants.md`` says of each why.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from package.mutants import fresh
from package.mutants.python_run import LEFT_OUT
from proof import Proof

ROOT = Path(__file__).parents[2]
HERE = ROOT / "tests/package/mutants"
DOC = ROOT / "docs/security/mutants.md"
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}", "PYTHONDONTWRITEBYTECODE": "1"}
RUNS = {
    "Python": ([sys.executable, "-m", "package.mutants.python_run", "channel"], 1),
    "Packages": ([sys.executable, "-m", "package.mutants.python_run", "packages"], 10),
    "TypeScript": (["node", str(HERE / "sdk_run.mjs")], 1),
}
"""Section of the page → command, and every how manieth change the usual run tries."""


def explained(verifier: str) -> list[str]:
    """The survivors that the page explains, in the section of that verifier."""
    section = DOC.read_text("utf-8").partition(f"\n## {verifier}\n")[2].partition("\n## ")[0]
    return re.findall(r"^- ``(.*)``$", section, re.MULTILINE)


def output(command: list[str]) -> dict[str, Any]:
    ran = subprocess.run(command, env=ENVIRONMENT, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


@pytest.mark.proof
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("verifier", RUNS)
def test_no_check_of_a_verifier_can_be_taken_away_unnoticed(proof: Proof, verifier: str) -> None:
    command, usual = RUNS[verifier]
    known = explained(verifier)
    assert len(set(known)) == len(known)
    found = output([*command, str(proof.size(usual, 1))])
    tried, survivors = set(found["tried"]), set(found["survivors"])
    assert len(tried) >= proof.size(600 // usual, 600)
    new, gone = survivors - set(known), (set(known) & tried) - survivors
    assert not new, f"{len(new)} changes that nothing notices and {DOC.name} does not explain: {sorted(new)}"
    assert not gone, f"explained in {DOC.name}, but noticed by now: {sorted(gone)}"
    if proof.size(usual, 1) == 1:
        assert set(known) <= tried, f"explained in {DOC.name}, but no change any more: {sorted(set(known) - tried)}"
    proof.record(
        f"mutants-{verifier.lower()}",
        changes=len(tried), noticed=len(tried - survivors), explained=len(survivors), unexplained=0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("names", "checks", "least"), [(fresh.CHANNEL, "python_checks", 130), (fresh.PACKAGES, "package_checks", 90)]
)
def test_the_python_verifier_has_no_branch_without_a_test(
    tmp_path: Path, names: tuple[str, ...], checks: str, least: int
) -> None:
    data, report = tmp_path / "coverage", tmp_path / "coverage.json"
    files = ",".join(str(fresh.PACKAGE / f"{name}.py") for name in names)
    run = ["run", "--branch", f"--data-file={data}", f"--include={files}", "-m", f"package.mutants.{checks}"]
    for arguments in (run, ["json", f"--data-file={data}", "-o", str(report)]):
        command = [sys.executable, "-m", "coverage", *arguments]
        ran = subprocess.run(command, env=ENVIRONMENT, cwd=ROOT, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
    branches = 0
    for path, found in json.loads(report.read_text("utf-8"))["files"].items():
        left_out = LEFT_OUT[Path(path).stem]
        for name, region in found["functions"].items():
            if name in left_out or name.partition(".")[0] in left_out:
                continue
            branches += region["summary"]["num_branches"]
            assert region["missing_lines"] == [], f"{path}: {name}"
            assert region["missing_branches"] == [], f"{path}: {name}"
    assert branches >= least


def test_the_typescript_verifier_has_no_branch_without_a_test() -> None:
    found = output(["node", str(HERE / "sdk_branches.mjs")])
    assert found["branches"] >= 300
    assert found["missing"] == []
