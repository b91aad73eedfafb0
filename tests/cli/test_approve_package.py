"""``handrail approve PACKAGE``: a whole package is read by its candidate, file by file; and approving with a token."""

import hashlib
import json
from base64 import b64decode
from pathlib import Path

import pytest

from deploy.keys.soft_token import Tokens
from handrail.package.assemble import assemble_package
from handrail.package.build import BuiltRelease, sign_root
from handrail.package.envelope import RELEASE_TYPE, ROOT_TYPE, read_envelope
from handrail.package.keys import PublicKey
from handrail.package.unpointed import Unpointed
from package.bank import Bank, fixed_key
from package.lying_console import LyingConsole, content

HONEST = LyingConsole()
OTHER = LyingConsole(shown=content(en="Call this number"))
ROOT = read_envelope(sign_root(Bank().root(), [Bank().key]), ROOT_TYPE)


def package(built: BuiltRelease, sdk: dict[str, bytes] | None = None) -> bytes:
    release = read_envelope(built.envelope, RELEASE_TYPE)
    channel = Unpointed((ROOT,), release).to_bytes()
    return assemble_package(
        kind="full",
        application="bank",
        environment="production",
        release=3,
        channel=channel,
        files=built.files,
        sdk=sdk or {},
    )


@pytest.fixture
def desk(tmp_path: Path) -> Tokens:
    """An approver's machine: a package, its candidate, and a key in a file."""
    made = Tokens(tmp_path)
    (tmp_path / "anna.pem").write_bytes(fixed_key("approver").to_pem())
    (tmp_path / "anna.pem").chmod(0o600)
    (tmp_path / "p.zip").write_bytes(package(HONEST.release()[1]))
    (tmp_path / "c.zip").write_bytes(HONEST.candidate())
    return made


def approve(desk: Tokens, *arguments: str, code: int = 0, answer: str | None = None) -> str:
    command = ("approve", *arguments, "--trust", Bank().trust, "--state", "state")
    return desk.run(*command, code=code, answer=answer)


def test_a_package_is_compared_with_its_candidate_and_signed(desk: Tokens) -> None:
    said = approve(desk, "p.zip", "--candidate", "c.zip", "--key", "anna.pem", answer="3\n")
    assert "p.zip ships exactly these files" in said
    envelope = read_envelope((desk.folder / "p.approval.json").read_bytes(), RELEASE_TYPE)
    assert envelope.sha256 == HONEST.release()[1].sha256
    assert fixed_key("approver").public.keyid in envelope.signatures


def test_a_package_alone_can_be_read_by_nobody(desk: Tokens) -> None:
    assert approve(desk, "p.zip", "--key", "anna.pem", code=10).startswith("approve.package-alone: p.zip is a package")


def test_a_package_of_another_release_than_the_one_read_is_refused(desk: Tokens) -> None:
    (desk.folder / "p.zip").write_bytes(package(OTHER.release()[1]))
    said = approve(desk, "p.zip", "--candidate", "c.zip", "--key", "anna.pem", code=10, answer="3\n")
    assert said.startswith("approve.other-release: p.zip ships release ")
    assert not list(desk.folder.glob("*.approval.json"))


def test_a_package_with_a_script_of_its_own_is_refused_unless_it_is_accepted(desk: Tokens) -> None:
    script = b"// not one of Handrail's\n"
    (desk.folder / "p.zip").write_bytes(package(HONEST.release()[1], {"sdk/0.1.0/handrail.js": script}))
    refused = approve(desk, "p.zip", "--candidate", "c.zip", code=10)
    assert refused.startswith("package.sdk-unknown")
    accepted = ("--accept-sdk", hashlib.sha256(script).hexdigest())
    assert "ships exactly" in approve(desk, "p.zip", "--candidate", "c.zip", *accepted)


def test_a_lying_candidate_beside_an_honest_package_is_refused_as_ever(desk: Tokens) -> None:
    (desk.folder / "c.zip").write_bytes(LyingConsole(shipped=content(en="Call this number")).candidate())
    assert approve(desk, "p.zip", "--candidate", "c.zip", code=10).startswith("candidate.compiled-otherwise")


def test_an_approver_signs_on_a_token(desk: Tokens) -> None:
    desk.plug_in("Anna")
    made = ("--token", "pkcs11:token=Anna", "--role", "approve", "--label", "Anna", "--password-file", "pin", "--json")
    public = json.loads(desk.run("keys", "new", "anna.token", *made))
    sha256 = json.loads(approve(desk, "c.zip", "--json"))["releaseSha256"]
    signing = ("--key", "anna.token", "--password-file", "pin", "--yes", sha256)
    assert "Signed with key" in approve(desk, "c.zip", *signing)
    envelope = read_envelope((desk.folder / "c.approval.json").read_bytes(), RELEASE_TYPE)
    key = PublicKey("ES256", b64decode(public["public"]["pub"]))
    assert envelope.signers({key.keyid: key}, (key.keyid,)) == (public["keyid"],)
