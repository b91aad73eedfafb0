"""Visitors load pages through a real nginx while releases come and go: each load is whole, of one release."""

from pathlib import Path

import pytest

from deploy.readers.scene import tell
from deploy.readers.web import one_nginx
from proof import Proof


@pytest.mark.proof
def test_no_load_is_mixed_or_misses_a_file_during_deploys_and_rollbacks(proof: Proof, tmp_path: Path) -> None:
    root, loads = tmp_path / "www", proof.size(5_000, 100_000)
    with one_nginx(root, tmp_path / "nginx") as port:
        story = tell(port=port, roots=[root], folder=tmp_path / "deeds", how="handrail", loads=loads)
    assert story.loads == {"loads": loads, "releases": story.loads["releases"]}, "no load noticed anything wrong"
    assert story.loads["releases"] > 5
    assert min(story.deeds["deploys"], story.deeds["rollbacks"]) > 5
    proof.record(
        "readers-nginx", loads=loads, mixed=0, missing=0, torn=0, releases=story.loads["releases"], **story.deeds
    )
