"""gc removes what nothing can ask for any more, and nothing else; what it cannot tell for certain it leaves alone."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.place import FIRST, SECOND, Place
from deploy.several import Several
from handrail.deploy.errors import GcRefusedError, LockedError, LockLostError, ReceiptsError, TargetInvalidError
from handrail.deploy.gc import Collected, collect
from handrail.deploy.locations import Where
from handrail.deploy.pointing import point, rolled_back
from handrail.deploy.receipts import Removal
from handrail.package.archive import read_zip
from package.bank import SEQ, Bank, fixed_key

LATER = datetime.now(UTC) + timedelta(days=31)
THIRD, FOURTH, FIFTH = (Bank().package(version=n, seq=SEQ + 10 * n, text=f"Number {n}") for n in (3, 4, 5))


def tidied(
    place: Place, where: Where | None = None, *, releases: int = 3, days: int = 30, **changes: object
) -> Collected:
    options = place.options(**{"now": lambda: LATER, **changes})
    return collect(where or place.target, options, keep_releases=releases, keep_days=days)


def only_in(package: bytes, *others: bytes) -> list[str]:
    """Release file and blobs that no other package has."""
    elsewhere = {name for other in others for name in read_zip(other)}
    return sorted(n for n in read_zip(package) if n.startswith(("releases/", "blobs/")) and n not in elsewhere)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Five releases, the last one live."""
    made = Place(tmp_path)
    for package in (FIRST, SECOND, THIRD, FOURTH, FIFTH):
        made.deploy(package)
    return made


