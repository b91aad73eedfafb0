"""Evidence of a release, for auditors: a download of its own, never part of a package."""

import json
from typing import Any

from handrail.accounts.audit import GENESIS, entries, record, stamp
from handrail.applications.access import Role, Scope, require
from handrail.applications.models import Application, SigningKeyRecord
from handrail.applications.signing import newest_root, root_envelopes, trust
from handrail.deploy.evidence import build_evidence, difference_text
from handrail.library.access import Actor
from handrail.package.candidate import read_readable
from handrail.package.canonical import canonical, parse_canonical
from handrail.package.envelope import RELEASE_TYPE, read_envelope
from handrail.publishing.models import Pointer, Release
from handrail.publishing.services.candidate import overlay_bytes


def evidence_file(*, actor: Actor, release: Release) -> bytes:
    """Who approved exactly what, who holds which key, and the audit log with its chain.

    Args:
        actor: administrator, auditor, or a token with ``evidence:read``.
        release: of any state.
    """
    application, environment = release.application, release.environment
    require(actor, Role.ADMINISTRATOR, Role.AUDITOR, environment=environment, scope=Scope.EVIDENCE_READ)
    # Before the log is read: the evidence shows that it was made.
    record(actor, "evidence.made", f"{environment.name} {release}", {"release": release.number}, application)
    log, head = _audit(application)
    files = {
        **_readable(release),
        "roots.json": canonical({"roots": [parse_canonical(each, "the root") for each in root_envelopes(application)]}),
        "approvals.json": _json(_statements(release)),
        "enrolments.json": _json(_enrolments(application)),
        "pointers.json": _json(_pointers(release)),
        "audit.jsonl": log,
    }
    index = {
        "application": application.key,
        "auditHead": head,
        "environment": environment.name,
        "release": release.number,
        "releaseSha256": release.payload_sha256,
        "trust": trust(application),
    }
    return build_evidence(files, index)


def evidence_name(release: Release) -> str:
    """File name for a download."""
    return f"handrail-{release.application.key}-{release.environment.name}-r{release.number}-evidence.zip"


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _readable(release: Release) -> dict[str, bytes]:
    root = newest_root(release.application)
    new = (bytes(release.envelope), bytes(release.source), overlay_bytes(release))
    parts = dict(zip(("release.json", "source.json", "overlay.json"), new, strict=True))
    shown, base = read_readable(*new, root), None
    if release.base is not None:
        old = (bytes(release.base.envelope), bytes(release.base.source), overlay_bytes(release.base))
        base = read_readable(*old, root)
        parts |= dict(zip(("base/release.json", "base/source.json", "base/overlay.json"), old, strict=True))
    parts["diff.en.txt"] = difference_text(base, shown, "en")
    parts["diff.de.txt"] = difference_text(base, shown, "de")
    return parts


def _statements(release: Release) -> list[dict[str, Any]]:
    """Every decision, with the keys by which it was signed; a click in trial mode has none."""
    signed = set(read_envelope(bytes(release.envelope), RELEASE_TYPE).signatures)
    rows = SigningKeyRecord.objects.filter(application=release.application, key_id__in=signed, holder__isnull=False)
    keys: dict[int | None, list[str]] = {}
    for key_id, holder in rows.order_by("key_id").values_list("key_id", "holder_id"):
        keys.setdefault(holder, []).append(key_id)
    return [
        {
            "who": each.decided_by_name,
            "decision": each.decision,
            "comment": each.comment,
            "at": stamp(each.decided_at),
            "sha256": each.payload_sha256,
            "keyids": keys.get(each.decided_by_id, []) if each.decision == "approved" else [],
        }
        for each in release.approvals.all()
    ]


def _enrolments(application: Application) -> list[dict[str, Any]]:
    """Every key that ever was: whose it is, where it is kept, and since when it counts no more."""
    rows = SigningKeyRecord.objects.filter(application=application).select_related("environment", "holder")
    return [
        {
            "keyid": each.key_id,
            "public": each.public,
            "role": each.role,
            "environment": each.environment.name if each.environment else None,
            "holder": each.holder_name or "this console",
            "account": each.holder.audit_name if each.holder else None,
            "kept": each.kept or "console",
            "enrolled": stamp(each.created_at),
            "retired": stamp(each.retired_at) if each.retired_at else None,
        }
        for each in rows.order_by("pk")
    ]


def _pointers(release: Release) -> list[dict[str, Any]]:
    rows = Pointer.objects.filter(release=release).order_by("seq")
    return [
        {
            "seq": each.seq,
            "status": each.status,
            "reason": each.reason,
            "by": each.signed_by_name,
            "envelope": json.loads(bytes(each.envelope)),
        }
        for each in rows
    ]


def _audit(application: Application) -> tuple[bytes, str]:
    """The chain as lines, and its head. Entries of others only by their hashes: the chain needs no more."""
    lines, head = [], GENESIS
    for entry in entries().order_by("sequence").iterator(chunk_size=500):
        line = {"sequence": entry.sequence, "previous_hash": entry.previous_hash, "entry_hash": entry.entry_hash}
        if entry.application_key == application.key:
            line |= {
                "at": stamp(entry.at),
                "actor_kind": entry.actor_kind,
                "actor_name": entry.actor_name,
                "action": entry.action,
                "target": entry.target,
                "application_key": entry.application_key,
                "details": entry.details,
            }
        lines.append(json.dumps(line, sort_keys=True, ensure_ascii=False))
        head = entry.entry_hash
    return ("\n".join(lines) + "\n").encode(), head
