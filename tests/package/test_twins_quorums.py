"""Every role, environment and threshold, over every subset of the keys: both verifiers answer as the sets say."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from package.twin import bundle, keep_signatures, python_answer, running_twin
from package.twin_quorums import ALL, SUBSETS, Case, Quorums
from proof import Proof

BATCH = 500


def batches(cases: Iterator[Case]) -> Iterator[list[Case]]:
    while batch := list(islice(cases, BATCH)):
        yield batch


@pytest.mark.proof
@pytest.mark.timeout(900)
def test_who_signed_and_who_must_decide_alone(proof: Proof, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_signatures(monkeypatch)
    kinds: Counter[str] = Counter()
    counted: dict[str, int] = {}
    with running_twin(bundle(tmp_path / "verify.mjs")) as twin:
        for make in ALL:
            for batch in batches(make(Quorums())):
                twin.ask([case for case, _ in batch])
                ours = [python_answer(case).partition(" ")[0] for case, _ in batch]
                theirs = [answer.partition(" ")[0] for answer in twin.answers()]
                right = [answer for _, answer in batch]
                assert ours == right, next(each for each in zip(ours, right, batch, strict=True) if each[0] != each[1])
                assert theirs == right, next(e for e in zip(theirs, right, batch, strict=True) if e[0] != e[1])
                kinds.update(right)
                counted[make.__name__] = counted.get(make.__name__, 0) + len(batch)
    assert len(SUBSETS) == 512
    assert kinds["ok"] > 5_000, kinds
    assert kinds["package.signature-missing"] > 9_000, kinds
    proof.record("quorums", inputs=sum(counted.values()), disagreements=0, wrong=0, by=counted, answers=dict(kinds))
