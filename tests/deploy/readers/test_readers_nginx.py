"""Visitors load pages through a real nginx while releases come and go: each load is whole, of one release."""

from pathlib import Path

import pytest

from deploy.readers.scene import tell
from deploy.readers.web import one_nginx
from proof import Proof


@pytest.mark.proof
def test_no_load_is_mixed_or_misses_a_file_during_deploys_rollbacks_and_gc(proof: Proof, tmp_path: Path) -> None:
    root, loads = tmp_path / "www", proof.size(5_000, 100_000)
    month_s = proof.size(2, 10)
    with one_nginx(root, tmp_path / "nginx") as port:
        story = tell(port=port, roots=[root], folder=tmp_path / "deeds", how="handrail", loads=loads, month_s=month_s)
    releases = story.loads["releases"]
    assert story.loads == {"loads": loads, "releases": releases}, "no load noticed anything wrong"
    assert releases > 5
    assert min(story.deeds.values()) > 5
    proof.record("readers-nginx", loads=loads, mixed=0, missing=0, torn=0, releases=releases, **story.deeds)


@pytest.mark.proof
def test_readers_slower_than_gc_with_nothing_kept_see_one_release_or_none(proof: Proof, tmp_path: Path) -> None:
    """Nothing but the newest three releases is kept: whoever is slower asks the channel file once more."""
    root, loads = tmp_path / "www", proof.size(160, 5_000)
    with one_nginx(root, tmp_path / "nginx") as port:
        values = {"how": "handrail", "loads": loads, "tabs": 20, "slow": True, "month_s": 0.0}
        story = tell(port=port, roots=[root], folder=tmp_path / "deeds", **values)  # type: ignore[arg-type]
    noticed = set(story.loads) - {"loads", "releases"}
    assert noticed <= {"missing", "nothing"}
    assert story.loads["missing"] > 0, "the harness sees a file that is gone"
    assert story.loads["nothing"] < story.loads["missing"], "most find the new release by asking once more"
    counts = {"mixed": 0, "torn": 0, "missing": story.loads["missing"], "nothing": story.loads["nothing"]}
    proof.record("readers-slower-than-gc", loads=loads, **counts, **story.deeds)
