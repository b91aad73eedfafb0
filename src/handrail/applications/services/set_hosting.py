"""Where the content of an application lies: one self-hosted URL per environment."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.access import Role, require
from handrail.applications.checks import checked_address, checked_page_address
from handrail.applications.models import Application, Environment, SnippetChange
from handrail.errors import InvalidInputError


@dataclass(frozen=True)
class HostingChoice:
    """What was chosen for one environment.

    Attributes:
        self_hosted_url: address of the content server; empty: not known yet.
        page_url: address of the app's own pages; may be empty.
        power: made for authoring.
    """

    self_hosted_url: str
    page_url: str = ""
    power: bool = False


def set_hosting(*, actor: User, application: Application, choices: dict[str, HostingChoice]) -> Application:
    """Write the addresses of all named environments; one that is already in a page and changes becomes a line on the
    list of what the integrator must change there.

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
        address = checked_address(choice.self_hosted_url) if choice.self_hosted_url.strip() else ""
        checked[name] = HostingChoice(address, checked_page_address(choice.page_url), choice.power)
    with transaction.atomic():
        changes = {name: _write(environments[name], choice) for name, choice in checked.items()}
        application.self_hosted = True
        application.save(update_fields=["self_hosted"])
        told = {name: change for name, change in changes.items() if change}
        if told:
            record(actor, "hosting.changed", application.name, told, application)
    return application


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
        note_snippet_change(environment, SnippetChange.What.URL, "url", environment.self_hosted_url)
    if "power" in changed:
        note_snippet_change(environment, SnippetChange.What.BUILD, "build", environment.snippet_build)
    environment.save()
    return changed


def note_snippet_change(environment: Environment, what: SnippetChange.What, part: str, new: str) -> None:
    """Put a line on the integrator's list, when a snippet with another value was handed out before.

    An open line for the same part is replaced; when the value is back at what the page has, the line goes.
    """
    in_page = environment.handed_out.get(part, "")
    open_lines = SnippetChange.objects.filter(environment=environment, what=what, done_at=None)
    open_lines.delete()
    if in_page and new and in_page != new:
        SnippetChange.objects.create(environment=environment, what=what, old=in_page, new=new)


def confirm_snippet_changes(*, actor: User, environment: Environment) -> None:
    """The integrator has changed the page: the lines are done, and the snippet as it is now counts as handed out."""
    require(actor, Role.ADMINISTRATOR, application=environment.application)
    with transaction.atomic():
        for change in SnippetChange.objects.filter(environment=environment, done_at=None):
            environment.handed_out[change.what] = change.new
            change.done_at = timezone.now()
            change.save(update_fields=["done_at"])
        environment.save(update_fields=["handed_out"])
        record(actor, "snippet.changed-in-page", environment.name, environment.handed_out, environment.application)
