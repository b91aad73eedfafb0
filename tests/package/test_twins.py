"""The two verifiers, Python and TypeScript, give the same answer to random channel files."""

import re
from pathlib import Path

import pytest

from package.channel_fuzz import Fuzz
from package.twin import alike, bundle, keep_signatures
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
    kinds = alike(bundle(tmp_path / "verify.mjs"), Fuzz(SEED + count), count, BATCH)
    assert kinds["ok"] > count / 10, kinds
    assert set(kinds) == {"ok", *refusals()}, kinds
    assert min(kinds.values()) >= count / 2_000, kinds
    proof.record("twins", inputs=count, disagreements=0, exceptions=0, answers=dict(kinds))
