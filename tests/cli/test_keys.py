"""``handrail keys`` as people run it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from package.bank import Bank

SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "password").write_text("a long password\n")
    (tmp_path / "password").chmod(0o600)
    (tmp_path / "console.pem").write_bytes(Bank().key.to_pem())
    (tmp_path / "console.pem").chmod(0o600)
    (tmp_path / "live.zip").write_bytes(Bank().package())
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "HOME": str(folder)}
    command = [sys.executable, "-m", "handrail.cli", "keys", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def test_new_list_and_export(folder: Path) -> None:
    made = run(folder, "new", "anna.key", "--role", "approve", "--label", "Anna", "--password-file", "password")
    assert made.returncode == 0, made.stderr
    listed = json.loads(run(folder, "list", "--json").stdout)["keys"]
    assert [(each["file"], each["role"], each["label"]) for each in listed] == [("anna.key", "approve", "Anna")]
    public = json.loads(run(folder, "export", "anna.key").stdout)
    assert public["keyid"] == listed[0]["keyid"]
    assert set(public) == {"created", "format", "keyid", "label", "public", "role"}
    again = run(folder, "new", "anna.key", "--role", "approve", "--password-file", "password")
    assert (again.returncode, again.stderr.partition(":")[0]) == (10, "keys.exists")


def test_a_password_is_asked_for_or_read_from_a_private_file(folder: Path) -> None:
    nobody = run(folder, "new", "b.key", "--role", "root")
    assert (nobody.returncode, nobody.stderr.partition(":")[0]) == (10, "keys.password-needed")
    (folder / "password").chmod(0o644)
    shared = run(folder, "new", "b.key", "--role", "root", "--password-file", "password")
    assert (shared.returncode, shared.stderr.partition(":")[0]) == (10, "keys.readable-by-others")
    assert not (folder / "b.key").exists()


def test_a_rotation_goes_from_one_administrator_to_the_next(folder: Path) -> None:
    for name in ("anna", "bert"):
        run(folder, "new", f"{name}.key", "--role", "root", "--password-file", "password")
    trust = ["--trust", Bank().trust]
    adds = ["--add", "root=anna.key", "--add", "root=bert.key", "--threshold", "root=2"]
    unknown = run(folder, "rotate", "live.zip", "--out", "r.json", *trust, *adds)
    assert (unknown.returncode, unknown.stderr.partition(":")[0]) == (10, "keys.live-unknown")
    quiet = ["--nothing-live", "staging"]
    made = run(folder, "rotate", "live.zip", "--out", "r.json", *trust, *adds, *quiet, "--key", "console.pem", "--json")
    assert made.returncode == 0, made.stderr
    assert [each["root"] for each in json.loads(made.stdout)["missing"]] == [2]
    signed = run(
        folder,
        "sign",
        "r.json",
        "--out",
        "r2.json",
        *trust,
        "--key",
        "anna.key",
        "--password-file",
        "password",
        "--yes",
    )
    assert "It is complete" in signed.stdout, signed.stdout + signed.stderr
    asks = ["--threshold", "approve@production=1", "--add", "approve@production=bert.key"]
    refused = run(folder, "rotate", "live.zip", "--out", "r3.json", *trust, *asks, *quiet)
    assert refused.returncode == 10
    assert refused.stderr.startswith(("package.roles-overlap", "keys.live-release"))
    assert not (folder / "r3.json").exists()
