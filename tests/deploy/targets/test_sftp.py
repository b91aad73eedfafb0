"""Deployments to a real OpenSSH server: what they do, refuse and heal, and what a cut wire leaves."""

import gc
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.place import FIRST, SECOND, Place, lasting
from deploy.targets.ssh_server import USER, PasswordServer, SshServer, Wire, make_key
from handrail.deploy.errors import (
    CommitUnknownError,
    DeployError,
    HostKeyChangedError,
    HostKeyUnknownError,
    LockedError,
    TargetInvalidError,
    TargetUnreachableError,
)
from handrail.deploy.live import look
from handrail.deploy.protocol import deploy
from handrail.deploy.targets.sftp import SftpTarget
from handrail.deploy.targets.ssh import SshAccess
from handrail.package.archive import read_zip
from handrail.package.tree import verify_tree
from handrail.package.verify import verify_channel
from package.bank import KNOWN, NOW, SEQ, Bank

CHANNEL = "channel/bank/production.json"
OLD, NEW = read_zip(FIRST)[CHANNEL], read_zip(SECOND)[CHANNEL]
SOURCE = Path(__file__).parents[3] / "src"


class SftpPlace(Place):
    """A document root reached by SFTP, through any port."""

    def __init__(self, folder: Path, server: SshServer, port: int | None = None) -> None:
        super().__init__(folder)
        self.server = server
        self.access = SshAccess("127.0.0.1", USER, port or server.port, server.known_hosts, server.identity)

    @property
    def target(self) -> SftpTarget:  # type: ignore[override]
        return SftpTarget(self.access, str(self.root))

    @property
    def live(self) -> bytes:
        return self.channel.read_bytes()

    def fresh(self, folder: Path, wire: Wire) -> "SftpPlace":
        """A copy of the document root, reached through a wire, with an empty journal."""
        again = SftpPlace(folder, self.server, wire.port)
        shutil.copytree(self.root, again.root)
        return again

    def through(self, wire: Wire) -> "SftpPlace":
        """The same document root through another wire."""
        again = SftpPlace(self.root.parent, self.server, wire.port)
        return again

    def straight(self) -> "SftpPlace":
        return SftpPlace(self.root.parent, self.server)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    made = SshServer(tmp_path_factory.mktemp("ssh") / "server")
    yield made
    made.close()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No keys, agent or known hosts of whoever runs the tests."""
    made = tmp_path / "home"
    made.mkdir()
    monkeypatch.setenv("HOME", str(made))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    monkeypatch.delenv("HANDRAIL_SFTP_PASSWORD", raising=False)
    return made


@pytest.fixture
def place(tmp_path: Path, server: SshServer) -> SftpPlace:
    server.know(server.port)
    return SftpPlace(tmp_path, server)


def test_a_package_becomes_live_file_by_file(place: SftpPlace) -> None:
    outcome = place.deploy(FIRST)
    assert outcome.committed
    assert dict(place.files()) == {n: d for n, d in read_zip(FIRST).items() if "/" in n}
    assert int(place.channel.stat().st_mtime) == SEQ
    assert outcome.promise == "survives power loss of the server"
    assert outcome.target == f"sftp://{USER}@127.0.0.1:{place.server.port}{place.root}"
    again = place.deploy(FIRST)
    assert (again.committed, again.receipt) == (False, None)
    assert len(again.plan.kept) == 7


def test_modes_do_not_depend_on_the_umask_and_nothing_else_is_left(tmp_path: Path) -> None:
    server = SshServer(tmp_path / "strict", more="ForceCommand internal-sftp -u 0077")
    try:
        place = SftpPlace(tmp_path, server)
        place.deploy(FIRST)
        place.deploy(SECOND)
    finally:
        server.close()
    assert not [path for path in place.root.rglob("*") if path.name.startswith(".")]
    for path in [place.root, *place.root.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o755 if path.is_dir() else 0o644), path


def test_a_server_that_lets_only_sftp_run_promises_less_and_says_so(tmp_path: Path) -> None:
    server = SshServer(tmp_path / "strict", only_sftp=True)
    try:
        outcome = SftpPlace(tmp_path, server).deploy(FIRST)
    finally:
        server.close()
    assert outcome.committed
    assert outcome.promise == (
        "survives crashes of programs, not power loss of the server (it lets no `sync -f` be run)"
    )


def test_an_unknown_host_key_is_refused_with_the_line_to_add(place: SftpPlace) -> None:
    place.server.known_hosts.write_text("")
    with pytest.raises(HostKeyUnknownError) as refusal:
        place.deploy(FIRST)
    assert refusal.value.exit_code == 10
    assert not place.root.exists()
    public = place.server.host_key.with_suffix(".pub")
    shown = subprocess.run(["ssh-keygen", "-lf", public], capture_output=True, text=True, check=True).stdout
    assert str(refusal.value.params["fingerprint"]) == shown.split()[1]
    assert str(place.server.known_hosts) in refusal.value.message
    place.server.known_hosts.write_text(f"{refusal.value.params['line']}\n")
    assert place.deploy(FIRST).committed


def test_a_changed_host_key_is_refused_in_stronger_words(place: SftpPlace, tmp_path: Path) -> None:
    other = make_key(tmp_path / "other").with_suffix(".pub").read_text()
    place.server.known_hosts.write_text(f"[127.0.0.1]:{place.server.port} {other}")
    with pytest.raises(HostKeyChangedError, match="somebody in between"):
        place.deploy(FIRST)
    assert not place.root.exists()


def test_known_hosts_in_the_home_folder_count_and_a_config_that_trusts_everybody_does_not(
    place: SftpPlace, home: Path
) -> None:
    (home / ".ssh").mkdir()
    (home / ".ssh/config").write_text("Host *\n  StrictHostKeyChecking no\n  UserKnownHostsFile none\n")
    place.access = replace(place.access, known_hosts=None)
    with pytest.raises(HostKeyUnknownError):
        place.deploy(FIRST)
    shutil.copy(place.server.known_hosts, home / ".ssh/known_hosts")
    assert place.deploy(FIRST).committed


def test_a_key_from_the_agent_lets_in(place: SftpPlace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place.access = replace(place.access, identity=None)
    with pytest.raises(TargetInvalidError, match="does not let"):
        place.deploy(FIRST)
    started = subprocess.run(["ssh-agent", "-a", tmp_path / "agent"], capture_output=True, text=True, check=True)
    pid = int(started.stdout.partition("SSH_AGENT_PID=")[2].partition(";")[0])
    try:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
        subprocess.run(["ssh-add", "-q", place.server.identity], capture_output=True, check=True)
        assert place.deploy(FIRST).committed
    finally:
        os.kill(pid, signal.SIGTERM)


def test_a_foreign_key_is_told_that_it_does_not_let_in(place: SftpPlace, tmp_path: Path) -> None:
    place.access = replace(place.access, identity=make_key(tmp_path / "stranger"))
    with pytest.raises(TargetInvalidError, match=r"does not let .* in with the key"):
        place.deploy(FIRST)
    assert not place.root.exists()


@pytest.mark.parametrize("way", ["file", "environment"])
def test_a_password_comes_from_a_file_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    server = PasswordServer(tmp_path / "server", "hunter2")
    (tmp_path / "password").write_text("hunter2\n")
    place = Place(tmp_path)
    access = SshAccess("127.0.0.1", "guides", server.port, server.known_hosts)
    try:
        with pytest.raises(TargetInvalidError, match="does not let guides in"):
            deploy(FIRST, SftpTarget(access, str(place.root)), place.options())
        if way == "file":
            access = replace(access, password_file=tmp_path / "password")
        else:
            monkeypatch.setenv("HANDRAIL_SFTP_PASSWORD", "hunter2")
        outcome = deploy(FIRST, SftpTarget(access, str(place.root)), place.options())
    finally:
        server.close()
    assert outcome.committed
    assert "it lets no `sync -f` be run" in outcome.promise
    assert dict(place.files()) == {n: d for n, d in read_zip(FIRST).items() if "/" in n}


def test_a_server_that_is_not_there_is_said(place: SftpPlace) -> None:
    wire = Wire(1)
    wire.close()
    place.access = replace(place.access, port=wire.port)
    with pytest.raises(TargetInvalidError, match="Nothing was changed"):
        place.deploy(FIRST)
    live = look(place.target, place.receipts, application="bank", environment="production", trust="1.x", now=NOW)
    assert live.state == "unreachable"


def test_a_document_root_whose_parent_is_missing_is_refused(place: SftpPlace, tmp_path: Path) -> None:
    place.root = tmp_path / "no/where"
    with pytest.raises(TargetInvalidError, match="does not exist"):
        place.deploy(FIRST)
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize("folder", ["blobs", "channel", "channel/bank", "releases", "sdk"])
def test_a_link_in_place_of_a_folder_is_refused(place: SftpPlace, tmp_path: Path, folder: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (place.root / folder).parent.mkdir(parents=True, exist_ok=True)
    (place.root / folder).symlink_to(elsewhere)
    with pytest.raises(TargetInvalidError):
        place.deploy(FIRST)
    assert list(elsewhere.iterdir()) == []


def test_a_link_in_place_of_a_file_is_replaced_and_its_goal_left_alone(place: SftpPlace, tmp_path: Path) -> None:
    place.deploy(FIRST)
    secret = tmp_path / "secret"
    picture = next(place.root.glob("blobs/*.png"))
    secret.write_bytes(picture.read_bytes())
    picture.unlink()
    picture.symlink_to(secret)
    assert place.deploy(FIRST).plan.changed == (f"blobs/{picture.name}",)
    assert not picture.is_symlink()
    assert secret.exists()


def test_a_document_root_that_is_a_link_is_fine(place: SftpPlace, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    place.root.symlink_to(tmp_path / "real")
    assert place.deploy(FIRST).committed
    assert (tmp_path / "real" / CHANNEL).exists()


def test_a_lock_with_something_unknown_in_it_is_not_taken(place: SftpPlace) -> None:
    lock = place.root / ".handrail.sftp-lock"
    lock.mkdir(parents=True)
    (lock / "somebody").write_bytes(b"else's")
    with pytest.raises(LockedError, match="an unknown process"):
        place.deploy(FIRST)
    assert place.deploy(FIRST, break_lock=True).committed
    assert not lock.exists()


def test_an_empty_lock_is_nobodys(place: SftpPlace) -> None:
    (place.root / ".handrail.sftp-lock").mkdir(parents=True)
    assert place.deploy(FIRST).committed
    assert not (place.root / ".handrail.sftp-lock").exists()


def test_what_a_killed_deployment_left_is_swept_away(place: SftpPlace) -> None:
    place.deploy(FIRST)
    left = [place.root / "blobs/.handrail-0123456789abcdef", place.root / "channel/bank/.handrail-00"]
    for path in left:
        path.write_bytes(b"half")
    place.deploy(SECOND)
    assert not any(path.exists() for path in left)


def bytes_of_a_deployment(place: SftpPlace, folder: Path) -> int:
    """How many bytes a client sends while it deploys the second package over the first."""
    wire = Wire(place.server.port)
    place.server.know(place.server.port, wire.port)
    assert place.fresh(folder, wire).deploy(SECOND).committed
    wire.close()
    return wire.sent


@pytest.mark.parametrize("delivered", [False, True], ids=["lost on the way", "its answer lost"])
def test_a_wire_cut_anywhere_leaves_old_or_new_and_running_again_heals(
    place: SftpPlace, tmp_path: Path, delivered: bool
) -> None:
    place.deploy(FIRST)
    total = bytes_of_a_deployment(place, tmp_path / "count")
    ended = []
    for at in sorted({*range(1, total, total // 5), *range(total - 1600, total, 400)}):
        wire = Wire(place.server.port, at, delivered=delivered)
        place.server.know(place.server.port, wire.port)
        again = place.fresh(tmp_path / f"cut{at}", wire)
        try:
            again.deploy(SECOND)
            code = 0
        except DeployError as error:
            code = error.exit_code
        finally:
            wire.close()
        live = again.live
        assert (code, live) in {(10, OLD), (20, OLD), (30, NEW), (0, NEW)}, (at, total)
        ended.append(code)
        again.straight().deploy(SECOND)  # without breaking a lock: it was given back over a new connection
        assert again.live == NEW
        assert not list(again.root.rglob(".handrail*"))
    assert {10, 20} <= set(ended)


def test_a_server_that_does_not_come_back_leaves_old_or_new_and_a_lock(place: SftpPlace, tmp_path: Path) -> None:
    place.deploy(FIRST)
    total = bytes_of_a_deployment(place, tmp_path / "count")
    codes, locked = [], False
    for at in (total // 2, *range(total - 2400, total, 600)):
        wire = Wire(place.server.port, at, delivered=True, comes_back=False)
        place.server.know(place.server.port, wire.port)
        again = place.fresh(tmp_path / f"gone{at}", wire)
        try:
            again.deploy(SECOND)
        except CommitUnknownError as error:
            codes.append(error.code)
            assert again.live in (OLD, NEW)
        except DeployError as error:
            codes.append(error.code)
            assert again.live == (NEW if error.exit_code == 30 else OLD), (at, total)
        finally:
            wire.close()
        locked = locked or (again.root / ".handrail.sftp-lock").exists()
        # Unasked: this very process knows that nobody uses the lock any more.
        again.straight().deploy(SECOND)
        assert again.live == NEW
        assert not list(again.root.rglob(".handrail*"))
    assert "deploy.target-unreachable" in codes
    assert locked


def test_a_killed_process_leaves_old_or_new_and_the_next_one_takes_its_lock(place: SftpPlace, tmp_path: Path) -> None:
    (tmp_path / "old.zip").write_bytes(lasting())
    (tmp_path / "new.zip").write_bytes(lasting(2, SEQ + 10, "Hello"))
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "HOME": str(tmp_path)}
    accepted = [part for hashes in KNOWN.values() for sha in hashes for part in ("--accept-sdk", sha)]

    def run(wire: Wire, package: str) -> subprocess.Popen[str]:
        place.server.know(place.server.port, wire.port)
        values = {
            "target": f"sftp://{USER}@127.0.0.1:{wire.port}{place.root}",
            "trust": Bank().trust,
            "known_hosts": str(place.server.known_hosts),
            "identity": str(place.server.identity),
        }
        lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
        (tmp_path / "handrail.toml").write_text("\n".join(["[targets.production]", *lines]))
        command = [sys.executable, "-m", "handrail.cli", "deploy", package, "production", "--state", "state", *accepted]
        return subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def version() -> int:
        target = place.target
        target.open(create=False)
        try:
            data = target.read(CHANNEL, 1_000_000) or b""
            now = datetime.now(UTC)
            verdict = verify_channel(data, application="bank", environment="production", trust=Bank().trust, now=now)
            verify_tree(target.read, verdict.release)
            return verdict.release.version
        finally:
            target.close()

    def straight(package: str) -> int:
        """Deploys, undisturbed; how many bytes the client sent."""
        wire = Wire(place.server.port)
        process = run(wire, package)
        _, err = process.communicate()
        wire.close()
        assert process.returncode == 0, err
        return wire.sent

    def begin() -> None:
        for folder in (place.root, tmp_path / "state"):
            shutil.rmtree(folder, ignore_errors=True)
        straight("old.zip")

    begin()
    total, seen = straight("new.zip"), []
    for at in (total // 2, total * 3 // 4, total - 1200):
        begin()
        wire = Wire(place.server.port, at, delivered=True)
        process = run(wire, "new.zip")
        wire.cut = process.kill
        process.communicate()
        wire.close()
        assert process.returncode == -9
        seen.append(version())
        if (place.root / ".handrail.sftp-lock").exists():
            seen.append(-1)
        straight("new.zip")
        assert version() == 2
        assert not list(place.root.rglob(".handrail*"))
    assert {1, -1} <= set(seen), "the old release was live at some point, and a lock was left"


def test_a_wire_cut_during_a_look_is_no_change_of_files_and_prints_no_tracebacks(
    place: SftpPlace, caplog: pytest.LogCaptureFixture
) -> None:
    place.deploy(FIRST)
    wire = Wire(place.server.port, 5000, comes_back=False)
    place.server.know(place.server.port, wire.port)
    live = look(
        place.through(wire).target,
        place.receipts,
        application="bank",
        environment="production",
        trust=Bank().trust,
        now=NOW,
    )
    wire.close()
    assert (live.state, live.problems) == ("unreachable", ())
    gc.collect()
    assert [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []


def test_reading_from_a_closed_target_is_an_error_of_the_target(place: SftpPlace) -> None:
    with pytest.raises(TargetUnreachableError):
        place.target.read(CHANNEL, 10)
