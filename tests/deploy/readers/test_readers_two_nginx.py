"""Two nginx with a document root each, asked in turns behind one port: what one names, the other has."""

from pathlib import Path

import pytest

from deploy.readers.scene import tell
from deploy.readers.web import nginx_in_turns
from proof import Proof


@pytest.mark.proof
def test_no_load_is_mixed_or_misses_a_file_behind_two_servers_in_turns(proof: Proof, tmp_path: Path) -> None:
    loads = proof.size(5_000, 100_000)
    roots = [tmp_path / "www-a", tmp_path / "www-b"]
    month_s = proof.size(2, 10)
    with nginx_in_turns(roots, tmp_path / "nginx") as port:
        story = tell(port=port, roots=roots, folder=tmp_path / "deeds", how="handrail", loads=loads, month_s=month_s)
    noticed = set(story.loads) - {"loads", "releases"}
    assert noticed <= {"stale"}, "one server may be a moment ahead of the other: then the newer pointer stays"
    assert story.loads["releases"] > 5
    assert min(story.deeds.values()) > 5
    figures = {"mixed": 0, "missing": 0, "torn": 0, "stale": story.loads["stale"], "releases": story.loads["releases"]}
    proof.record("readers-two-nginx", loads=loads, **figures, **story.deeds)
