"""Approval outside the console: candidates go out, approvals and roots come in, keys are enrolled."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router
from pydantic import Field

from handrail.accounts.models import User
from handrail.accounts.people import find_person
from handrail.api.actors import actor_of
from handrail.api.auth import PersonAuth
from handrail.api.publishing import Body
from handrail.applications.access import get_application, get_environment
from handrail.applications.services import enrol_key
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
    """Who holds which key where."""

    environment: Annotated[str, Field(max_length=32)]
    person: Annotated[str, Field(max_length=254)]
    """E-mail address of an approver there."""
    public: PublicKeyIn


class ChainIn(Body):
    """What ``handrail keys rotate`` wrote."""

    roots: Annotated[list[dict[str, Any]], Field(min_length=2, max_length=32)]


@router.get(_RELEASE + "/candidate", summary="What an approver reads on their own machine")
def get_candidate(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """A zip for ``handrail approve``: the release, its readable form, and everything that would ship."""
    actor = actor_of(request)
    release = find_release(actor, get_application(actor, key), number)
    response = HttpResponse(services.candidate_file(actor=actor, release=release), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{services.candidate_name(release)}"'
    response["Cache-Control"] = "no-store"
    return response


@router.post(_RELEASE + "/approvals", summary="Hand in an approval that was signed outside")
def post_approval(request: HttpRequest, key: str, number: int, body: ApprovalIn) -> HttpResponse:
    """The signature decides, not who hands it in: approvers, or a token with ``releases:write``."""
    actor = actor_of(request)
    release = find_release(actor, get_application(actor, key), number)
    done = services.hand_in_approval(actor=actor, release=release, envelope=canonical(body.envelope))
    return JsonResponse({"release": done.number, "state": done.state})


@router.post("/applications/{key}/approver-keys", summary="Enrol an approver's key", auth=[PersonAuth()])
def post_key(request: HttpRequest, key: str, body: EnrolmentIn) -> HttpResponse:
    """Administrators only; it counts from the root on that names it."""
    actor = _person(request)
    environment = get_environment(actor, get_application(actor, key), body.environment)
    holder = find_person(body.person)
    if holder is None:
        raise NotFoundError(what="This person")
    public = PublicKey(body.public.alg, from_base64(body.public.pub, "the public key"))
    made = enrol_key(actor=actor, environment=environment, holder=holder, key=public)
    return JsonResponse({"keyid": made.key_id, "holder": made.holder_name})


@router.post("/applications/{key}/roots", summary="Upload the next root", auth=[PersonAuth()])
def post_root(request: HttpRequest, key: str, body: ChainIn) -> HttpResponse:
    """Administrators only; answers with the trust anchor that pages pin from now on."""
    actor = _person(request)
    application = get_application(actor, key)
    made = services.accept_root(actor=actor, application=application, chain=canonical({"roots": body.roots}))
    return JsonResponse({"version": made.version, "trust": trust(application)})


def _person(request: HttpRequest) -> User:
    actor = actor_of(request)
    if not isinstance(actor, User):
        raise NotAllowedError(role="a signed-in administrator")
    return actor
