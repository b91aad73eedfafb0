"""What is live where, one environment's history, one release with its readable diff."""

from base64 import b64encode
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from handrail.applications.access import Role, can, get_environment
from handrail.applications.models import ConnectionReport
from handrail.applications.signing import approver_keys, approving_environments, deployers_of, trust
from handrail.console.keys.forms import UNDO
from handrail.console.pages import application_of, person, render_application
from handrail.library.access import may_edit
from handrail.package.envelope import RELEASE_TYPE, read_envelope
from handrail.publishing.access import find_release, is_own_work, may_approve, may_publish, releases_of
from handrail.publishing.commands import deed_command, deploy_command, request_command
from handrail.publishing.difference import readable_diff
from handrail.publishing.models import Release
from handrail.publishing.services import candidate_name, open_requests, package_name
from handrail.publishing.services.live import approvals_missing, undo_unanswered
from handrail.publishing.signatures import asks_for_signatures, signatures_missing
from handrail.publishing.state import LiveState, live_state, live_states


@require_safe
def overview(request: HttpRequest, key: str) -> HttpResponse:
    """Every environment: what is live with source and time, what waits, what is wrong."""
    application = application_of(request, key)
    user = person(request)
    states = live_states(actor=user, application=application)
    context = {
        "cards": [_card(request, state) for state in states],
        "releases": releases_of(user, application)[:30],
        "live_words": _live_words(states),
        "is_trial": not approving_environments(application),
        "may_edit": may_edit(user, application),
    }
    return render_application(request, "console/releases/overview.html", application, "releases", context)


def _card(request: HttpRequest, state: LiveState) -> dict[str, Any]:
    user, environment = person(request), state.environment
    return {
        "state": state,
        "may_publish": may_publish(user, environment),
        "may_download": can(user, Role.PUBLISHER, Role.ADMINISTRATOR, environment=environment),
        "damaged": _damaged(state),
        "is_damaged": state.trouble is not None and state.trouble.state == ConnectionReport.State.DAMAGED,
        "missing": approvals_missing(state.candidate) if state.candidate is not None else 0,
        "pointer_is_here": state.pointer_is_here,
        "may_look": can(user, Role.PUBLISHER, Role.ADMINISTRATOR, environment=environment)
        and bool(environment.self_hosted_url),
    }


def _damaged(state: LiveState) -> list[dict[str, Any]]:
    """Files that are not as signed, with the time since when."""
    problems = state.trouble.problems if state.trouble is not None else []
    found = [each for each in problems if each.get("path")]
    return [{**each, "at": parse_datetime(each.get("at") or "")} for each in found]


def _live_words(states: list[LiveState]) -> dict[str, str]:
    """Release (by primary key, as text) → the word of its environment, for those a pointer names now."""
    return {str(each.pointer.release_id): each.word for each in states if each.pointer is not None}


@require_safe
def environment(request: HttpRequest, key: str, environment: str) -> HttpResponse:
    """History, packages, roll back, kill switch of one environment."""
    application = application_of(request, key)
    user = person(request)
    found = get_environment(user, application, environment)
    state = live_state(actor=user, environment=found)
    names = {}
    if state.pointer is not None:
        names = {each["id"]: each["name"] for each in state.pointer.release.data.get("campaigns", [])}
    waiting = state.candidate if state.candidate is not None and state.candidate.state == "approved" else None
    context = {
        **_card(request, state),
        "environment": found,
        "waiting": waiting,
        "requests": [(each, request_command(each)) for each in open_requests(found)],
        "deployers": deployers_of(found),
        "heartbeat_line": deed_command(found, "heartbeat"),
        "undo_choices": UNDO if undo_unanswered(found) else [],
        "live_words": _live_words([state]),
        "history": releases_of(user, application).filter(environment=found),
        "pointers": found.pointers.select_related("release").defer("envelope")[:40],
        "deploy_line": _deploy_line(state),
        "is_trial": not approving_environments(application),
        "running": [(name, title, name in state.pointer.off) for name, title in names.items()] if state.pointer else [],
        "may_edit": may_edit(user, application),
    }
    return render_application(request, "console/releases/environment.html", application, "releases", context)


