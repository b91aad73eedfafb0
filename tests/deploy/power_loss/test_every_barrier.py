"""Every sync of every deed is missed when it is left out: what no proof would miss has no place in the code.

A sync is told apart by the functions of ours that led to it; the deeds are recorded inside the process for that, and
those recordings are the same as what strace sees (``test_power_loss``).
"""

import random
from pathlib import Path

import pytest

from deploy.power_loss.disk import Disk
from deploy.power_loss.proofs import HEALING, HEALING_WITHOUT_BARRIER, first_problem, followed_by_others, told_again
from deploy.power_loss.stories import STORIES
from deploy.power_loss.story import Recording, Visitor, after_power_loss, record, without_call
from proof import Proof

_ALONE = "directory._settle > directory._sync_one_by_one > "
EXPLAINED = {
    f"directory.remove_all > {_ALONE}directory._sync_file": "one function syncs for all; before a removal only the "
    "channel file counts, which deeds that were killed had synced before they renamed it",
    f"directory.remove_all > {_ALONE}durable.sync_folder": "the folder above the document root, for all; before a "
    "removal the root has been there for long",
    f"directory.put_all > {_ALONE}directory._sync_file": "only for files healed without a commit after them, of which "
    "these stories without a barrier have none; with one they have, and there it is missed",
    f"directory.put_all > {_ALONE}durable.sync_folder": "as before: the commit syncs that folder once more",
}
"""Places that are not missed: why they stay."""


def problem_after_healing(
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


@pytest.mark.proof
@pytest.mark.timeout(900)
def test_every_sync_is_missed_when_it_is_left_out(proof: Proof, folder: Path) -> None:
    base, chance = folder / "base", random.Random(2)
    visitor = Visitor(folder / "scratch")
    missed: dict[str, str | None] = dict(EXPLAINED)
    left_out = 0

    def leave_out(recording: Recording, since: int, *, returns: bool = True) -> None:
        nonlocal left_out
        for index, op in enumerate(recording.ops):
            if index >= since and op.kind.startswith("sync") and missed.get(op.where) is None:
                left_out += 1
                missed[op.where] = first_problem(without_call(recording, index), visitor, returns=returns)

    recordings = [record(story, base) for story in STORIES.values()]
    for recording in recordings:
        leave_out(recording, 0)
    for recording, calls, returns in told_again(base, (*HEALING, *HEALING_WITHOUT_BARRIER)):
        leave_out(recording, calls, returns=returns)
    for recording, calls, returns in followed_by_others(base):
        leave_out(recording, calls, returns=returns)
    for recording in recordings:
        for index, op in enumerate(recording.ops):
            if op.kind.startswith("sync") and missed[op.where] is None:
                left_out += 1
                after = range(index + 1, min(index + 9, len(recording.ops)))
                lacking = without_call(recording, index)
                missed[op.where] = problem_after_healing(lacking, visitor, base, after, chance)
    assert {where for where, problem in missed.items() if problem is None} == set()
    assert len(missed) >= len(EXPLAINED) + 12
    proof.record(
        "power-loss-syncs-left-out", places_in_the_code=len(missed), left_out=left_out, explained=len(EXPLAINED)
    )


@pytest.mark.parametrize("story", [story for story in STORIES.values() if story.has_barrier], ids=lambda s: s.name)
def test_every_rename_is_missed_when_a_write_in_place_stands_for_it(story: object, folder: Path) -> None:
    """A new file under its name at once, or an old one overwritten: what ``rename`` is there to prevent."""
    recording = record(story, folder / "base")  # type: ignore[arg-type]
    visitor = Visitor(folder / "scratch")
    assert first_problem(recording, visitor) is None
    channel = [index for index, op in enumerate(recording.ops) if op.kind == "move" and op.name == "production.json"]
    for index in channel:
        assert first_problem(_in_place(recording, index), visitor) is not None


def _in_place(recording: Recording, index: int) -> Recording:
    """The move at that index as bytes written into what lies there."""
    disk = recording.start.copy()
    for op in recording.ops[:index]:
        disk.apply(op)
    return _replaced(recording, disk, index)


def _replaced(recording: Recording, disk: Disk, index: int) -> Recording:
    from dataclasses import replace

    from deploy.power_loss.journal import Op

    move = recording.ops[index]
    data = disk.files[move.node][-1][0]
    there = disk.entries.get((move.folder, move.name), [None])[-1]
    if there is None:
        fresh = max((*disk.files, *disk.folders)) + 1
        ops = [
            Op("create", node=fresh, mode=0o644),
            Op("set", node=fresh, folder=move.folder, name=move.name),
            Op("write", node=fresh, data=data),
        ]
    else:
        ops = [Op("truncate", node=there, at=0), Op("write", node=there, data=data)]
    return replace(recording, ops=[*recording.ops[:index], *ops, *recording.ops[index + 1 :]])
