"""What people do with releases. Each is one service call; the pages show what may be done."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handrail.applications.access import Role, get_environment
from handrail.applications.models import Application, Environment
from handrail.applications.services import answer_undo
from handrail.console.pages import application_of, person
from handrail.console.setup.verdicts import report_in_words
from handrail.console.words import error_in_words
from handrail.errors import HandrailError
from handrail.package.envelope import LIMITS, RELEASE_TYPE
from handrail.publishing import services
from handrail.publishing.access import find_release
from handrail.publishing.errors import (
    BaseChangedError,
    DefaultNeedsApprovalError,
    WrongConfirmationError,
    WrongStateError,
)
from handrail.publishing.models import Release

Deed = Callable[[], str]
"""Does it and returns what to tell the person."""


def _done(request: HttpRequest, deed: Deed, to: str) -> HttpResponse:
    """Run a service call; an error is told on the page the person came from, nothing is lost."""
    try:
        messages.success(request, deed())
    except HandrailError as error:
        messages.error(request, error_in_words(error))
    return HttpResponseRedirect(to)


@require_POST
def decide(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Approve, reject, make live, withdraw, roll back to, promote."""
    application = application_of(request, key)
    release = find_release(person(request), application, number)
    here = reverse("release", args=(application.key, number))
    verb = request.POST.get("do", "")
    if verb == "promote":
        return _promote(request, application, release, here)
    deeds: dict[str, Deed] = {
        "approve": lambda: _approve(request, release),
        "reject": lambda: _reject(request, release),
        "live": lambda: _make_live(request, release),
        "withdraw": lambda: _withdraw(request, release),
        "rollback": lambda: _roll_back(request, release),
        "ask-rollback": lambda: _ask(request, release.environment, "rollback", release=release),
    }
    return _done(request, deeds[verb], here) if verb in deeds else HttpResponseRedirect(here)


def _approve(request: HttpRequest, release: Release) -> str:
    decided = services.approve(
        actor=person(request),
        release=release,
        comment=request.POST.get("comment", ""),
        shown_sha256=request.POST.get("shown"),
    )
    if decided.state == Release.State.SIGNED:
        return _("Approved and signed. The deployer takes it from here; this page says when it is seen live.")
    if decided.state == Release.State.APPROVED:
        return _("Approved. A publisher makes it live.")
    return _("Your approval is noted; another one is needed.")


def _reject(request: HttpRequest, release: Release) -> str:
    services.reject(
        actor=person(request),
        release=release,
        reason=request.POST.get("comment", ""),
        shown_sha256=request.POST.get("shown"),
    )
    return _("Rejected. The author reads your reason.")


def _make_live(request: HttpRequest, release: Release) -> str:
    if "undo" in request.POST:
        answer_undo(actor=person(request), environment=release.environment, undo=request.POST["undo"])
        release.environment.refresh_from_db()
    services.make_live(actor=person(request), release=release)
    return _("Signed. The deployer takes it from here; this page says when it is seen live.")


def _withdraw(request: HttpRequest, release: Release) -> str:
    services.withdraw(actor=person(request), release=release)
    return _("Withdrawn. The drafts are as they were.")


def _roll_back(request: HttpRequest, release: Release) -> str:
    services.roll_back(actor=person(request), environment=release.environment, to_release=release)
    return _("Rolled back to release {number}.").format(number=release.number)


def _promote(request: HttpRequest, application: Application, release: Release, here: str) -> HttpResponse:
    user = person(request)
    try:
        environment = get_environment(user, application, request.POST.get("to", ""))
        promoted = services.promote(actor=user, release=release, to_environment=environment)
    except HandrailError as error:
        messages.error(request, error_in_words(error))
        return HttpResponseRedirect(here)
    text = _("Release {number} holds exactly the same content for {environment}.")
    messages.success(request, text.format(number=promoted.number, environment=environment.name))
    return HttpResponseRedirect(reverse("release", args=(application.key, promoted.number)))


def _where(request: HttpRequest, key: str, environment: str) -> tuple[Environment, str]:
    application = application_of(request, key)
    found = get_environment(person(request), application, environment)
    return found, reverse("releases-in", args=(application.key, found.name))


@require_POST
def publish(request: HttpRequest, key: str, environment: str) -> HttpResponse:
    """Propose everything that has changed."""
    found, here = _where(request, key, environment)
    try:
        release = services.propose(actor=person(request), environment=found, note=request.POST.get("note", ""))
    except HandrailError as error:
        messages.error(request, error_in_words(error))
        return HttpResponseRedirect(here)
    messages.success(request, _("Release {number} is proposed.").format(number=release.number))
    return HttpResponseRedirect(reverse("release", args=(found.application.key, release.number)))


def _ask(
    request: HttpRequest, environment: Environment, action: str, *, release: Release | None = None, campaign: str = ""
) -> str:
    """What only the deployer's key can do is asked for; the page shows the line to run."""
    services.request_deed(
        actor=person(request), environment=environment, action=action, release=release, campaign=campaign
    )
    return _("Asked for. Nothing has changed yet: the page of {environment} shows what the deployer runs.").format(
        environment=environment.name
    )


