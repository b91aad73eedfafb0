"""The list of applications, an application's overview, its settings and its icon."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.audit import entries
from handrail.accounts.models import User
from handrail.applications.access import Role, can, get_application, get_environment, visible_applications
from handrail.applications.icons import icon_of
from handrail.applications.models import Application
from handrail.applications.services import set_policy
from handrail.applications.signing import approving_environments, newest_root, trust
from handrail.applications.snippet import snippet_changes
from handrail.console.applications.counted import counted
from handrail.console.applications.forms import PolicyForm
from handrail.console.applications.getting_started import getting_started
from handrail.console.pages import application_of, person, render_application
from handrail.console.setup.verdicts import report_in_words
from handrail.library.documents import list_documents
from handrail.library.kinds import CAMPAIGN
from handrail.package.errors import SdkNotBuiltError
from handrail.publishing.access import releases_of
from handrail.publishing.state import LiveState, campaign_badges, live_states


@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """Cards of all applications the person sees."""
    user = person(request)
    cards = [
        {"application": application, "places": _places(live_states(actor=user, application=application))}
        for application in visible_applications(user)
    ]
    context = {"cards": cards, "may_create": can(user, Role.ADMINISTRATOR), "active": "applications"}
    return render(request, "console/applications/list.html", context)


def _places(states: list[LiveState]) -> list[dict[str, Any]]:
    """What to say of each environment; *live* only where what was signed last was also seen."""
    return [
        {
            "environment": state.environment,
            "connection": state.connection,
            "word": state.word if state.pointer else state.connection.state,
            "release": state.pointer.release.number if state.pointer else state.connection.release,
            "seen_older": state.word == "signed" and state.connection.release,
            "trouble": report_in_words(state.trouble) if state.trouble else None,
        }
        for state in states
    ]


def _unpublished(actor: User, application: Application, states: list[LiveState]) -> list[dict[str, str]]:
    """Campaigns whose draft differs from what is live in the first environment."""
    if not states:
        return []
    first = states[0].environment.name
    badges = campaign_badges(actor=actor, application=application, states=states)
    titles = {row.name: row.title for row in list_documents(actor=actor, application=application, kind=CAMPAIGN)}
    return [
        {"name": titles.get(name, name), "badge": places[first]}
        for name, places in badges.items()
        if places.get(first) in {"draft", "changed"}
    ]


def _changes(application: Application) -> list[dict[str, Any]]:
    try:
        found = [
            {"environment": environment, "changes": snippet_changes(environment)}
            for environment in application.environments.select_related("application")
        ]
    except SdkNotBuiltError:
        return []
    return [row for row in found if row["changes"]]


def _reverse_or_nothing(name: str, application: Application) -> str:
    for candidate in (name, f"{name}:list"):
        try:
            return reverse(candidate, kwargs={"key": application.key})
        except NoReverseMatch:
            continue
    return ""


@require_safe
def overview(request: HttpRequest, key: str) -> HttpResponse:
    """What is live where, what waits, and what to do next."""
    application = application_of(request, key)
    user = person(request)
    started = getting_started(application)
    lines = [
        {"line": line, "url": _reverse_or_nothing(line.url_name, application) if line.url_name else ""}
        for line in started
    ]
    states = live_states(actor=user, application=application)
    may_read_log = can(user, Role.ADMINISTRATOR, Role.AUDITOR, application=application)
    context = {
        "is_trial": not approving_environments(application),
        "places": _places(states),
        "counted": counted(user, application),
        "unpublished": _unpublished(user, application, states),
        "lines": lines,
        "lines_done": sum(line.done for line in started),
        "waiting": [
            release for release in releases_of(user, application).select_related("environment") if release.is_open
        ],
        "releases_url": _reverse_or_nothing("releases", application),
        "pages_to_change": _changes(application) if can(user, Role.ADMINISTRATOR, application=application) else [],
        "assets": application.assets.select_related("environment").order_by("-synced_at").first(),
        "recent": entries(application)[:8] if may_read_log else [],
        "power_environment": next(
            (each.environment for each in states if each.environment.power and each.environment.page_url), None
        ),
    }
    return render_application(request, "console/applications/overview.html", application, "overview", context)


@require_safe
def settings_page(request: HttpRequest, key: str) -> HttpResponse:
    """Everything an administrator sets, and what an auditor wants to see of it."""
    application = application_of(request, key, Role.ADMINISTRATOR, Role.AUDITOR)
    rows = [
        {"environment": environment, "form": PolicyForm(environment)} for environment in application.environments.all()
    ]
    root = newest_root(application)
    context = {
        "rows": rows,
        "keys": application.keys.select_related("environment").filter(retired_at=None),
        "asked": approving_environments(application),
        "trust": trust(application),
        "root": root,
        "expires": datetime.fromisoformat(root.expires),
    }
    return render_application(request, "console/applications/settings.html", application, "settings", context)


@require_http_methods(["POST"])
def policy(request: HttpRequest, key: str, environment: str) -> HttpResponse:
    """Approvals and lifetime of pointers of one environment."""
    application = application_of(request, key, Role.ADMINISTRATOR)
    found = get_environment(person(request), application, environment)
    form = PolicyForm(found, request.POST)
    if form.is_valid():
        set_policy(actor=person(request), environment=found, **form.cleaned_data)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Approvals are 0 to 5. Nothing was changed."))
    return redirect("settings", key=key)


@require_POST
def public_root(request: HttpRequest, key: str) -> HttpResponse:
    """The newest root as its signed envelope, to be kept by whoever verifies packages."""
    application = application_of(request, key, Role.ADMINISTRATOR, Role.AUDITOR)
    record = application.roots.order_by("-version").first()
    if record is None:
        raise Http404
    name = f"handrail-{application.key}-root-{record.version}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bytes(record.envelope), content_type="application/json", headers=headers)


@require_safe
def icon(request: HttpRequest, key: str, digest: str) -> HttpResponse:
    """The synced icon, by content: it may be kept for ever."""
    found = icon_of(get_application(person(request), key), digest)
    if found is None:
        raise Http404
    headers = {"Cache-Control": "private, max-age=31536000, immutable"}
    return HttpResponse(found, content_type="image/png", headers=headers)
