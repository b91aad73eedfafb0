"""The audit log: append-only, hash-chained.

Every service writes its entry last, inside its own transaction: what was rolled back leaves no entry, and what has an
entry has happened.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from handrail.accounts.models import AuditEntry, AuditHead

GENESIS = "0" * 64


class Named(Protocol):
    """Whoever acts: a person or a token."""

    @property
    def audit_kind(self) -> str:
        """``person``, ``token`` or ``system``."""

    @property
    def audit_name(self) -> str:
        """E-mail address or label."""


class Keyed(Protocol):
    """Whatever has an application's public key."""

    key: str


@dataclass(frozen=True)
class System:
    """Acts where no person does: the first run, the command line on the server, the clock."""

    audit_name: str = "system"
    audit_kind: str = "system"


@dataclass(frozen=True)
class ChainVerdict:
    """Outcome of walking the whole chain.

    Attributes:
        entries: how many entries were read.
        broken_at: number of the first entry that does not fit; ``None`` when the chain is whole.
        head: hash of the newest entry, to be written down elsewhere as a witness.
    """

    entries: int
    broken_at: int | None
    head: str

    @property
    def whole(self) -> bool:
        """Whether nothing was changed, dropped or reordered."""
        return self.broken_at is None


def stamp(moment: datetime) -> str:
    """A moment as it goes into an entry's hash: UTC, microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _entry_hash(entry: AuditEntry) -> str:
    content = {
        "action": entry.action,
        "actor": [entry.actor_kind, entry.actor_name],
        "application": entry.application_key,
        "at": stamp(entry.at),
        "details": entry.details,
        "previous": entry.previous_hash,
        "sequence": entry.sequence,
        "target": entry.target,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def record(
    actor: Named,
    action: str,
    target: str,
    details: dict[str, Any] | None = None,
    application: Keyed | str | None = None,
) -> AuditEntry:
    """Append one entry; call it last, inside the service's transaction.

    Args:
        actor: who did it.
        action: ``<thing>.<verb>``, e.g. ``campaign.created``; stable, shown translated.
        target: what it was done to, in words a person recognises.
        details: plain JSON; never a secret.
        application: the application (or its key) it belongs to; absent for what concerns the whole installation.
    """
    plain: dict[str, Any] = json.loads(json.dumps(details or {}, default=str))
    with transaction.atomic():
        AuditHead.objects.get_or_create(pk=1)
        head = AuditHead.objects.select_for_update().get(pk=1)
        entry = AuditEntry(
            sequence=head.sequence + 1,
            at=timezone.now(),
            actor_kind=actor.audit_kind,
            actor_name=actor.audit_name,
            action=action,
            target=target[:254],
            application_key=application if isinstance(application, str) else application.key if application else "",
            details=plain,
            previous_hash=head.entry_hash,
        )
        entry.entry_hash = _entry_hash(entry)
        entry.save()
        head.sequence, head.entry_hash = entry.sequence, entry.entry_hash
        head.save()
    return entry


def entries(application: Keyed | str | None = None) -> QuerySet[AuditEntry]:
    """Entries, newest first; of one application or of all. Who may read them is asked by ``applications.access``."""
    found = AuditEntry.objects.all()
    if application is not None:
        found = found.filter(application_key=application if isinstance(application, str) else application.key)
    return found


def verify_chain() -> ChainVerdict:
    """Walk the chain from the first entry and compare it with the head."""
    expected, count = GENESIS, 0
    for entry in AuditEntry.objects.order_by("sequence").iterator(chunk_size=500):
        count += 1
        fits = entry.sequence == count and entry.previous_hash == expected and entry.entry_hash == _entry_hash(entry)
        if not fits:
            return ChainVerdict(count, entry.sequence, expected)
        expected = entry.entry_hash
    head = AuditHead.objects.filter(pk=1).first()
    known = (head.sequence, head.entry_hash) if head else (0, GENESIS)
    return ChainVerdict(count, None if known == (count, expected) else count + 1, expected)
