"""The two verifiers, Python and TypeScript, give the same answer to random channel files."""

import re
from collections import Counter
from pathlib import Path

import pytest

from package.channel_fuzz import Fuzz
from package.twin import bundle, keep_signatures, python_answer, running_twin
from proof import Proof

ROOT = Path(__file__).parents[2]
SEED, BATCH = 20261125, 500


def refusals() -> set[str]:
    """Every code that the TypeScript verifier can give."""
    source = (ROOT / "sdk/src/transport/VerifyError.ts").read_text()
    union = re.search(r"^type Reason =\n((?:  \| '[a-z-]+'\n)+)", source, re.MULTILINE)
    assert union is not None
    return {f"package.{name}" for name in re.findall(r"'([a-z-]+)'", union[1])}


@pytest.mark.proof
@pytest.mark.timeout(14_400)
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
    assert set(kinds) == {"ok", *refusals()}, kinds
    assert min(kinds.values()) >= count / 2_000, kinds
    proof.record("twins", inputs=count, disagreements=0, exceptions=0, answers=dict(kinds))
