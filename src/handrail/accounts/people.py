"""People's rows and one-time links. Who may do this is asked one layer up, where grants are (``applications``)."""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from handrail.accounts.models import OneTimeLink, User
from handrail.errors import HandrailError, InvalidInputError

INVITATION_LASTS = timedelta(days=7)
SIGN_IN_LASTS = timedelta(minutes=15)


class OneTimeLinkError(HandrailError):
    """A one-time link that is unknown, used, too old, or opened from elsewhere; nobody was signed in."""

    code = "accounts.link-invalid"
    sentence = "This link {reason}. Nobody was signed in; ask for a new one."


def everybody() -> QuerySet[User]:
    """All people, by name."""
    return User.objects.all()


def anybody_exists() -> bool:
    """Whether the first run has happened."""
    return User.objects.exists()


def find_person(email: str) -> User | None:
    """The person of an e-mail address, whatever its case."""
    return User.objects.filter(email=email.strip().lower()).first()


def add_person(*, email: str, display_name: str, language: str = "", password: str | None = None) -> User:
    """Create a person without any grant.

    Raises:
        InvalidInputError: the address is malformed or taken, or the password too weak.
    """
    email = email.strip().lower()
    problems: list[dict[str, str]] = []
    try:
        validate_email(email)
    except ValidationError:
        problems.append({"where": "email", "what": "not an e-mail address"})
    if find_person(email):
        problems.append({"where": "email", "what": "somebody with this address exists already"})
    if password is not None:
        try:
            validate_password(password, User(email=email, display_name=display_name))
        except ValidationError as error:
            problems.extend({"where": "password", "what": str(what)} for what in error.messages)
    if problems:
        raise InvalidInputError(summary="; ".join(p["what"] for p in problems), problems=problems)
    with transaction.atomic():
        user = User.objects.create_user(email, password, display_name=display_name or email, language=language)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def make_link(user: User, purpose: OneTimeLink.Purpose, *, loopback_only: bool = False) -> str:
    """A new one-time secret for ``user``; it is returned once and only its hash is kept."""
    secret = secrets.token_urlsafe(32)
    lasts = INVITATION_LASTS if purpose == OneTimeLink.Purpose.INVITATION else SIGN_IN_LASTS
    OneTimeLink.objects.create(
        user=user,
        purpose=purpose,
        secret_hash=_hashed(secret),
        loopback_only=loopback_only,
        expires_at=timezone.now() + lasts,
    )
    return secret


def use_link(secret: str, *, from_loopback: bool) -> OneTimeLink:
    """Spend a one-time link.

    Raises:
        OneTimeLinkError: it is unknown, used, expired, its person is switched off, or it works on loopback only.
    """
    with transaction.atomic():
        link = (
            OneTimeLink.objects.select_for_update().select_related("user").filter(secret_hash=_hashed(secret)).first()
        )
        if link is None:
            raise OneTimeLinkError(reason="is not known here")
        if link.used_at is not None:
            raise OneTimeLinkError(reason="was used already")
        if link.expires_at < timezone.now():
            raise OneTimeLinkError(reason="has expired")
        if not link.user.is_active:
            raise OneTimeLinkError(reason="belongs to a person who may not sign in any more")
        if link.loopback_only and not from_loopback:
            raise OneTimeLinkError(reason="works only on the machine that made it")
        link.used_at = timezone.now()
        link.save(update_fields=["used_at"])
    return link


def peek_link(secret: str) -> OneTimeLink | None:
    """A link that could still be used, without spending it (mail scanners open links; only the button spends)."""
    link = OneTimeLink.objects.select_related("user").filter(secret_hash=_hashed(secret), used_at=None).first()
    return link if link and link.expires_at >= timezone.now() and link.user.is_active else None


def forget_expired() -> None:
    """Delete ended sessions and one-time links that nobody can use any more; run by the clock."""
    from importlib import import_module

    from django.conf import settings

    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    OneTimeLink.objects.filter(expires_at__lt=timezone.now() - INVITATION_LASTS).delete()
