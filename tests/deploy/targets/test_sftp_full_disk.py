"""A real small file system behind a real SSH server, full at any block or out of names. Needs root, to mount it."""

import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from deploy.targets.deeds import DEPLOY, judge, live
from deploy.targets.places import SftpPlace
from deploy.targets.ssh_server import SshServer
from proof import Proof


@pytest.mark.proof
@pytest.mark.timeout(36_000)
@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_disk_that_is_full_at_any_block_leaves_the_old_release_and_room_heals(
    tmp_path: Path, ssh: SshServer, proof: Proof
) -> None:
    """A real small file system, filled up to so many free blocks, or with so many free names."""
    disk = tmp_path / "disk"
    disk.mkdir()
    codes: Counter[str] = Counter()
    rounds = [(blocks, 0) for blocks in (0, 1, 4)] + [(0, names) for names in (3, 6)]
    if proof.torture:
        rounds = [(blocks, 0) for blocks in range(24)] + [(0, names) for names in range(1, 16)]
    for number, (blocks, names) in enumerate(rounds):
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k,nr_inodes=200", "tmpfs", disk], check=True)
        try:
            place = SftpPlace(disk, ssh)
            place.state = tmp_path / "state" / str(number)
            DEPLOY.prepare(place)
            filled = _fill(disk, blocks, names)
            code = DEPLOY.attempt(place)
            assert live(place.files()) in DEPLOY.allowed(code), (blocks, names, code)
            codes[str(code)] += 1
            for path in filled:
                path.unlink()
            judge(DEPLOY, place, code)
        finally:
            subprocess.run(["umount", disk], check=True)
    assert codes["10"] + codes["20"] >= 4, codes
    proof.record("sftp-full", rounds=len(rounds), wrong=0, codes=dict(codes))


def _fill(disk: Path, blocks: int, names: int) -> list[Path]:
    """Fill it, but for so many blocks or, where they are given, so many names; what it is filled with."""
    found = os.statvfs(disk)
    if names:
        paths = [disk / f"ballast{number}" for number in range(found.f_favail - names)]
        for path in paths:
            path.touch()
        return paths
    (disk / "ballast").write_bytes(b"x" * (found.f_bavail - blocks) * found.f_frsize)
    return [disk / "ballast"]