@require_POST
def switch(request: HttpRequest, key: str, environment: str) -> HttpResponse:
    """Pause (the environment's name must be typed), resume, stop one campaign, repair; ask the deployer; look."""
    found, here = _where(request, key, environment)
    verb = request.POST.get("do", "")
    deeds: dict[str, Deed] = {
        "pause": lambda: _pause(request, found),
        "resume": lambda: _resume(request, found),
        "stop": lambda: _stop(request, found),
        "repair": lambda: _repair(request, found),
        "ask-pause": lambda: _ask(request, found, "pause"),
        "ask-resume": lambda: _ask(request, found, "resume"),
        "ask-heartbeat": lambda: _ask(request, found, "heartbeat"),
        "ask-stop": lambda: _ask(request, found, "stop", campaign=request.POST.get("campaign", "")),
        "ask-drop": lambda: _drop_request(request, found),
        "look": lambda: _look(request, found),
        "undo": lambda: _answer_undo(request, found),
    }
    back = request.POST.get("back", "")
    to = back if back.startswith("/") and not back.startswith(("//", "/\\")) else here
    return _done(request, deeds[verb], to) if verb in deeds else HttpResponseRedirect(to)


def _pause(request: HttpRequest, environment: Environment) -> str:
    if request.POST.get("confirm", "").strip() != environment.name:
        raise WrongConfirmationError(expected=environment.name, problems=[])
    services.pause(actor=person(request), environment=environment)
    return _("{environment} is paused: nothing shows there until it is resumed.").format(environment=environment.name)


def _resume(request: HttpRequest, environment: Environment) -> str:
    services.resume(actor=person(request), environment=environment)
    return _("{environment} shows guidance again.").format(environment=environment.name)


def _stop(request: HttpRequest, environment: Environment) -> str:
    campaign = request.POST.get("campaign", "")
    services.stop_campaigns(actor=person(request), environment=environment, campaigns=[campaign])
    return _("The campaign is stopped in {environment}.").format(environment=environment.name)


def _drop_request(request: HttpRequest, environment: Environment) -> str:
    number = request.POST.get("request", "")
    services.drop_request(
        actor=person(request), environment=environment, request_id=int(number) if number.isdecimal() else 0
    )
    return _("Taken back.")


def _look(request: HttpRequest, environment: Environment) -> str:
    seen = services.look_at_server(actor=person(request), environment=environment)
    words = report_in_words(seen)
    return f"{words.title}: {words.text}"


def _answer_undo(request: HttpRequest, environment: Environment) -> str:
    answer_undo(actor=person(request), environment=environment, undo=request.POST.get("undo", ""))
    return _("Saved.")


def _repair(request: HttpRequest, environment: Environment) -> str:
    services.request_repair(actor=person(request), environment=environment)
    return _("Repair is asked for: the deployer puts the signed files back and reports here.")


@require_safe
def download(request: HttpRequest, key: str, environment: str, kind: str) -> HttpResponse:
    """The package as a file: ``full``, or ``default`` (the first)."""
    found, _here = _where(request, key, environment)
    user = person(request)
    release = None
    try:
        if kind == "default":
            data = services.default_package(actor=user, environment=found)
            release = services.ensure_default_release(actor=user, environment=found)
        else:
            data = services.full_package(actor=user, environment=found)
    except DefaultNeedsApprovalError as error:
        messages.warning(request, error_in_words(error))
        return HttpResponseRedirect(reverse("release", args=(key, error.params["number"])))
    return _file(data, services.package_name(found, release))


@require_safe
def unpointed(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The package of a release without a pointer: the deployer signs it."""
    application = application_of(request, key)
    user = person(request)
    release = find_release(user, application, number)
    try:
        data = services.unpointed_package(actor=user, release=release)
    except (BaseChangedError, WrongStateError) as error:
        messages.error(request, error_in_words(error))
        return HttpResponseRedirect(reverse("release", args=(key, number)))
    return _file(data, services.package_name(release.environment, release))


@require_safe
def evidence(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Who approved exactly what, for auditors."""
    application = application_of(request, key, Role.ADMINISTRATOR, Role.AUDITOR)
    user = person(request)
    release = find_release(user, application, number)
    return _file(services.evidence_file(actor=user, release=release), services.evidence_name(release))


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def candidate(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The file for ``handrail approve`` on the approver's own machine."""
    application = application_of(request, key)
    user = person(request)
    release = find_release(user, application, number)
    return _file(services.candidate_file(actor=user, release=release), services.candidate_name(release))


@require_POST
def approval(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """An approval: a file that ``handrail approve`` wrote, or made by the key in this browser."""
    application = application_of(request, key)
    release = find_release(person(request), application, number)
    return _done(request, lambda: _hand_in(request, release), reverse("release", args=(application.key, number)))


def _hand_in(request: HttpRequest, release: Release) -> str:
    sent = request.FILES.get("approval")
    # One byte more than the limit is enough to be refused as too large.
    here = request.POST.get("envelope", "").encode()
    data = sent.read(LIMITS[RELEASE_TYPE] + 1) if sent is not None else here
    done = services.hand_in_approval(actor=person(request), release=release, envelope=data, in_browser=sent is None)
    if done.state == Release.State.PROPOSED:
        return _("Your signature is noted; another one is needed.")
    return _("The signature is noted.")
