"""The two verifiers, Python and TypeScript, give the same answer to random channel files."""

from collections import Counter
from pathlib import Path

import pytest

from package.channel_fuzz import Fuzz
from package.twin import bundle, keep_signatures, python_answer, running_twin
from proof import Proof

SEED, BATCH = 20261125, 500


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_both_verifiers_answer_random_channel_files_alike(
    proof: Proof, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_signatures(monkeypatch)
    count = proof.size(20_000, 1_000_000)
    fuzz = Fuzz(SEED + count)
    kinds: Counter[str] = Counter()
    with running_twin(bundle(tmp_path / "verify.mjs")) as twin:
        for _ in range(0, count, BATCH):
            cases = [fuzz.case() for _ in range(BATCH)]
            twin.ask(cases)
            ours = [python_answer(case) for case in cases]
            theirs = twin.answers()
            different = [each for each in zip(ours, theirs, cases, strict=True) if each[0] != each[1]]
            assert not different, f"{len(different)} of {BATCH}: {different[:2]}"
            kinds.update(answer.partition(" ")[0] for answer in ours)
    assert kinds["ok"] > count / 10, kinds
    assert len(kinds) >= 17, kinds
    proof.record("twins", inputs=count, disagreements=0, exceptions=0, answers=dict(kinds))
