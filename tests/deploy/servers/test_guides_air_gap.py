"""The guide "Across an air gap", followed line by line: the stick goes there, the proof and the receipts come back."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.console_server import TOKEN, ConsoleServer
from deploy.servers.far_side import BEGAN, FarSide, package
from deploy.servers.guide import Guide


@pytest.fixture
def console() -> Iterator[ConsoleServer]:
    server = ConsoleServer()
    yield server
    server.close()


def test_a_release_crosses_on_a_stick_and_the_proof_comes_back(console: ConsoleServer, tmp_path: Path) -> None:
    console.offer(BEGAN + 84, 42, package(42))
    far = FarSide(tmp_path)
    far.config()
    (tmp_path / "handrail-token").write_text(TOKEN)
    (tmp_path / "handrail-token").chmod(0o600)
    guide = Guide("how-to/air-gap.md", tmp_path, {**far.names, "https://console.bank.example": console.origin})
    guide.follow()
    assert len(guide.ran) == 14
    (report,) = console.reports
    pointer = json.loads(base64.b64decode(report["pointer"]["payload"]))
    assert (report["state"], pointer["release"]["version"], pointer["seq"]) == ("live", 42, BEGAN + 84)
    receipts = [line for each in (tmp_path / "stick/receipts").iterdir() for line in each.read_text().splitlines()]
    assert [json.loads(line)["release"] for line in receipts] == [41, 42]
    assert "languages" in (tmp_path / "bank-42.txt").read_text().lower()