def _deploy_line(state: LiveState) -> str:
    """How what is live gets to the server; where the deployer brings a new root there, the pointer is signed anew."""
    environment = state.environment
    if state.pointer is None:
        return ""
    if state.root_to_bring is not None:
        return deploy_command(environment, package_name(environment), signs=True)
    return deploy_command(environment, package_name(environment), signs=False, target="/var/www/guides")


@require_safe
def one(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """What a release would change, in the reader's language; approve, reject, make live, promote."""
    application = application_of(request, key)
    user = person(request)
    release = find_release(user, application, number)
    state = live_state(actor=user, environment=release.environment)
    card = _card(request, state)
    others = [each for each in application.environments.all() if each.pk != release.environment_id]
    is_approver = can(user, Role.APPROVER, environment=release.environment)
    is_live = state.pointer is not None and state.pointer.release_id == release.pk
    context = {
        "release": release,
        "diff": readable_diff(actor=user, release=release, language=get_language() or "en"),
        "approvals": release.approvals.all(),
        "missing": approvals_missing(release),
        "may_approve": may_approve(user, release) and release.state == Release.State.PROPOSED,
        "asks_for_signatures": asks_for_signatures(release.environment),
        "may_sign": _may_sign(request, release),
        "is_independent": release.environment.is_independent,
        "approve_line": _approve_line(release),
        "my_keys": " ".join(_keys_of(request, release)),
        "payload": b64encode(read_envelope(bytes(release.envelope), RELEASE_TYPE).payload).decode(),
        "is_approver": is_approver,
        "is_own": is_approver and is_own_work(user, release) and release.state == Release.State.PROPOSED,
        "may_publish": may_publish(user, release.environment),
        "is_damaged": card["is_damaged"],
        "damaged": card["damaged"],
        "pointer_is_here": card["pointer_is_here"],
        "may_look": card["may_look"],
        "may_make_live": card["may_publish"] and release.state == Release.State.APPROVED and card["pointer_is_here"],
        "undo_choices": UNDO if undo_unanswered(release.environment) else [],
        **_hand_over(release, card),
        "may_read_evidence": can(user, Role.ADMINISTRATOR, Role.AUDITOR, environment=release.environment),
        "may_withdraw": may_edit(user, application) and release.is_open,
        "may_roll_back": may_publish(user, release.environment)
        and release.state == Release.State.SIGNED
        and not is_live
        and not signatures_missing(release),
        "promote_to": others if may_edit(user, application) and release.state == Release.State.SIGNED else [],
        "state": state,
        "is_live": is_live,
        "is_trial": not approving_environments(application),
    }
    return render_application(request, "console/releases/release.html", application, "releases", context)


def _hand_over(release: Release, card: dict[str, Any]) -> dict[str, Any]:
    """What the deployer gets where the pointer key is theirs: a package without a pointer, and the line to run."""
    environment = release.environment
    waits = release.state == Release.State.APPROVED and not card["pointer_is_here"]
    file = package_name(environment, release)
    return {
        "hand_over": waits,
        "may_hand_over": waits and card["may_download"],
        "deploy_line": deploy_command(environment, file, signs=True) if waits else "",
        "deployers": deployers_of(environment) if waits else [],
    }


def _approve_line(release: Release) -> str:
    """The command of an approver's machine."""
    environment = release.environment
    url = f" \\\n  --url {environment.self_hosted_url}" if environment.self_hosted_url else ""
    return f"handrail approve {candidate_name(release)} \\\n  --trust {trust(release.application)} --key my.key{url}"


def _may_sign(request: HttpRequest, release: Release) -> bool:
    """Whether this person has an enrolled key there, no part in the release, and has not signed it yet."""
    user = person(request)
    if not may_approve(user, release) or release.state in (Release.State.REJECTED, Release.State.WITHDRAWN):
        return False
    return bool(_keys_of(request, release) - set(read_envelope(bytes(release.envelope), RELEASE_TYPE).signatures))


def _keys_of(request: HttpRequest, release: Release) -> set[str]:
    """Ids of the person's own enrolled keys in the release's environment."""
    holder = person(request).pk
    return {keyid for keyid, each in approver_keys(release.environment).items() if each.holder_id == holder}
