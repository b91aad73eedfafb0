"""A deed killed, or refused by the system, at any system call: the old or the new release is live, never neither, and
doing it again heals. Real processes; faults by strace. A fault at one call of a kind is a fault at that very call of
the run: the same command on the same files makes the same calls.
"""

import os
import re
import resource
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.place import Place, lasting
from deploy.power_loss.nursery import Finished, Nursery
from handrail.deploy.errors import NoSpaceError
from handrail.package.archive import read_zip
from handrail.package.tree import verify_tree
from handrail.package.verify import State, verify_channel
from package.bank import KNOWN, SDK, SEQ, Bank
from proof import Proof

OLD = lasting()
NEW = lasting(version=2, seq=SEQ + 10, text="Hello")
ACCEPTED = [part for hashes in KNOWN.values() for sha in hashes for part in ("--accept-sdk", sha)]

CHANGING = frozenset({
    "fchmod", "fdatasync", "fsync", "ftruncate", "link", "linkat", "mkdir", "mkdirat", "pwrite64", "rename", "renameat",
    "renameat2", "syncfs", "unlink", "unlinkat", "utimensat", "write",
})  # fmt: skip
"""Calls that change files or make them durable."""

UNABLE = frozenset({"brk", "exit_group", "futex", "mmap", "mremap", "munmap", "rt_sigaction", "rt_sigprocmask"})
"""Calls of the C library and the interpreter, not about files: when they fail, a process may end as it likes."""


@dataclass(frozen=True)
class Deed:
    """What is done, after what.

    Attributes:
        arguments: of handrail; ``OLD``, ``NEW``, ``ROOT``, ``KEY`` stand for paths.
        before: deeds before it.
        old: the release that is live when it begins.
        new: the release that is live when it is done.
    """

    arguments: tuple[str, ...]
    before: tuple[str, ...]
    old: int
    new: int


_TRUST = ("--trust", Bank().trust, *ACCEPTED)
DEEDS = {
    "deploy the first": Deed(("deploy", "OLD", "ROOT", *_TRUST), (), 0, 1),
    "deploy": Deed(("deploy", "NEW", "ROOT", *_TRUST), ("deploy the first",), 1, 2),
    "rollback": Deed(
        ("rollback", "ROOT", "1", "--application", "bank", "--environment", "production", "--key", "KEY", *_TRUST),
        ("deploy the first", "deploy"), 2, 1,
    ),
    "gc": Deed(
        ("gc", "ROOT", "--keep-releases", "1", "--keep-days", "0"), ("deploy the first", "deploy"), 2, 2
    ),
}  # fmt: skip


class Scene:
    """One document root and its journal, put back as they were before every run.

    Args:
        folder: empty.
        nursery: runs commands.
    """

    def __init__(self, folder: Path, nursery: Nursery) -> None:
        self.folder, self.nursery = folder, nursery
        self.place = Place(folder / "now")
        (folder / "old.zip").write_bytes(OLD)
        (folder / "new.zip").write_bytes(NEW)
        key = folder / "key.pem"
        key.touch(0o600)
        key.write_bytes(Bank().key.to_pem())
        self._paths = {"OLD": folder / "old.zip", "NEW": folder / "new.zip", "ROOT": self.place.root, "KEY": key}

    def prepare(self, deed: Deed) -> None:
        """Do what was done before it, and keep that."""
        shutil.rmtree(self.folder / "now", ignore_errors=True)
        (self.folder / "now").mkdir()
        for name in deed.before:
            assert self.run(DEEDS[name]).code == 0
        shutil.rmtree(self.folder / "kept", ignore_errors=True)
        shutil.copytree(self.folder / "now", self.folder / "kept")

    def put_back(self) -> None:
        """As it was kept."""
        shutil.rmtree(self.folder / "now")
        shutil.copytree(self.folder / "kept", self.folder / "now")

    def command(self, deed: Deed) -> list[str]:
        """Its arguments, with paths."""
        return [*(str(self._paths.get(each, each)) for each in deed.arguments), "--state", str(self.place.state)]

    def run(self, deed: Deed, fault: str | None = None) -> Finished:
        """Do it, with one fault in one system call."""
        if fault is None:
            return self.nursery.run(*self.command(deed))
        return self.nursery.traced(*self.command(deed), strace=["-o", os.devnull, "-e", f"inject={fault}"])

    def calls(self, deed: Deed) -> list[tuple[str, int]]:
        """Every system call that the deed makes: its name, and the how manieth of that name it is."""
        log = self.folder / "trace"
        self.put_back()
        assert self.nursery.traced(*self.command(deed), strace=["-o", str(log)]).code == 0
        seen: Counter[str] = Counter()
        found = []
        for name in re.findall(r"^\d+ +(\w+)\(", log.read_text(), re.MULTILINE):
            seen[name] += 1
            found.append((name, seen[name]))
        assert found
        return found

    def channel(self) -> bytes | None:
        """Bytes of the channel file."""
        return self.place.channel.read_bytes() if self.place.channel.exists() else None

    def temporary(self) -> list[Path]:
        """What a killed run leaves, and the next must not."""
        return [path for path in self.folder.glob("now/**/.handrail*") if path.name != ".handrail.lock"]


