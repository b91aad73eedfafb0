"""Releases that wait for a pointer: every case of ``waiting.json`` is answered as written down."""

import json
from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from handrail.package.errors import PackageError
from handrail.package.unpointed import verify_unpointed_channel

CASES = json.loads((Path(__file__).parents[1] / "golden/attacks/waiting.json").read_text())


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """What the verifier of waiting releases says, as ``waiting`` has it."""
    try:
        found = verify_unpointed_channel(
            b64decode(case["channel"]) + b" " * case.get("pad", 0),
            application=case["application"],
            environment=case["environment"],
            trust=case["trust"],
            now=datetime.fromisoformat(case["now"]),
        )
    except PackageError as error:
        return {"expect": error.code}
    return {
        "expect": "ok",
        "verdict": {
            "root": found.root.version,
            "release": found.release.version,
            "releaseSha256": found.parts.release.sha256,
            "author": sorted(found.signers["author"]),
            "approve": sorted(found.signers["approve"]),
            "warnings": list(found.warnings),
        },
    }


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_waiting_release_is_answered_as_written_down(case: dict[str, Any]) -> None:
    assert answer(case) == case["waiting"]


def test_no_verifier_of_channel_files_ever_accepts_one() -> None:
    assert len(CASES) >= 35
    assert {case["expect"] for case in CASES} == {"package.malformed", "package.too-large"}
    assert sum(case["waiting"]["expect"] == "ok" for case in CASES) >= 6
