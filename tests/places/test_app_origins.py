"""Only pages of registered origins may ask for a code."""

import pytest

from handrail.accounts.audit import entries
from handrail.accounts.models import User
from handrail.applications.models import Application, Environment, Role
from handrail.errors import InvalidInputError, NotAllowedError
from handrail.places import app_origins as module
from handrail.places.app_origins import (
    OriginNotRegisteredError,
    add_app_origin,
    admitted_environment,
    app_origins,
    remove_app_origin,
)
from places.conftest import make_person


def admitted(bank: Application, origin: str, name: str = "staging") -> bool:
    try:
        return admitted_environment(key=bank.key, name=name, origin=origin).name == name
    except OriginNotRegisteredError:
        return False


@pytest.fixture
def boss(bank: Application) -> User:
    return make_person(Role.ADMINISTRATOR, bank)


def test_the_origin_of_the_page_address_is_admitted_by_itself(bank: Application, staging: Environment) -> None:
    assert app_origins(staging) == ["https://bank.example"]
    assert admitted(bank, "https://bank.example")


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "file://",
        "https://bank.example/",
        "https://bank.example:443",
        "http://bank.example",
        "https://BANK.example",
        "https://bank.example.evil.example",
        "https://evil.example",
        "https://sub.bank.example",
        "https://bank.example, https://evil.example",
        "*",
    ],
)
def test_any_other_is_not(bank: Application, staging: Environment, origin: str) -> None:
    assert not admitted(bank, origin)


def test_an_environment_without_an_address_admits_nobody(bank: Application, staging: Environment) -> None:
    Environment.objects.update(page_url="")
    assert not admitted(bank, "")
    assert not admitted(bank, "null")


def test_unknown_applications_environments_and_production_look_alike(
    bank: Application, staging: Environment, production: Environment
) -> None:
    Environment.objects.filter(name="production").update(page_url=staging.page_url)
    said = set()
    for key, name in ((bank.key, "production"), (bank.key, "nowhere"), ("unknown", "staging"), (bank.key, "Staging")):
        with pytest.raises(OriginNotRegisteredError) as raised:
            admitted_environment(key=key, name=name, origin="https://bank.example")
        said.add(raised.value.message)
    assert len(said) == 1


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("capacitor://localhost", "capacitor://localhost"),
        ("ionic://localhost", "ionic://localhost"),
        (" null ", "null"),
        ("file://", "file://"),
        ("HTTPS://App.Example:443/", "https://app.example"),
        ("http://localhost:80", "http://localhost"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("https://[::1]:8443", "https://[::1]:8443"),
    ],
)
def test_an_administrator_registers_further_ones(
    boss: User, bank: Application, staging: Environment, written: str, kept: str
) -> None:
    assert add_app_origin(actor=boss, environment=staging, origin=written) == kept
    add_app_origin(actor=boss, environment=staging, origin=written)
    assert admitted(bank, kept)
    assert [entry.action for entry in entries(bank)] == ["app-origin.added"]
    remove_app_origin(actor=boss, environment=staging, origin=kept)
    assert not admitted(bank, kept)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "*",
        "app.example",
        "https://",
        "https://a.example/path",
        "https://u@a.example",
        "https://a b",
        "https://*.x",
        "x" * 999,
    ],
)
def test_what_is_no_origin_is_refused(boss: User, staging: Environment, written: str) -> None:
    with pytest.raises(InvalidInputError):
        add_app_origin(actor=boss, environment=staging, origin=written)
    assert app_origins(staging) == ["https://bank.example"]


def test_not_in_production_and_not_without_end(
    boss: User, staging: Environment, production: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InvalidInputError):
        add_app_origin(actor=boss, environment=production, origin="null")
    monkeypatch.setattr(module, "MAX_ORIGINS", 1)
    add_app_origin(actor=boss, environment=staging, origin="null")
    with pytest.raises(InvalidInputError):
        add_app_origin(actor=boss, environment=staging, origin="file://")


def test_only_administrators_register(author: User, staging: Environment) -> None:
    for call in (add_app_origin, remove_app_origin):
        with pytest.raises(NotAllowedError):
            call(actor=author, environment=staging, origin="null")
