"""Committed contracts are what the models say."""

import subprocess
from pathlib import Path

import pytest

from handrail.api.contract import openapi_text
from handrail.schema.contracts import write

ROOT = Path(__file__).parents[2]


def test_the_json_schemas_are_up_to_date(tmp_path: Path) -> None:
    write(tmp_path)
    for made in tmp_path.iterdir():
        assert (ROOT / "schema" / made.name).read_text() == made.read_text(), f"run make schema: {made.name} differs"


def test_the_rest_contract_is_up_to_date() -> None:
    assert (ROOT / "schema/openapi.json").read_text() == openapi_text(), "run make schema"


@pytest.mark.parametrize(
    ("generator", "made"),
    [("generate-schema.mjs", "sdk/src/schema/wire.ts"), ("generate-types.mjs", "schema/handrail.d.mts")],
)
def test_the_sdk_types_are_up_to_date(generator: str, made: str) -> None:
    target = ROOT / made
    committed = target.read_text()
    try:
        subprocess.run(["node", f"sdk/{generator}"], cwd=ROOT, check=True)
        assert target.read_text() == committed, f"run make schema: {target.name} differs"
    finally:
        target.write_text(committed)
