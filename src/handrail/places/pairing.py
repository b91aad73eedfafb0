"""Pairing by typed code: how a page of the app that has no bridge window is let in.

The page asks for a code and shows it; the signed-in author types it in the console, sees which app, environment and
origin asked, and confirms; the page fetches its session key with the ticket it got beside the code. The code is the
only thing that a person carries, so it is short (40 bits) and worth little: it lives two minutes, opens one pairing
once, for one author, and guessing ends after five tries. Whoever reads it from the screen has no ticket.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.models import Application, Environment
from handrail.errors import HandrailError, NotFoundError
from handrail.library.access import require_author
from handrail.places.models import CodeTry, Pairing
from handrail.places.proposals import require_power

ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""32 characters, 5 bits each; neither I and 1 nor O and 0 are among them."""
CODE_LENGTH: Final = 8
CODE_LIFE: Final = timedelta(minutes=2)
MAX_WAITING: Final = 20
"""Codes of one environment that wait at a time."""
TRIES: Final = 5
TRIES_OF_ALL: Final = 100
TRY_WINDOW: Final = timedelta(minutes=15)
_REMEMBERED: Final = timedelta(minutes=10)
"""How long a dead code is still told from a wrong one."""

State = Pairing.State


class CodeMalformedError(HandrailError):
    """What was typed can be no code; it counts as no try."""

    code = "power.code-malformed"
    sentence = "A code has 8 letters and digits, without I, O, 0 and 1. Nothing was changed; look at the app again."


class CodeWrongError(HandrailError):
    """No page of this application shows the code."""

    code = "power.code-wrong"
    sentence = "No page of this application shows this code. Nothing was changed; look again. Tries left: {left}."


class CodeExpiredError(HandrailError):
    """The code was right, two minutes ago."""

    code = "power.code-expired"
    sentence = "This code has expired: it is valid for two minutes. Nothing was changed; ask the app for a new one."


class CodeUsedError(HandrailError):
    """The code was typed before."""

    code = "power.code-used"
    sentence = "This code was used already. Nothing was changed; ask the app for a new one."


class TooManyTriesError(HandrailError):
    """Too many wrong codes, by this author or by all."""

    code = "power.too-many-tries"
    sentence = "Too many wrong codes. Nothing was changed; codes can be typed again in at most {minutes} minutes."


class TooManyCodesError(HandrailError):
    """Too many pages of the environment wait with a code."""

    code = "power.too-many-codes"
    sentence = "Too many codes of this environment wait already. Nothing was changed; try again in two minutes."


@dataclass(frozen=True)
class ShownCode:
    """What the page gets: the code to show, the ticket to keep, and how many seconds both are good for."""

    code: str
    ticket: str
    seconds: int


@dataclass(frozen=True)
class Progress:
    """Where the page's code stands: ``waiting``, ``typed``, ``connected`` (with the session key, once), ``refused`` by
    the author, or ``over``."""

    state: str
    session: str = ""
    pairing: Pairing | None = None


def secret_hash(secret: str) -> str:
    """How a ticket or a session key is kept: 256 random bits need no key."""
    return hashlib.sha256(secret.encode()).hexdigest()


def code_hash(code: str) -> str:
    """How a code is kept: whoever has only the database cannot try all 2**40."""
    return salted_hmac("handrail.places.pairing", code, algorithm="sha256").hexdigest()


def show_code(*, environment: Environment, origin: str) -> ShownCode:
    """A fresh code for a page that nobody has vouched for yet.

    Args:
        environment: as ``admitted_environment`` gave it.
        origin: the page's, as the browser sent it.

    Raises:
        TooManyCodesError: too many wait.
    """
    now = timezone.now()
    unused = Pairing.objects.filter(session_hash=None, expires_at__lt=now - _REMEMBERED)
    ended = Pairing.objects.filter(used_at__lt=now - timedelta(days=1))
    for old in (unused, ended):
        old.delete()
    if Pairing.objects.filter(environment=environment, state=State.WAITING, expires_at__gt=now).count() >= MAX_WAITING:
        raise TooManyCodesError()
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    ticket = secrets.token_urlsafe(32)
    Pairing.objects.create(
        application=environment.application,
        environment=environment,
        origin=origin,
        code_hash=code_hash(code),
        ticket_hash=secret_hash(ticket),
        created_at=now,
        expires_at=now + CODE_LIFE,
    )
    return ShownCode(code, ticket, int(CODE_LIFE.total_seconds()))


