"""Every shared attack case is answered as written down; the committed cases are those that the script makes."""

import json
import subprocess
import sys
from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from golden import make_forms
from handrail.package.errors import PackageError
from handrail.package.verify import State, verify_channel
from package.mutants.fresh import original
from package.mutants.python_checks import all_checks

ROOT = Path(__file__).parents[2]
ATTACKS = ROOT / "tests/golden/attacks"
CASES = [
    (f"{path.stem}: {case['name']}", case)
    for path in sorted(ATTACKS.glob("*.json"))
    for case in json.loads(path.read_text())
]


def answer(case: dict[str, Any]) -> tuple[str, dict[str, Any] | None]:
    state = None if case["state"] is None else State(**case["state"])
    try:
        verdict = verify_channel(
            b64decode(case["channel"]) + b" " * case.get("pad", 0),
            application=case["application"],
            environment=case["environment"],
            trust=case["trust"],
            now=datetime.fromisoformat(case["now"]),
            state=state,
            grace_days=case["graceDays"],
        )
    except PackageError as error:
        return error.code, None
    pointer = verdict.pointer
    return "ok", {
        "root": verdict.state.root,
        "seq": verdict.state.seq,
        "release": verdict.release.version,
        "releaseSha256": pointer.release_sha256,
        "pointerSha256": verdict.state.pointer,
        "status": pointer.status,
        "off": list(pointer.off),
    }


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_a_case_is_answered_as_written_down(case: dict[str, Any]) -> None:
    assert answer(case) == (case["expect"], case.get("verdict"))


@pytest.mark.parametrize("name", [name for name, _ in all_checks() if name.startswith(("it_", "form "))])
def test_the_verifier_does_what_no_vector_can_ask(name: str) -> None:
    dict(all_checks())[name](original())


def test_there_are_enough_cases_of_every_kind() -> None:
    assert len(CASES) >= 410
    codes = {case["expect"] for _, case in CASES}
    assert {
        "ok",
        "package.seq-lower",
        "package.equivocation",
        "package.root-rollback",
        "package.roles-overlap",
    } <= codes


def test_the_committed_cases_are_what_the_script_makes(tmp_path: Path) -> None:
    environment = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}", "PYTHONHASHSEED": "3"}
    subprocess.run([sys.executable, str(ATTACKS / "make.py"), str(tmp_path)], env=environment, check=True)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in ATTACKS.glob("*.json")}


def test_the_committed_forms_are_what_the_script_makes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(make_forms, "HERE", tmp_path)
    make_forms.main()
    made = (tmp_path / "forms.json").read_bytes()
    assert made == (ROOT / "tests/golden/forms.json").read_bytes()
    cases = json.loads(made)
    assert len(cases) >= 1_190
    assert sum(case["good"] for case in cases) >= 150
