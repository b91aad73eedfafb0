"""The committed contracts are what the models say."""

import json
from pathlib import Path

from handrail.schema.contracts import contracts, write

_FOLDER = Path(__file__).parents[2] / "schema"


def test_every_contract_is_committed_as_it_would_be_written(tmp_path: Path) -> None:
    write(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(contracts())
    for path in tmp_path.iterdir():
        assert path.read_text(encoding="utf-8") == (_FOLDER / path.name).read_text(encoding="utf-8"), path.name


def test_the_content_contract_refuses_unknown_fields() -> None:
    schema = json.loads((_FOLDER / "content.schema.json").read_text(encoding="utf-8"))
    assert schema["additionalProperties"] is False
    assert all(each.get("additionalProperties") is False for each in schema["$defs"].values() if "properties" in each)
