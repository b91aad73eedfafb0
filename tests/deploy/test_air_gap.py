"""Everything that decides runs on a machine without any network: a namespace that has none, not even loopback."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.place import lasting
from handrail.package.envelope import RELEASE_TYPE, read_envelope
from package.bank import KNOWN, SEQ, Bank, fixed_key
from package.lying_console import LyingConsole, content

SOURCE = Path(__file__).parents[2] / "src"
SDK_SHA256 = next(iter(next(iter(KNOWN.values()))))
NEW = LyingConsole(shown=content(en="Read **this**"))


def cut_off(*command: str, folder: Path, answer: str = "") -> subprocess.CompletedProcess[str]:
    """Run it in a network namespace of its own, as root or by a user namespace."""
    assert shutil.which("unshare"), "unshare is needed (Debian: util-linux)"
    alone = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "HOME": str(folder)}
    return subprocess.run(
        [*alone, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False, input=answer
    )


def handrail(folder: Path, *arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "handrail.cli", *arguments, "--trust", Bank().trust]
    return cut_off(*command, folder=folder, answer=answer)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """What came over the gap: two packages, a candidate, keys."""
    (tmp_path / "one.zip").write_bytes(lasting())
    (tmp_path / "two.zip").write_bytes(lasting(version=2, seq=SEQ + 2, text="Hello"))
    (tmp_path / "candidate.zip").write_bytes(NEW.candidate())
    for name, key in (("pointer", Bank().key), ("anna", fixed_key("approver"))):
        (tmp_path / f"{name}.pem").write_bytes(key.to_pem())
        (tmp_path / f"{name}.pem").chmod(0o600)
    (tmp_path / "www").mkdir()
    return tmp_path


def test_the_namespace_has_no_network(tmp_path: Path) -> None:
    probe = "import socket; s = socket.socket(); s.settimeout(2); s.connect(('127.0.0.1', 9))"
    done = cut_off(sys.executable, "-c", probe, folder=tmp_path)
    assert done.returncode == 1
    assert "Network is unreachable" in done.stderr


def test_verify_deploy_roll_back_pause_and_renew_need_no_network(stick: Path) -> None:
    more = ["--accept-sdk", SDK_SHA256]
    where = ["--application", "bank", "--environment", "production", "--state", "state", "--key", "pointer.pem"]
    steps = [
        (["package", "verify", "one.zip", *more], "Valid: release 1 of bank/production"),
        (["deploy", "one.zip", "./www", "--state", "state", *more], "Release 1 is live on"),
        (["deploy", "two.zip", "./www", "--state", "state", *more], "Release 2 is live on"),
        (["rollback", "./www", *where], "Release 1 is live on"),
        (["pause", "./www", *where], "Release 1 is paused on"),
        (["resume", "./www", *where], "Release 1 is live on"),
        (["heartbeat", "./www", *where], "Release 1 is live on"),
    ]
    started = time.monotonic()
    for arguments, said in steps:
        done = handrail(stick, *arguments)
        assert done.returncode == 0, (arguments, done.stderr)
        assert said in done.stdout
    assert time.monotonic() - started < 60, "nothing waits for a network that is not there"
    done = handrail(stick, "package", "verify", "www", "--environment", "production", *more)
    assert "Valid: release 1 of bank/production" in done.stdout


def test_an_approver_reads_and_signs_without_a_network(stick: Path) -> None:
    done = handrail(stick, "approve", "candidate.zip", "--key", "anna.pem", "--state", "state", answer="3\n")
    assert done.returncode == 0, done.stderr
    envelope = read_envelope((stick / "candidate.approval.json").read_bytes(), RELEASE_TYPE)
    keys = {fixed_key("approver").public.keyid: fixed_key("approver").public}
    assert envelope.signers(keys, keys) == (fixed_key("approver").public.keyid,)


def test_the_look_from_outside_says_that_there_is_no_network_and_undoes_nothing(stick: Path) -> None:
    more = ["--accept-sdk", SDK_SHA256, "--state", "state", "--url", "http://127.0.0.1:9"]
    done = handrail(stick, "deploy", "one.zip", "./www", *more)
    assert (done.returncode, done.stderr.partition(":")[0]) == (30, "deploy.post-check")
    assert (stick / "www/channel/bank/production.json").exists()
