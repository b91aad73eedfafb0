"""A deed that was killed, done again, and then a power loss: what the killed run left without a sync is caught up."""

import random
from pathlib import Path

import pytest

from deploy.power_loss.proofs import HEALING, HEALING_WITHOUT_BARRIER, Count, examine, followed_by_others, told_again
from deploy.power_loss.story import Visitor
from proof import Proof


@pytest.mark.proof
@pytest.mark.timeout(900)
def test_power_loss_after_a_kill_and_a_second_run_leaves_the_old_or_the_new_release(proof: Proof, folder: Path) -> None:
    base = folder / "base"
    visitor, count, chance = Visitor(folder / "scratch"), Count(), random.Random(1)
    most = proof.size(10, 150)
    for recording, calls, returns in (
        *told_again(base, (*HEALING, *HEALING_WITHOUT_BARRIER)),
        *followed_by_others(base),
    ):
        examine(recording, visitor, count, chance, most, since=calls + 1, returns=returns)
    assert count.problems == []
    proof.record(
        "power-loss-after-kills",
        states=len(count.states),
        prefixes=count.prefixes,
        kills=count.runs,
        violations=len(count.problems),
    )
