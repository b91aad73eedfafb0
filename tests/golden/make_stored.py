"""Makes the golden files of stored forms for a new version of the forms. Never touches files that are there.

``python tests/golden/make_stored.py v2 --captured FOLDER``. Keys are fixed, so most files come out the same each time.
Three hold chance and are taken from FOLDER as somebody captured them from the running product: ``evidence.zip`` with
``evidence-trust.txt`` (``tests/publishing/test_evidence.py`` makes one) and ``sdk-storage.json``
(``tests/journeys/stored_world.py``: ``visit``; the page's origin in ``progress`` replaced by ``@PAGE@``, and under
``other`` the names that no single visit leaves). Key files hold a fresh salt.
"""

import argparse
import json
import shutil
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handrail.package.keys import PublicKey

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]


def main() -> None:
    """Make a version's folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("version")
    parser.add_argument("--captured", type=Path, required=True)
    asked = parser.parse_args()
    from golden.stored_forms import STORED, hashes, meanings

    place = STORED / asked.version
    if place.exists() and any(place.iterdir()):
        raise SystemExit(f"{place} is there: golden files are never made again")
    place.mkdir(parents=True, exist_ok=True)
    make_signed(place)
    make_keys(place)
    make_words(place)
    for name in ("evidence.zip", "evidence-trust.txt", "sdk-storage.json"):
        shutil.copy(asked.captured / name, place / name)
    setup_django()
    with tempfile.TemporaryDirectory() as scratch:
        index = {"files": hashes(place), "meaning": meanings(place, Path(scratch))}
    (place / "index.json").write_text(json.dumps(index, indent=1, sort_keys=True) + "\n")
    print(f"{len(index['files'])} files in {place}")


def setup_django() -> None:
    """The report of a watch is read by the console's API."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.project.settings")
    django.setup()


def make_signed(place: Path) -> None:
    """Roots, release, pointers, channel, package, delta, candidate, approval, receipts."""
    from handrail.deploy.approval.store import ApprovalStore
    from handrail.deploy.keys.chain import chain_bytes
    from handrail.deploy.receipts import Receipts
    from handrail.package.assemble import assemble_package
    from handrail.package.build import channel_file, sign_root
    from handrail.package.candidate import read_readable
    from handrail.package.envelope import RELEASE_TYPE, ROOT_TYPE, pae, read_envelope
    from handrail.package.roles import Root
    from handrail.package.trust import trust_of
    from handrail.package.verify import verify_channel
    from package.bank import KNOWN, NOW, SDK, SEQ, Bank
    from package.building import APPROVER, DEPLOYER, ROOT_KEYS, build, root_payload

    approval = APPROVER.sign(pae(RELEASE_TYPE, build(0, b"\0" * 64)[2]))
    package, candidate, payload = build(0, approval)
    first = root_payload()
    (place / "trust.txt").write_text(trust_of(first) + "\n")
    from handrail.package.archive import read_zip

    files = read_zip(package)
    channel = files["channel/bank/production.json"]
    parts = json.loads(channel.partition(b"\n")[0])

    def write(name: str, data: bytes) -> None:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)

    def envelope(value: object) -> bytes:
        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()

    release = envelope(parts["release"])
    write("root.json", envelope(parts["roots"][0]))
    write("release.json", release)
    write("approval.json", release)
    write("pointer-active.json", envelope(parts["pointer"]))
    write("channel.json", channel)
    write("handrail.json", files["handrail.json"])
    write("package.zip", package)
    write("candidate.zip", candidate)
    manifest = next(data for name, data in files.items() if data.startswith(b'{"application":"bank","auditHead"'))
    write("manifest.json", manifest)
    write("boot.json", next(data for data in files.values() if b'"language":"de"' in data and b'"release":3' in data))
    left_out = {name for name in files if name.endswith(".png")}
    content = {name: data for name, data in files.items() if name.startswith("blobs/") and name not in left_out}
    names = {"application": "bank", "environment": "production"}
    write("delta.zip", assemble_package(kind="delta", release=3, channel=channel, files=content, sdk=SDK, **names))

    old = Root.from_payload(first)
    newer = Root(**{**vars(old), "version": 2, "expires": "2030-01-01T00:00:00Z"}).to_payload()
    roots = [envelope(parts["roots"][0]), sign_root(newer, ROOT_KEYS)]
    write("roots.json", chain_bytes(tuple(read_envelope(each, ROOT_TYPE) for each in roots)))
    from handrail.package.build import BuiltRelease
    from handrail.package.verify import sha256_hex

    built = BuiltRelease(payload, release, sha256_hex(payload), {})
    later = datetime(2027, 1, 1, tzinfo=UTC)
    options = {"status": "paused", "off": ("welcome",), "key": DEPLOYER, "expires": later}
    paused = Bank().pointer(built, 3, SEQ + 2, **options)
    write("pointer-paused.json", paused)

    candidate_files = read_zip(candidate)
    shown = read_readable(release, candidate_files["source.json"], candidate_files["overlay.json"], old)
    ApprovalStore(place / "approver").keep(shown)

    with tempfile.TemporaryDirectory() as folder:
        receipts = Receipts(Path(folder), "golden")
        receipts.prepare()
        verdict = verify_channel(channel, trust=trust_of(first), now=NOW, **names)
        sdk = {path: next(iter(hashes)) for path, hashes in KNOWN.items()}
        receipts.append("deploy", verdict, sdk, "web1.bank.example", NOW)
        stopped = channel_file([roots[0]], release, paused)
        verdict = verify_channel(stopped, trust=trust_of(first), now=NOW, **names)
        receipts.append("pause", verdict, sdk, "web1.bank.example", NOW + timedelta(minutes=5))
        write("receipts.jsonl", receipts.path.read_bytes())


