"""The four steps from nothing to a connected application; the same for one that becomes self-hosted or moves."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.applications.access import Role, get_environment, require
from handrail.applications.connection import connections_of
from handrail.applications.handover import handed_over, make_handover
from handrail.applications.hosting_check import check_hosting
from handrail.applications.models import Application, Environment
from handrail.applications.services import (
    add_environment,
    create_application,
    edit_application,
    finish_step,
    set_hosting,
)
from handrail.applications.signing import holds_pointer, newest_root
from handrail.applications.snippet import hand_out, snippet_changes, snippet_of
from handrail.console.pages import application_of, person, render_application
from handrail.console.setup.flow import steps
from handrail.console.setup.forms import ApplicationForm, EnvironmentForm, EnvironmentHostingForm
from handrail.console.setup.verdicts import report_in_words, verdict_in_words
from handrail.console.words import error_in_words
from handrail.errors import HandrailError, InvalidInputError
from handrail.publishing.commands import deploy_command
from handrail.publishing.errors import DefaultNeedsApprovalError, EnvironmentWaitsError
from handrail.publishing.services import default_package, ensure_default_release, look_at_server, package_name
from handrail.settings import console_settings


def _administered(request: HttpRequest, key: str) -> Application:
    return application_of(request, key, Role.ADMINISTRATOR)


def _page(
    request: HttpRequest, step: str, application: Application, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = {**context, "steps": steps(application, step)}
    return render_application(request, f"console/setup/{step}.html", application, "settings", context, status=status)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Step 1 for a new application."""
    require(person(request), Role.ADMINISTRATOR)
    base = "de" if get_language() == "de" else "en"
    form = ApplicationForm(request.POST or None, initial={"base_language": base, "languages": []})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            application = create_application(
                actor=person(request), name=data["name"], kind=data["kind"], languages=form.chosen_languages
            )
            return redirect("setup-hosting", key=application.key)
        except InvalidInputError as error:
            form.add_problems(error, error_in_words(error))
    context = {"form": form, "steps": steps(None, "application"), "active": "applications"}
    return render(request, "console/setup/new.html", context, status=422 if form.is_bound else 200)


@require_safe
def resume(request: HttpRequest, key: str) -> HttpResponse:
    """Where the flow was left; a finished one begins at "Hosting"."""
    application = _administered(request, key)
    step = "hosting" if application.set_up else application.setup_step
    return redirect(f"setup-{step}", key=key)


