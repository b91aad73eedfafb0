"""The same inputs and signatures give the same bytes: on another day, machine, umask, locale, and in another order."""

import base64
import hashlib
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handrail.package.archive import read_zip
from handrail.package.build import build_release
from handrail.package.candidate import verify_candidate
from handrail.package.envelope import RELEASE_TYPE, pae
from handrail.package.keys import SigningKey
from handrail.package.opened import verify_package
from handrail.package.trust import trust_of
from package.bank import KNOWN, NOW
from package.building import APPROVER, build, root_payload

ROOT = Path(__file__).parents[2]

WORLDS: dict[str, tuple[dict[str, object], dict[str, str]]] = {
    "another day": ({"day": datetime(2031, 3, 3, tzinfo=UTC).timestamp()}, {}),
    "long ago": ({"day": datetime(1999, 12, 31, tzinfo=UTC).timestamp()}, {}),
    "an open umask": ({"umask": 0o000}, {}),
    "a closed umask": ({"umask": 0o777}, {}),
    "files listed in another order": ({"order": 1}, {}),
    "files listed in a third order": ({"order": 20}, {}),
    "another hash seed": ({}, {"PYTHONHASHSEED": "1"}),
    "hash seeds by chance": ({}, {"PYTHONHASHSEED": "random"}),
    "another time zone": ({}, {"TZ": "Pacific/Kiritimati"}),
    "no locale": ({}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    "a German locale": ({}, {"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de"}),
    "a Turkish locale": ({}, {"LC_ALL": "tr_TR.UTF-8"}),
    "SOURCE_DATE_EPOCH": ({}, {"SOURCE_DATE_EPOCH": "1"}),
    "another home": ({}, {"HOME": "/nonexistent", "USER": "nobody"}),
    "assertions off": ({}, {"PYTHONOPTIMIZE": "2"}),
    "all of it": (
        {"day": datetime(2027, 2, 28, tzinfo=UTC).timestamp(), "umask": 0o077, "order": 7},
        {"PYTHONHASHSEED": "99", "TZ": "Asia/Kathmandu", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1795600800"},
    ),
}


@pytest.fixture(scope="module")
def approval() -> bytes:
    """A signature with chance in it, as browsers and tokens make them: another one in every run of the tests."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    payload = build(0, b"\0" * 64)[2]
    private = APPROVER._private
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    r, s = decode_dss_signature(private.sign(pae(RELEASE_TYPE, payload), ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@pytest.fixture(scope="module")
def here(approval: bytes) -> tuple[bytes, bytes, bytes]:
    """Built in this process, today."""
    return build(0, approval)


def test_what_is_compared_is_a_real_package_and_candidate(here: tuple[bytes, bytes, bytes]) -> None:
    package, candidate, _ = here
    trust = trust_of(root_payload())
    found = verify_package(package, trust=trust, now=NOW, known=KNOWN)
    assert len(found.verdict.signers["approve"]) == 1
    assert len(read_zip(package)) > 9
    assert verify_candidate(candidate, trust=trust, now=NOW).shown.release.version == 3


@pytest.mark.parametrize("world", WORLDS)
def test_another_world_builds_the_same_bytes(world: str, here: tuple[bytes, bytes, bytes], approval: bytes) -> None:
    told, environment = WORLDS[world]
    asked = {
        "day": NOW.timestamp(),
        "umask": 0o022,
        "order": 0,
        **told,
        "approval": base64.b64encode(approval).decode(),
    }
    paths = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}"}
    command = [sys.executable, "-m", "package.building", json.dumps(asked)]
    done = subprocess.run(command, env={**paths, **environment}, cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    there = json.loads(done.stdout)
    assert there["year"] == datetime.fromtimestamp(float(str(asked["day"])), UTC).year, "the clock was not another one"
    assert there["hashes"] == [hashlib.sha256(each).hexdigest() for each in here]


def test_one_signature_more_is_another_package(here: tuple[bytes, bytes, bytes]) -> None:
    assert build(0, b"\1" * 64)[0] != here[0]
    assert build(0, b"\1" * 64)[2] == here[2]


def test_own_keys_sign_without_chance() -> None:
    key = SigningKey.from_pem(APPROVER.to_pem())
    assert {key.sign(b"the same") for _ in range(20)} == {APPROVER.sign(b"the same")}
    assert build_release.__kwdefaults__ == {"audit_head": None}, "created and seq are inputs, never defaults"
