"""An application with an environment for authoring and people of every kind."""

import pytest

from handrail.accounts.models import User
from handrail.applications.models import Application, Environment, Grant, Role


def make_person(role: Role | None, application: Application | None = None) -> User:
    name = role.value if role else "nobody"
    number = User.objects.count()
    person = User.objects.create_user(email=f"{name}-{number}@example.com", display_name=name)
    if role is not None:
        Grant.objects.create(user=person, role=role, application=application)
    return person


@pytest.fixture
def bank(db: None) -> Application:
    return Application.objects.create(name="Sample Bank", languages=["en"])


@pytest.fixture
def staging(bank: Application) -> Environment:
    return Environment.objects.create(application=bank, name="staging", page_url="https://bank.example/x", power=True)


@pytest.fixture
def production(bank: Application) -> Environment:
    return Environment.objects.create(application=bank, name="production", position=1)


@pytest.fixture
def author(bank: Application) -> User:
    return make_person(Role.AUTHOR, bank)
