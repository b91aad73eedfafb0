"""Power loss at any moment of a deed on a directory target leaves the old or the new release, and again heals.

The calls of real runs are recorded; from them follows every state that the promises of fsync allow. What must hold is
checked twice: for all states at once, name by name, and for as many single states as the size says. Some of those
become real files, on which the deed is done again and recorded again.
"""

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deploy.place import FIRST, SECOND, Place
from deploy.power_loss.disk import Disk, Tree, materialised
from deploy.power_loss.story import (
    CONTENT,
    SDK_FILE,
    Deed,
    Recording,
    Story,
    Visitor,
    after_power_loss,
    killed_and_again,
    record,
    without_call,
)
from handrail.deploy.errors import DeployError
from handrail.deploy.pointing import point, renewed, rolled_back, unchanged
from handrail.package.archive import read_zip
from handrail.package.build import assemble_package
from handrail.package.verify import sha256_hex
from package.bank import KNOWN, SEQ, Bank, fixed_key
from proof import Proof

OTHER_SDK = b"// another build of the SDK of a test\n"
ONLY_FIRST = tuple(
    sorted(
        name for name in read_zip(FIRST) if name.startswith(("blobs/", "releases/")) and name not in read_zip(SECOND)
    )
)
ONLY_SECOND = tuple(
    sorted(name for name in read_zip(SECOND) if name.startswith("blobs/") and name not in read_zip(FIRST))
)
DELTA = Bank().package(
    version=2,
    seq=SEQ + 10,
    text="Hello",
    kind="delta",
    without=tuple(name for name in read_zip(SECOND) if name.startswith("blobs/") and name in read_zip(FIRST)),
)


def first(place: Place) -> None:
    place.deploy(FIRST)


def second(place: Place) -> None:
    place.deploy(SECOND)


def delta(place: Place) -> None:
    place.deploy(DELTA)


def other_sdk(place: Place) -> None:
    accepted = {path: hashes | {sha256_hex(OTHER_SDK)} for path, hashes in KNOWN.items()}
    place.deploy(with_other_sdk(), known_sdk=accepted)


def with_other_sdk() -> bytes:
    bank = Bank()
    return assemble_package(
        kind="full",
        application="bank",
        environment="production",
        release=2,
        channel=bank.channel(2, SEQ + 10, "Hello"),
        files=bank.release(2, "Hello").files,
        sdk={SDK_FILE: OTHER_SDK},
    )


def pointed(action: str) -> Deed:
    choose = {
        "to the first": rolled_back(1),
        "to the second": rolled_back(2),
        "pause": unchanged("paused"),
        "renew": renewed,
    }

    def deed(place: Place) -> None:
        options = place.options(application="bank", environment="production")
        point(place.target, options, key=fixed_key("console"), action=action, choose=choose[action])

    return deed


def gc(place: Place) -> None:
    target = place.target
    target.open(create=False)
    try:
        with target.lock(break_lock=False):
            target.remove_all(ONLY_FIRST)
    finally:
        target.close()


def secretive(place: Place) -> None:
    """A deployment under a umask that lets nobody else read."""
    before = os.umask(0o077)
    try:
        place.deploy(FIRST)
    finally:
        os.umask(before)


BOTH_BUILDS = frozenset({CONTENT[SDK_FILE], OTHER_SDK})
STORIES = {
    story.name: story
    for story in (
        Story("the first deployment", (), first, frozenset({None, 1}), 1),
        Story("the first deployment under a strict umask", (), secretive, frozenset({None, 1}), 1),
        Story("a deployment", (first,), second, frozenset({1, 2}), 2),
        Story("a delta", (first,), delta, frozenset({1, 2}), 2),
        Story("another SDK build", (first,), other_sdk, frozenset({1, 2}), 2, sdk=BOTH_BUILDS),
        Story("roll back", (first, second), pointed("to the first"), frozenset({1, 2}), 1),
        Story("pause", (first,), pointed("pause"), frozenset({1}), 1, status="paused"),
        Story("renew", (first,), pointed("renew"), frozenset({1}), 1),
        Story("gc", (first, second), gc, frozenset({2}), 2, gone=ONLY_FIRST),
    )
}
HEALING = ("the first deployment", "a deployment", "a delta", "another SDK build", "gc")
"""Stories that are told again after their process was killed; a pointer would get a new number every time."""


@dataclass
class Count:
    """What a proof saw."""

    states: set[int] = field(default_factory=set)
    looked_at: int = 0
    prefixes: int = 0
    runs: int = 0
    problems: list[str] = field(default_factory=list)


def examine(
    recording: Recording, visitor: Visitor, count: Count, chance: random.Random, most: int, *, since: int = 0
) -> list[Tree]:
    """Look at the states of a recording; returns a few of them, chosen by chance."""
    story, total = recording.story, len(recording.ops)
    picked: list[Tree] = []
    for calls, disk in recording.prefixes():
        if calls < since:
            continue
        count.prefixes += 1
        returned = calls == total
        problem = visitor.possible_problem(story, disk, returned=returned)
        if problem is not None:
            count.problems.append(f"{story.name}, after {calls} of {total} calls: {problem}")
        for tree in disk.states(most, chance):
            count.looked_at += 1
            mark = hash((story.name, frozenset(tree.items())))
            if mark in count.states:
                continue
            count.states.add(mark)
            problem = visitor.problem(story, tree, returned=returned)
            if problem is not None:
                count.problems.append(f"{story.name}, after {calls} of {total} calls: {problem}")
            if chance.random() < 0.002:
                picked.append(tree)
    return picked


