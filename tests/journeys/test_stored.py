"""A browser comes back with what an older version of the SDK left in its storage."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from journeys.conftest import NewPerson, Person
from journeys.sdk_world import World, running_world
from journeys.stored_world import PAGE, visit

STORED = Path(__file__).parents[1] / "golden/stored"
VERSIONS = sorted(path.name for path in STORED.iterdir() if path.is_dir())
PREFIX = "handrail:1:bank:production:"


@pytest.fixture
def world() -> Iterator[World]:
    with running_world() as started:
        yield started


def kept(version: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((STORED / version / "sdk-storage.json").read_text())
    return found


def returns(world: World, person: NewPerson, version: str, **other: bool) -> tuple[Person, dict[str, Any]]:
    """Somebody a minute after the golden visit ended, with its storage; ``other``: names to add from the golden file.

    The content server has that channel file and nothing else: the boot file is the stored one.
    """
    found = kept(version)
    channel = json.loads(found["local"][f"{PREFIX}verified"])["channel"]
    world.files[f"channel/{found['application']}/{found['environment']}.json"] = channel.encode()
    world.html["/"] = PAGE
    world.data.update({"trust": found["trust"], "user-id": found["user"]})
    for name in other:
        storage = "session" if name == "later" else "local"
        found[storage][PREFIX + name] = found["other"][PREFIX + name]
    if other.get("later"):
        del found["session"][f"{PREFIX}progress"]
    clerk = person({world.page, world.content})
    clerk.page.clock.set_fixed_time(datetime.fromtimestamp(found["at"] / 1000, UTC) + timedelta(minutes=1))
    clerk.page.route(f"{world.page}/nothing", lambda route: route.fulfill(body="<p>No SDK here</p>"))
    clerk.page.goto(f"{world.page}/nothing")
    clerk.page.evaluate(
        """([local, session]) => {
            for (const [name, text] of Object.entries(local)) localStorage.setItem(name, text)
            for (const [name, text] of Object.entries(session)) sessionStorage.setItem(name, text)
        }""",
        [found["local"], {name: text.replace("@PAGE@", world.page) for name, text in found["session"].items()}],
    )
    return clerk, found


def unreachable(world: World, clerk: Person) -> None:
    """The content server gives the SDK and nothing else any more."""
    clerk.page.route(f"{world.content}/channel/**", lambda route: route.abort())


@pytest.mark.parametrize("version", VERSIONS)
def test_the_tour_goes_on_where_it_was_and_what_was_seen_once_does_not_come_again(
    world: World, person: NewPerson, version: str
) -> None:
    clerk, found = returns(world, person, version)
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "And send it")
    assert not clerk.sees.find("dialog", "Welcome")
    assert not [name for name in world.asked if name.startswith("blobs/")], "the stored boot file was used"
    before = json.loads(found["local"][f"{PREFIX}events"])
    after = json.loads(clerk.page.evaluate(f"localStorage.getItem('{PREFIX}events')"))
    assert after[: len(before)] == before and len(after) > len(before), "events that wait are kept and added to"
    assert {each["session"] for each in after} == {before[0]["session"]}, "a minute later it is the same session"
    assert json.loads(clerk.page.evaluate(f"sessionStorage.getItem('{PREFIX}attributes')")) == {"plan": "gold"}
    clerk.is_unharmed()


@pytest.mark.parametrize("version", VERSIONS)
def test_what_was_to_start_on_the_next_page_starts(world: World, person: NewPerson, version: str) -> None:
    clerk, _ = returns(world, person, version, later=True)
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "And send it")


@pytest.mark.parametrize("version", VERSIONS)
def test_without_network_the_stored_release_counts_unless_the_channel_file_was_deleted(
    world: World, person: NewPerson, version: str
) -> None:
    clerk, _ = returns(world, person, version)
    unreachable(world, clerk)
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "And send it")

    stopped, _ = returns(world, person, version, gone=True)
    unreachable(world, stopped)
    stopped.page.goto(world.page)
    stopped.page.wait_for_timeout(700)
    assert not stopped.sees.find("dialog", "And send it")


def names(found: dict[str, Any]) -> set[tuple[str, str]]:
    return {(kind, name) for kind in ("local", "session") for name in found[kind]}


def test_todays_sdk_keeps_the_same_names_and_shapes(world: World, person: NewPerson) -> None:
    today, golden = visit(world, person), kept(VERSIONS[-1])
    assert names(today) == names(golden), "a new stored form needs a golden file: tests/golden/make_stored.py"
    for kind, name in names(golden):
        one, two = json.loads(today[kind][name]), json.loads(golden[kind][name])
        if isinstance(two, dict):
            assert one.keys() == two.keys(), name
