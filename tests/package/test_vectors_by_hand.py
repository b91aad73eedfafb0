"""A third verifier: the lines of VERIFY.txt, sh and openssl alone, answer the named cases as the other two do.

They know no state and no days of grace, so cases that need one are not theirs. The cases name files that do not exist:
the lines come to the manifest exactly when everything about roots, pointer and release holds.
"""

import json
import os
import subprocess
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from handrail.package.archive import write_zip
from handrail.package.assemble import manual_text
from handrail.package.verify import channel_name

ATTACKS = Path(__file__).parents[1] / "golden/attacks"
NOT_THEIRS = {"package.seq-lower", "package.equivocation", "package.root-rollback"}
ACCEPTED = "REFUSED: the manifest\n"


def theirs(case: dict[str, Any]) -> bool:
    can_be_a_file = case["environment"][0].isalpha()
    return can_be_a_file and case["expect"] not in NOT_THEIRS and not case["graceDays"] and not case.get("pad")


CASES = [
    case
    for stem in ("tuf", "substitutions", "thresholds", "recovery", "rotations")
    for case in json.loads((ATTACKS / f"{stem}.json").read_text())
    if theirs(case) and not case["name"].startswith(("author: ", "approve: "))
]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_lines_answer_a_case_as_the_verifiers_do(case: dict[str, Any], tmp_path: Path) -> None:
    # The one thing of the machine that decides is its clock.
    clock = tmp_path / "bin" / "date"
    clock.parent.mkdir()
    clock.write_text(f"#!/bin/sh\necho {case['now']}\n")
    clock.chmod(0o755)
    package = tmp_path / "package.zip"
    channel = channel_name(case["application"], case["environment"])
    package.write_bytes(write_zip({channel: b64decode(case["channel"])}))
    text = manual_text(case["application"], case["environment"]).decode()
    lines = text.split("--- part ")[1].split("---\n", 1)[1]
    environment = {"PATH": f"{clock.parent}:{os.environ['PATH']}", "PACKAGE": str(package), "TRUST": case["trust"]}
    done = subprocess.run(["sh", "-c", lines], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 10, done.stdout + done.stderr
    assert (done.stderr == ACCEPTED) == (case["expect"] == "ok"), done.stderr


def test_there_are_enough() -> None:
    assert len(CASES) >= 75
    assert sum(case["expect"] == "ok" for case in CASES) >= 25