def live_on(place: Place) -> tuple[int, State | None]:
    """The release that a visitor gets, verified down to its last file, and the pointer's state; 0 without one."""
    if not place.channel.exists():
        return 0, None
    target = place.target
    target.open(create=False)
    try:
        data = target.read("channel/bank/production.json", 1_000_000) or b""
        verdict = verify_channel(
            data, application="bank", environment="production", trust=Bank().trust, now=datetime.now(UTC)
        )
        verify_tree(target.read, verdict.release)
        return verdict.release.version, verdict.state
    finally:
        target.close()


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    # In memory where that is possible: real calls, without the wait for a disk.
    shared = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=shared) as folder, Nursery(Path(folder)) as nursery:
        yield Scene(Path(folder), nursery)


def problem(scene: Scene, deed: Deed, call: str, when: int, fault: str) -> str | None:
    """What is wrong after that fault, or after doing it again; None when nothing is."""
    scene.put_back()
    before = scene.channel()
    done = scene.run(deed, f"{call}:{'signal=KILL' if fault == 'KILL' else f'error={fault}'}:when={when}")
    live, _ = live_on(scene.place)
    changed = scene.channel() != before
    said = f"exit {done.code}, release {live} live: {done.err.strip()[-300:]}"
    if live not in {deed.old, deed.new}:
        return said
    expected = {
        -9: fault == "KILL",
        0: live == deed.new,
        # What the command line was given cannot be read: it says how it wants to be called.
        2: call == "access" and not changed and live == deed.old,
        10: not changed and live == deed.old,
        20: not changed and live == deed.old,
        30: live == deed.new,
    }
    told = done.code in (-9, 0, 2) or re.match(r"[a-z]+\.[a-z-]+: .", done.err) is not None
    if not (expected.get(done.code, False) and told) and not (fault != "KILL" and call in UNABLE):
        return said
    again = scene.run(deed)
    live, state = live_on(scene.place)
    last = scene.place.receipts.last()
    if again.code != 0 or live != deed.new or scene.temporary():
        return f"{said}; again: exit {again.code}, release {live} live, {scene.temporary()} left: {again.err[-300:]}"
    return None if last is not None and last.state == state else f"{said}; again: the newest receipt is {last}"


@pytest.mark.proof
@pytest.mark.timeout(0)
@pytest.mark.parametrize("name", DEEDS)
def test_a_fault_at_any_call_leaves_the_old_or_the_new_release(scene: Scene, name: str, proof: Proof) -> None:
    """Usual: every changing call, killed and refused once. Torture: every call, killed, and refused in two ways."""
    deed = DEEDS[name]
    scene.prepare(deed)
    calls = scene.calls(deed)
    faults = ("KILL", "EIO", "ENOSPC")
    wanted = [
        (call, when, fault)
        for number, (call, when) in enumerate(calls)
        for fault in (faults if proof.torture else ("KILL", faults[1 + number % 2]))
        if proof.torture or call in CHANGING
        if not (call == "exit_group" and fault != "KILL")
    ]
    wrong = {}
    for call, when, fault in wanted:
        found = problem(scene, deed, call, when, fault)
        if found is not None:
            wrong[f"{fault} at {call} {when}"] = found
    assert wrong == {}, wrong
    killed = sum(fault == "KILL" for *_, fault in wanted)
    assert killed >= proof.size(10, 100)
    proof.record(
        f"faults-{name.replace(' ', '-')}",
        calls=len(calls),
        killed=killed,
        refused=len(wanted) - killed,
        violations=len(wrong),
    )


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
def test_an_error_at_any_sync_is_said_with_the_right_exit_code(scene: Scene, error: str) -> None:
    deed = DEEDS["deploy"]
    scene.prepare(deed)
    told = {
        # Receipts that cannot be kept are a reason to refuse, before anything in the document root is touched.
        (10, 1, "deploy.receipts"),
        (20, 1, "deploy.no-space" if error == "ENOSPC" else "deploy.write-failed"),
        (30, 2, "deploy.after-commit"),
    }
    found: dict[str, list[tuple[int, int, str]]] = {"fsync": [], "syncfs": []}
    for call, when in scene.calls(deed):
        if call in found:
            scene.put_back()
            done = scene.run(deed, f"{call}:error={error}:when={when}")
            found[call].append((done.code, live_on(scene.place)[0], done.err.partition(":")[0]))
    assert {each for of_call in found.values() for each in of_call} == told
    assert all(of_call == sorted(of_call) for of_call in found.values())


def test_a_file_size_limit_is_a_full_disk(scene: Scene) -> None:
    deed = DEEDS["deploy"]
    scene.prepare(deed)
    child = scene.nursery.start(*scene.command(deed))
    resource.prlimit(child, resource.RLIMIT_FSIZE, (400, 400))
    done = scene.nursery.go_on(child)
    assert done.code == 20
    assert done.err.startswith("deploy.no-space: There is no space left for ")
    assert live_on(scene.place)[0] == 1
    assert not scene.temporary()


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
        assert live_on(made)[0] == 1
        (disk / "ballast").unlink()
        made.deploy(NEW, now=lambda: now)
        assert live_on(made)[0] == 2
    finally:
        subprocess.run(["umount", disk], check=True)


def test_the_packages_of_these_tests_differ() -> None:
    assert read_zip(OLD).keys() != read_zip(NEW).keys()
    assert SDK
