"""What every target does, refuses, heals and keeps apart: the same stories on a directory, over SFTP, in a store."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from deploy.place import FIRST, SECOND
from deploy.targets.places import CHANNEL, DirectoryPlace
from deploy.targets.racing import PAIR
from handrail.deploy.errors import ForeignChannelError, LockedError, LockLostError, ReadBackError
from handrail.deploy.live import look
from handrail.deploy.pointing import point, rolled_back, unchanged
from handrail.package.archive import read_zip
from handrail.package.errors import EquivocationError, SeqLowerError
from package.bank import NOW, Bank, fixed_key

OLD, NEW = read_zip(FIRST)[CHANNEL], read_zip(SECOND)[CHANNEL]
WHOLE = {name: data for name, data in read_zip(FIRST).items() if "/" in name}


def test_a_package_becomes_live_file_by_file(place: DirectoryPlace) -> None:
    outcome = place.deploy(FIRST)
    assert outcome.committed
    assert dict(place.files()) == WHOLE
    assert outcome.promise == place.promise
    assert place.leftovers() == []


def test_what_is_live_already_is_not_written_again(place: DirectoryPlace) -> None:
    place.deploy(FIRST)
    again = place.deploy(FIRST)
    assert (again.committed, again.receipt, again.plan.writes) == (False, None, ())
    assert len(again.plan.kept) == 7


def test_a_dry_run_says_what_would_be_and_writes_nothing(place: DirectoryPlace) -> None:
    place.deploy(FIRST)
    before = place.files()
    outcome = place.deploy(SECOND, dry_run=True)
    assert (outcome.committed, outcome.receipt, len(outcome.plan.new)) == (False, None, 5)
    assert place.files() == before
    assert place.leftovers() == []


@pytest.mark.parametrize("harm", ["other bytes", "longer", "shorter", "empty", "gone"])
def test_a_file_with_other_bytes_is_healed(place: DirectoryPlace, harm: str) -> None:
    place.deploy(FIRST)
    picture = next(name for name in WHOLE if name.endswith(".png"))
    data = WHOLE[picture]
    if harm == "gone":
        place.remove(picture)
    else:
        harmed = {"other bytes": b"x" * len(data), "longer": data + b"x", "shorter": data[:-1], "empty": b""}
        place.put(picture, harmed[harm])
    outcome = place.deploy(FIRST)
    assert outcome.plan.writes == (picture,)
    assert not outcome.committed
    assert outcome.receipt is not None
    assert dict(place.files()) == WHOLE


def test_a_channel_file_with_other_bytes_is_healed(place: DirectoryPlace) -> None:
    place.deploy(FIRST)
    place.put(CHANNEL, OLD[:-1])
    assert place.deploy(FIRST).committed
    assert place.live == OLD


def test_the_channel_of_another_application_is_refused(place: DirectoryPlace) -> None:
    other = Bank(key=fixed_key("somebody else"))
    place.deploy(other.package(), trust=other.trust)
    before = place.files()
    with pytest.raises(ForeignChannelError):
        place.deploy(SECOND)
    assert place.files() == before
    assert place.leftovers() == []


def test_an_older_pointer_and_another_one_of_the_same_number_are_refused(place: DirectoryPlace) -> None:
    """By what is live alone: the second deployer has a journal of its own."""
    place.deploy(SECOND)
    before = place.files()
    with pytest.raises(SeqLowerError):
        place.other().deploy(FIRST)
    with pytest.raises(EquivocationError):
        place.other().deploy(PAIR[0])
    assert place.files() == before
    assert place.leftovers() == []


def test_roll_back_makes_the_older_release_live(place: DirectoryPlace) -> None:
    place.deploy(FIRST)
    place.deploy(SECOND)
    options = place.options(application="bank", environment="production")
    outcome = point(place.target, options, key=Bank().key, action="rollback", choose=rolled_back(None))
    assert (outcome.verdict.release.version, outcome.committed) == (1, True)
    with pytest.raises(SeqLowerError):
        place.deploy(SECOND)


def test_pause_and_resume_take_one_file_each(place: DirectoryPlace) -> None:
    place.deploy(FIRST)
    options = place.options(application="bank", environment="production")
    for status in ("paused", "active"):
        outcome = point(place.target, options, key=Bank().key, action=status, choose=unchanged(status))
        assert (outcome.verdict.pointer.status, outcome.committed) == (status, True)
        assert {name for name, data in place.files().items() if WHOLE.get(name) != data} == {CHANNEL}


def test_the_lock_names_its_owner_and_can_be_broken(place: DirectoryPlace) -> None:
    holder = place.target
    holder.open(create=True)
    with holder.lock(break_lock=False):
        with pytest.raises(LockedError, match=rf"process {os.getpid()} on .*, for 0 min"):
            place.deploy(FIRST)
        assert place.files() == {}
        assert place.deploy(FIRST, break_lock=True).committed
        with pytest.raises(LockLostError):
            holder.check_lock()
    holder.close()
    assert place.deploy(SECOND).committed
    assert place.leftovers() == []


def test_a_lock_is_not_given_back_by_whoever_lost_it(place: DirectoryPlace) -> None:
    first, second = place.target, place.target
    first.open(create=True)
    second.open(create=False)
    with first.lock(break_lock=False), second.lock(break_lock=True):
        with pytest.raises(LockLostError):
            first.check_lock()
        second.check_lock()
    with second.lock(break_lock=False), pytest.raises(LockedError), first.lock(break_lock=False):
        pass
    first.close()
    second.close()


def test_a_lock_broken_meanwhile_stops_before_the_commit(place: DirectoryPlace) -> None:
    place.deploy(FIRST)

    def breaking(step: str, done: int, total: int) -> None:
        if step == "read back" and done == 1:
            place.other().deploy(PAIR[0], break_lock=True)

    with pytest.raises(LockLostError) as told:
        place.deploy(SECOND, progress=breaking)
    assert told.value.exit_code == 20
    assert place.live == read_zip(PAIR[0])[CHANNEL]
    assert place.leftovers() == []


def test_bytes_that_rot_between_writing_and_reading_back_stop_the_commit(place: DirectoryPlace) -> None:
    place.deploy(FIRST)

    def rotting(step: str, done: int, total: int) -> None:
        if step == "read back" and done == 1:
            for name in [name for name in place.files() if name.startswith("blobs/")]:
                place.put(name, b"rot")

    with pytest.raises(ReadBackError):
        place.deploy(SECOND, progress=rotting)
    assert place.live == OLD
    assert place.deploy(SECOND).committed


def test_files_are_removed_and_absent_ones_are_fine(place: DirectoryPlace) -> None:
    place.deploy(FIRST)
    place.deploy(SECOND)
    gone = sorted(set(WHOLE) - set(read_zip(SECOND)))
    target = place.target
    target.open(create=False)
    with target.lock(break_lock=False):
        target.remove_all([*gone, "blobs/absent.json", "absent/folder/file.json"])
        target.remove_all(gone)
        target.remove_all([])
    target.close()
    assert len(gone) == 5
    assert dict(place.files()) == {name: data for name, data in read_zip(SECOND).items() if "/" in name}
    assert place.leftovers() == []


def test_a_folder_is_listed_and_its_files_have_a_time(place: DirectoryPlace) -> None:
    place.deploy(FIRST)
    target = place.target
    target.open(create=False)
    assert target.list_folder("releases") == tuple(n.partition("/")[2] for n in WHOLE if n.startswith("releases/"))
    assert target.list_folder("channel") == ("bank",)
    assert target.list_folder("absent") == ()
    picture = next(name for name in WHOLE if name.endswith(".png"))
    changed = target.changed_at(picture)
    assert changed is not None
    assert abs(datetime.now(UTC) - changed) < timedelta(minutes=5)
    assert target.changed_at("blobs/absent.png") is None
    target.close()


def test_a_read_gives_one_byte_more_than_asked_for_and_no_file_none(place: DirectoryPlace) -> None:
    place.deploy(FIRST)
    target = place.target
    target.open(create=False)
    assert target.read(CHANNEL, 9) == OLD[:10]
    assert target.read(CHANNEL, len(OLD)) == OLD
    assert target.read("channel/bank/absent.json", 9) is None
    assert target.read("absent/folder/file.json", 9) is None
    target.close()


def test_a_look_reads_everything_that_is_live(place: DirectoryPlace) -> None:
    def seen() -> object:
        live = look(
            place.target, place.receipts, application="bank", environment="production", trust=Bank().trust, now=NOW
        )
        return live.state, live.release, [(each.file, each.what) for each in live.problems]

    place.deploy(FIRST)
    assert seen() == ("live", 1, [])
    picture = next(name for name in WHOLE if name.endswith(".png"))
    place.put(picture, b"tampered")
    place.remove("sdk/0.1.0/handrail.js")
    assert seen() == ("changed", 1, [(picture, "changed"), ("sdk/0.1.0/handrail.js", "missing")])
    place.remove(CHANNEL)
    assert seen() == ("missing", None, [(CHANNEL, "missing")])


def test_progress_is_told_file_by_file(place: DirectoryPlace) -> None:
    seen: list[tuple[str, int, int]] = []
    place.deploy(FIRST, progress=lambda *step: seen.append(step))
    assert [step for step in seen if step[0] == "write"] == [("write", n, 7) for n in range(1, 8)]
