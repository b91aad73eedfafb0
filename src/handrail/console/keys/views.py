"""Who holds which key; the next root; what pages pin."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.people import find_person
from handrail.applications.access import Role, can, get_environment, require
from handrail.applications.models import Application, Environment
from handrail.applications.pinned_fetch import FetchFailedError
from handrail.applications.pins import look_at_page, pins_of
from handrail.applications.services import enrol_key, enrol_outside_key, retire_key
from handrail.applications.signing import (
    approver_keys,
    approving_environments,
    enrolled_keys,
    held_key_ids,
    holds_pointer,
    newest_root,
    root_envelopes,
    trust,
)
from handrail.console.keys.changes import names_of
from handrail.console.keys.forms import EnrolForm
from handrail.console.keys.next_root import waiting
from handrail.console.pages import application_of, person, render_application
from handrail.console.setup.verdicts import unreachable_in_words
from handrail.console.words import error_in_words
from handrail.deploy.keys.files import LARGEST, parse_public_part
from handrail.errors import HandrailError, NotAllowedError
from handrail.package.canonical import canonical, parse_canonical
from handrail.package.rotation import Seat


@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest, key: str) -> HttpResponse:
    """Who holds which key; enrol one; how the next root is made; which pages lag behind."""
    application = application_of(request, key, Role.ADMINISTRATOR, Role.AUDITOR)
    posted = request.method == "POST"
    form = EnrolForm(application, request.POST if posted else None, request.FILES if posted else None)
    if posted:
        require(person(request), Role.ADMINISTRATOR, application=application)
        if form.is_valid() and _enrolled(request, application, form):
            return redirect("keys", key=key)
    root = newest_root(application)
    here = held_key_ids(application)
    pins = pins_of(application)
    context = {
        "rows": [
            _row(application, environment) for environment in application.environments.select_related("application")
        ],
        "administrators": _root_rows(application),
        "form": form,
        "root": root,
        "trust": trust(application),
        "root_is_here": bool(here & set(root.root.keyids)),
        "root_keys": [each[:16] for each in root.root.keyids],
        "asked": approving_environments(application),
        "next": waiting(application),
        "pins": pins,
        "pins_old": sum(not each.newest for each in pins),
        "page_environments": [each for each in application.environments.all() if each.page_url],
    }
    status = 422 if form.is_bound else 200
    return render_application(request, "console/keys/page.html", application, "settings", context, status=status)


def _row(application: Application, environment: Environment) -> dict[str, Any]:
    roles = newest_root(application).environments.get(environment.name)
    approve = roles.approve if roles is not None else None
    named = set(approve.keyids) if approve is not None else set()
    pointing = set(roles.pointer.keyids) if roles is not None else set()
    enrolled = [(record, keyid in named) for keyid, record in approver_keys(environment).items()]
    deployers = enrolled_keys(application).filter(role="pointer", environment=environment)
    return {
        "environment": environment,
        "waits": roles is None,
        "approve": approve,
        "keys": enrolled,
        "pointer_is_here": holds_pointer(environment),
        "deployers": [(record, record.key_id in pointing) for record in deployers],
    }


def _root_rows(application: Application) -> list[dict[str, Any]]:
    """Root keys: those that the newest root names, and those that wait."""
    root, names = newest_root(application), names_of(application)
    enrolled = {each.key_id: each for each in enrolled_keys(application).filter(role="root")}
    keyids = [*root.root.keyids, *(each for each in enrolled if each not in root.root.keyids)]
    rows: list[dict[str, Any]] = [
        {
            "keyid": keyid,
            "name": names.get(keyid, ""),
            "record": enrolled.get(keyid),
            "named": keyid in root.root.keyids,
        }
        for keyid in keyids
    ]
    return sorted(rows, key=lambda row: (not row["named"], row["name"]))


def _enrolled(request: HttpRequest, application: Application, form: EnrolForm) -> bool:
    """Whether the key is enrolled now; else the form says why not."""
    data, user = form.cleaned_data, person(request)
    seat = Seat.parse(data["seat"])
    try:
        environment = get_environment(user, application, seat.environment) if seat.environment else None
        part = parse_public_part(data["public"].read(LARGEST + 1), data["public"].name)
        if seat.role == "approve" and environment is not None:
            holder = find_person(data["holder"])
            if holder is None:
                form.add_error("holder", _("Nobody with this address is known here."))
                return False
            enrol_key(actor=user, environment=environment, holder=holder, key=part.key, kept=data["kept"])
        else:
            enrol_outside_key(
                actor=user,
                application=application,
                environment=environment,
                holder_name=data["holder"],
                key=part.key,
                kept=data["kept"],
            )
    except HandrailError as error:
        form.add_error(None, error_in_words(error))
        return False
    messages.success(request, _("Enrolled. The key counts from the next root on that names it."))
    if data["kept"] == "browser":
        text = _(
            "This key dies with the browser profile of {who}, and it does not help against a console that is itself "
            "taken over. Keep a second approver, and have key files where that matters."
        )
        messages.warning(request, text.format(who=data["holder"]))
    return True


@require_POST
def retire(request: HttpRequest, key: str) -> HttpResponse:
    """Forget an enrolment that no root names."""
    application = application_of(request, key, Role.ADMINISTRATOR)
    try:
        retire_key(actor=person(request), application=application, key_id=request.POST.get("keyid", ""))
    except HandrailError as error:
        messages.error(request, error_in_words(error))
    else:
        messages.success(request, _("Taken out."))
    return HttpResponseRedirect(reverse("keys", args=(key,)))


@require_safe
def chain(request: HttpRequest, key: str) -> HttpResponse:
    """The chain of roots as ``handrail keys rotate`` reads it. Public."""
    application = application_of(request, key, Role.ADMINISTRATOR, Role.AUDITOR)
    roots = [parse_canonical(each, "the root") for each in root_envelopes(application)]
    name = f"handrail-{application.key}-roots.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(canonical({"roots": roots}), content_type="application/json", headers=headers)


@require_POST
def look(request: HttpRequest, key: str) -> HttpResponse:
    """Read one page of the application and note the trust anchor in it."""
    application = application_of(request, key, Role.ADMINISTRATOR)
    try:
        environment = get_environment(person(request), application, request.POST.get("environment", ""))
        found = look_at_page(actor=person(request), environment=environment, page=request.POST.get("page", ""))
    except FetchFailedError as error:
        messages.error(request, f"{_('Not reachable from here')}: {unreachable_in_words(error.params)}")
    except HandrailError as error:
        messages.error(request, error_in_words(error))
    else:
        messages.success(request, _("The page pins root {version}.").format(version=found.partition(".")[0]))
    return HttpResponseRedirect(reverse("keys", args=(key,)) + "#pages")


@require_safe
def mine(request: HttpRequest, key: str) -> HttpResponse:
    """An approver's own keys, one per environment; a key may be made in the browser."""
    application = application_of(request, key)
    user = person(request)
    rows = []
    for environment in application.environments.all():
        if not can(user, Role.APPROVER, environment=environment):
            continue
        own = [keyid for keyid, each in approver_keys(environment).items() if each.holder_id == user.pk]
        rows.append({"environment": environment, "enrolled": own[0] if own else ""})
    if not rows:
        raise NotAllowedError(role="approver")
    return render_application(request, "console/keys/mine.html", application, "releases", {"rows": rows})
