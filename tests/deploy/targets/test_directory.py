"""A folder as a target: what its own operations promise."""

from pathlib import Path

import pytest

from handrail.deploy.errors import TargetInvalidError, WriteFailedError
from handrail.deploy.targets.directory import DirectoryTarget


@pytest.fixture
def target(tmp_path: Path) -> DirectoryTarget:
    root = tmp_path / "www"
    (root / "blobs").mkdir(parents=True)
    for name in ("a", "b", "c"):
        (root / "blobs" / name).write_bytes(name.encode())
    made = DirectoryTarget(root)
    made.open(create=False)
    return made


def test_removing_takes_the_named_files_and_no_others(target: DirectoryTarget, tmp_path: Path) -> None:
    target.remove_all(["blobs/a", "blobs/c", "blobs/absent", "releases/9/absent"])
    assert [each.name for each in (tmp_path / "www").rglob("*")] == ["blobs", "b"]
    target.close()


def test_removing_follows_no_link_out_of_the_document_root(target: DirectoryTarget, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_bytes(b"kept")
    (tmp_path / "www" / "releases").symlink_to(outside)
    with pytest.raises(TargetInvalidError):
        target.remove_all(["releases/kept"])
    assert (outside / "kept").exists()
    target.close()


def test_what_cannot_be_removed_is_said(target: DirectoryTarget, tmp_path: Path) -> None:
    (tmp_path / "www" / "blobs" / "folder").mkdir()
    with pytest.raises(WriteFailedError, match="blobs/folder"):
        target.remove_all(["blobs/folder"])
    target.close()
