"""Key files: encrypted, for their owner alone, and only as they were made."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handrail.deploy.keys.errors import (
    KeyFileExistsError,
    KeyFileFormError,
    KeyFileOpenError,
    KeyPasswordError,
    PasswordWeakError,
)
from handrail.deploy.keys.files import make_key_file, open_key_file, read_public_part

PASSWORD = "ten letters and more"
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "anna.key"
    make_key_file(made, role="approve", label="Änna", password=PASSWORD, now=NOW)
    return made


def test_a_key_file_opens_with_its_password_only(path: Path) -> None:
    part = read_public_part(path)
    assert (part.role, part.label, part.created) == ("approve", "Änna", "2026-11-25T10:00:00Z")
    assert open_key_file(path, PASSWORD).public == part.key
    with pytest.raises(KeyPasswordError):
        open_key_file(path, PASSWORD + "x")


def test_the_private_part_stands_in_no_readable_form_in_the_file(path: Path) -> None:
    assert b"PRIVATE KEY" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_file_that_others_can_read_is_refused(path: Path, mode: int) -> None:
    path.chmod(mode)
    with pytest.raises(KeyFileOpenError, match="chmod 600"):
        open_key_file(path, PASSWORD)


def test_no_key_file_is_overwritten_and_no_short_password_taken(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(KeyFileExistsError):
        make_key_file(path, role="root", label="", password=PASSWORD, now=NOW)
    assert path.read_bytes() == before
    with pytest.raises(PasswordWeakError):
        make_key_file(path.with_name("b.key"), role="root", label="", password="short", now=NOW)
    assert not path.with_name("b.key").exists()


@pytest.mark.parametrize(("field", "value"), [("role", "root"), ("label", "Bert"), ("created", "2020-01-01T00:00:00Z")])
def test_a_changed_role_or_label_does_not_open(path: Path, field: str, value: str) -> None:
    data = json.loads(path.read_bytes())
    path.write_text(json.dumps({**data, field: value}, ensure_ascii=False))
    with pytest.raises(KeyPasswordError):
        open_key_file(path, PASSWORD)


def test_anything_else_is_no_key_file(path: Path) -> None:
    data = json.loads(path.read_bytes())
    for wrong in ("{}", "nonsense", json.dumps({**data, "more": 1}), json.dumps({**data, "kdf": {"n": 2**40}})):
        path.write_text(wrong)
        with pytest.raises(KeyFileFormError):
            open_key_file(path, PASSWORD)
    with pytest.raises(KeyFileFormError):
        read_public_part(path.with_name("none"))


def test_an_exported_public_part_reads_back_and_lies_about_nothing(path: Path, tmp_path: Path) -> None:
    part = read_public_part(path)
    exported = tmp_path / "anna.json"
    exported.write_text(json.dumps(part.as_data()))
    assert read_public_part(exported) == part
    exported.write_text(json.dumps({**part.as_data(), "keyid": "0" * 64}))
    with pytest.raises(KeyFileFormError):
        read_public_part(exported)
