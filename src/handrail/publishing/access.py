"""Who may see, propose, approve and publish releases: the only door to them."""

from django.db.models import QuerySet

from handrail.applications.access import Actor, Role, Scope, can, require
from handrail.applications.models import Application, Environment, Token
from handrail.errors import NotFoundError
from handrail.library.access import require_reader
from handrail.publishing.models import Pointer, Release

__all__ = [
    "Actor",
    "current_pointer",
    "find_release",
    "is_own_work",
    "may_approve",
    "may_publish",
    "releases_of",
    "require_approver",
    "require_deployer",
    "require_proposer",
    "require_publisher",
    "require_release_reader",
]


def require_release_reader(actor: Actor, application: Application) -> None:
    """Everybody with a role in the application sees its releases; a token needs a scope to read."""
    if isinstance(actor, Token):
        # Whoever may roll back must be able to name a release; the environment is checked where something changes.
        limited = actor.environment if actor.environment_id is not None else None
        enough = (Scope.RELEASES_WRITE, Scope.EVIDENCE_READ)
        scope = next((each for each in enough if each in actor.scopes), Scope.PACKAGES_READ)
        require(actor, application=application, environment=limited, scope=scope)
    else:
        require_reader(actor, application)


def require_proposer(actor: Actor, environment: Environment) -> None:
    """Authors propose; a token needs ``releases:write``."""
    require(actor, Role.AUTHOR, environment=environment, scope=Scope.RELEASES_WRITE)


def require_approver(actor: Actor, environment: Environment) -> None:
    """Approvers are people; no token approves."""
    require(actor, Role.APPROVER, environment=environment)


def require_publisher(actor: Actor, environment: Environment) -> None:
    """Publishers make live, roll back, pause and stop; a token needs ``releases:write``."""
    require(actor, Role.PUBLISHER, environment=environment, scope=Scope.RELEASES_WRITE)


def require_deployer(actor: Actor, environment: Environment) -> None:
    """Publishers, and administrators who connect an application, get packages; a token needs ``packages:read``."""
    require(actor, Role.PUBLISHER, Role.ADMINISTRATOR, environment=environment, scope=Scope.PACKAGES_READ)


def may_approve(actor: Actor, release: Release) -> bool:
    """Whether ``actor`` is an approver there and the release is nobody's own work."""
    return can(actor, Role.APPROVER, environment=release.environment) and not is_own_work(actor, release)


def may_publish(actor: Actor, environment: Environment) -> bool:
    """Whether ``actor`` may make live, roll back, pause and stop there."""
    return can(actor, Role.PUBLISHER, environment=environment, scope=Scope.RELEASES_WRITE)


def is_own_work(actor: Actor, release: Release) -> bool:
    """Whether ``actor`` proposed the release or wrote a change in it."""
    if isinstance(actor, Token):
        return True
    return release.proposed_by_id == actor.pk or release.authors.filter(pk=actor.pk).exists()


def releases_of(actor: Actor, application: Application) -> QuerySet[Release]:
    """All releases of an application, newest first, without their bytes."""
    require_release_reader(actor, application)
    return Release.objects.filter(application=application).select_related("environment").defer("source", "envelope")


def find_release(actor: Actor, application: Application, number: int) -> Release:
    """One release.

    Raises:
        NotFoundError: there is none of that number.
    """
    require_release_reader(actor, application)
    found = Release.objects.select_related("environment", "base", "promoted_from").filter(
        application=application, number=number
    )
    release = found.first()
    if release is None:
        raise NotFoundError(what=f"Release {number}")
    return release


def current_pointer(environment: Environment) -> Pointer | None:
    """The newest pointer of an environment: what the console says is live. Roles were checked by the caller.

    Newest is what verifiers take for it: where the pointer keys were replaced, the first ``seq`` of the new ones comes
    after the last of the old ones, whoever drove that up.
    """
    found = Pointer.objects.filter(environment=environment).select_related("release")
    return found.order_by("-keys_since", "-seq").first()
