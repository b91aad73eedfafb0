"""The journal of a target, verified and listed by a command."""

import json
from pathlib import Path

import pytest

from cli.test_commands import ACCEPTED, Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path)
    for package in ("one.zip", "two.zip"):
        made.data("deploy", package, "production", *ACCEPTED)
    made.data("gc", "production", "--keep-releases", "1", "--keep-days", "0")
    return made


def journal(shell: Shell) -> Path:
    (found,) = (shell.folder / ".local/state/handrail").glob("*.jsonl")
    return found


def test_what_was_done_is_listed_and_the_chain_is_verified(shell: Shell) -> None:
    done = shell.run("receipts", "production")
    first, second, third, head = done.stdout.splitlines()
    assert "deploy: release 1 of bank/production, seq " in first
    assert second.endswith(f" on {shell.root}")
    assert f"gc: 5 files, 1 of them releases, from {shell.root}" in third
    data = shell.data("receipts", "production")
    assert head == f"3 receipts in {journal(shell)}, each follows the one before; head {data['head']}"
    listed = data["receipts"]
    assert isinstance(listed, list)
    assert [each["action"] for each in listed] == ["deploy", "deploy", "gc"]
    assert [each["previous"] for each in listed[1:]] == [each["sha256"] for each in listed[:-1]]
    newest = shell.data("receipts", "production", "--last", "1")
    assert (newest["receipts"], newest["lines"]) == (listed[-1:], 3)


@pytest.mark.parametrize("harm", ["changed", "removed", "turned"])
def test_a_changed_journal_is_refused_with_the_line_that_shows_it(shell: Shell, harm: str) -> None:
    lines = journal(shell).read_bytes().splitlines(keepends=True)
    harmed = {
        "changed": [lines[0], lines[1].replace(b'"release":2', b'"release":7'), lines[2]],
        "removed": [lines[0], lines[2]],
        "turned": [lines[1], lines[0], lines[2]],
    }[harm]
    assert harmed != lines
    journal(shell).write_bytes(b"".join(harmed))
    number = {"changed": 3, "removed": 2, "turned": 1}[harm]
    done = shell.run("receipts", "production", "--json")
    assert done.returncode == 10
    error = json.loads(done.stdout)["error"]
    assert error["code"] == "deploy.receipts"
    assert f"line {number} does not follow line {number - 1}" in error["message"]


def test_a_target_without_receipts_is_said(shell: Shell) -> None:
    done = shell.run("receipts", "production", "--state", str(shell.folder / "empty"))
    assert done.returncode == 0
    assert done.stdout.startswith("No receipts of production on this machine (")
    assert not (shell.folder / "empty").exists()