def first_problem(recording: Recording, visitor: Visitor, *, returns: bool = True) -> str | None:
    """The first thing wrong in any state of any prefix."""
    for calls, disk in recording.prefixes():
        returned = returns and calls == len(recording.ops)
        problem = visitor.possible_problem(recording.story, disk, returned=returned)
        if problem is not None:
            return f"{recording.story.name}, after {calls} calls: {problem}"
    return None


def told_again(base: Path) -> Iterator[tuple[Recording, int, bool]]:
    """Every story killed after each of its calls and told again, as one journal: with the number of calls before the
    kill, and whether the last deed promises the new release."""
    for name in HEALING:
        story = STORIES[name]
        once = record(story, base)
        for calls in range(1, len(once.ops) + 1):
            yield killed_and_again(once, calls, base, story.deed), calls, True
    once = record(STORIES["a deployment"], base)
    for calls in range(1, len(once.ops) + 1):
        # What is there is made live by its number, and what was live before is cleared away.
        with dropped(base):
            yield killed_and_again(once, calls, base, pointed("to the second")), calls, True
        yield killed_and_again(once, calls, base, gc_if_second_is_live), calls, False


@contextmanager
def dropped(base: Path) -> Iterator[None]:
    """Deeds that are refused leave nothing to look at."""
    try:
        yield
    except DeployError:
        shutil.rmtree(base)


def gc_if_second_is_live(place: Place) -> None:
    """As gc does: what no channel file names goes."""
    if place.channel.read_bytes() == read_zip(SECOND)["channel/bank/production.json"]:
        gc(place)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: the calls are recorded, what they cost does not matter."""
    shared = Path("/dev/shm")
    if not os.access(shared, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=shared) as made:
        yield Path(made)


@pytest.mark.proof
@pytest.mark.timeout(900)
def test_power_loss_at_any_moment_leaves_the_old_or_the_new_release(proof: Proof, folder: Path) -> None:
    base, scratch = folder / "base", folder / "scratch"
    scratch.mkdir()
    visitor, count, chance = Visitor(scratch), Count(), random.Random(1)
    most = proof.size(700, 12_000)
    left: list[tuple[Story, Tree]] = []
    for story in STORIES.values():
        recording = record(story, base)
        left += [(story, tree) for tree in examine(recording, visitor, count, chance, most)]
        count.runs += 1
    alone = len(count.states)
    for recording, calls, returns in told_again(base):
        problem = first_problem(recording, visitor, returns=returns)
        count.problems += [] if problem is None else [f"killed after {calls} calls and again: {problem}"]
        if returns:
            examine(recording, visitor, count, chance, proof.size(30, 600), since=calls + 1)
        count.runs += 1
    # A second power loss, while the deed is done again on what the first one left.
    chance.shuffle(left)
    twice = left[: proof.size(120, 3_000)]
    for story, tree in twice:
        again = after_power_loss(story, tree, base)
        examine(again, visitor, count, chance, proof.size(40, 300))
        count.runs += 1
    assert count.problems == []
    assert alone >= proof.size(20_000, 100_000)
    assert len(count.states) >= 100_000
    proof.record(
        "power-loss",
        states=len(count.states),
        looked_at=count.looked_at,
        prefixes=count.prefixes,
        recorded_runs=count.runs,
        second_losses=len(twice),
        violations=len(count.problems),
    )


def first_problem_after_healing(
    recording: Recording, visitor: Visitor, base: Path, calls: range, chance: random.Random
) -> str | None:
    """The first thing wrong when a power loss after one of these calls is followed by the deed, done again."""
    done: set[int] = set()
    for at, disk in recording.prefixes():
        for tree in disk.states(30, chance) if at in calls else ():
            mark = hash(frozenset(tree.items()))
            if mark not in done:
                done.add(mark)
                problem = first_problem(after_power_loss(recording.story, tree, base), visitor)
                if problem is not None:
                    return f"lost after {at} calls and done again: {problem}"
    return None


def test_every_sync_is_missed_when_it_is_left_out(folder: Path) -> None:
    base, scratch, chance = folder / "base", folder / "scratch", random.Random(2)
    scratch.mkdir()
    visitor = Visitor(scratch)
    missed: dict[str, str | None] = {}

    def leave_out(recording: Recording, since: int, *, returns: bool = True) -> None:
        for index, op in enumerate(recording.ops):
            if index >= since and op.kind.startswith("sync") and missed.get(op.where) is None:
                missed[op.where] = first_problem(without_call(recording, index), visitor, returns=returns)

    for story in STORIES.values():
        recording = record(story, base)
        leave_out(recording, 0)
        for index, op in enumerate(recording.ops):
            if op.kind == "sync" and missed[op.where] is None:
                after = range(index + 1, min(index + 9, len(recording.ops)))
                lacking = without_call(recording, index)
                missed[op.where] = first_problem_after_healing(lacking, visitor, base, after, chance)
    for recording, calls, returns in told_again(base):
        leave_out(recording, calls, returns=returns)
    assert {where for where, problem in missed.items() if problem is None} == set()
    assert len(missed) >= 8


def test_the_model_knows_a_torn_file_from_a_whole_one(tmp_path: Path) -> None:
    tree: dict[str, object] = {"folder": 0o755, "folder/file": (b"whole", 0o644)}
    materialised(tree, tmp_path / "base")
    assert (tmp_path / "base/folder/file").read_bytes() == b"whole"
    assert Disk(folders={0: [0o755]}).current() == {}
