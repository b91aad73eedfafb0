"""API tokens: made, used, revoked."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.access import Role, require
from handrail.applications.models import Application, Environment, Scope, Token
from handrail.errors import InvalidInputError, NotFoundError

PREFIX = "hr_"
USE_NOTED_EVERY = timedelta(minutes=1)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def create_token(
    *,
    actor: User,
    application: Application,
    label: str,
    scopes: list[Scope],
    environment: Environment | None = None,
    days: int | None = None,
) -> tuple[Token, str]:
    """A new token and its secret, which is shown once and never again.

    Args:
        actor: administrator of the application.
        application: the one application it is for.
        label: what people call it.
        scopes: at least one.
        environment: absent: all environments.
        days: until it expires; absent: never.
    """
    require(actor, Role.ADMINISTRATOR, application=application)
    if not scopes or not label.strip():
        raise InvalidInputError(summary="a token needs a label and at least one scope", problems=[])
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = Token.objects.create(
            application=application,
            environment=environment,
            label=label.strip(),
            scopes=sorted(str(Scope(scope)) for scope in scopes),
            secret_hash=_hashed(secret),
            beginning=secret[: len(PREFIX) + 6],
            created_by=actor,
            expires_at=timezone.now() + timedelta(days=days) if days else None,
        )
        where = environment.name if environment else "*"
        record(actor, "token.created", token.label, {"scopes": token.scopes, "environment": where}, application)
    return token, secret


def use_token(secret: str) -> Token | None:
    """The valid token of a secret; its time of use is noted to the minute."""
    found = Token.objects.select_related("application", "environment").filter(secret_hash=_hashed(secret)).first()
    if found is None or not found.valid:
        return None
    now = timezone.now()
    if found.last_used_at is None or now - found.last_used_at > USE_NOTED_EVERY:
        Token.objects.filter(pk=found.pk).update(last_used_at=now)
        found.last_used_at = now
    return found


def tokens_of(actor: User, application: Application) -> QuerySet[Token]:
    """All tokens of an application, for its administrators and auditors."""
    require(actor, Role.ADMINISTRATOR, Role.AUDITOR, application=application)
    return Token.objects.select_related("environment", "created_by").filter(application=application)


def revoke_token(*, actor: User, application: Application, token_id: int) -> Token:
    """Make a token useless at once."""
    require(actor, Role.ADMINISTRATOR, application=application)
    with transaction.atomic():
        token = Token.objects.select_for_update().filter(application=application, pk=token_id).first()
        if token is None:
            raise NotFoundError(what="This token")
        if token.revoked_at is None:
            token.revoked_at = timezone.now()
            token.save(update_fields=["revoked_at"])
            record(actor, "token.revoked", token.label, {}, application)
    return token
