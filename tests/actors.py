"""Standing actors: everybody who plays a part in more than one test."""

from dataclasses import dataclass

from handrail.accounts.models import User
from handrail.accounts.people import add_person
from handrail.applications.models import Application, Environment, Grant, Role
from handrail.applications.services import create_application, first_run

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Bank:
    """A bank with one application and one person per role.

    ``outsider`` is signed in and has no grant; ``neighbour`` is author and administrator of another application.
    """

    administrator: User
    author: User
    translator: User
    approver: User
    publisher: User
    auditor: User
    outsider: User
    neighbour: User
    application: Application
    other: Application

    @property
    def production(self) -> Environment:
        return self.application.environments.get(name="production")

    @property
    def staging(self) -> Environment:
        return self.application.environments.get(name="staging")

    @property
    def people(self) -> dict[str, User]:
        return {name: value for name, value in vars(self).items() if isinstance(value, User)}


def person(name: str, *roles: Role, application: Application | None = None) -> User:
    user = add_person(email=f"{name}@example.com", display_name=name.capitalize(), password=PASSWORD)
    for role in roles:
        Grant.objects.create(user=user, role=role, application=application)
    return user


def make_bank() -> Bank:
    founder = first_run(email="founder@example.com", display_name="Founder", password=PASSWORD)
    application = create_application(actor=founder, name="Sample Bank", languages=["en", "de"])
    other = create_application(actor=founder, name="Other Shop", languages=["en"])
    return Bank(
        administrator=person("administrator", Role.ADMINISTRATOR),
        author=person("author", Role.AUTHOR, application=application),
        translator=person("translator", Role.TRANSLATOR, application=application),
        approver=person("approver", Role.APPROVER, application=application),
        publisher=person("publisher", Role.PUBLISHER, application=application),
        auditor=person("auditor", Role.AUDITOR, application=application),
        outsider=person("outsider"),
        neighbour=person("neighbour", Role.AUTHOR, Role.ADMINISTRATOR, application=other),
        application=application,
        other=other,
    )
