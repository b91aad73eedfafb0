"""The only door: who may see and do what in which application and environment.

Every service asks ``require`` first; every view and endpoint gets its rows from here. A person has roles by grants, a
token has scopes; without either the answer is no.
"""

from django.db.models import Q, QuerySet

from handrail.accounts.models import User
from handrail.applications.models import Application, Environment, Grant, Role, Scope, Token
from handrail.errors import NotAllowedError, NotFoundError

Actor = User | Token

__all__ = [
    "Actor",
    "Role",
    "Scope",
    "can",
    "get_application",
    "get_environment",
    "require",
    "roles_of",
    "visible_applications",
]


def _grants(user: User) -> QuerySet[Grant]:
    return Grant.objects.filter(user=user) if user.is_active else Grant.objects.none()


def roles_of(
    user: User, application: Application | None = None, environment: Environment | None = None
) -> frozenset[Role]:
    """The roles a person has there.

    Args:
        user: the person.
        application: absent: only grants for all applications count.
        environment: absent: grants that are limited to one environment do not count.
    """
    found = _grants(user)
    if environment is not None:
        application = environment.application
        found = found.filter(Q(environment=None) | Q(environment=environment))
    else:
        found = found.filter(environment=None)
    here = Q(application=None) if application is None else Q(application=None) | Q(application=application)
    return frozenset(Role(role) for role in found.filter(here).values_list("role", flat=True))


def _token_may(
    token: Token, scope: Scope | None, application: Application | None, environment: Environment | None
) -> bool:
    application = environment.application if environment is not None else application
    return (
        token.valid
        and scope is not None
        and scope in token.scopes
        and application is not None
        and token.application_id == application.pk
        and (token.environment_id is None or (environment is not None and token.environment_id == environment.pk))
    )


def can(
    actor: Actor,
    *roles: Role,
    application: Application | None = None,
    environment: Environment | None = None,
    scope: Scope | None = None,
) -> bool:
    """Whether ``actor`` has one of ``roles`` there (a person) or ``scope`` there (a token)."""
    if isinstance(actor, Token):
        return _token_may(actor, scope, application, environment)
    return bool(roles_of(actor, application, environment) & set(roles))


def require(
    actor: Actor,
    *roles: Role,
    application: Application | None = None,
    environment: Environment | None = None,
    scope: Scope | None = None,
) -> None:
    """Let pass or refuse; the first line of every service.

    Args:
        actor: person or token.
        *roles: one of them is needed by a person.
        application: where; absent: for the whole installation.
        environment: where exactly; grants limited to another environment do not count.
        scope: what a token needs; absent: tokens are refused.

    Raises:
        NotAllowedError: the actor may not.
    """
    if not can(actor, *roles, application=application, environment=environment, scope=scope):
        if isinstance(actor, Token) and scope is not None:
            needed = f"the scope {scope} for this application and environment"
            raise NotAllowedError(f"This token may not do this: it needs {needed}. Nothing was changed.", scope=scope)
        raise NotAllowedError(role=" or ".join(roles) or "(none)")


def visible_applications(actor: Actor) -> QuerySet[Application]:
    """The applications of which ``actor`` sees anything at all."""
    if isinstance(actor, Token):
        return Application.objects.filter(pk=actor.application_id) if actor.valid else Application.objects.none()
    if not actor.is_authenticated:
        return Application.objects.none()
    grants = _grants(actor)
    if grants.filter(application=None).exists():
        return Application.objects.all()
    return Application.objects.filter(pk__in=grants.values("application"))


def get_application(actor: Actor, key: str) -> Application:
    """The application of a public key id.

    Raises:
        NotFoundError: there is none, or the actor may not see it: from outside the two look the same.
    """
    found = visible_applications(actor).filter(key=key).first()
    if found is None:
        raise NotFoundError(what=f"Application {key}")
    return found


def get_environment(actor: Actor, application: Application, name: str) -> Environment:
    """An environment of a visible application.

    Raises:
        NotFoundError: there is none, or the token is for another one.
    """
    found = Environment.objects.select_related("application").filter(application=application, name=name).first()
    visible = visible_applications(actor).filter(pk=application.pk).exists()
    limited = isinstance(actor, Token) and actor.environment_id is not None
    if found is None or not visible or (limited and actor.environment_id != found.pk):  # type: ignore[union-attr]
        raise NotFoundError(what=f"Environment {name}")
    return found
