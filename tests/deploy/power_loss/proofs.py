"""What the proofs of power loss share: counting states, and telling stories again after a kill."""

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.power_loss.disk import Tree
from deploy.power_loss.stories import STORIES, gc_from_elsewhere, pointed
from deploy.power_loss.story import Recording, Visitor, killed_and_again, record
from handrail.deploy.errors import DeployError

HEALING = ("the first deployment", "a deployment", "a delta", "another SDK build", "the next root", "gc")
HEALING_WITHOUT_BARRIER = ("a deployment, no barrier", "gc, no barrier")
"""Stories that are told again after their process was killed; a pointer would get a new number every time."""


@dataclass
class Count:
    """What a proof saw.

    Attributes:
        states: different trees, by their hashes.
        looked_at: trees, with repetitions.
        prefixes: moments of a power loss.
        runs: journals.
        problems: in words; empty when all is well.
    """

    states: set[int] = field(default_factory=set)
    looked_at: int = 0
    prefixes: int = 0
    runs: int = 0
    problems: list[str] = field(default_factory=list)


def examine(
    recording: Recording,
    visitor: Visitor,
    count: Count,
    chance: random.Random,
    most: int,
    *,
    since: int = 0,
    returns: bool = True,
) -> list[Tree]:
    """Look at the states of a recording.

    Args:
        recording: a journal and the disk before it.
        visitor: looks.
        count: is counted up.
        chance: chooses among states that are too many.
        most: of single states after each call.
        since: calls that others have looked at.
        returns: whether the last deed promises what the story does.

    Returns:
        A few of the states, chosen by chance.
    """
    story, total = recording.story, len(recording.ops)
    picked: list[Tree] = []
    count.runs += 1
    for calls, disk in recording.prefixes():
        if calls < since:
            continue
        count.prefixes += 1
        returned = returns and calls == total
        problem = visitor.possible_problem(story, disk, returned=returned)
        if problem is not None:
            count.problems.append(f"{story.name}, after {calls} of {total} calls: {problem}")
        for tree in disk.states(most, chance):
            count.looked_at += 1
            mark = hash((story.name, frozenset(tree.items())))
            # After the last call more is asked of the same tree.
            if mark in count.states and not returned:
                continue
            count.states.add(mark)
            problem = visitor.problem(story, tree, returned=returned)
            if problem is not None:
                count.problems.append(f"{story.name}, after {calls} of {total} calls: {problem}")
            if chance.random() < 0.004:
                picked.append(tree)
    return picked


def first_problem(recording: Recording, visitor: Visitor, *, returns: bool = True) -> str | None:
    """The first thing wrong in any state of any prefix, all states of a prefix at once."""
    for calls, disk in recording.prefixes():
        returned = returns and calls == len(recording.ops)
        problem = visitor.possible_problem(recording.story, disk, returned=returned)
        if problem is not None:
            return f"{recording.story.name}, after {calls} calls: {problem}"
    return None


def told_again(base: Path, names: tuple[str, ...] = HEALING) -> Iterator[tuple[Recording, int, bool]]:
    """Stories killed after each of their calls and told again, as one journal: with the number of calls before the
    kill, and whether the last deed promises the new release."""
    for name in names:
        story = STORIES[name]
        once = record(story, base)
        for calls in range(1, len(once.ops) + 1):
            yield killed_and_again(once, calls, base, story.deed), calls, True


def followed_by_others(base: Path) -> Iterator[tuple[Recording, int, bool]]:
    """A deployment killed after each of its calls and followed by other deeds: what is there made live by its number,
    and what was live before cleared away, by somebody whose journal does not know of it."""
    for name in ("a deployment", "a deployment, no barrier"):
        once = record(STORIES[name], base)
        for calls in range(1, len(once.ops) + 1):
            if once.story.has_barrier:
                with dropped(base):
                    yield killed_and_again(once, calls, base, pointed("to the second")), calls, True
            yield killed_and_again(once, calls, base, gc_from_elsewhere), calls, False


@contextmanager
def dropped(base: Path) -> Iterator[None]:
    """Deeds that are refused leave nothing to look at."""
    try:
        yield
    except DeployError:
        shutil.rmtree(base)
