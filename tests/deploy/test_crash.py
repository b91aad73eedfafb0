"""A deployment killed, or refused by the system, at any system call: the old or the new release is live, never neither,
and running it again heals. Real processes; faults by strace."""

import os
import re
import resource
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.place import Place, lasting
from handrail.deploy.errors import NoSpaceError
from handrail.package.archive import read_zip
from handrail.package.tree import verify_tree
from handrail.package.verify import verify_channel
from package.bank import KNOWN, SDK, SEQ, Bank

SOURCE = Path(__file__).parents[2] / "src"
OLD = lasting()
NEW = lasting(version=2, seq=SEQ + 10, text="Hello")
SDK_HASHES = [sha for hashes in KNOWN.values() for sha in hashes]

STRACE = shutil.which("strace")


def command(place: Place, package: Path) -> list[str]:
    accepted = [part for sha in SDK_HASHES for part in ("--accept-sdk", sha)]
    options = ["--trust", Bank().trust, "--state", str(place.state), *accepted]
    return [sys.executable, "-m", "handrail.cli", "deploy", str(package), str(place.root), *options]


ENVIRONMENT = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1"}


def release_live(place: Place) -> int:
    """The release that a visitor gets, verified down to its last file."""
    target = place.target
    target.open(create=False)
    try:
        data = target.read("channel/bank/production.json", 1_000_000) or b""
        verdict = verify_channel(
            data, application="bank", environment="production", trust=Bank().trust, now=datetime.now(UTC)
        )
        verify_tree(target.read, verdict.release)
        return verdict.release.version
    finally:
        target.close()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    (tmp_path / "old.zip").write_bytes(OLD)
    (tmp_path / "new.zip").write_bytes(NEW)
    done = subprocess.run(
        command(made, tmp_path / "old.zip"), env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return made


def traced(place: Place, package: Path, fault: str) -> subprocess.CompletedProcess[str]:
    """Run a deployment with one fault in one system call."""
    assert STRACE is not None
    run = [STRACE, "-f", "-o", os.devnull, "-e", f"inject={fault}", *command(place, package)]
    return subprocess.run(run, env=ENVIRONMENT, capture_output=True, text=True, check=False)


def count(place: Place, tmp_path: Path, call: str) -> int:
    """How often the deployment of the new package makes this system call."""
    copy = copied(place, tmp_path / "count")
    log = tmp_path / "count.trace"
    assert STRACE is not None
    run = [STRACE, "-f", "-o", str(log), "-e", f"trace={call}", *command(copy, place.root.with_name("new.zip"))]
    assert subprocess.run(run, env=ENVIRONMENT, capture_output=True, check=False).returncode == 0
    return len(re.findall(rf"^\d+ +{call}\(", log.read_text(), re.MULTILINE))


def copied(place: Place, folder: Path) -> Place:
    """The same document root once more, with an empty journal."""
    again = Place(folder)
    shutil.copytree(place.root, again.root)
    return again


@pytest.mark.parametrize(("call", "least"), [("fsync", 8), ("renameat", 6), ("write", 8)])
def test_killed_at_such_a_call_the_old_or_the_new_release_is_live(
    place: Place, tmp_path: Path, call: str, least: int
) -> None:
    total = count(place, tmp_path, call)
    assert total >= least
    seen = set()
    for when in sorted({1, total // 2, total - 2, total - 1, total}):
        again = copied(place, tmp_path / f"run{when}")
        assert traced(again, tmp_path / "new.zip", f"{call}:signal=KILL:when={when}").returncode != 0
        seen.add(release_live(again))
        healed = subprocess.run(command(again, tmp_path / "new.zip"), env=ENVIRONMENT, capture_output=True, check=False)
        assert healed.returncode == 0, healed.stderr
        assert release_live(again) == 2
        assert not list(again.root.rglob(".handrail-*"))
    assert 1 in seen


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
def test_an_error_at_any_sync_is_said_with_the_right_exit_code(place: Place, tmp_path: Path, error: str) -> None:
    told = {
        # Receipts that cannot be kept are a reason to refuse, before anything in the document root is touched.
        (10, 1, "deploy.receipts"),
        (20, 1, "deploy.no-space" if error == "ENOSPC" else "deploy.write-failed"),
        (30, 2, "deploy.after-commit"),
    }
    found = []
    for call in ("fsync", "syncfs"):
        of_call = []
        for when in range(1, count(place, tmp_path / call, call) + 1):
            again = copied(place, tmp_path / call / f"run{when}")
            done = traced(again, tmp_path / "new.zip", f"{call}:error={error}:when={when}")
            of_call.append((done.returncode, release_live(again), done.stderr.partition(":")[0]))
            assert of_call[-1] in told, done.stderr
        assert of_call == sorted(of_call)
        found += of_call
    assert set(found) == told


def test_a_file_size_limit_is_a_full_disk(place: Place, tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400, 400))

    done = subprocess.run(
        command(place, tmp_path / "new.zip"),
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        preexec_fn=limit,
        check=False,
    )
    assert done.returncode == 20
    assert done.stderr.startswith("deploy.no-space: There is no space left for ")
    assert release_live(place) == 1
    assert not list(place.root.rglob(".handrail-0*"))


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root; the limit test covers other users")
def test_a_full_disk_is_said_and_the_old_release_stays_live(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("this machine does not let root mount")
    try:
        made = Place(disk)
        made.state = tmp_path / "state"
        now = datetime.now(UTC)
        made.deploy(OLD, now=lambda: now)
        with pytest.raises(OSError, match="No space left"):
            (disk / "ballast").write_bytes(b"x" * 400_000)
        before = made.files()
        with pytest.raises(NoSpaceError) as failure:
            made.deploy(NEW, now=lambda: now)
        assert failure.value.exit_code == 20
        assert made.files() == before
        assert release_live(made) == 1
        (disk / "ballast").unlink()
        made.deploy(NEW, now=lambda: now)
        assert release_live(made) == 2
    finally:
        subprocess.run(["umount", disk], check=True)


def test_the_packages_of_these_tests_differ() -> None:
    assert read_zip(OLD).keys() != read_zip(NEW).keys()
    assert SDK
