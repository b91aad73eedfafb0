"""Evidence: what auditors get, and that nothing in it can be changed without being seen."""

import json
from collections.abc import Callable

import pytest

from handrail.applications.models import Scope
from handrail.applications.signing import first_trust
from handrail.applications.tokens import create_token
from handrail.deploy.evidence import Evidence, EvidenceError, build_evidence, verify_evidence
from handrail.errors import HandrailError, NotAllowedError
from handrail.package.archive import read_zip
from handrail.package.canonical import parse_canonical
from handrail.package.errors import PackageError
from handrail.publishing import services
from handrail.publishing.models import Release
from publishing.customer import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(customer: Customer) -> tuple[Customer, Release, bytes]:
    customer.take_over()
    customer.first_live()
    release = customer.second_live()
    return customer, release, services.evidence_file(actor=customer.bank.auditor, release=release)


def check(story: tuple[Customer, Release, bytes], data: bytes | None = None) -> Evidence:
    return verify_evidence(data or story[2], trust=first_trust(story[0].bank.application))


def test_evidence_says_who_approved_exactly_what(made: tuple[Customer, Release, bytes]) -> None:
    customer, release, data = made
    found = check(made)
    assert (found.release.version, found.sha256) == (release.number, release.payload_sha256)
    assert found.approvers == {customer.keys["second"].public.keyid: str(customer.second)}
    assert found.warnings == ()
    files = read_zip(data)
    assert b"Spring news" in files["diff.en.txt"]
    assert files["source.json"] == bytes(release.source)
    enrolled = {each["holder"]: each["role"] for each in json.loads(files["enrolments.json"])}
    assert enrolled["web1 in the DMZ"] == "pointer" and enrolled["r1"] == "root"
    assert [each["by"] for each in json.loads(files["pointers.json"])] == ["web1 in the DMZ"]


def test_entries_of_other_applications_are_there_by_their_hashes_alone(made: tuple[Customer, Release, bytes]) -> None:
    lines = [json.loads(each) for each in read_zip(made[2])["audit.jsonl"].decode().splitlines()]
    other = made[0].bank.other.name
    assert other not in read_zip(made[2])["audit.jsonl"].decode()
    assert {len(each) for each in lines} == {3, 10}
    assert lines[-1]["action"] == "evidence.made"


def changed(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A liar's evidence: one file changed, and the index made to fit."""
    files = read_zip(data)
    index = parse_canonical(files.pop("evidence.json"), "index")
    assert isinstance(index, dict)
    files[name] = change(files[name])
    return build_evidence(files, {key: each for key, each in index.items() if key not in ("files", "format")})


def _edit(field: str, value: object, row: int = 0) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        rows = json.loads(data)
        rows[row][field] = value
        return json.dumps(rows).encode()

    return change


def _log(number: int, field: str, value: object) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        lines = [json.loads(each) for each in data.decode().splitlines()]
        lines[number][field] = value
        return "\n".join(json.dumps(each, sort_keys=True) for each in lines).encode()

    return change


def _unsigned(data: bytes) -> bytes:
    envelope = json.loads(data)
    envelope["signatures"] = []
    return json.dumps(envelope, sort_keys=True, separators=(",", ":")).encode()


LIES = {
    "a statement of another release": ("approvals.json", _edit("sha256", "0" * 64)),
    "a signature that nobody stated": ("approvals.json", _edit("keyids", [])),
    "no holder": ("enrolments.json", lambda data: b"[]"),
    "another text": ("source.json", lambda data: data.replace(b"Spring", b"Autumn")),
    "another actor in the log": ("audit.jsonl", _log(-1, "actor_name", "somebody else")),
    "another hash in the log": ("audit.jsonl", _log(3, "entry_hash", "0" * 64)),
    "an entry left out": ("audit.jsonl", lambda data: b"\n".join(data.splitlines()[1:])),
    "the newest entry left out": ("audit.jsonl", lambda data: b"\n".join(data.splitlines()[:-1])),
    "no signature": ("release.json", _unsigned),
}


@pytest.mark.parametrize("lie", sorted(LIES))
def test_what_was_changed_is_refused(made: tuple[Customer, Release, bytes], lie: str) -> None:
    name, change = LIES[lie]
    with pytest.raises((EvidenceError, PackageError)):
        check(made, changed(made[2], name, change))


def test_an_index_that_does_not_fit_is_refused(made: tuple[Customer, Release, bytes]) -> None:
    from handrail.package.archive import write_zip

    files = read_zip(made[2])
    with pytest.raises(EvidenceError):
        check(made, write_zip({**files, "diff.en.txt": b"nothing\n"}))
    with pytest.raises(EvidenceError):
        check(made, write_zip({name: data for name, data in files.items() if name != "approvals.json"}))
    with pytest.raises(HandrailError):
        verify_evidence(made[2], trust="1." + "A" * 43)


def test_a_difference_that_reads_otherwise_is_a_warning(made: tuple[Customer, Release, bytes]) -> None:
    found = check(made, changed(made[2], "diff.de.txt", lambda data: b"- nichts\n"))
    assert found.warnings == ("diff.de.txt is worded otherwise by this version",)


def test_evidence_is_for_administrators_auditors_and_tokens_with_the_scope(
    made: tuple[Customer, Release, bytes],
) -> None:
    bank, release = made[0].bank, made[1]
    for who in (bank.author, bank.approver, bank.publisher, bank.outsider):
        with pytest.raises(NotAllowedError):
            services.evidence_file(actor=who, release=release)
    make = {"actor": bank.administrator, "application": bank.application}
    reader, _ = create_token(**make, label="pull", scopes=[Scope.PACKAGES_READ, Scope.RELEASES_WRITE])
    with pytest.raises(NotAllowedError):
        services.evidence_file(actor=reader, release=release)
    auditor, _ = create_token(**make, label="audit", scopes=[Scope.EVIDENCE_READ])
    assert services.evidence_file(actor=auditor, release=release)


def test_no_package_carries_evidence(made: tuple[Customer, Release, bytes]) -> None:
    names = set(read_zip(services.full_package(actor=made[0].bank.publisher, environment=made[0].production)))
    assert not names & set(read_zip(made[2]))
