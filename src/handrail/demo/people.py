"""The persons of the demonstration, found again at the next start. Needs a running Django."""

from typing import Final

from handrail.accounts.models import User
from handrail.accounts.people import find_person
from handrail.applications.models import Application, Role
from handrail.applications.services.first_run import first_run
from handrail.applications.services.people import (
    first_administrator,
    grant_role,
    invite_person,
    link_from_command_line,
)

ADMINISTRATOR: Final = "administrator@example.com"
AUTHOR: Final = "author@example.com"
APPROVER: Final = "approver@example.com"


def administrator() -> User:
    """The first administrator of the data directory; made when nobody exists yet."""
    return first_administrator() or first_run(email=ADMINISTRATOR, display_name="Robin Castillo", password=None)


def author(application: Application) -> User:
    """Nora writes: everywhere as author, and on staging she may publish what she tries out."""
    actor, person = administrator(), _person(AUTHOR, "Nora Feld")
    staging = application.environments.get(name="staging")
    grant_role(actor=actor, user=person, role=Role.AUTHOR, application=application)
    grant_role(actor=actor, user=person, role=Role.PUBLISHER, application=application, environment=staging)
    return person


def approver(application: Application) -> User:
    """Jonas approves what others wrote, makes it live and rolls it back."""
    actor, person = administrator(), _person(APPROVER, "Jonas Brandt")
    for role in (Role.APPROVER, Role.PUBLISHER):
        grant_role(actor=actor, user=person, role=role, application=application)
    return person


def _person(email: str, name: str) -> User:
    return find_person(email) or invite_person(actor=administrator(), email=email, display_name=name)[0]


def sign_in_link(person: User, console: str) -> str:
    """Address of a one-time sign-in that works on the loopback address only, for 15 minutes."""
    return f"{console}/sign-in/link/{link_from_command_line(user=person, loopback_only=True)}"
