"""Approval outside the console: candidates go out, approvals and roots come in, keys are enrolled."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router
from pydantic import Field

from handrail.accounts.models import User
from handrail.accounts.people import find_person
from handrail.api.actors import actor_of
from handrail.api.auth import PersonAuth
from handrail.api.publishing import Body, zip_answer
from handrail.applications.access import Role, get_application, get_environment, require
from handrail.applications.models import RootRecord, WantedRoot
from handrail.applications.services import enrol_key, enrol_outside_key
from handrail.applications.signing import trust
from handrail.errors import NotAllowedError, NotFoundError
from handrail.package.canonical import canonical
from handrail.package.fields import from_base64
from handrail.package.keys import PublicKey
from handrail.publishing import services
from handrail.publishing.access import find_release

router = Router(tags=["trust"])

_RELEASE = "/applications/{key}/releases/{number}"


class ApprovalIn(Body):
    """What ``handrail approve`` wrote."""

    envelope: dict[str, Any]


class PublicKeyIn(Body):
    """A public key as ``handrail keys export`` writes it under ``public``."""

    alg: Literal["ES256", "Ed25519"]
    pub: Annotated[str, Field(max_length=200)]


class EnrolmentIn(Body):
    """Who holds which key where: an approver, or, without ``person``, the holder of a root or pointer key."""

    environment: Annotated[str, Field(max_length=32)] | None = None
    """Of an approve or pointer key; without it, it is a root key."""
    person: Annotated[str, Field(max_length=254)] = ""
    """E-mail address of an approver there."""
    holder: Annotated[str, Field(max_length=160)] = ""
    """Name of who holds a root key, or of the machine that holds a pointer key."""
    public: PublicKeyIn
    kept: Literal["file", "token", "browser"] = "file"


class WantedEnvironmentIn(Body):
    """Who may approve and point in one environment."""

    approve: list[Annotated[str, Field(max_length=64)]] = []
    threshold: Annotated[int, Field(ge=0, le=16)] = 0
    pointer: list[Annotated[str, Field(max_length=64)]] = []
    """Deployers' keys; none: the console points."""


class WantedIn(Body):
    """The next root."""

    root: list[Annotated[str, Field(max_length=64)]]
    threshold: Annotated[int, Field(ge=1, le=16)]
    environments: dict[str, WantedEnvironmentIn]


class ChainIn(Body):
    """What ``handrail keys rotate`` wrote."""

    roots: Annotated[list[dict[str, Any]], Field(min_length=2, max_length=32)]


@router.get(_RELEASE + "/candidate", summary="What an approver reads on their own machine")
def get_candidate(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """A zip for ``handrail approve``: the release, its readable form, and everything that would ship."""
    actor = actor_of(request)
    release = find_release(actor, get_application(actor, key), number)
    return zip_answer(services.candidate_file(actor=actor, release=release), services.candidate_name(release))


@router.get(_RELEASE + "/evidence", summary="Who approved exactly what")
def get_evidence(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """A zip for auditors: statements, difference, source, who holds which key, the audit log; it names people."""
    actor = actor_of(request)
    release = find_release(actor, get_application(actor, key), number)
    return zip_answer(services.evidence_file(actor=actor, release=release), services.evidence_name(release))


@router.post(_RELEASE + "/approvals", summary="Hand in an approval that was signed outside")
def post_approval(request: HttpRequest, key: str, number: int, body: ApprovalIn) -> HttpResponse:
    """The signature decides, not who hands it in: approvers, or a token with ``releases:write``."""
    actor = actor_of(request)
    release = find_release(actor, get_application(actor, key), number)
    done = services.hand_in_approval(actor=actor, release=release, envelope=canonical(body.envelope))
    return JsonResponse({"release": done.number, "state": done.state})


@router.post("/applications/{key}/keys", summary="Enrol a key", auth=[PersonAuth()])
def post_key(request: HttpRequest, key: str, body: EnrolmentIn) -> HttpResponse:
    """Administrators only; it counts from the root on that names it."""
    actor = _person(request)
    application = get_application(actor, key)
    environment = get_environment(actor, application, body.environment) if body.environment else None
    public = PublicKey(body.public.alg, from_base64(body.public.pub, "the public key"))
    if body.person:
        holder = find_person(body.person)
        if holder is None or environment is None:
            raise NotFoundError(what="This person" if environment else "The environment")
        made = enrol_key(actor=actor, environment=environment, holder=holder, key=public, kept=body.kept)
    else:
        made = enrol_outside_key(
            actor=actor,
            application=application,
            environment=environment,
            holder_name=body.holder,
            key=public,
            kept=body.kept,
        )
    return JsonResponse({"keyid": made.key_id, "holder": made.holder_name, "role": made.role})


@router.post("/applications/{key}/wanted-root", summary="Prepare the next root", auth=[PersonAuth()])
def post_wanted_root(request: HttpRequest, key: str, body: WantedIn) -> HttpResponse:
    """Administrators only; answers with the file that root holders sign with ``handrail keys sign``."""
    actor = _person(request)
    application = get_application(actor, key)
    environments = {
        name: services.WantedEnvironment(frozenset(each.approve), each.threshold, frozenset(each.pointer))
        for name, each in body.environments.items()
    }
    wanted = services.Wanted(frozenset(body.root), body.threshold, environments)
    return _root_answer(services.want_root(actor=actor, application=application, wanted=wanted))


@router.get("/applications/{key}/wanted-root", summary="The root that waits for signatures", auth=[PersonAuth()])
def get_wanted_root(request: HttpRequest, key: str) -> HttpResponse:
    """Administrators and auditors; with the signatures that were handed in so far."""
    actor = _person(request)
    application = get_application(actor, key)
    require(actor, Role.ADMINISTRATOR, Role.AUDITOR, application=application)
    wanted = services.wanted_root(application)
    if wanted is None:
        raise NotFoundError(what="A root that waits for signatures")
    return HttpResponse(services.wanted_chain(wanted), content_type="application/json")


@router.post("/applications/{key}/roots", summary="Upload the next root, or signatures of it", auth=[PersonAuth()])
def post_root(request: HttpRequest, key: str, body: ChainIn) -> HttpResponse:
    """Administrators only; once it is complete, answers with the trust anchor that pages pin from now on."""
    actor = _person(request)
    application = get_application(actor, key)
    chain = canonical({"roots": body.roots})
    return _root_answer(services.hand_in_root(actor=actor, application=application, chain=chain))


def _root_answer(made: RootRecord | WantedRoot) -> HttpResponse:
    if isinstance(made, RootRecord):
        return JsonResponse({"version": made.version, "trust": trust(made.application), "missing": []})
    missing = [{"root": each.version, "have": each.have, "need": each.need} for each in services.still_missing(made)]
    return JsonResponse({"version": None, "trust": trust(made.application), "missing": missing})


def _person(request: HttpRequest) -> User:
    actor = actor_of(request)
    if not isinstance(actor, User):
        raise NotAllowedError(role="a signed-in administrator")
    return actor
