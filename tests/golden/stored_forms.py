"""Every stored or sent thing that outlives a version: where its golden file lies, and what today's code reads in it.

The one list. ``tests/contracts/test_stored_forms.py`` reads every golden file by it and compares with the meaning that
was recorded when the file was made; it also fails when the code has a form that this list does not cover.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from handrail.compile.source import source_bytes
from handrail.deploy.approval.store import ApprovalStore
from handrail.deploy.config import read_config
from handrail.deploy.evidence import verify_evidence
from handrail.deploy.keys.chain import parse_chain, read_chain
from handrail.deploy.keys.files import open_key_file, read_public_part
from handrail.deploy.keys.token_file import read_note
from handrail.deploy.receipts import Receipts
from handrail.package.archive import read_zip
from handrail.package.assemble import Hint
from handrail.package.candidate import read_readable
from handrail.package.canonical import parse_blob
from handrail.package.envelope import POINTER_TYPE, RELEASE_TYPE, ROOT_TYPE, read_envelope
from handrail.package.keys import SigningKey
from handrail.package.opened import verify_package
from handrail.package.roles import Pointer, Release, Root
from handrail.package.tree import Manifest
from handrail.package.verify import sha256_hex, verify_channel, verify_root_chain
from handrail.schema.authored.files import from_files
from handrail.schema.wire.events import EventBatch
from package.bank import KNOWN

STORED = Path(__file__).parent / "stored"
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
PASSWORD = "only for golden files"
NAMES = {"application": "bank", "environment": "production"}

Read = Callable[[Path, Path], Any]
"""``read(folder of the version, scratch folder)`` → the meaning, as JSON data."""


@dataclass(frozen=True)
class Form:
    """One stored or sent form.

    Attributes:
        files: names below the version's folder; a name that ends with a slash is a whole folder.
        read: by today's code.
        covers: names by which the code knows the form: payload types, format marks, and names in the browser's storage.
    """

    files: tuple[str, ...]
    read: Read
    covers: tuple[str, ...] = ()


def _trust(folder: Path) -> str:
    return (folder / "trust.txt").read_text().strip()


def _root(folder: Path) -> Root:
    return verify_root_chain(parse_chain((folder / "roots.json").read_bytes()), _trust(folder))[-1]


def _read_root(folder: Path, _: Path) -> Any:
    root = Root.from_payload(read_envelope((folder / "root.json").read_bytes(), ROOT_TYPE).payload)
    return {
        "application": root.application,
        "version": root.version,
        "expires": root.expires,
        "keys": {keyid: key.as_data() for keyid, key in root.keys.items()},
        "roles": {"root": root.root.as_data(), "author": root.author.as_data()},
        "environments": {name: roles.as_data() for name, roles in root.environments.items()},
    }


def _read_roots(folder: Path, _: Path) -> Any:
    found = read_chain(folder / "roots.json")
    chain = verify_root_chain(found.roots, _trust(folder))
    return {"versions": [each.version for each in chain], "payloads": [each.sha256 for each in found.roots]}


def _read_release(folder: Path, _: Path) -> Any:
    envelope = read_envelope((folder / "release.json").read_bytes(), RELEASE_TYPE)
    release = Release.from_payload(envelope.payload)
    return {
        "sha256": envelope.sha256,
        "signatures": sorted(envelope.signatures),
        "names": [release.application, release.environment, release.version, release.created, release.min_sdk],
        "boot": {tag: ref.as_data() for tag, ref in release.boot.items()},
        "manifest": release.manifest.as_data(),
        "source": release.source.as_data(),
    }


def _pointer(data: bytes) -> Any:
    pointer = Pointer.from_payload(read_envelope(data, POINTER_TYPE).payload)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(pointer).items()}


def _read_pointers(folder: Path, _: Path) -> Any:
    return {name: _pointer((folder / f"pointer-{name}.json").read_bytes()) for name in ("active", "paused")}


def _read_channel(folder: Path, _: Path) -> Any:
    verdict = verify_channel((folder / "channel.json").read_bytes(), trust=_trust(folder), now=NOW, **NAMES)
    signers = {role: sorted(keys) for role, keys in verdict.signers.items()}
    return {"state": vars(verdict.state), "release": verdict.release_name, "trust": verdict.trust, "signers": signers}


def _read_manifest(folder: Path, _: Path) -> Any:
    return vars(Manifest.from_bytes((folder / "manifest.json").read_bytes()))


def _read_boot(folder: Path, _: Path) -> Any:
    boot = parse_blob((folder / "boot.json").read_bytes(), "boot.json")
    assert isinstance(boot, dict)
    campaigns = sorted(each["id"] for each in boot["campaigns"])
    return {"format": boot["format"], "language": boot["language"], "release": boot["release"], "campaigns": campaigns}


def _read_hint(folder: Path, _: Path) -> Any:
    hint = Hint.from_bytes((folder / "handrail.json").read_bytes())
    return {**vars(hint), "needs": list(hint.needs), "channel": hint.channel}


def _package(data: bytes, trust: str) -> Any:
    found = verify_package(data, trust=trust, now=NOW, known=KNOWN, **NAMES)
    return {
        "kind": found.opened.hint.kind,
        "state": vars(found.verdict.state),
        "files": {name: sha256_hex(each) for name, each in sorted(found.opened.content.items())},
        "needs": list(found.needs),
    }


def _read_packages(folder: Path, _: Path) -> Any:
    names = ("package.zip", "delta.zip")
    return {name: _package((folder / name).read_bytes(), _trust(folder)) for name in names}


def _read_candidate(folder: Path, _: Path) -> Any:
    # Whether it still compiles to the same bytes is asked of the version that made it; read must stay possible.
    files = read_zip((folder / "candidate.zip").read_bytes())
    release = next(data for name, data in files.items() if name.startswith("releases/"))
    shown = read_readable(release, files["source.json"], files["overlay.json"], _root(folder))
    hint = parse_blob(files["candidate.json"], "candidate.json")
    campaigns = sorted(each.id for each in shown.content.campaigns)
    return {"hint": hint, "release": shown.envelope.sha256, "campaigns": campaigns, "names": sorted(files)}


def _read_approval(folder: Path, _: Path) -> Any:
    envelope = read_envelope((folder / "approval.json").read_bytes(), RELEASE_TYPE)
    root = _root(folder)
    approve = root.environments["production"].approve
    assert approve is not None
    return {"release": envelope.sha256, "approved": list(envelope.signers(root.keys, approve.keyids))}


def _read_approved(folder: Path, _: Path) -> Any:
    last = ApprovalStore(folder / "approver").last("bank", "production", _root(folder))
    assert last is not None
    return {"release": last.envelope.sha256, "pages": last.overlay_model.page_origins, "name": last.content.name}


def _read_evidence(folder: Path, _: Path) -> Any:
    trust = (folder / "evidence-trust.txt").read_text().strip()
    found = verify_evidence((folder / "evidence.zip").read_bytes(), trust=trust)
    return {
        "release": [found.release.version, found.sha256],
        "approvers": dict(found.approvers),
        "entries": list(found.entries),
        "head": found.head,
    }


def _read_receipts(folder: Path, scratch: Path) -> Any:
    receipts = Receipts(scratch, "golden")
    shutil.copy(folder / "receipts.jsonl", receipts.path)
    names = (
        "at",
        "action",
        "application",
        "environment",
        "release",
        "release_sha256",
        "root_sha256",
        "host",
        "previous",
    )
    return [
        {**{name: getattr(each, name) for name in names}, "state": vars(each.state), "sdk": dict(each.sdk)}
        for each in receipts
    ]


def _read_config(folder: Path, _: Path) -> Any:
    found = read_config(folder / "handrail.toml")
    return {name: {k: v for k, v in vars(each).items() if v is not None} for name, each in found.items()}


def _read_keys(folder: Path, scratch: Path) -> Any:
    meaning: dict[str, Any] = {}
    for name in ("key.json", "key-ed25519.json"):
        place = scratch / name
        shutil.copy(folder / name, place)
        place.chmod(0o600)
        part = read_public_part(place)
        opened = open_key_file(place, PASSWORD)
        meaning[name] = {"role": part.role, "label": part.label, "created": part.created, "opens": opened.public.keyid}
    pem = SigningKey.from_pem((folder / "key.pem").read_bytes(), PASSWORD.encode())
    public = read_public_part(folder / "key-public.json")
    return {**meaning, "key.pem": pem.public.keyid, "key-public.json": [public.key.keyid, public.role, public.label]}


def _read_token_note(folder: Path, _: Path) -> Any:
    note = read_note(folder / "key-token.json")
    assert note is not None
    public = read_public_part(folder / "key-token.json")
    return {"keyid": public.key.keyid, "role": public.role, "label": public.label, "token": str(note.uri)}


def _read_content(folder: Path, _: Path) -> Any:
    place = folder / "content"
    files = {str(each.relative_to(place)): each.read_bytes() for each in place.rglob("*") if each.is_file()}
    source = source_bytes(from_files(files))
    return {"source": json.loads(source), "sha256": sha256_hex(source)}


def _read_events(folder: Path, _: Path) -> Any:
    batch = EventBatch.model_validate_json((folder / "events.json").read_bytes())
    return batch.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _read_report(folder: Path, _: Path) -> Any:
    from handrail.api.publishing import ReportIn

    report = ReportIn.model_validate_json((folder / "report.json").read_bytes())
    return report.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _read_storage(folder: Path, _: Path) -> Any:
    # What the SDK reads in it: tests/journeys/test_stored.py; here only that it is whole.
    found = json.loads((folder / "sdk-storage.json").read_text())
    return {kind: sorted(found[kind]) for kind in ("local", "session", "other")}


FORMS: Mapping[str, Form] = {
    "trust anchor": Form(("trust.txt",), lambda folder, _: _trust(folder)),
    "root": Form(("root.json",), _read_root, (ROOT_TYPE,)),
    "chain of roots": Form(("roots.json",), _read_roots),
    "release": Form(("release.json",), _read_release, (RELEASE_TYPE,)),
    "pointer": Form(("pointer-active.json", "pointer-paused.json"), _read_pointers, (POINTER_TYPE,)),
    "channel": Form(("channel.json",), _read_channel),
    "manifest": Form(("manifest.json",), _read_manifest),
    "boot file": Form(("boot.json",), _read_boot),
    "hint of a package": Form(("handrail.json",), _read_hint, ("handrail-package/1",)),
    "package and delta": Form(("package.zip", "delta.zip"), _read_packages),
    "candidate": Form(("candidate.zip",), _read_candidate, ("handrail-candidate/1",)),
    "approval": Form(("approval.json",), _read_approval),
    "what was approved on a machine": Form(("approver/",), _read_approved),
    "evidence": Form(("evidence.zip", "evidence-trust.txt"), _read_evidence, ("handrail-evidence/1",)),
    "receipts": Form(("receipts.jsonl",), _read_receipts),
    "handrail.toml": Form(("handrail.toml",), _read_config),
    "token": Form(("key-token.json",), _read_token_note, ("handrail-token-key/1",)),
    "keys": Form(
        ("key.json", "key-ed25519.json", "key-public.json", "key.pem"),
        _read_keys,
        ("handrail-key/1", "handrail-public-key/1"),
    ),
    "content as code": Form(("content/",), _read_content),
    "report of a watch": Form(("report.json",), _read_report),
    "events": Form(("events.json",), _read_events),
    "storage of the SDK": Form(
        ("sdk-storage.json",),
        _read_storage,
        (
            *("sdk:state", "sdk:verified", "sdk:boot", "sdk:staleSince", "sdk:gone", "sdk:events", "sdk:device"),
            *("sdk:history", "sdk:session", "sdk:attributes", "sdk:private", "sdk:filter"),
            *("sdk:who", "sdk:progress", "sdk:later"),
        ),
    ),
}


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a version, but of its index."""
    files = sorted(each for each in folder.rglob("*") if each.is_file() and each.name != "index.json")
    return {str(each.relative_to(folder)): hashlib.sha256(each.read_bytes()).hexdigest() for each in files}


def meanings(folder: Path, scratch: Path) -> dict[str, Any]:
    """What today's code reads in every form of a version."""
    return {name: json.loads(json.dumps(form.read(folder, scratch))) for name, form in FORMS.items()}
