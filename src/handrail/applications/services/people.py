"""People and what they may do."""

from django.db import transaction
from django.db.models import Q, QuerySet

from handrail.accounts.audit import System, record
from handrail.accounts.models import OneTimeLink, User
from handrail.accounts.people import add_person, everybody, make_link
from handrail.applications.access import Role, can, require
from handrail.applications.models import Application, Environment, Grant
from handrail.applications.models.grant import PER_ENVIRONMENT
from handrail.errors import InvalidInputError, NotAllowedError, NotFoundError


def people_seen_by(actor: User) -> QuerySet[User]:
    """Everybody, with grants, for administrators and auditors of the installation.

    Raises:
        NotAllowedError: neither.
    """
    require(actor, Role.ADMINISTRATOR, Role.AUDITOR)
    return everybody().prefetch_related("grants__application", "grants__environment")


def person_seen_by(actor: User, person_id: int) -> User:
    """One of them.

    Raises:
        NotFoundError: there is none.
    """
    found = people_seen_by(actor).filter(pk=person_id).first()
    if found is None:
        raise NotFoundError(what="This person")
    return found


def first_administrator() -> User | None:
    """The administrator of the installation who came first."""
    grants = Grant.objects.filter(role=Role.ADMINISTRATOR, application=None, user__is_active=True)
    grant = grants.select_related("user").order_by("pk").first()
    return grant.user if grant else None


def invite_person(*, actor: User, email: str, display_name: str, language: str = "") -> tuple[User, str]:
    """Create a person without roles and a one-time link for them, seven days long.

    Returns:
        The person and the link's secret; it is shown once.
    """
    require(actor, Role.ADMINISTRATOR)
    with transaction.atomic():
        user = add_person(email=email, display_name=display_name, language=language)
        secret = make_link(user, OneTimeLink.Purpose.INVITATION)
        record(actor, "person.invited", user.email, {"name": user.display_name})
    return user, secret


def create_link(*, actor: User, user: User) -> str:
    """A fresh one-time link for a person who cannot sign in: it lets them choose a new password."""
    require(actor, Role.ADMINISTRATOR)
    with transaction.atomic():
        secret = make_link(user, OneTimeLink.Purpose.INVITATION)
        record(actor, "person.link-created", user.email)
    return secret


def link_from_command_line(*, user: User, loopback_only: bool) -> str:
    """A sign-in link made by whoever owns the console's machine (and could read its database anyway)."""
    with transaction.atomic():
        secret = make_link(user, OneTimeLink.Purpose.SIGN_IN, loopback_only=loopback_only)
        record(System("command line"), "person.link-created", user.email, {"loopback_only": loopback_only})
    return secret


def grant_role(
    *,
    actor: User,
    user: User,
    role: Role,
    application: Application | None = None,
    environment: Environment | None = None,
) -> Grant:
    """Give a person a role: for all applications, for one, or (approver, publisher) for one environment.

    Raises:
        NotAllowedError: not an administrator there.
        InvalidInputError: the role cannot be limited to an environment.
    """
    require(actor, Role.ADMINISTRATOR, application=application)
    if environment is not None and (role not in PER_ENVIRONMENT or application is None):
        raise InvalidInputError(summary="only approver and publisher can be limited to one environment", problems=[])
    if environment is not None and environment.application_id != application.pk:  # type: ignore[union-attr]
        raise NotFoundError(what=f"Environment {environment.name}")
    with transaction.atomic():
        grant, fresh = Grant.objects.get_or_create(
            user=user, role=Role(role), application=application, environment=environment
        )
        if fresh:
            record(actor, "role.granted", user.email, _told(grant), application)
    return grant


def revoke_role(*, actor: User, user: User, grant_id: int) -> None:
    """Take a role away at once.

    Raises:
        NotAllowedError: not an administrator there, or it is the installation's last administrator.
    """
    grant = Grant.objects.select_related("application", "environment").filter(user=user, pk=grant_id).first()
    if grant is None:
        raise NotFoundError(what="This role")
    require(actor, Role.ADMINISTRATOR, application=grant.application)
    with transaction.atomic():
        _refuse_last_administrator(user, grant)
        told = _told(grant)
        application = grant.application
        grant.delete()
        record(actor, "role.revoked", user.email, told, application)


def set_active(*, actor: User, user: User, active: bool) -> User:
    """Let a person sign in, or not any more; what they did stays theirs."""
    require(actor, Role.ADMINISTRATOR)
    if user == actor and not active:
        raise NotAllowedError("You cannot switch yourself off. Nothing was changed; ask another administrator.")
    with transaction.atomic():
        user.is_active = active
        user.save(update_fields=["is_active"])
        record(actor, "person.switched-on" if active else "person.switched-off", user.email)
    return user


def administers(actor: User, application: Application | None) -> bool:
    """Whether ``actor`` may change people's roles there."""
    return can(actor, Role.ADMINISTRATOR, application=application)


def _told(grant: Grant) -> dict[str, str]:
    return {
        "role": grant.role,
        "application": grant.application.name if grant.application else "*",
        "environment": grant.environment.name if grant.environment else "*",
    }


def _refuse_last_administrator(user: User, grant: Grant) -> None:
    if grant.role != Role.ADMINISTRATOR or grant.application_id is not None:
        return
    others = Grant.objects.filter(role=Role.ADMINISTRATOR, application=None, user__is_active=True).exclude(pk=grant.pk)
    if not others.exists():
        raise NotAllowedError(
            "This is the last administrator of the installation. Nothing was changed; make somebody else one first."
        )


def grants_in(actor: User, application: Application) -> QuerySet[Grant]:
    """Every grant that holds in ``application``, those for all applications included.

    Raises:
        NotAllowedError: neither administrator nor auditor there.
    """
    require(actor, Role.ADMINISTRATOR, Role.AUDITOR, application=application)
    found = Grant.objects.filter(Q(application=None) | Q(application=application))
    return found.select_related("user", "application", "environment").order_by("user__display_name", "role")
