"""Whatever happens to a package on its way: it is refused, or what would be deployed is what was signed."""

import random
from collections.abc import Iterator

import pytest

from handrail.package.archive import read_zip, write_zip
from handrail.package.assemble import PEOPLE_FILES
from handrail.package.errors import PackageError
from handrail.package.keys import PublicKey
from handrail.package.opened import VerifiedPackage, verify_package
from handrail.package.roles import Root
from package.bank import KNOWN, NOW, SEQ, Bank
from package.mutations import Mutator, Signed
from proof import Proof

FIRST = Bank().package()
SECOND = Bank().package(version=2, text="Hello there")
SIGNED = Signed.of([FIRST, SECOND])
CHANNEL = "channel/bank/production.json"
BITS = tuple(1 << bit for bit in range(8))


@pytest.fixture(autouse=True)
def _remember_pure_answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Signatures and roots that were judged once are not judged again: the same bytes, the same answer."""
    judged: dict[tuple[bytes, bytes, bytes], bool] = {}
    roots: dict[bytes, Root] = {}
    verify, parse = PublicKey.verify, Root.from_payload

    def remembered(self: PublicKey, data: bytes, signature: bytes) -> bool:
        key = (self.pub, data, signature)
        if key not in judged:
            judged[key] = verify(self, data, signature)
        return judged[key]

    def parsed(payload: bytes) -> Root:
        if payload not in roots:
            roots[payload] = parse(payload)
        return roots[payload]

    monkeypatch.setattr(PublicKey, "verify", remembered)
    monkeypatch.setattr(Root, "from_payload", parsed)
    yield
    monkeypatch.undo()


def judge(data: bytes) -> VerifiedPackage | None:
    """The package, or None when it was refused by an error of Handrail's own; any other error fails the test."""
    try:
        found = verify_package(data, trust=Bank().trust, now=NOW, known=KNOWN)
    except PackageError:
        return None
    difference = SIGNED.difference(found.opened)
    assert not difference, f"{difference} would be deployed though nobody signed it"
    return found


def test_the_harness_sees_what_nobody_signed() -> None:
    opened = verify_package(FIRST, trust=Bank().trust, now=NOW, known=KNOWN).opened
    assert SIGNED.difference(opened) == ""
    other = Bank().package(version=2, text="Never signed for here")
    stranger = verify_package(other, trust=Bank().trust, now=NOW, known=KNOWN).opened
    assert SIGNED.difference(stranger).startswith("blobs/")
    assert Signed.of([FIRST]).difference(verify_package(SECOND, trust=Bank().trust, now=NOW, known=KNOWN).opened)


def changes_of(byte: int, every_value: bool) -> Iterator[int]:
    """Other values of a byte: in the usual run all bits flipped one by one, 0 and 255 in turns; in torture all 255."""
    values = range(256) if every_value else {*(byte ^ bit for bit in BITS), 0, 255}
    return (value for value in values if value != byte)


@pytest.mark.proof
def test_no_byte_of_a_package_can_be_changed(proof: Proof) -> None:
    """Every byte of the zip, in place: the two headers and a checksum guard each of them."""
    step, tried, accepted = 0, 0, 0
    for at, byte in enumerate(FIRST):
        values = list(changes_of(byte, every_value=proof.torture))
        if not proof.torture:
            step += 1
            values = [values[step % len(values)]]
        for value in values:
            tried += 1
            accepted += judge(FIRST[:at] + bytes([value]) + FIRST[at + 1 :]) is not None
    assert accepted == 0
    proof.record("zip-bytes", bytes=len(FIRST), changes=tried, accepted=accepted)


@pytest.mark.proof
def test_no_byte_of_a_file_can_be_changed_even_when_the_zip_is_sealed_again(proof: Proof) -> None:
    """Every byte of every file, with checksums of the zip that fit again: only signatures and hashes are left."""
    files = read_zip(FIRST)
    tried, accepted, step = 0, dict.fromkeys(files, 0), 0
    for name, data in files.items():
        for at in range(len(data)):
            step += 1
            for bit in BITS if proof.torture else (BITS[step % 8],):
                tried += 1
                spoilt = data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]
                accepted[name] += judge(write_zip({**files, name: spoilt}, {CHANNEL: SEQ})) is not None
    assert {name for name, count in accepted.items() if count} <= set(PEOPLE_FILES), "only what no deployment copies"
    assert accepted["SHA256SUMS"] == 0
    proof.record(
        "zip-bytes-sealed", bytes=sum(map(len, files.values())), changes=tried, unsigned=sum(accepted.values())
    )


@pytest.mark.proof
def test_random_changes_never_bring_what_nobody_signed(proof: Proof) -> None:
    mutator = Mutator([FIRST, SECOND], random.Random(20_261_125))
    rounds = proof.size(12_000, 2_000_000)
    accepted = sum(judge(mutator.next()) is not None for _ in range(rounds))
    assert 0 < accepted < rounds // 4, "files for people may differ; most changes must not pass"
    assert min(mutator.ways.values()) > rounds // 20
    proof.record("zip-mutations", inputs=rounds, accepted=accepted, unsigned=0, ways=mutator.ways)
