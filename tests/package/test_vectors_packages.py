"""Whole packages, deltas, renewals and packages without a pointer: every case is answered as written down."""

import json
import subprocess
import sys
from base64 import b64decode
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from handrail.package.archive import write_zip
from handrail.package.errors import PackageError
from handrail.package.opened import VerifiedPackage, VerifiedUnpointed, verify_package, verify_unpointed
from handrail.package.verify import State

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests/golden/packages"
READ = json.loads((FOLDER / "cases.json").read_text())
CASES, CONTENTS = READ["cases"], READ["contents"]


def packed(case: dict[str, Any]) -> bytes:
    """The zip that a case describes."""
    dated = [name for name in case["files"] if name.startswith(("channel/", "pending/"))]
    times = dict.fromkeys(dated, case["date"]) if case["date"] else None
    return write_zip({name: b64decode(CONTENTS[sha256]) for name, sha256 in case["files"].items()}, times)


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """What the verifier that is asked says."""
    asked: dict[str, Any] = {
        "trust": case["trust"],
        "now": datetime.fromisoformat(case["now"]),
        "application": case["application"],
        "environment": case["environment"],
        "accept_sdk": case["acceptSdk"],
        "known": {path: frozenset(hashes) for path, hashes in case["knownSdk"].items()},
    }
    found: VerifiedPackage | VerifiedUnpointed
    try:
        if case["call"] == "waiting":
            found = verify_unpointed(packed(case), **asked)
            release = found.proposal.release
        else:
            state = None if case["state"] is None else State(**case["state"])
            found = verify_package(packed(case), state=state, **asked)
            release = found.verdict.release
    except PackageError as error:
        return {"expect": error.code}
    verdict = {"release": release.version, "needs": list(found.needs), "warnings": list(found.warnings)}
    return {"expect": "ok", "verdict": verdict}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_package_is_answered_as_written_down(case: dict[str, Any]) -> None:
    assert answer(case) == {name: case[name] for name in ("expect", "verdict") if name in case}


def test_there_are_packages_of_every_kind() -> None:
    kinds = Counter(case["expect"] for case in CASES)
    assert len(CASES) >= 80
    assert kinds["ok"] >= 10
    assert len(kinds) >= 16


def test_the_committed_packages_are_what_the_script_makes(tmp_path: Path) -> None:
    environment = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}", "PYTHONHASHSEED": "5"}
    subprocess.run([sys.executable, str(FOLDER / "make.py"), str(tmp_path)], env=environment, check=True)
    assert (tmp_path / "cases.json").read_bytes() == (FOLDER / "cases.json").read_bytes()