@require_http_methods(["GET", "POST"])
def application_step(request: HttpRequest, key: str) -> HttpResponse:
    """Step 1 again: name and kind."""
    application = _administered(request, key)
    initial = {"name": application.name, "kind": application.kind}
    form = ApplicationForm(request.POST or None, initial=initial, new=False)
    if request.method == "POST" and form.is_valid():
        try:
            edit_application(actor=person(request), application=application, **form.cleaned_data)
            return redirect("setup-hosting", key=key)
        except InvalidInputError as error:
            form.add_problems(error, error_in_words(error))
    return _page(request, "application", application, {"form": form}, 422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def hosting_step(request: HttpRequest, key: str) -> HttpResponse:
    """Step 2: an address per environment, checked for form and, where reachable, for life."""
    application = _administered(request, key)
    environments = list(application.environments.select_related("application"))
    forms = [EnvironmentHostingForm(environment, request.POST or None) for environment in environments]
    self_hosted = request.POST.get("hosting", "own" if application.self_hosted else "console") == "own"
    problem = ""
    if request.method == "POST" and all(form.is_valid() for form in forms):
        choices = {form.environment.name: form.choice for form in forms}
        try:
            if self_hosted and "continue" in request.POST and not any(c.self_hosted_url for c in choices.values()):
                raise InvalidInputError(_("Give at least one self-hosted URL, or let this console host the content."))
            set_hosting(actor=person(request), application=application, choices=choices, self_hosted=self_hosted)
        except InvalidInputError as error:
            problem = _place(forms, error)
        else:
            if "check" in request.POST:
                for environment in application.environments.select_related("application").exclude(self_hosted_url=""):
                    check_hosting(actor=person(request), environment=environment)
                return redirect("setup-hosting", key=key)
            finish_step(actor=person(request), application=application, step="hosting")
            return redirect("setup-integrate", key=key)
    verdicts = {
        e.name: verdict_in_words(e.hosting_verdict["code"], e.hosting_verdict["params"])
        for e in environments
        if e.hosting_verdict
    }
    context = {
        "rows": [{"form": form, "verdict": verdicts.get(form.environment.name)} for form in forms],
        "self_hosted": self_hosted,
        "problem": problem,
        "environment_form": EnvironmentForm(),
    }
    return _page(request, "hosting", application, context, 422 if problem else 200)


def _place(forms: list[EnvironmentHostingForm], error: InvalidInputError) -> str:
    """Put a refused address beside its field; the words for above the form when it fits nowhere."""
    words = error_in_words(error)
    url = error.params.get("url")
    for form in forms:
        for name in ("self_hosted_url", "page_url", "collector_url"):
            if url and form.cleaned_data.get(name, "").strip()[:80] == url:
                form.add_error(name, words)
                return _("Nothing was saved yet: an address is not right.")
    return words


@require_POST
def add_environment_step(request: HttpRequest, key: str) -> HttpResponse:
    """A further environment, from the step "Hosting"."""
    application = _administered(request, key)
    form = EnvironmentForm(request.POST)
    if form.is_valid():
        try:
            made = add_environment(actor=person(request), application=application, **form.cleaned_data)
            messages.success(request, _("Environment added."))
            if made.name not in newest_root(application).environments:
                text = _("People hold keys of this application, so {name} waits for the next root: Settings → Keys.")
                messages.warning(request, text.format(name=made.name))
        except InvalidInputError as error:
            messages.error(request, error_in_words(error))
    return redirect("setup-hosting", key=key)


@require_http_methods(["GET", "POST"])
def integrate_step(request: HttpRequest, key: str) -> HttpResponse:
    """Step 3: pre-configured snippets."""
    application = _administered(request, key)
    environments = [e for e in application.environments.select_related("application") if e.self_hosted_url]
    if not environments:
        messages.warning(request, _("Say first where the content lies."))
        return redirect("setup-hosting", key=key)
    if request.method == "POST":
        for environment in environments:
            if not environment.handed_out:
                hand_out(actor=person(request), environment=environment)
        finish_step(actor=person(request), application=application, step="integrate")
        return redirect("setup-connect", key=key)
    secret = request.session.pop("handover", "")
    context = {
        **_snippets(application, request.GET.get("environment", "")),
        "handover_url": request.build_absolute_uri(f"/handover/{secret}") if secret else "",
    }
    return _page(request, "integrate", application, context)


def _snippets(application: Application, chosen: str) -> dict[str, Any]:
    """Snippet and open changes of the chosen environment (the first with an address otherwise)."""
    environments = [e for e in application.environments.select_related("application") if e.self_hosted_url]
    environment = next((e for e in environments if e.name == chosen), environments[0])
    snippet = snippet_of(environment)
    return {
        "environments": environments,
        "environment": environment,
        "snippet": snippet,
        "by_code_csp": snippet.csp_with(console_settings().console_origin),
        "changes": snippet_changes(environment),
    }


@require_POST
def handover_link(request: HttpRequest, key: str) -> HttpResponse:
    """Make a link for the developer; it is shown once on the page that follows."""
    application = _administered(request, key)
    request.session["handover"] = make_handover(actor=person(request), application=application)
    return redirect("setup-integrate", key=key)


@require_POST
def page_changed(request: HttpRequest, key: str, environment: str) -> HttpResponse:
    """The integrator has changed the page: the list of changes is empty again."""
    application = _administered(request, key)
    hand_out(actor=person(request), environment=get_environment(person(request), application, environment))
    messages.success(request, _("Noted: the page carries today's snippet."))
    return redirect("overview", key=key)


@require_http_methods(["GET", "POST"])
def connect_step(request: HttpRequest, key: str) -> HttpResponse:
    """Step 4: the default package, and the proof that it is in place."""
    application = _administered(request, key)
    if request.method == "POST":
        finish_step(actor=person(request), application=application, step="connect")
        messages.success(request, _("The application is set up."))
        return redirect("overview", key=key)
    connections = [c for c in connections_of(application) if c.environment.self_hosted_url]
    rows = [
        {
            "environment": connection.environment,
            "connection": connection,
            "words": report_in_words(connection.newest) if connection.newest else None,
            **_deploying(connection.environment),
        }
        for connection in connections
    ]
    context = {"rows": rows, "all_green": bool(connections) and all(c.connected for c in connections)}
    return _page(request, "connect", application, context)


def _deploying(environment: Environment) -> dict[str, str]:
    """The default package's file name, and the line that puts it in place."""
    file = f"handrail-{environment.application.key}-{environment.name}-default.zip"
    line = deploy_command(environment, file, signs=not holds_pointer(environment), target="/var/www/guides")
    return {"file": file, "deploy_line": line}


@require_POST
def package(request: HttpRequest, key: str, environment: str) -> HttpResponse:
    """Download the default package; POST, because the first download makes and signs the first release."""
    application = _administered(request, key)
    found = get_environment(person(request), application, environment)
    try:
        content = default_package(actor=person(request), environment=found)
    except DefaultNeedsApprovalError as error:
        messages.warning(request, error_in_words(error))
        return redirect("release", key=key, number=error.params["number"])
    except EnvironmentWaitsError as error:
        messages.warning(request, error_in_words(error))
        return redirect("keys", key=key)
    name = package_name(found, ensure_default_release(actor=person(request), environment=found))
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/zip", headers=headers)


@require_POST
def check(request: HttpRequest, key: str, environment: str) -> HttpResponse:
    """Look at the content server from outside."""
    application = _administered(request, key)
    found = get_environment(person(request), application, environment)
    look_at_server(actor=person(request), environment=found)
    return redirect("overview" if request.POST.get("back") == "overview" else "setup-connect", key=key)


@login_not_required
@never_cache
@require_safe
def handover(request: HttpRequest, secret: str) -> HttpResponse:
    """The developer's page: everything to paste, nothing to change."""
    try:
        application = handed_over(secret)
        if not application.environments.exclude(self_hosted_url="").exists():
            raise InvalidInputError(_("It is not known yet where the content of this application lies."))
        context = {"application": application, **_snippets(application, request.GET.get("environment", ""))}
    except HandrailError as error:
        return render(request, "console/setup/handover_refused.html", {"words": error_in_words(error)}, status=410)
    return render(request, "console/setup/handover.html", {**context, "languages": settings.LANGUAGES})
