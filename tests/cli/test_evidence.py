"""``handrail evidence pull|verify``: from a running console, and from one that lies."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer
from typer.testing import CliRunner, Result

from actors import make_bank, person
from cli.lying_console import lying_console
from handrail.applications.access import Role
from handrail.applications.models import Scope
from handrail.applications.signing import first_trust
from handrail.applications.tokens import create_token
from handrail.campaigns.services import create_campaign
from handrail.cli import REFUSED
from handrail.cli.app import app
from handrail.cli.output import PackageFileError
from handrail.errors import HandrailError
from handrail.package.archive import read_zip
from handrail.package.errors import PackageError
from handrail.publishing import services
from handrail.publishing.models import Release
from publishing.conftest import Newsroom
from publishing.customer import Customer
from publishing.test_evidence import changed


@dataclass
class Audit:
    """Two releases of a customer who holds the keys, an auditor's token, and an empty folder."""

    customer: Customer
    first: Release
    second: Release
    origin: str
    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "evidence.zip"

    @property
    def key(self) -> str:
        return self.customer.bank.application.key

    @property
    def trust(self) -> str:
        return first_trust(self.customer.bank.application)

    def made(self, release: Release) -> bytes:
        return services.evidence_file(actor=self.customer.bank.auditor, release=release)

    def use_token(self, monkeypatch: pytest.MonkeyPatch, *scopes: Scope) -> None:
        bank = self.customer.bank
        owner, where = bank.administrator, bank.application
        _, secret = create_token(actor=owner, application=where, label="audit", scopes=list(scopes))
        monkeypatch.setenv("HANDRAIL_TOKEN", secret)

    def pull(self, number: int, *options: str, origin: str = "", key: str = "") -> Result:
        words = ["evidence", "pull", key or self.key, str(number), "-o", str(self.file)]
        return CliRunner().invoke(app, [*words, "--console", origin or self.origin, "--trust", self.trust, *options])

    def verify(self, *options: str, trust: str = "") -> Result:
        words = ["evidence", "verify", str(self.file), "--trust", trust or self.trust]
        return CliRunner().invoke(app, [*words, *options])


@pytest.fixture
def audit(transactional_db: None, live_server: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Audit:
    bank = make_bank()
    campaign = create_campaign(actor=bank.author, application=bank.application, name="Spring news", template="news")
    second = person("second", Role.APPROVER, Role.PUBLISHER, application=bank.application)
    customer = Customer(Newsroom(bank, campaign), second)
    customer.take_over()
    folder = tmp_path / "audit"
    folder.mkdir()
    made = Audit(customer, customer.first_live(), customer.second_live(), live_server.url, folder)
    made.use_token(monkeypatch, Scope.EVIDENCE_READ)
    return made


def refused(result: Result, audit: Audit) -> str:
    error = result.exception
    assert isinstance(error, HandrailError), (error, result.stdout)
    assert getattr(error, "exit_code", REFUSED) == REFUSED
    assert list(audit.folder.iterdir()) == []
    return error.message


def test_evidence_is_fetched_verified_and_written_and_verifies_again_without_the_console(audit: Audit) -> None:
    result = audit.pull(audit.second.number)
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == (f"{audit.file} holds together: release {audit.second.number} of {audit.key}, production.")
    assert lines[1] == f"SHA-256 {audit.second.payload_sha256}"
    keyid = audit.customer.keys["second"].public.keyid
    assert lines[2] == f"  approved and signed by {audit.customer.second} (key {keyid[:16]})"
    again = audit.verify("--json")
    said = json.loads(again.stdout)
    assert said["approvers"] == {keyid: str(audit.customer.second)}
    assert (said["release"], said["environment"], said["warnings"]) == (audit.second.number, "production", [])
    head = json.loads(read_zip(audit.file.read_bytes())["audit.jsonl"].decode().splitlines()[-1])["entry_hash"]
    assert said["auditHead"] == head
    assert head in result.stdout


def test_who_reads_packages_reads_no_evidence(audit: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    audit.use_token(monkeypatch, Scope.PACKAGES_READ, Scope.RELEASES_WRITE, Scope.CONTENT_READ)
    assert "the token may not do this" in refused(audit.pull(audit.second.number), audit)
    monkeypatch.delenv("HANDRAIL_TOKEN")
    assert "missing, unknown or expired" in refused(audit.pull(audit.second.number), audit)


def test_no_such_release_and_no_anchor_are_told(audit: Audit) -> None:
    assert "no such application, environment or release" in refused(audit.pull(999), audit)
    words = ["evidence", "pull", audit.key, "1", "-o", str(audit.file), "--console", audit.origin]
    assert "No trust anchor" in refused(CliRunner().invoke(app, words), audit)


def test_good_evidence_of_another_release_or_application_is_not_written(audit: Audit) -> None:
    with lying_console() as console:
        console.body = audit.made(audit.first)
        said = refused(audit.pull(audit.second.number, origin=console.origin), audit)
        assert f"it sent evidence of release {audit.first.number}" in said
        assert console.asked == [f"/api/v1/applications/{audit.key}/releases/{audit.second.number}/evidence"]
        said = refused(audit.pull(audit.first.number, origin=console.origin, key="another"), audit)
        assert f"of {audit.key}" in said


LIES = {
    "another approver": ("enrolments.json", lambda data: data.replace(b"approve", b"point")),
    "another text": ("source.json", lambda data: data.replace(b"Spring", b"Autumn")),
    "no statement": ("approvals.json", lambda _: b"[]"),
    "statements that are no list": ("approvals.json", lambda _: b"7"),
    "statements that are no JSON": ("approvals.json", lambda _: b"\xff\xfe"),
    "statements without end": ("approvals.json", lambda _: b"[" * 20_000),
    "holders without names": ("enrolments.json", lambda _: b'[{"keyid": "a"}]'),
    "a log of words": ("audit.jsonl", lambda _: b'"hello"\n'),
}


@pytest.mark.parametrize("lie", sorted(LIES))
def test_evidence_that_was_changed_is_not_written(audit: Audit, lie: str) -> None:
    name, change = LIES[lie]
    with lying_console() as console:
        console.body = changed(audit.made(audit.second), name, change)
        assert refused(audit.pull(audit.second.number, origin=console.origin), audit)


def test_a_file_under_another_anchor_or_cut_short_is_refused(audit: Audit) -> None:
    audit.pull(audit.second.number)
    assert audit.verify().exit_code == 0
    assert isinstance(audit.verify(trust="1." + "A" * 43).exception, PackageError)
    audit.file.write_bytes(audit.file.read_bytes()[:-100])
    assert isinstance(audit.verify().exception, PackageError)
    audit.file.unlink()
    assert isinstance(audit.verify().exception, PackageFileError)
