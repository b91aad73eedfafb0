"""Whatever a version has stored or sent, later versions read, and read the same in it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from golden.stored_forms import FORMS, STORED, hashes
from handrail.package.envelope import LIMITS

ROOT = Path(__file__).parents[2]
VERSIONS = sorted(path for path in STORED.iterdir() if path.is_dir())
PINNED = {"v1": "89cf95d1423e63a596de358494b2b9727e4846407ef929b97585fa1232e50056"}
"""SHA-256 of the index of every version: what was golden once never changes."""


def index_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "index.json").read_bytes())
    return found


def holds(recorded: Any, found: Any) -> bool:
    """Whether all that was recorded is found; newer code may find more in an object."""
    if isinstance(recorded, dict):
        return isinstance(found, dict) and all(k in found and holds(v, found[k]) for k, v in recorded.items())
    return bool(recorded == found)


@pytest.mark.parametrize("folder", VERSIONS, ids=lambda each: each.name)
def test_golden_files_are_as_they_were_made(folder: Path) -> None:
    import hashlib

    assert hashlib.sha256((folder / "index.json").read_bytes()).hexdigest() == PINNED[folder.name]
    assert hashes(folder) == index_of(folder)["files"], "golden files are never changed; make a new version"


def test_there_is_a_first_version_and_all_are_pinned() -> None:
    assert [folder.name for folder in VERSIONS] == sorted(PINNED)


@pytest.mark.parametrize("folder", VERSIONS, ids=lambda each: each.name)
@pytest.mark.parametrize("form", FORMS)
def test_todays_code_reads_what_was_stored(folder: Path, form: str, tmp_path: Path) -> None:
    found = json.loads(json.dumps(FORMS[form].read(folder, tmp_path)))
    assert holds(index_of(folder)["meaning"][form], found), found


def test_every_file_belongs_to_a_form_of_the_list() -> None:
    known = {name for form in FORMS.values() for name in form.files}
    for name in index_of(VERSIONS[-1])["files"]:
        assert name in known or any(name.startswith(each) for each in known if each.endswith("/")), name


def sources(*endings: str) -> str:
    folders = (ROOT / "src/handrail", ROOT / "sdk/src", ROOT / "console/src")
    paths = (path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in endings)
    return "\n".join(path.read_text("utf-8") for path in paths if "static" not in path.parts)


def test_no_stored_form_is_without_a_golden_file() -> None:
    """Payload types, format marks in quotes, and names in the browser's storage; each must be covered by the list."""
    covered = {name for form in FORMS.values() for name in form.covers}
    marks = set(re.findall(r"""["'](handrail-[a-z-]+/[0-9]+)["']""", sources(".py", ".ts")))
    kept = set(re.findall(r"""(?:store|tab)\.set\((?:['"`])([A-Za-z]+)""", sources(".ts")))
    kept |= set(re.findall(r"""filterName = \(\): string => `([a-z]+):""", sources(".ts")))
    # The two maps of attributes are written under a name that is chosen in the call.
    kept |= set(re.findall(r"""\? '([a-z]+)' : '([a-z]+)', values\)""", sources(".ts"))[0])
    found = {*LIMITS, *marks, *(f"sdk:{name}" for name in kept)}
    assert found - covered == set(), "give each new form a golden file: tests/golden/stored_forms.py"
    assert covered - found == set(), "the list names a form that the code does not have"
