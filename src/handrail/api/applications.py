"""Applications: list, create, hosting, snippet, check."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from handrail.accounts.models import User
from handrail.api.actors import actor_of
from handrail.applications.access import Actor, get_application, get_environment, visible_applications
from handrail.applications.connection import connection_of
from handrail.applications.models import Application, Environment
from handrail.applications.services import HostingChoice, create_application, set_hosting
from handrail.applications.signing import trust
from handrail.applications.snippet import snippet_of
from handrail.errors import NotAllowedError
from handrail.publishing.services import look_at_server

router = Router(tags=["applications"])


class ConnectionOut(Schema):
    """The newest knowledge about an environment, with its source and time."""

    state: str
    release: int | None
    source: str | None
    at: str | None


class EnvironmentOut(Schema):
    """One environment."""

    name: str
    self_hosted_url: str
    page_url: str
    collector_url: str
    power: bool
    approvals_needed: int
    connection: ConnectionOut


class ApplicationOut(Schema):
    """One application."""

    key: str
    name: str
    kind: str
    self_hosted: bool
    languages: list[str]
    trust: str
    environments: list[EnvironmentOut]


class ApplicationIn(Schema):
    """A new application."""

    name: str = Field(min_length=1, max_length=120)
    languages: list[str] = Field(min_length=1, max_length=64)
    kind: str = Field("web", pattern="^(web|hybrid)$")
    trial: bool = False


class HostingIn(Schema):
    """Addresses of one environment."""

    self_hosted_url: str = Field("", max_length=500)
    page_url: str = Field("", max_length=500)
    collector_url: str = Field("", max_length=500)
    power: bool = False


class SnippetOut(Schema):
    """Everything the integrator needs."""

    key: str
    trust: str
    self_hosted_url: str
    environment: str
    sdk: str
    integrity: str
    html: str
    module: str
    hybrid: str
    csp: str


def _environment_out(environment: Environment) -> EnvironmentOut:
    known = connection_of(environment)
    newest = known.newest
    return EnvironmentOut(
        name=environment.name,
        self_hosted_url=environment.self_hosted_url,
        page_url=environment.page_url,
        collector_url=environment.collector_url,
        power=environment.power,
        approvals_needed=environment.approvals_needed,
        connection=ConnectionOut(
            state=known.state,
            release=known.release,
            source=newest.source if newest else None,
            at=newest.at.isoformat() if newest else None,
        ),
    )


def _application_out(application: Application) -> ApplicationOut:
    return ApplicationOut(
        key=application.key,
        name=application.name,
        kind=application.kind,
        self_hosted=application.self_hosted,
        languages=application.languages,
        trust=trust(application),
        environments=[_environment_out(e) for e in application.environments.select_related("application")],
    )


def _person(actor: Actor) -> User:
    if not isinstance(actor, User):
        raise NotAllowedError(role="a signed-in person; tokens cannot do this")
    return actor


@router.get("/applications", response=list[ApplicationOut], summary="Applications that the caller sees")
def list_applications(request: HttpRequest) -> list[ApplicationOut]:
    """All of them, with what is live where."""
    return [_application_out(application) for application in visible_applications(actor_of(request))]


@router.post("/applications", response={201: ApplicationOut}, summary="A new application")
def post_application(request: HttpRequest, body: ApplicationIn) -> Status[ApplicationOut]:
    """Administrators only; keys and two environments are made with it."""
    made = create_application(actor=_person(actor_of(request)), **body.dict())
    return Status(201, _application_out(made))


@router.get("/applications/{key}", response=ApplicationOut, summary="One application")
def get_one(request: HttpRequest, key: str) -> ApplicationOut:
    """With its environments."""
    return _application_out(get_application(actor_of(request), key))


@router.put("/applications/{key}/environments/{env}/hosting", response=EnvironmentOut, summary="Where content lies")
def put_hosting(request: HttpRequest, key: str, env: str, body: HostingIn) -> EnvironmentOut:
    """Administrators only; the address is checked for form, not for life."""
    actor = _person(actor_of(request))
    application = get_application(actor, key)
    set_hosting(actor=actor, application=application, choices={env: HostingChoice(**body.dict())})
    return _environment_out(get_environment(actor, application, env))


@router.get("/applications/{key}/environments/{env}/snippet", response=SnippetOut, summary="What goes into the pages")
def get_snippet(request: HttpRequest, key: str, env: str) -> dict[str, Any]:
    """Pre-configured, as the step "Integrate" shows it."""
    actor = actor_of(request)
    snippet = snippet_of(get_environment(actor, get_application(actor, key), env))
    texts = {"html": snippet.html, "module": snippet.module, "hybrid": snippet.hybrid, "csp": snippet.csp}
    pinned = {name: getattr(snippet, name) for name in ("key", "trust", "self_hosted_url", "environment", "integrity")}
    return {**pinned, "sdk": snippet.sdk_path, **texts}


@router.post("/applications/{key}/environments/{env}/check", response=ConnectionOut, summary="Look from outside")
def post_check(request: HttpRequest, key: str, env: str) -> ConnectionOut:
    """One look at the public address; the outcome is kept as a report."""
    actor = _person(actor_of(request))
    environment = get_environment(actor, get_application(actor, key), env)
    look_at_server(actor=actor, environment=environment)
    return _environment_out(environment).connection
