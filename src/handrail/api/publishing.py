"""What deployers need: what is live, its package, reports, and the switches of an environment."""

import asyncio
import time
from datetime import datetime
from typing import Annotated, Any, Literal

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from handrail.api.actors import actor_of
from handrail.api.auth import AsyncTokenAuth
from handrail.applications.access import Actor, get_application, get_environment
from handrail.applications.connection import record_report
from handrail.applications.models import Environment
from handrail.applications.pins import record_pins
from handrail.errors import NotFoundError
from handrail.package.canonical import canonical
from handrail.publishing import services
from handrail.publishing.access import find_release
from handrail.publishing.live_answer import live_answer
from handrail.publishing.models import Pointer, Release

router = Router(tags=["publishing"])

_BASE = "/applications/{key}/environments/{env}"
LONGEST_WAIT_S = 25.0
_LOOK_EVERY_S = 0.4


class LiveOut(Schema):
    """What is signed in an environment."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    seq: int
    release: int
    status: Literal["active", "paused"]
    channel_sha256: str
    package: str
    """Path of the package below the console's origin."""
    repair: bool
    """Whether somebody asked for the same release to be deployed again."""


class Body(Schema):
    """A request body: camelCase, unknown fields refused."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class ProblemIn(Body):
    """A file that is not as signed."""

    file: Annotated[str, Field(max_length=300)]
    what: Literal["changed", "missing", "unreadable"]
    at: datetime | None = None
    """Since when, as far as the server knows."""


class PinIn(Body):
    """A page, and the trust anchor that stands in it."""

    page: Annotated[str, Field(max_length=500)]
    trust: Annotated[str, Field(max_length=80)]


class ReportIn(Body):
    """What ``handrail watch`` saw on the server."""

    state: Literal["live", "changed", "missing", "unreachable", "refused"]
    release: int | None = None
    seq: int | None = None
    since: datetime | None = None
    problems: Annotated[list[ProblemIn], Field(max_length=1000)] = []
    message: Annotated[str, Field(max_length=4000)] = ""
    source: Literal["watch"] = "watch"
    at: datetime | None = None
    """Time of the observer; what counts here is when the report arrived."""
    host: Annotated[str, Field(max_length=255)] = ""
    pointer: dict[str, Any] | None = None
    """Envelope of the pointer that was seen: where the deployer signs it, the console learns from it what is live."""
    pins: Annotated[list[PinIn], Field(max_length=200)] = []


_STATES = {
    "live": "live",
    "changed": "damaged",
    "missing": "damaged",
    "unreachable": "unreachable",
    "refused": "refused",
}
"""What ``watch`` says → state of a report in the console."""
SHOWN_PROBLEMS = 50


class RollbackIn(Body):
    """Where to go back to; without a number the newest release before what is live."""

    release: Annotated[int, Field(ge=1)] | None = None


class StopIn(Body):
    """What to take off."""

    campaigns: Annotated[list[Annotated[str, Field(max_length=64)]], Field(min_length=1, max_length=256)]


@router.get(
    _BASE + "/live",
    summary="What is live, answered when it changes",
    auth=[AsyncTokenAuth()],
    response={200: LiveOut, 204: None},
)
async def wait_for_live(request: HttpRequest, key: str, env: str, after: int = 0, wait: float = 0.0) -> HttpResponse:
    """200 as soon as the newest pointer's seq is above ``after`` or a repair was asked for; 204 after ``wait``
    seconds (25 at most) without either."""
    actor = actor_of(request)
    environment = await sync_to_async(_environment)(actor, key, env)
    deadline = time.monotonic() + min(max(wait, 0.0), LONGEST_WAIT_S)
    while True:
        answer = await sync_to_async(live_answer)(actor=actor, environment=environment, after=after)
        if answer is not None:
            package = f"/api/v1/applications/{key}/environments/{env}/package?seq={answer.pointer.seq}"
            return _json(
                LiveOut(
                    seq=answer.pointer.seq,
                    release=answer.pointer.release.number,
                    status="paused" if answer.pointer.status == Pointer.Status.PAUSED else "active",
                    channel_sha256=answer.pointer.channel_sha256,
                    package=package,
                    repair=answer.repair,
                )
            )
        left = deadline - time.monotonic()
        if left <= 0:
            return HttpResponse(status=204)
        await asyncio.sleep(min(_LOOK_EVERY_S, left))


def _environment(actor: Actor, key: str, env: str) -> Environment:
    return get_environment(actor, get_application(actor, key), env)


def _json(answer: LiveOut) -> HttpResponse:
    response = JsonResponse(answer.model_dump(by_alias=True))
    response["Cache-Control"] = "no-store"
    return response


@router.get(_BASE + "/package", summary="The package to deploy")
def get_package(
    request: HttpRequest, key: str, env: str, seq: int | None = None, release: int | None = None
) -> HttpResponse:
    """The zip whose tree is the document root's: of what is live, of an older pointer (``seq``), or, where the deployer
    holds the pointer key, of an approved release (``release``; the one that waits, if none is named) without a
    pointer."""
    actor = actor_of(request)
    environment = _environment(actor, key, env)
    if release is not None:
        found = find_release(actor, environment.application, release)
        require_in(found, environment)
        data = services.unpointed_package(actor=actor, release=found)
    elif seq is not None:
        found, data = None, services.full_package(actor=actor, environment=environment, seq=seq)
    else:
        found, data = services.package_to_deploy(actor=actor, environment=environment)
    return zip_answer(data, services.package_name(environment, found))


def zip_answer(data: bytes, name: str) -> HttpResponse:
    """A download that nobody keeps."""
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def require_in(release: Release, environment: Environment) -> None:
    """Refuse a release of another environment.

    Raises:
        NotFoundError: it is.
    """
    if release.environment_id != environment.pk:
        raise NotFoundError(what=f"Release {release.number} of {environment.name}")


@router.post(_BASE + "/reports", summary="What a deployer sees on the server", response={204: None})
def post_report(request: HttpRequest, key: str, env: str, report: ReportIn) -> HttpResponse:
    """Kept with its time; the console says *live* only because of reports."""
    actor = actor_of(request)
    problems = [
        {"code": each.what, "path": each.file, "message": each.file, "at": each.at.isoformat() if each.at else ""}
        for each in report.problems[:SHOWN_PROBLEMS]
    ]
    environment = _environment(actor, key, env)
    since = [each.at for each in report.problems if each.at is not None]
    record_report(
        actor=actor,
        environment=environment,
        source="watch",
        state=_STATES[report.state],
        release=report.release,
        seq=report.seq,
        since=min(since) if since else report.since,
        problems=problems,
        message=report.message[:500],
    )
    if report.pins:
        pins = {each.page: each.trust for each in report.pins}
        record_pins(actor=actor, environment=environment, pins=pins, source="watch")
    if report.pointer is not None:
        services.learn_pointer(environment=environment, envelope=canonical(report.pointer))
    return HttpResponse(status=204)


@router.post(_BASE + "/rollback", summary="Name an older release again")
def post_rollback(request: HttpRequest, key: str, env: str, body: RollbackIn) -> HttpResponse:
    """Instant and signed; publishers, or a token with ``releases:write``."""
    actor = actor_of(request)
    environment = _environment(actor, key, env)
    release = find_release(actor, environment.application, body.release) if body.release is not None else None
    return _pointer(services.roll_back(actor=actor, environment=environment, to_release=release))


@router.post(_BASE + "/pause", summary="The kill switch")
def post_pause(request: HttpRequest, key: str, env: str) -> HttpResponse:
    """Nothing shows until it is resumed."""
    actor = actor_of(request)
    return _pointer(services.pause(actor=actor, environment=_environment(actor, key, env)))


@router.post(_BASE + "/resume", summary="The opposite of pause")
def post_resume(request: HttpRequest, key: str, env: str) -> HttpResponse:
    """What is signed shows again."""
    actor = actor_of(request)
    return _pointer(services.resume(actor=actor, environment=_environment(actor, key, env)))


@router.post(_BASE + "/stop", summary="Take campaigns off")
def post_stop(request: HttpRequest, key: str, env: str, body: StopIn) -> HttpResponse:
    """At once, without a new release."""
    actor = actor_of(request)
    environment = _environment(actor, key, env)
    return _pointer(services.stop_campaigns(actor=actor, environment=environment, campaigns=body.campaigns))


@router.post(_BASE + "/heartbeat", summary="Renew the pointer before it expires")
def post_heartbeat(request: HttpRequest, key: str, env: str) -> HttpResponse:
    """What is live is signed anew, as it is."""
    actor = actor_of(request)
    return _pointer(services.heartbeat(actor=actor, environment=_environment(actor, key, env)))


def _pointer(pointer: Pointer) -> HttpResponse:
    data: dict[str, Any] = {"seq": pointer.seq, "release": pointer.release.number, "status": pointer.status}
    return JsonResponse(data)
