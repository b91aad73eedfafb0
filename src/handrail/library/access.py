"""Who may read and change content: the only door to drafts."""

from handrail.accounts.models import User
from handrail.applications.access import Actor, Role, Scope, can, require, visible_applications
from handrail.applications.models import Application, Token
from handrail.errors import NotFoundError

__all__ = [
    "Actor",
    "may_edit",
    "may_translate",
    "person_behind",
    "require_author",
    "require_reader",
    "require_translator",
]


def require_reader(actor: Actor, application: Application) -> None:
    """Everybody with any role in the application reads all of its content; a token needs ``content:read``.

    Raises:
        NotFoundError: a person without a role there.
        NotAllowedError: a token without the scope.
    """
    if isinstance(actor, Token):
        require(actor, application=application, scope=Scope.CONTENT_READ)
    elif not visible_applications(actor).filter(pk=application.pk).exists():
        raise NotFoundError(what=f"Application {application.key}")


def require_author(actor: Actor, application: Application) -> None:
    """Authors edit content; a token needs ``content:write``."""
    require(actor, Role.AUTHOR, application=application, scope=Scope.CONTENT_WRITE)


def require_translator(actor: Actor, application: Application) -> None:
    """Translators and authors change texts of other languages; a token needs ``content:write``."""
    require(actor, Role.TRANSLATOR, Role.AUTHOR, application=application, scope=Scope.CONTENT_WRITE)


def may_edit(actor: Actor, application: Application) -> bool:
    """Whether ``require_author`` would let pass; pages show or hide their buttons by it."""
    return can(actor, Role.AUTHOR, application=application, scope=Scope.CONTENT_WRITE)


def may_translate(actor: Actor, application: Application) -> bool:
    """Whether ``require_translator`` would let pass."""
    return can(actor, Role.TRANSLATOR, Role.AUTHOR, application=application, scope=Scope.CONTENT_WRITE)


def person_behind(actor: Actor) -> User | None:
    """The person who answers for what ``actor`` does: for a token, whoever made it."""
    return actor.created_by if isinstance(actor, Token) else actor
