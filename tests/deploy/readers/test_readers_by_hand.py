"""Visitors load pages while somebody unzips by hand: VERIFY.txt tears nothing; the harness sees ``unzip -o`` tear."""

from pathlib import Path

import pytest

from deploy.readers.scene import Story, tell
from deploy.readers.web import one_nginx
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
    loads = proof.size(5_000, 100_000)
    story = unpacked(tmp_path, "unzip", loads)
    torn = story.loads["torn"]
    assert torn > 0
    assert story.loads["mixed"] == 0, "what nobody signed is not shown, torn or not"
    percent = round(100 * torn / loads, 1)
    proof.record("readers-unzip-over", loads=loads, torn=torn, percent=percent, nothing=story.loads["nothing"], mixed=0)
