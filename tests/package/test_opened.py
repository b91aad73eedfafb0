"""A package verifies down to its last byte, and comes out byte-equal every time."""

import dataclasses
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from handrail.package.archive import read_zip, write_zip
from handrail.package.build import assemble_package
from handrail.package.errors import (
    AnchorMismatchError,
    FileChangedError,
    FileMissingError,
    FileUnknownError,
    PackageError,
    PowerInProductionError,
    SdkUnknownError,
    WrongEnvironmentError,
)
from handrail.package.opened import VerifiedPackage, verify_package
from package.bank import KNOWN, NOW, SEQ, Bank
from package.mutants.fresh import original
from package.mutants.package_checks import all_checks


def verify(data: bytes, **changes: object) -> VerifiedPackage:
    values: dict[str, object] = {"trust": Bank().trust, "now": NOW, "known": KNOWN}
    return verify_package(data, **(values | changes))  # type: ignore[arg-type]


def changed(package: bytes, change: dict[str, bytes | None]) -> bytes:
    """The same package with files replaced, added or (None) left out; checksums are not repaired."""
    files = {**read_zip(package), **change}
    dated = {name: SEQ for name in files if name.startswith(("channel/", "pending/"))}
    return write_zip({name: data for name, data in files.items() if data is not None}, dated)


@pytest.mark.parametrize("name", [name for name, _ in all_checks() if name.startswith("it_")])
def test_the_reader_of_packages_does_what_it_must(name: str) -> None:
    dict(all_checks())[name](original())


def test_a_package_verifies_and_says_what_it_is() -> None:
    found = verify(Bank().package(version=3))
    assert found.verdict.release.version == 3
    assert found.verdict.pointer.seq == SEQ
    assert found.verdict.is_trial
    assert found.warnings == ()
    assert len(found.manifest.files) == 4
    assert found.verdict.trust == Bank().trust


def test_the_same_input_gives_the_same_bytes_in_another_process() -> None:
    here = Bank().package()
    code = "import sys, hashlib; from package.bank import Bank; print(hashlib.sha256(Bank().package()).hexdigest())"
    root = Path(__file__).parents[2]
    environment = {"PYTHONPATH": f"{root / 'src'}:{root / 'tests'}", "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    there = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert there.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_the_source_is_hashed_but_never_in_the_package() -> None:
    assert b'{"text":"Welcome"}' not in Bank().package()


def test_another_anchor_is_refused() -> None:
    with pytest.raises(AnchorMismatchError):
        verify(Bank().package(), trust=Bank(application="other").trust)


def test_another_environment_is_refused() -> None:
    with pytest.raises(WrongEnvironmentError):
        verify(Bank().package(), environment="staging")


@pytest.mark.parametrize("prefix", ["blobs/", "releases/", "channel/", "VERIFY.txt", "SHA256SUMS", "handrail.json"])
def test_a_package_without_one_of_its_files_is_refused(prefix: str) -> None:
    package = Bank().package()
    for name in [n for n in read_zip(package) if n.startswith(prefix)]:
        with pytest.raises(FileMissingError):
            verify(changed(package, {name: None}))


def test_every_single_changed_byte_of_a_signed_file_is_refused() -> None:
    package = Bank().package()
    for name, data in read_zip(package).items():
        if name == "VERIFY.txt":
            continue
        for at in range(0, len(data), max(1, len(data) // 12)):
            spoilt = bytes([*data[:at], data[at] ^ 1, *data[at + 1 :]])
            with pytest.raises(PackageError):
                verify(changed(package, {name: spoilt}))


def test_another_text_for_people_is_pointed_out() -> None:
    found = verify(changed(Bank().package(), {"VERIFY.txt": b"trust me"}))
    assert found.warnings == ("package.verify-text-differs",)


@pytest.mark.parametrize(
    "name", ["index.html", "blobs/x.svg", "sdk2/x.js", "blobs/" + "0" * 64 + ".js", "sdk/0.1.0/other.js"]
)
def test_a_file_that_the_format_does_not_know_is_refused(name: str) -> None:
    with pytest.raises(PackageError):
        verify(changed(Bank().package(), {name: b"x"}))


def test_a_blob_that_the_manifest_does_not_name_is_refused() -> None:
    with pytest.raises(FileUnknownError):
        verify(changed(Bank().package(), {"blobs/" + "0" * 64 + ".json": b"{}"}))


def test_an_unknown_sdk_file_is_refused_unless_its_hash_is_accepted() -> None:
    package = Bank().package()
    with pytest.raises(SdkUnknownError) as refusal:
        verify(package, known={})
    own = str(refusal.value.params["sha256"])
    assert verify(package, known={}, accept_sdk=[own]).verdict.release.version == 1


def test_power_mode_never_reaches_production() -> None:
    package = changed(Bank().package(), {"sdk/0.1.0/handrail-power.js": b"x"})
    with pytest.raises(PowerInProductionError):
        verify(package, known={"sdk/0.1.0/handrail-power.js": frozenset(KNOWN)})
    with pytest.raises(PowerInProductionError):
        bank = Bank()
        assemble_package(
            kind="full",
            application="bank",
            environment="production",
            release=1,
            channel=bank.channel(),
            files=bank.release().files,
            sdk={"sdk/0.1.0/handrail-power.js": b"x"},
        )


def test_a_delta_lists_what_it_needs_and_keeps_its_channel_file_aside() -> None:
    whole = Bank().release()
    left_out = next(n for n in whole.files if n.endswith(".png"))
    package = Bank().package(kind="delta", without=(left_out,))
    found = verify(package)
    assert found.needs == (left_out,)
    assert "pending/bank/production.json" in read_zip(package)
    assert not any(n.startswith("channel/") for n in read_zip(package))


def test_a_full_package_with_a_missing_blob_is_not_built() -> None:
    left_out = next(n for n in Bank().release().files if n.endswith(".png"))
    with pytest.raises(FileMissingError):
        Bank().package(without=(left_out,))


def test_a_blob_with_other_bytes_is_named() -> None:
    package = Bank().package()
    name = next(n for n in read_zip(package) if n.endswith(".png"))
    with pytest.raises(FileChangedError, match=name):
        verify(changed(package, {name: b"other"}))


def test_the_verdict_is_frozen() -> None:
    found = verify(Bank().package())
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.verdict.trust = "1.x"  # type: ignore[misc]
