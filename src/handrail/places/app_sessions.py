"""Sessions of pages that were paired by a typed code: what proves them, and what ends them.

A session is one page's key, kept in that page's memory. It ends with the page, after 30 idle minutes, after twelve
hours, from the console, and as soon as its author, environment or origin is admitted no longer.
"""

import hashlib
import hmac
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.models import Application, Environment
from handrail.errors import HandrailError, NotAllowedError, NotFoundError
from handrail.library.access import Actor, require_author
from handrail.places.assets import synced_assets
from handrail.places.models import Pairing
from handrail.places.pairing import secret_hash
from handrail.places.proposals import NotForAuthoringError, pending_proposals, require_power

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)
MAX_MESSAGES: Final = 2000

State = Pairing.State


class SessionOverError(HandrailError):
    """The page's key opens nothing, or nothing any more."""

    code = "power.session-over"
    sentence = "The session with the console has ended. Nothing was kept; connect again and repeat it."


def use_session(*, environment: Environment, origin: str, secret: str) -> tuple[Pairing, User]:
    """The session that a key opens, and the author in whose name it acts; counts as use.

    Args:
        environment: as ``admitted_environment`` gave it.
        origin: the page's, as the browser sent it.
        secret: the session key.

    Raises:
        SessionOverError: no such session here, ended, idle for too long, or its author may no longer.
    """
    now, wanted = timezone.now(), secret_hash(secret)
    rows = Pairing.objects.select_related("environment", "application", "author")
    found = rows.filter(session_hash=wanted, environment=environment, origin=origin).first()
    if found is None or found.author is None or not hmac.compare_digest(found.session_hash or "", wanted):
        raise SessionOverError()
    used = _live().filter(pk=found.pk, messages__lt=MAX_MESSAGES)
    if not used.update(used_at=now, messages=F("messages") + 1):
        raise SessionOverError()
    try:
        require_power(found.author, environment)
    except (NotAllowedError, NotForAuthoringError) as error:
        _end(found)
        raise SessionOverError() from error
    return found, found.author


def leave_session(pairing: Pairing) -> None:
    """The page says that it is done."""
    _end(pairing)


def live_sessions(*, actor: Actor, application: Application) -> list[Pairing]:
    """Sessions of the application that are open now, or about to be, the newest first; authors only."""
    require_author(actor, application)
    about_to = Q(state=State.CONFIRMED, expires_at__gt=timezone.now())
    rows = Pairing.objects.filter(about_to | Q(pk__in=_live().values("pk")), application=application)
    return list(rows.select_related("environment", "author").order_by("-created_at"))


def end_session(*, actor: Actor, application: Application, pairing_id: int) -> Pairing:
    """End a session from the console, whoever's it is; its page is told at its next message.

    Raises:
        NotFoundError: no such session here.
    """
    require_author(actor, application)
    with transaction.atomic():
        found = Pairing.objects.filter(application=application, pk=pairing_id).exclude(session_hash=None)
        pairing = found.select_related("environment").first() or _confirmed(application, pairing_id)
        if pairing is None:
            raise NotFoundError(what=f"Session {pairing_id}")
        if _end(pairing):
            details = {"environment": pairing.environment.name}
            record(actor, "power.session-ended", pairing.origin, details, application)
    return pairing


def news_mark(*, actor: Actor, application: Application) -> str:
    """Changes whenever the page of Power Mode would show something else: sessions, proposals, looks."""
    sessions = [[row.pk, row.state] for row in live_sessions(actor=actor, application=application)]
    waiting = [row.pk for row in pending_proposals(actor=actor, application=application)]
    looks = [[row.pk, row.synced_at.isoformat()] for row in synced_assets(actor=actor, application=application)]
    return hashlib.sha256(repr([sessions, waiting, looks]).encode()).hexdigest()[:16]


def _live() -> QuerySet[Pairing]:
    now = timezone.now()
    return Pairing.objects.filter(state=State.LIVE, used_at__gt=now - IDLE, started_at__gt=now - LONGEST)


def _confirmed(application: Application, pairing_id: int) -> Pairing | None:
    rows = Pairing.objects.select_related("environment")
    return rows.filter(application=application, pk=pairing_id, state=State.CONFIRMED).first()


def _end(pairing: Pairing) -> bool:
    open_one = Pairing.objects.filter(pk=pairing.pk).exclude(state=State.ENDED)
    return bool(open_one.update(state=State.ENDED))
