"""Visitors load pages while somebody unzips by hand: VERIFY.txt tears nothing; the harness sees ``unzip -o`` tear."""

from pathlib import Path

import pytest

from deploy.readers.browser import browse
from deploy.readers.deeds import Deeds
from deploy.readers.releases import make_package
from deploy.readers.scene import Story, tell
from deploy.readers.web import one_nginx
from handrail.deploy.protocol import deploy
from handrail.deploy.targets.directory import DirectoryTarget
from proof import Proof


def unpacked(tmp_path: Path, how: str, loads: int) -> Story:
    root = tmp_path / "www"
    with one_nginx(root, tmp_path / "nginx") as port:
        return tell(port=port, roots=[root], folder=tmp_path / "deeds", how=how, loads=loads)


@pytest.mark.proof
def test_the_lines_of_verify_txt_tear_no_load(proof: Proof, tmp_path: Path) -> None:
    loads = proof.size(5_000, 100_000)
    story = unpacked(tmp_path, "by-hand", loads)
    assert story.loads == {"loads": loads, "releases": story.loads["releases"]}, "no load noticed anything wrong"
    assert story.loads["releases"] > 5
    proof.record("readers-by-hand", loads=loads, torn=0, mixed=0, missing=0, releases=story.loads["releases"])


@pytest.mark.proof
def test_unzip_over_a_live_document_root_tears_loads_and_the_harness_sees_it(proof: Proof, tmp_path: Path) -> None:
    loads = proof.size(2_000, 100_000)
    story = unpacked(tmp_path, "unzip", loads)
    noticed = {name: story.loads[name] for name in ("torn", "missing", "refused", "stale", "nothing")}
    assert noticed["torn"] > 0
    assert noticed["nothing"] > 0, "what is torn is not shown"
    assert story.loads["mixed"] == 0, "what nobody signed is not shown, torn or not"
    percent = round(100 * noticed["nothing"] / loads, 1)
    proof.record("readers-unzip-over", loads=loads, mixed=0, nothing_percent=percent, **noticed)


def test_the_harness_sees_parts_of_two_releases_in_one_load(tmp_path: Path) -> None:
    root = tmp_path / "www"
    deploy(make_package(2, 2, text_of=1), DirectoryTarget(root), Deeds([root], tmp_path / "deeds").options())
    with one_nginx(root, tmp_path / "nginx") as port:
        seen = browse(port, loads=20, tabs=2, slow=None, seed=1)
    assert seen == {"loads": 20, "mixed": 20, "releases": 1}
