"""Approvers' keys, and the step from trial keys to four eyes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.people import find_person
from handrail.applications.access import Role, can, get_environment, require
from handrail.applications.models import Application
from handrail.applications.services import enrol_key, retire_key
from handrail.applications.signing import approver_keys, held_key_ids, newest_root, root_envelopes, trust
from handrail.console.keys.forms import EnrolForm
from handrail.console.pages import application_of, person, render_application
from handrail.console.words import error_in_words
from handrail.deploy.keys.chain import CHAIN_LIMIT
from handrail.deploy.keys.files import LARGEST, parse_public_part
from handrail.errors import HandrailError, NotAllowedError
from handrail.package.canonical import canonical, parse_canonical
from handrail.publishing import services


@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest, key: str) -> HttpResponse:
    """Who holds which key; enrol one; how the next root is made."""
    application = application_of(request, key, Role.ADMINISTRATOR, Role.AUDITOR)
    posted = request.method == "POST"
    form = EnrolForm(application, request.POST if posted else None, request.FILES if posted else None)
    if posted:
        require(person(request), Role.ADMINISTRATOR, application=application)
        if form.is_valid() and _enrolled(request, application, form):
            return redirect("keys", key=key)
    root = newest_root(application)
    here = held_key_ids(application)
    context = {
        "rows": [_row(application, environment) for environment in application.environments.all()],
        "form": form,
        "root": root,
        "trust": trust(application),
        "root_is_here": bool(here & set(root.root.keyids)),
        "root_keys": [each[:16] for each in root.root.keyids],
        "asked": sorted(name for name, roles in root.environments.items() if roles.approve is not None),
    }
    status = 422 if form.is_bound else 200
    return render_application(request, "console/keys/page.html", application, "settings", context, status=status)


def _row(application: Application, environment: Any) -> dict[str, Any]:
    roles = newest_root(application).environments.get(environment.name)
    approve = roles.approve if roles is not None else None
    named = set(approve.keyids) if approve is not None else set()
    enrolled = [(record, keyid in named) for keyid, record in approver_keys(environment).items()]
    return {"environment": environment, "approve": approve, "keys": enrolled}


def _enrolled(request: HttpRequest, application: Application, form: EnrolForm) -> bool:
    """Whether the key is enrolled now; else the form says why not."""
    data = form.cleaned_data
    holder = find_person(data["email"])
    if holder is None:
        form.add_error("email", _("Nobody with this address is known here."))
        return False
    try:
        environment = get_environment(person(request), application, data["environment"])
        part = parse_public_part(data["public"].read(LARGEST + 1), data["public"].name)
        enrol_key(actor=person(request), environment=environment, holder=holder, key=part.key)
    except HandrailError as error:
        form.add_error(None, error_in_words(error))
        return False
    messages.success(request, _("Enrolled. The key counts from the next root on that names it."))
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
def root(request: HttpRequest, key: str) -> HttpResponse:
    """Take the chain that ``handrail keys rotate`` wrote."""
    application = application_of(request, key, Role.ADMINISTRATOR)
    sent = request.FILES.get("chain")
    try:
        made = services.accept_root(
            actor=person(request),
            application=application,
            chain=sent.read(CHAIN_LIMIT + 1) if sent is not None else b"",
        )
    except HandrailError as error:
        messages.error(request, error_in_words(error))
    else:
        text = _("Root {version} holds. Pages should pin the new trust anchor: see the snippets.")
        messages.success(request, text.format(version=made.version))
    return HttpResponseRedirect(reverse("keys", args=(key,)))


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
