"""Where the content of an application lies: one self-hosted URL per environment."""

from dataclasses import dataclass

from django.db import transaction

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.access import Role, require
from handrail.applications.checks import checked_address, checked_page_address
from handrail.applications.models import Application, Environment
from handrail.errors import InvalidInputError
from handrail.settings import console_settings


@dataclass(frozen=True)
class HostingChoice:
    """What was chosen for one environment.

    Attributes:
        self_hosted_url: address of the content server; empty: not known yet.
        page_url: address of the app's own pages; may be empty.
        power: made for authoring.
        collector_url: where the SDK sends events, e.g. ``https://guides.example.com/h/in``; empty: nowhere.
    """

    self_hosted_url: str
    page_url: str = ""
    power: bool = False
    collector_url: str = ""


def set_hosting(
    *, actor: User, application: Application, choices: dict[str, HostingChoice], self_hosted: bool = True
) -> Application:
    """Write the addresses of all named environments. Self-hosting needs nobody's permission and no licence.

    Args:
        actor: administrator of the application.
        application: which.
        choices: by environment name.
        self_hosted: ``False``: this console serves the content itself; the given addresses are then replaced by it.

    Raises:
        NotAllowedError: not an administrator of the application.
        AddressError: an address is malformed; nothing was changed.
        InvalidInputError: an unknown environment, or Power Mode in production.
    """
    require(actor, Role.ADMINISTRATOR, application=application)
    environments = {environment.name: environment for environment in application.environments.all()}
    checked: dict[str, HostingChoice] = {}
    for name, choice in choices.items():
        if name not in environments:
            raise InvalidInputError(summary=f"no environment is called {name}", problems=[])
        if choice.power and name == "production":
            raise InvalidInputError(summary="production is never made for authoring", problems=[])
        address = _address(application, choice.self_hosted_url, self_hosted)
        checked[name] = HostingChoice(
            address, checked_page_address(choice.page_url), choice.power, checked_page_address(choice.collector_url)
        )
    with transaction.atomic():
        changes = {name: _write(environments[name], choice) for name, choice in checked.items()}
        told: dict[str, object] = {name: change for name, change in changes.items() if change}
        if application.self_hosted != self_hosted:
            told["self_hosted"] = self_hosted
            application.self_hosted = self_hosted
            application.save(update_fields=["self_hosted"])
        if told:
            record(actor, "hosting.changed", application.name, told, application)
    return application


def _address(application: Application, given: str, self_hosted: bool) -> str:
    if not self_hosted:
        return f"{console_settings().console_origin}/hosted/{application.key}"
    return checked_address(given) if given.strip() else ""


def _write(environment: Environment, choice: HostingChoice) -> dict[str, list[object]]:
    changed: dict[str, list[object]] = {}
    for field, new in vars(choice).items():
        old = getattr(environment, field)
        if old != new:
            changed[field] = [old, new]
            setattr(environment, field, new)
    if not changed:
        return {}
    if "self_hosted_url" in changed:
        environment.hosting_verdict = {}
    environment.save()
    return changed