def type_code(*, actor: User, application: Application, typed: str) -> Pairing:
    """An author types what a page shows. Nothing is connected yet: the author is shown what asked.

    Raises:
        NotAllowedError: the actor is no author.
        CodeMalformedError, CodeWrongError, CodeExpiredError, CodeUsedError: see there.
        TooManyTriesError: five wrong ones in a quarter of an hour, or a hundred of everybody.
    """
    require_author(actor, application)
    code = "".join(typed.split()).replace("-", "").upper()
    if len(code) != CODE_LENGTH or any(sign not in ALPHABET for sign in code):
        raise CodeMalformedError()
    now = timezone.now()
    # Noted before it is compared: of many tries at once, none goes uncounted.
    attempt = CodeTry.objects.create(author=actor, at=now)
    left = _tries_left(actor, now)
    if left < 0:
        attempt.delete()
        raise TooManyTriesError(minutes=int(TRY_WINDOW.total_seconds() // 60))
    found = _shown(application, code)
    if found is None:
        if left == 0:
            record(actor, "power.code-locked", application.name, {"tries": TRIES}, application)
        raise CodeWrongError(left=left)
    attempt.delete()
    require_power(actor, found.environment)
    if found.state == State.TYPED and found.author_id == actor.pk and found.expires_at > now:
        return found
    if found.state != State.WAITING:
        raise CodeUsedError()
    mine = Pairing.objects.filter(pk=found.pk, state=State.WAITING, expires_at__gt=now)
    if not mine.update(state=State.TYPED, author=actor, expires_at=now + CODE_LIFE):
        found.refresh_from_db()
        raise CodeExpiredError() if found.state == State.WAITING else CodeUsedError()
    found.refresh_from_db()
    return found


def typed_pairing(*, actor: User, application: Application, pairing_id: int) -> Pairing:
    """The pairing whose code the actor typed and has not answered yet.

    Raises:
        NotFoundError: no such pairing, or somebody else typed it.
        CodeExpiredError: it waited too long for the answer.
        CodeUsedError: it was answered.
    """
    require_author(actor, application)
    rows = Pairing.objects.select_related("environment", "application")
    found = rows.filter(pk=pairing_id, application=application, author=actor).first()
    if found is None:
        raise NotFoundError(what=f"Pairing {pairing_id}")
    if found.state != State.TYPED:
        raise CodeUsedError()
    if found.expires_at <= timezone.now():
        raise CodeExpiredError()
    return found


def answer_pairing(*, actor: User, application: Application, pairing_id: int, connect: bool) -> Pairing:
    """The author has seen which app asks, and says yes or no.

    Raises:
        NotFoundError, CodeExpiredError, CodeUsedError: as ``typed_pairing``.
    """
    found = typed_pairing(actor=actor, application=application, pairing_id=pairing_id)
    require_power(actor, found.environment)
    now = timezone.now()
    state = State.CONFIRMED if connect else State.ENDED
    with transaction.atomic():
        open_one = Pairing.objects.filter(pk=found.pk, state=State.TYPED, expires_at__gt=now)
        if not open_one.update(state=state, expires_at=now + CODE_LIFE):
            raise CodeUsedError()
        details = {"environment": found.environment.name}
        record(actor, "power.paired" if connect else "power.pairing-refused", found.origin, details, application)
    found.refresh_from_db()
    return found


def look_after(*, environment: Environment, origin: str, ticket: str) -> Progress:
    """What became of a page's code; once it is confirmed, the session key, and this only once."""
    now = timezone.now()
    rows = Pairing.objects.select_related("environment", "application", "author")
    found = rows.filter(ticket_hash=secret_hash(ticket), environment=environment, origin=origin).first()
    if found is None or found.expires_at <= now:
        return Progress("over")
    if found.state in {State.WAITING, State.TYPED}:
        return Progress(str(found.state))
    if found.state == State.ENDED and found.session_hash is None:
        return Progress("refused")
    session = secrets.token_urlsafe(32)
    confirmed = Pairing.objects.filter(pk=found.pk, state=State.CONFIRMED, expires_at__gt=now)
    if not confirmed.update(state=State.LIVE, session_hash=secret_hash(session), started_at=now, used_at=now):
        return Progress("over")
    found.refresh_from_db()
    return Progress("connected", session, found)


def _tries_left(actor: User, now: datetime) -> int:
    """How many wrong codes the author may still type after this one; below 0: not even this one."""
    CodeTry.objects.filter(at__lt=now - TRY_WINDOW).delete()
    everybody = TRIES_OF_ALL - CodeTry.objects.count()
    return min(TRIES - CodeTry.objects.filter(author=actor).count(), everybody)


def _shown(application: Application, code: str) -> Pairing | None:
    """Whatever of the application has or had this code lately; every one is compared, in the same time."""
    wanted = code_hash(code)
    rows = Pairing.objects.select_related("environment", "application").filter(
        application=application, created_at__gt=timezone.now() - _REMEMBERED
    )
    found = [row for row in rows.order_by("pk") if hmac.compare_digest(row.code_hash, wanted)]
    return found[-1] if found else None
