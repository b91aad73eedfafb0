"""Roll back, pause, resume, stop and renew with the pointer key alone."""

from datetime import timedelta
from pathlib import Path

import pytest

from deploy.place import FIRST, SECOND, Place
from handrail.deploy.errors import NothingLiveError, ReleaseUnknownError
from handrail.deploy.live import look
from handrail.deploy.pointing import Choose, point, renewed, rolled_back, stopped, unchanged
from handrail.deploy.protocol import Outcome
from handrail.package.errors import SignatureMissingError
from package.bank import NOW, SEQ, Bank, fixed_key


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.deploy(FIRST)
    made.deploy(SECOND)
    return made


def do(place: Place, action: str, choose: Choose, key: str = "console", **changes: object) -> Outcome:
    options = place.options(application="bank", environment="production", **changes)
    return point(place.target, options, key=fixed_key(key), action=action, choose=choose)


def test_rolling_back_is_a_newer_pointer_to_an_older_release(place: Place) -> None:
    outcome = do(place, "rollback", rolled_back(None))
    assert outcome.verdict.release.version == 1
    assert outcome.verdict.pointer.seq == SEQ + 12
    assert [r.action for r in place.receipts] == ["deploy", "deploy", "rollback"]
    seen = look(place.target, place.receipts, application="bank", environment="production", trust=Bank().trust, now=NOW)
    assert (seen.state, seen.release) == ("live", 1)


def test_rolling_back_to_a_number(place: Place) -> None:
    assert do(place, "rollback", rolled_back(1)).verdict.release.version == 1
    assert do(place, "rollback", rolled_back(2)).verdict.release.version == 2


def test_a_release_that_is_not_there_or_damaged_is_refused(place: Place) -> None:
    before = place.channel.read_bytes()
    with pytest.raises(ReleaseUnknownError, match="it is not on the target"):
        do(place, "rollback", rolled_back(7))
    shared = Bank().release(2, "Hello").files
    own = next(n for n in Bank().release(1).files if n.startswith("blobs/") and n not in shared)
    (place.root / own).write_bytes(b"tampered")
    with pytest.raises(ReleaseUnknownError, match="signed bytes"):
        do(place, "rollback", rolled_back(None))
    assert place.channel.read_bytes() == before


def test_pause_and_resume(place: Place) -> None:
    assert do(place, "pause", unchanged("paused")).verdict.pointer.status == "paused"
    seen = look(place.target, place.receipts, application="bank", environment="production", trust=Bank().trust, now=NOW)
    assert seen.message.startswith("release 2 paused since ")
    assert do(place, "rollback", rolled_back(1)).verdict.pointer.status == "paused", "a roll back ends no pause"
    assert do(place, "resume", unchanged("active")).verdict.pointer.status == "active"


def test_stopped_campaigns_add_up(place: Place) -> None:
    do(place, "stop", stopped(["welcome"]))
    assert do(place, "stop", stopped(["survey", "welcome"])).verdict.pointer.off == ("survey", "welcome")


def test_a_heartbeat_renews_for_as_long_as_before_even_after_expiry(place: Place) -> None:
    later = NOW + timedelta(days=45)
    outcome = do(place, "heartbeat", renewed, now=lambda: later)
    assert outcome.verdict.pointer.expires == "2027-02-08T09:59:50Z"
    assert outcome.warnings == ()


def test_a_key_without_the_role_changes_nothing(place: Place) -> None:
    before = place.files()
    with pytest.raises(SignatureMissingError):
        do(place, "pause", unchanged("paused"), key="somebody")
    assert place.files() == before


def test_without_anything_live_there_is_nothing_to_point(tmp_path: Path) -> None:
    empty = Place(tmp_path)
    empty.root.mkdir()
    with pytest.raises(NothingLiveError):
        do(empty, "pause", unchanged("paused"))