def make_keys(place: Path) -> None:
    """Key files as ``handrail keys new`` writes them, an exported public part, and a PEM of openssl's form."""
    import unittest.mock

    from cryptography.hazmat.primitives import serialization

    from golden.stored_forms import NOW, PASSWORD
    from handrail.deploy.keys import files
    from package.bank import fixed_key

    for name, alg in (("key.json", "ES256"), ("key-ed25519.json", "Ed25519")):
        key = fixed_key("golden", alg)
        with unittest.mock.patch.object(files.SigningKey, "generate", return_value=key):
            part = files.make_key_file(
                place / name, role="approve", label="Änne from the bank", password=PASSWORD, now=NOW, alg=alg
            )
        (place / name).chmod(0o644)
        if alg == "ES256":
            public = json.dumps(part.as_data(), indent=2, sort_keys=True, ensure_ascii=False)
            (place / "key-public.json").write_text(public + "\n", "utf-8")
            pem = key._private.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.BestAvailableEncryption(PASSWORD.encode()),
            )
            (place / "key.pem").write_bytes(pem)
            make_token_note(place, part.key)


def make_token_note(place: Path, public: "PublicKey") -> None:
    """The note of a key on a token, as ``handrail keys new --token`` writes it."""
    from golden.stored_forms import NOW
    from handrail.deploy.keys.token import OnToken
    from handrail.deploy.keys.token_file import write_note
    from handrail.deploy.keys.uri import TokenUri

    address = TokenUri("Anna & Bert", "d3233a27", id=b"\x01\xab", module=Path("/usr/lib/softhsm/libsofthsm2.so"))
    held = OnToken(address, public, "Änne", extractable=False)
    write_note(place / "key-token.json", held, role="approve", label="Änne from the bank", now=NOW)


def make_words(place: Path) -> None:
    """What people write or machines send: configuration, content as code, a report, events."""
    from golden.stored_forms import NOW
    from package.bank import Bank, fixed_key

    (place / "handrail.toml").write_text(
        '[targets.production]\ntarget = "/var/www/guides"\napplication = "bank"\nenvironment = "production"\n'
        'trust = "1.Xm5kq0YbqVbFJvQd8rQ5mXoYyH2v0n1T3o4p5q6r7s8"\nurl = "https://guides.bank.example"\n'
        'console = "https://console.bank.example"\nkey = "/etc/handrail/pointer.pem"\n\n'
        '[targets.dmz]\ntarget = "sftp://deploy@web1.bank.example/var/www/guides"\nknown_hosts = "~/.ssh/known_hosts"\n'
        'identity = "~/.ssh/id_ed25519"\npassword_file = "/run/secrets/sftp"\n\n'
        '[targets.bucket]\ntarget = "s3://guides/prefix"\nendpoint = "https://minio.bank.example"\nregion = "eu-1"\n'
    )
    shutil.copytree(ROOT / "examples" / "content", place / "content")
    report = {
        "state": "changed",
        "release": 3,
        "seq": 1_795_600_800,
        "since": "2026-11-25T09:00:00Z",
        "problems": [{"file": f"blobs/{'0' * 64}.png", "what": "missing", "at": "2026-11-25T09:30:00Z"}],
        "message": "release 3 live since 09:00; one file is missing",
        "source": "watch",
        "at": "2026-11-25T10:00:00Z",
        "host": "web1.bank.example",
        "pointer": json.loads(Bank().pointer(Bank().release(), expires=NOW, key=fixed_key("deployer"))),
    }
    (place / "report.json").write_text(json.dumps(report, indent=1) + "\n")
    at = int(NOW.timestamp() * 1000)
    events = [
        {"type": "sessionStart", "at": at, "session": "7f1c5a0e-6f0e-4f43-9f59-0d1b6c8f0a11"},
        {"type": "pageView", "at": at + 1, "session": "7f1c5a0e-6f0e-4f43-9f59-0d1b6c8f0a11"},
    ]
    head = {"format": 1, "application": "bank", "environment": "production", "release": 3, "seq": 1_795_600_800}
    batch = {**head, "sdk": "0.1.0", "user": "4711", "events": events}
    (place / "events.json").write_text(json.dumps(batch, indent=1) + "\n")


if __name__ == "__main__":
    main()
