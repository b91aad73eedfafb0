"""gc on every kind of target: the same files go, the same stay, and the lock is respected."""

from datetime import UTC, datetime, timedelta

import pytest

from deploy.place import FIRST, SECOND
from deploy.targets.places import CHANNEL, DirectoryPlace
from handrail.deploy.errors import LockedError
from handrail.deploy.gc import Collected, collect
from handrail.package.archive import read_zip

SOON = datetime.now(UTC) + timedelta(days=31)
GONE = {name for name in read_zip(FIRST) if name.startswith(("releases/", "blobs/")) and name not in read_zip(SECOND)}


def tidied(place: DirectoryPlace, **changes: object) -> Collected:
    return collect(place.target, place.options(now=lambda: SOON, **changes), keep_releases=1)


def test_gc_removes_the_release_before_and_keeps_what_is_live(place: DirectoryPlace) -> None:
    place.deploy(FIRST)
    place.deploy(SECOND)
    assert collect(place.target, place.options(now=lambda: SOON)).files == 0
    would = tidied(place, dry_run=True)
    assert set(place.files()) > GONE
    collected = tidied(place)
    assert would.locations == collected.locations
    (only,) = collected.locations
    assert {*only.releases, *only.blobs} == GONE
    assert dict(place.files()) == {name: data for name, data in read_zip(SECOND).items() if "/" in name}
    assert place.leftovers() == []
    assert tidied(place).files == 0


def test_gc_respects_the_lock(place: DirectoryPlace) -> None:
    place.deploy(FIRST)
    place.deploy(SECOND)
    holder = place.target
    holder.open(create=False)
    with holder.lock(break_lock=False), pytest.raises(LockedError):
        tidied(place)
    holder.close()
    assert set(place.files()) > GONE
    assert place.files()[CHANNEL] == read_zip(SECOND)[CHANNEL]
