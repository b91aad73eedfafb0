"""A deployment to a real folder: what it does, what it refuses, what it heals."""

import errno
import os
import stat
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.place import FIRST, SECOND, Place
from handrail.deploy.errors import (
    AfterCommitError,
    ForeignChannelError,
    LockedError,
    LockLostError,
    NeedsMissingError,
    NoSpaceError,
    ReadBackError,
    ReceiptsError,
    TargetInvalidError,
)
from handrail.deploy.protocol import deploy
from handrail.deploy.targets.directory import DirectoryTarget
from handrail.package.archive import read_zip
from handrail.package.errors import EquivocationError, ExpiredError, SdkUnknownError, SeqLowerError
from package.bank import NOW, SEQ, Bank, fixed_key


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_a_package_becomes_live_file_by_file(place: Place) -> None:
    outcome = place.deploy(FIRST)
    assert outcome.committed
    assert dict(place.files()) == {n: d for n, d in read_zip(FIRST).items() if "/" in n}
    assert int(place.channel.stat().st_mtime) == SEQ
    assert outcome.plan.live_before is None
    assert outcome.receipt is not None


def test_modes_are_the_same_whatever_the_umask(place: Place) -> None:
    before = os.umask(0o077)
    try:
        place.deploy(FIRST)
    finally:
        os.umask(before)
    for path in [place.root, *place.root.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        wanted = 0o600 if path.name == ".handrail.lock" else 0o755 if path.is_dir() else 0o644
        assert mode == wanted, path


def test_deploying_again_changes_nothing(place: Place) -> None:
    place.deploy(FIRST)
    before = {p: p.stat().st_ino for p in place.root.rglob("*")}
    again = place.deploy(FIRST)
    assert not again.committed
    assert again.receipt is None
    assert {p: p.stat().st_ino for p in place.root.rglob("*")} == before


def test_an_update_keeps_old_files_and_names_what_was_live(place: Place) -> None:
    place.deploy(FIRST)
    old = place.files()
    outcome = place.deploy(SECOND)
    assert outcome.plan.live_before is not None
    assert outcome.plan.live_before.release.version == 1
    assert {n: d for n, d in place.files().items() if n in old and "channel" not in n} == {
        n: d for n, d in old.items() if "channel" not in n
    }


def test_an_older_package_is_refused_and_changes_nothing(place: Place) -> None:
    place.deploy(SECOND)
    before = place.files()
    with pytest.raises(SeqLowerError):
        place.deploy(FIRST)
    assert place.files() == before


def test_an_older_package_is_refused_even_when_the_channel_file_vanished(place: Place) -> None:
    place.deploy(SECOND)
    place.channel.unlink()
    with pytest.raises(SeqLowerError):
        place.deploy(FIRST)


def test_another_pointer_of_the_same_seq_is_refused(place: Place) -> None:
    place.deploy(FIRST)
    with pytest.raises(EquivocationError):
        place.deploy(Bank().package(off=["welcome"]))


def test_an_expired_package_is_refused_before_the_document_root_is_made(place: Place) -> None:
    with pytest.raises(ExpiredError):
        place.deploy(FIRST, now=lambda: NOW + timedelta(days=31))
    assert not place.root.exists()


def test_an_unknown_sdk_file_is_refused(place: Place) -> None:
    with pytest.raises(SdkUnknownError):
        place.deploy(FIRST, known_sdk={})
    assert not place.root.exists()


def test_a_document_root_of_another_application_is_refused(place: Place) -> None:
    other = Bank(key=fixed_key("somebody else"))
    place.deploy(other.package(), trust=other.trust)
    before = place.files()
    with pytest.raises(ForeignChannelError):
        place.deploy(SECOND)
    assert place.files() == before


def test_two_environments_share_a_document_root(place: Place) -> None:
    staging = Bank(environment="staging")
    place.deploy(FIRST)
    place.deploy(staging.package())
    assert (place.root / "channel/bank/staging.json").exists()
    assert place.channel.exists()


def test_files_with_other_bytes_are_healed(place: Place) -> None:
    place.deploy(FIRST)
    picture = next(place.root.glob("blobs/*.png"))
    picture.write_bytes(b"tampered")
    sdk = place.root / "sdk/0.1.0/handrail.js"
    sdk.write_bytes(b"alert(1)")
    outcome = place.deploy(FIRST)
    assert sorted(outcome.plan.changed) == sorted([f"blobs/{picture.name}", "sdk/0.1.0/handrail.js"])
    assert not outcome.committed
    assert dict(place.files()) == {n: d for n, d in read_zip(FIRST).items() if "/" in n}


@pytest.mark.parametrize("garbage", [b"", b"<html>", b"{}", b"\xff" * 1000])
def test_a_garbled_channel_file_is_healed(place: Place, garbage: bytes) -> None:
    place.deploy(FIRST)
    place.channel.write_bytes(garbage)
    assert place.deploy(FIRST).committed
    assert place.channel.read_bytes() == read_zip(FIRST)["channel/bank/production.json"]


def test_a_link_in_place_of_a_file_is_replaced_and_its_goal_left_alone(place: Place, tmp_path: Path) -> None:
    place.deploy(FIRST)
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    picture = next(place.root.glob("blobs/*.png"))
    picture.unlink()
    picture.symlink_to(secret)
    place.deploy(FIRST)
    assert not picture.is_symlink()
    assert secret.read_bytes() == b"secret"


@pytest.mark.parametrize("folder", ["blobs", "channel", "channel/bank", "releases", "sdk"])
def test_a_link_in_place_of_a_folder_is_refused(place: Place, tmp_path: Path, folder: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (place.root / folder).parent.mkdir(parents=True, exist_ok=True)
    (place.root / folder).symlink_to(elsewhere)
    with pytest.raises(TargetInvalidError):
        place.deploy(FIRST)
    assert list(elsewhere.iterdir()) == []


def test_a_document_root_that_is_a_link_is_fine(place: Place, tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    place.root.symlink_to(real)
    assert place.deploy(FIRST).committed
    assert (real / "channel/bank/production.json").exists()


def test_a_document_root_whose_parent_is_missing_is_refused(tmp_path: Path) -> None:
    place = Place(tmp_path / "nowhere")
    with pytest.raises(TargetInvalidError):
        place.deploy(FIRST)
    assert not (tmp_path / "nowhere").exists()


def test_a_dry_run_says_what_it_would_do_and_changes_nothing(place: Place) -> None:
    place.root.mkdir()
    outcome = place.deploy(FIRST, dry_run=True)
    assert len(outcome.plan.new) == 7
    assert not outcome.committed
    assert list(place.root.iterdir()) == []
    assert not place.state.exists()


def test_a_delta_needs_what_lies_on_the_target(place: Place) -> None:
    left_out = next(n for n in Bank().release(2, "Hello").files if n.endswith(".png"))
    delta = Bank().package(version=2, seq=SEQ + 10, text="Hello", kind="delta", without=(left_out,))
    with pytest.raises(NeedsMissingError):
        place.deploy(delta)
    place.deploy(FIRST)
    assert place.deploy(delta).committed
    assert not (place.root / "pending").exists()


def test_a_second_deployment_waits_for_nobody_and_names_the_owner(place: Place) -> None:
    place.root.mkdir()
    holder = place.target
    holder.open(create=False)
    with holder.lock(break_lock=False):
        with pytest.raises(LockedError, match=f"process {os.getpid()} on"):
            place.deploy(FIRST)
        assert place.deploy(FIRST, break_lock=True).committed
        with pytest.raises(LockLostError):
            holder.check_lock()
    holder.close()


def test_a_lock_broken_meanwhile_stops_before_the_commit(place: Place) -> None:
    place.deploy(FIRST)

    def breaking(step: str, done: int, total: int) -> None:
        (place.root / ".handrail.lock").unlink(missing_ok=True)

    with pytest.raises(LockLostError):
        place.deploy(SECOND, progress=breaking)
    assert place.channel.read_bytes() == read_zip(FIRST)["channel/bank/production.json"]


def test_the_lock_of_a_killed_process_is_free(place: Place) -> None:
    place.root.mkdir()
    code = (
        "import os, sys, pathlib; from handrail.deploy.targets.directory import DirectoryTarget;"
        "t = DirectoryTarget(pathlib.Path(sys.argv[1])); t.open(create=False);"
        "t.lock(break_lock=False).__enter__(); os.kill(os.getpid(), 9)"
    )
    source = Path(__file__).parents[2] / "src"
    done = subprocess.run([sys.executable, "-c", code, str(place.root)], env={"PYTHONPATH": str(source)}, check=False)
    assert done.returncode == -9
    assert place.deploy(FIRST).committed


def test_what_a_killed_deployment_left_is_swept_away(place: Place) -> None:
    place.deploy(FIRST)
    left = [place.root / "blobs/.handrail-0123456789abcdef", place.root / "channel/bank/.handrail-00"]
    for path in left:
        path.write_bytes(b"half")
    place.deploy(SECOND)
    assert not any(path.exists() for path in left)


def test_bytes_that_rot_between_writing_and_reading_back_stop_the_commit(place: Place) -> None:
    place.deploy(FIRST)

    def rotting(step: str, done: int, total: int) -> None:
        if step == "read back":
            for path in place.root.glob("blobs/*.json"):
                path.write_bytes(b"rot")

    with pytest.raises(ReadBackError):
        place.deploy(SECOND, progress=rotting)
    assert place.channel.read_bytes() == read_zip(FIRST)["channel/bank/production.json"]


def test_a_journal_that_cannot_be_written_stops_before_anything_changes(place: Place) -> None:
    place.state.write_bytes(b"a file, not a folder")
    place.root.mkdir()
    with pytest.raises(ReceiptsError):
        place.deploy(FIRST)
    assert list(place.root.iterdir()) == []


@pytest.mark.parametrize(("number", "error"), [(errno.ENOSPC, NoSpaceError), (errno.EDQUOT, NoSpaceError)])
def test_a_full_disk_at_the_commit_leaves_the_old_release_live(
    place: Place, number: int, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    place.deploy(FIRST)
    real = os.replace

    def full(source: str, goal: str, **handles: int) -> None:
        if goal == "production.json":
            raise OSError(number, os.strerror(number))
        real(source, goal, **handles)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(error):
        place.deploy(SECOND)
    monkeypatch.undo()
    assert place.channel.read_bytes() == read_zip(FIRST)["channel/bank/production.json"]
    assert not list(place.root.rglob(".handrail-*"))
    assert place.deploy(SECOND).committed


def test_a_folder_that_cannot_be_made_durable_after_the_commit_is_said(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.deploy(FIRST)
    real = os.fsync
    channel_folder = (place.channel.parent.stat().st_dev, place.channel.parent.stat().st_ino)

    def failing(handle: int) -> None:
        found = os.fstat(handle)
        if (found.st_dev, found.st_ino) == channel_folder:
            raise OSError(errno.EIO, "Input/output error")
        real(handle)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(AfterCommitError) as failure:
        place.deploy(SECOND)
    assert failure.value.exit_code == 30
    assert place.channel.read_bytes() == read_zip(SECOND)["channel/bank/production.json"]


def test_one_barrier_makes_the_files_durable_and_one_the_channel_file_before_its_name(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    barriers: list[tuple[int, bool]] = []

    def count(handle: int) -> bool:
        assert os.path.samestat(os.fstat(handle), place.root.stat())
        barriers.append((len(list(place.root.rglob(".handrail-*"))), place.channel.exists()))
        return True

    monkeypatch.setattr("handrail.deploy.targets.directory.barrier", count)
    assert place.deploy(FIRST).committed
    assert barriers == [(0, False), (1, False)], "files under their names; then the channel file under a temporary one"


def test_readers_never_see_a_channel_file_whose_files_are_missing(place: Place) -> None:
    place.deploy(FIRST)
    packages = [Bank().package(version=n, seq=SEQ + 2 * n, text=f"text {n}") for n in range(2, 14)]
    stop, wrong, seen = threading.Event(), [], set()

    def read() -> None:
        from handrail.package.tree import verify_tree
        from handrail.package.verify import verify_channel

        target = DirectoryTarget(place.root)
        while not stop.is_set():
            target.open(create=False)
            try:
                data = target.read("channel/bank/production.json", 1_000_000)
                verdict = verify_channel(
                    data or b"", application="bank", environment="production", trust=Bank().trust, now=NOW
                )
                verify_tree(target.read, verdict.release)
                seen.add(verdict.release.version)
            except Exception as error:
                wrong.append(error)
            finally:
                target.close()

    reader = threading.Thread(target=read)
    reader.start()
    for package in packages:
        deploy(package, place.target, place.options())
    stop.set()
    reader.join()
    assert not wrong
    assert len(seen) > 2
