"""Mutated contents of all kinds, signed and played by the built SDK in Chromium: nothing fails, nothing stays."""

import re
from collections.abc import Iterator

import pytest

from proof import Proof
from sdk.campaigns import PAGE, boot, campaign, contents
from sdk.mutations import Mutator
from sdk.stage import PNG_SHA256, Signer, Stage, chromium, readable, stage, summary

SEED = 20_261_125
TOGETHER = 8
"""Mutated contents in one release."""
BATCH = 25
"""Releases played by one call."""


@pytest.fixture(scope="module")
def bank() -> Iterator[Stage]:
    with chromium() as browser, stage(browser, PAGE) as ready:
        yield ready


def releases(signer: Signer, seed: int, count: int) -> list[dict[str, object]]:
    """Releases with mutated contents; every third has something else mutated, too."""
    mutator = Mutator(seed)
    kinds = contents(PNG_SHA256)
    made: list[dict[str, object]] = []
    for _ in range(count):
        campaigns = []
        for at in range(TOGETHER):
            kind, content = mutator.random.choice(kinds)
            inside = mutator.mutate(content, mutator.random.choice((0, 1, 1, 2, 4)))
            whole = campaign(f"c{at}", kind, inside)
            campaigns.append(
                mutator.mutate(whole, mutator.random.choice((0, 1))) if inside != content else mutator.mutate(whole, 1)
            )
        made_boot = boot([])
        if mutator.random.random() < 0.33:
            made_boot = mutator.mutate(made_boot, mutator.random.choice((1, 2)))
        if isinstance(made_boot, dict) and made_boot.get("campaigns") == []:
            made_boot["campaigns"] = campaigns
        made.append(
            {"files": signer.release(mutator.bytes_of(made_boot)), "keys": [f"c{at}" for at in range(TOGETHER)]}
        )
    return made


def test_contents_as_they_should_be_are_painted_and_taken_away(bank: Stage) -> None:
    whole = boot([campaign(f"c{at}", kind, content) for at, (kind, content) in enumerate(contents(PNG_SHA256))])
    found = bank.play(
        [{"files": bank.signer.release(Mutator(1).bytes_of(whole)), "keys": [c["key"] for c in whole["campaigns"]]}]
    )
    assert found[0]["status"] == "live"
    assert found[0]["painted"] > 15
    assert found[0]["pressed"] > 100
    assert found[0]["diagnosed"] == len(whole["campaigns"])
    assert (found[0]["uncaught"], found[0]["leftBehind"]) == ([], [])


@pytest.mark.proof
@pytest.mark.timeout(900)
def test_mutated_contents_harm_no_page_and_leave_nothing(bank: Stage, proof: Proof) -> None:
    wanted = proof.size(10_000, 200_000) // TOGETHER
    counted: dict[str, int] = {}
    live = painted = pressed = played = 0
    while played < wanted:
        batch = releases(bank.signer, SEED + played, min(BATCH, wanted - played))
        found = bank.play(batch)
        for at, each in enumerate(found):
            told = f"seed {SEED + played}, release {at}: {readable(each)}"
            assert each["uncaught"] == [], told
            assert each["leftBehind"] == [], told
            # Caught inside is not enough: wrong content is refused, or played as best it can be.
            assert "sdk.internal" not in each["codes"], told
        for code, times in summary(found, "codes").items():
            counted[code] = counted.get(code, 0) + times
        live += sum(each["status"] == "live" for each in found)
        painted += sum(each["painted"] for each in found)
        pressed += sum(each["pressed"] for each in found)
        played += len(batch)
    assert bank.crashes == []
    assert live > played // 2
    assert painted > 2 * played
    assert all(re.fullmatch(r"(sdk|package)\.[a-z-]+", code) for code in counted), counted
    proof.record(
        "content-fuzz",
        contents=played * TOGETHER,
        live=live,
        painted=painted,
        pressed=pressed,
        uncaught=0,
        left=0,
        codes=counted,
    )
