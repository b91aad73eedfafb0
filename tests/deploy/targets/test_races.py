"""Two deployers at the same moment, on each kind of target: exactly one wins, the other is told with a code."""

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

from deploy.place import FIRST
from deploy.targets.deeds import live
from deploy.targets.places import CHANNEL, DirectoryPlace
from deploy.targets.racing import PAIR, race
from handrail.deploy.protocol import Outcome
from handrail.errors import HandrailError
from handrail.package.archive import read_zip
from proof import Proof

OLD = read_zip(FIRST)[CHANNEL]

PATIENT = {
    "deploy.locked",  # the other one holds the lock
    "package.equivocation",  # the other one is done already, with another pointer of the same number
}
"""What a loser is told."""

TOLD = PATIENT | {
    "deploy.lock-lost",  # the other one broke the lock
    "deploy.write-failed",  # a directory: the other one broke the lock and swept away what was about to be put in place
    "deploy.channel-moved",  # a store: the other one broke the lock, and was first with the channel file
}
"""What it may be told where a lock was broken."""


@pytest.mark.proof
@pytest.mark.timeout(36_000)
@pytest.mark.parametrize("breaks", [False, True], ids=["patient", "one of them breaks the lock"])
def test_of_two_racing_deployers_exactly_one_wins_and_the_other_is_told(
    place: DirectoryPlace, proof: Proof, breaks: bool
) -> None:
    """Breaking the lock of a deployer at work is foolish, and harmless: at worst both are told that nothing was
    changed, and nothing was.
    """
    rounds = proof.size(10, 250) if breaks else proof.size(50, 1_000)
    place.deploy(FIRST)
    told: Counter[str] = Counter()
    winners: Counter[int] = Counter()
    nobody = 0
    for number in range(rounds):
        folder = place.root.parent / "race" / str(number)
        first = place.again(folder)
        second = first.other()
        ended = race(
            lambda first=first: first.deploy(PAIR[0]),  # type: ignore[misc]
            lambda second=second: second.deploy(PAIR[1], break_lock=breaks),  # type: ignore[misc]
        )
        won = [each for each, end in enumerate(ended) if isinstance(end, Outcome)]
        said = (number, [str(end)[:200] for end in ended])
        if breaks and not won:
            # Whoever lost the lock may still be sweeping, and sweep away what the other one is about to put in place.
            nobody += 1
            assert first.live == OLD, said
        else:
            assert len(won) == 1, said
            assert first.live == read_zip(PAIR[won[0]])[CHANNEL], said
            assert live(first.files()) == (2, "active")
        assert first.leftovers() == []
        winners.update(won)
        codes = [end.code for end in ended if isinstance(end, HandrailError)]
        assert set(codes) <= (TOLD if breaks else PATIENT), (number, codes)
        told.update(codes)
        _clean(first, folder)
    assert sum(told.values()) == rounds + nobody
    assert winners.total() >= rounds * 0.9
    kind = f"{place.kind}-breaking" if breaks else place.kind
    proof.record(f"races-{kind}", rounds=rounds, winners=winners.total(), nobody=nobody, told=dict(told))


def _clean(place: DirectoryPlace, folder: Path) -> None:
    if place.kind == "s3":
        for name in place.files():
            place.remove(name)
    shutil.rmtree(folder)


def test_a_lock_is_not_held_twice_by_one_process(place: DirectoryPlace) -> None:
    """The machine and the process are the same; only the deployment is another one."""
    first, second = place.target, place.target
    first.open(create=True)
    second.open(create=True)
    with first.lock(break_lock=False):
        with pytest.raises(HandrailError, match=f"process {os.getpid()} on"), second.lock(break_lock=False):
            pass
        first.check_lock()
    first.close()
    second.close()