def gone(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    assert {name: data for name, data in before.items() if name in after} == dict(after)
    return sorted(set(before) - set(after))


def test_the_newest_three_stay_and_what_only_older_ones_need_goes(place: Place) -> None:
    before = place.files()
    collected = tidied(place)
    assert gone(before, place.files()) == sorted(
        [*only_in(FIRST, THIRD, FOURTH, FIFTH), *only_in(SECOND, THIRD, FOURTH, FIFTH)]
    )
    (only,) = collected.locations
    assert [name.partition("-")[0] for name in only.releases] == ["releases/1", "releases/2"]
    assert collected.files == len(before) - len(place.files())
    assert only.kept == sum(name.startswith(("releases/", "blobs/")) for name in place.files())


def test_a_release_whose_successor_came_lately_stays(place: Place) -> None:
    before = place.files()
    assert tidied(place, releases=1, now=lambda: datetime.now(UTC) + timedelta(days=29)).files == 0
    assert place.files() == before
    tidied(place, releases=1)
    assert gone(before, place.files()) == sorted(
        {name for package in (FIRST, SECOND, THIRD, FOURTH) for name in only_in(package, FIFTH)}
    )


def test_what_is_live_stays_however_old_it_is(place: Place) -> None:
    options = place.options(application="bank", environment="production")
    point(place.target, options, key=fixed_key("console"), action="rollback", choose=rolled_back(1))
    tidied(place, releases=1)
    names = {name.partition("-")[0] for name in place.files() if name.startswith("releases/")}
    assert names == {"releases/1", "releases/5"}
    again = place.deploy(FIFTH_LATER)
    assert again.verdict.release.version == 5


FIFTH_LATER = Bank().package(version=5, seq=SEQ + 1_000_000, text="Number 5")


def test_a_channel_file_of_another_environment_and_a_pending_one_count(place: Place) -> None:
    staging = Bank(environment="staging")
    place.deploy(staging.package(text="Only in staging"))
    pending = read_zip(Bank().package(version=9, seq=SEQ + 90, text="Pending"))
    for name, data in pending.items():
        goal = place.root / name.replace("channel/", "pending/", 1)
        if "/" in name:
            goal.parent.mkdir(parents=True, exist_ok=True)
            goal.write_bytes(data)
    tidied(place, releases=1, days=0)
    files = place.files()
    for package in (staging.package(text="Only in staging"), Bank().package(version=9, seq=SEQ + 90, text="Pending")):
        assert all(files[name] == read_zip(package)[name] for name in only_in(package))


def test_without_a_channel_file_what_the_journal_says_was_live_stays(place: Place) -> None:
    options = place.options(application="bank", environment="production")
    point(place.target, options, key=fixed_key("console"), action="rollback", choose=rolled_back(2))
    place.channel.unlink()
    tidied(place, releases=1)
    assert set(only_in(SECOND)) <= set(place.files())


def test_sdk_files_and_what_is_not_ours_are_left_alone(place: Place) -> None:
    foreign = ("sdk/0.0.1/handrail.js", "index.html", "blobs/notes.txt", "releases/README")
    for name in foreign:
        (place.root / name).parent.mkdir(parents=True, exist_ok=True)
        (place.root / name).write_bytes(b"mine")
    tidied(place, releases=1, days=0)
    kept = place.files()
    assert all(
        kept[n] == b"mine" for n in ("sdk/0.0.1/handrail.js", "index.html", "blobs/notes.txt", "releases/README")
    )
    assert "sdk/0.1.0/handrail.js" in kept


def test_a_blob_of_no_release_goes_only_when_it_is_old(place: Place) -> None:
    name = f"blobs/{'a' * 64}.json"
    (place.root / name).write_bytes(b"half of something that is being uploaded")
    tidied(place, now=lambda: datetime.now(UTC) + timedelta(days=29))
    assert name in place.files()
    tidied(place)
    assert name not in place.files()


def test_a_dry_run_lists_the_same_and_removes_nothing(place: Place) -> None:
    before, lines = place.files(), place.receipts.path.read_bytes()
    would = tidied(place, dry_run=True)
    assert would.dry_run
    assert (place.files(), place.receipts.path.read_bytes()) == (before, lines)
    did = tidied(place)
    assert would.locations == did.locations
    assert would.files > 0
    assert tidied(place).files == 0


def test_the_receipt_names_what_went_and_follows_the_chain(place: Place) -> None:
    collected = tidied(place)
    *_, before, last = place.receipts.lines()
    assert last == collected.receipt
    assert isinstance(last, Removal)
    assert (last.previous, last.files) == (before.sha256, collected.files)
    assert last.releases == collected.locations[0].releases
    place.deploy(FIFTH_LATER)
    assert place.receipts.last() is not None


def test_without_a_journal_nothing_goes(place: Place) -> None:
    before = place.files()
    place.receipts.path.write_bytes(b"garbage\n")
    with pytest.raises(ReceiptsError):
        tidied(place)
    assert place.files() == before


def test_it_waits_for_nobody_and_takes_nobodys_lock_unasked(place: Place) -> None:
    before = place.files()
    holder = place.target
    holder.open(create=False)
    with holder.lock(break_lock=False):
        with pytest.raises(LockedError):
            tidied(place)
        assert place.files() == before
        collected = tidied(place, break_lock=True)
        assert [each.target for each in collected.broken] == [str(place.root)]
        with pytest.raises(LockLostError):
            holder.check_lock()
    holder.close()
    assert collected.files > 0


def test_a_lock_lost_meanwhile_stops_it(place: Place) -> None:
    before = place.files()

    def breaking(step: str, done: int, total: int) -> None:
        if (step, done) == ("read", total):
            (place.root / ".handrail.lock").unlink()

    with pytest.raises(LockLostError):
        tidied(place, progress=breaking)
    assert place.files() == before


@pytest.mark.parametrize("harm", ["channel", "release", "renamed", "manifest", "folder"])
def test_what_cannot_be_read_for_certain_refuses_the_whole_run(place: Place, harm: str) -> None:
    releases = sorted(path for path in (place.root / "releases").iterdir())
    if harm == "channel":
        place.channel.write_bytes(b"{}")
    elif harm == "release":
        releases[0].write_bytes(b"{}")
    elif harm == "renamed":
        releases[0].rename(releases[0].with_name(releases[0].name.replace("1-", "7-", 1)))
    elif harm == "manifest":
        live = {name for name in only_in(FIFTH, FIRST, SECOND, THIRD, FOURTH) if name.startswith("blobs/")}
        for name in live:
            (place.root / name).write_bytes(b"{}")
    else:
        (place.root / "channel/bank/link").symlink_to("/etc")
    before = place.files()
    with pytest.raises(GcRefusedError) as told:
        tidied(place, releases=1, days=0)
    assert told.value.exit_code == 10
    assert place.files() == before


def test_a_folder_that_is_no_document_root_is_refused(tmp_path: Path) -> None:
    place = Place(tmp_path)
    with pytest.raises(TargetInvalidError):
        tidied(place)
    (place.root / "blobs").mkdir(parents=True)
    (place.root / f"blobs/{'a' * 64}.json").write_bytes(b"somebody else's")
    with pytest.raises(GcRefusedError):
        tidied(place)
    assert len(place.files()) == 1


def test_several_locations_are_looked_at_before_anything_goes_from_one(tmp_path: Path) -> None:
    several = Several(tmp_path, 2)
    for package in (FIRST, SECOND, THIRD, FOURTH):
        several.deploy(package)
    spoilt = several.roots[1] / "channel/bank/production.json"
    whole = spoilt.read_bytes()
    spoilt.write_bytes(b"{}")
    before = several.everything()
    with pytest.raises(GcRefusedError):
        tidied(several, several.locations)
    assert {n: d for n, d in several.everything().items() if ".lock" not in n} == {
        n: d for n, d in before.items() if ".lock" not in n
    }
    spoilt.write_bytes(whole)
    collected = tidied(several, several.locations)
    assert [len(each.releases) for each in collected.locations] == [1, 1]
    assert several.releases() == [4, 4]
