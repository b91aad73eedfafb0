"""The journal is a chain: what is removed or changed shows."""

import json
from pathlib import Path

import pytest

from deploy.place import FIRST, SECOND, Place
from handrail.deploy.errors import ReceiptsError


def test_every_deployment_adds_a_line_that_follows_the_one_before(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.deploy(FIRST)
    place.deploy(SECOND)
    first, second = list(place.receipts)
    assert (first.release, second.release) == (1, 2)
    assert second.previous == first.sha256
    assert first.previous == "0" * 64
    assert set(second.sdk) == {"sdk/0.1.0/handrail.js"}
    assert place.receipts.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("spoil", ["change", "remove", "reorder", "garbage"])
def test_a_changed_journal_is_refused_before_anything_is_deployed(tmp_path: Path, spoil: str) -> None:
    place = Place(tmp_path)
    place.deploy(FIRST)
    place.deploy(SECOND)
    lines = place.receipts.path.read_bytes().splitlines(keepends=True)
    spoilt = {
        "change": [lines[0].replace(b'"release":1', b'"release":9'), lines[1]],
        "remove": lines[1:],
        "reorder": lines[::-1],
        "garbage": [*lines, b"garbage\n"],
    }[spoil]
    place.receipts.path.write_bytes(b"".join(spoilt))
    before = place.files()
    with pytest.raises(ReceiptsError):
        place.deploy(FIRST)
    assert place.files() == before


def test_a_line_cut_off_by_a_power_loss_is_written_again(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.deploy(FIRST)
    place.deploy(SECOND)
    whole = place.receipts.path.read_bytes()
    place.receipts.path.write_bytes(whole[:-20])
    assert place.receipts.last() is not None
    again = place.deploy(SECOND)
    assert not again.committed
    assert [each.release for each in place.receipts] == [1, 2]


def test_targets_have_journals_of_their_own(tmp_path: Path) -> None:
    one, two = Place(tmp_path / "a"), Place(tmp_path / "b")
    one.state = two.state = tmp_path / "state"
    assert one.receipts.path != two.receipts.path


def test_a_receipt_names_no_person_and_no_secret(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.deploy(FIRST)
    line = json.loads(place.receipts.path.read_bytes())
    assert set(line) == {
        "action", "application", "at", "environment", "host", "locations", "pointer", "previous", "release",
        "releaseSha256", "root", "rootSha256", "sdk", "seq", "status",
    }  # fmt: skip
