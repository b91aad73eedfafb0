"""``handrail approve`` refuses every lie that a console can tell, with a stable code, and signs nothing."""

import sys
from pathlib import Path

import pytest

from handrail import cli
from package.bank import Bank, fixed_key
from package.lies import LIES
from package.lying_console import LyingConsole

CODES = {
    *("candidate.compiled-otherwise", "candidate.source-changed", "candidate.source-form", "candidate.source-unknown"),
    *("candidate.files", "package.file-unknown", "package.file-changed", "package.malformed"),
    *("package.anchor-mismatch", "package.signature-missing", "package.wrong-application", "package.wrong-environment"),
}


def approve(folder: Path, data: bytes, monkeypatch: pytest.MonkeyPatch) -> int:
    """The command on the approver's machine, by its exit code; the release number is given as the answer."""
    key = fixed_key("approver")
    (folder / "anna.pem").write_bytes(key.to_pem())
    (folder / "anna.pem").chmod(0o600)
    (folder / "candidate.zip").write_bytes(data)
    monkeypatch.chdir(folder)
    command = ["handrail", "approve", "candidate.zip", "--trust", Bank().trust, "--key", "anna.pem", "--state", "state"]
    monkeypatch.setattr(sys, "argv", [*command, "--yes", LyingConsole().release()[1].sha256])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_an_honest_candidate_is_signed_by_the_same_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert approve(tmp_path, LyingConsole().candidate(), monkeypatch) == 0
    assert (tmp_path / "candidate.approval.json").exists()


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_refused_by_name_and_nothing_is_signed(
    lie: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, tell = LIES[lie]
    assert approve(tmp_path, tell(), monkeypatch) == 10
    said = capsys.readouterr()
    assert (said.out, said.err.partition(":")[0]) == ("", code), "nothing of a lie is shown as the truth"
    assert not (tmp_path / "candidate.approval.json").exists()
    assert not (tmp_path / "state").exists()


def test_there_are_enough_lies_and_every_code_is_met() -> None:
    assert len(LIES) >= 50
    assert {code for code, _ in LIES.values()} == CODES
