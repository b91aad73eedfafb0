"""Power loss at any moment of a deed on a directory target leaves the old or the new release, and again heals.

The calls of real commands are recorded by strace; from them follows every state that the promises of fsync allow. What
must hold is checked twice: for all states at once, name by name, and for as many single states as the size says. Some
of those become real files, on which the deed is done again and recorded again.
"""

import random
from pathlib import Path

import pytest

from deploy.power_loss.disk import Disk, Tree, materialised
from deploy.power_loss.journal import Op
from deploy.power_loss.nursery import Nursery
from deploy.power_loss.proofs import Count, examine
from deploy.power_loss.stories import STORIES, TOLD
from deploy.power_loss.story import Story, Visitor, after_power_loss, record, traced_record
from proof import Proof


@pytest.mark.proof
@pytest.mark.timeout(900)
def test_power_loss_at_any_moment_leaves_the_old_or_the_new_release(
    proof: Proof, folder: Path, nursery: Nursery, packages: dict[str, Path]
) -> None:
    base = folder / "base"
    visitor, count, chance = Visitor(folder / "scratch"), Count(), random.Random(1)
    most = proof.size(500, 6_000)
    left: list[tuple[Story, Tree]] = []
    for story in STORIES.values():
        recording = traced_record(story, base, nursery, packages) if story.command else record(story, base)
        left += [(story, tree) for tree in examine(recording, visitor, count, chance, most)]
    alone = len(count.states)
    # A second power loss, while the deed is done again on what the first one left.
    chance.shuffle(left)
    twice = left[: proof.size(50, 400)]
    for story, tree in twice:
        examine(after_power_loss(story, tree, base), visitor, count, chance, proof.size(120, 300))
    assert count.problems == []
    assert len(count.states) >= proof.size(100_000, 1_000_000)
    proof.record(
        "power-loss",
        states=len(count.states),
        states_of_single_losses=alone,
        looked_at=count.looked_at,
        prefixes=count.prefixes,
        recorded_runs=count.runs,
        second_losses=len(twice),
        violations=len(count.problems),
    )


def test_the_recorder_in_the_process_hears_what_strace_sees(
    folder: Path, nursery: Nursery, packages: dict[str, Path]
) -> None:
    for story in TOLD:
        seen = traced_record(story, folder / "base", nursery, packages)
        heard = record(story, folder / "base")
        assert [_shape(op) for op in seen.ops] == [_shape(op) for op in heard.ops], story.name


def _shape(op: Op) -> tuple[object, ...]:
    """All but what differs between two runs: temporary names, numbers, times, and who asked for a sync."""
    name = ".handrail-random" if op.name.startswith(".handrail-") and len(op.name) == 26 else op.name
    source = op.source and op.source[0]
    return op.kind, op.node, op.folder, name, len(op.data) // 16, op.at, op.mode, op.is_folder, source


def test_the_model_knows_a_torn_file_from_a_whole_one(tmp_path: Path) -> None:
    tree: dict[str, object] = {"folder": 0o755, "folder/file": (b"whole", 0o644)}
    materialised(tree, tmp_path / "base")
    assert (tmp_path / "base/folder/file").read_bytes() == b"whole"
    assert Disk(folders={0: [0o755]}).current() == {}
