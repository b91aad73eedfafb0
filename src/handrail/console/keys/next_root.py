"""The next root: prepared here, signed by administrators on their own machines, taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.applications.access import Role
from handrail.applications.models import Application, RootRecord, WantedRoot
from handrail.applications.signing import newest_root
from handrail.console.keys.changes import changes_of, names_of
from handrail.console.keys.next_root_form import NextRootForm
from handrail.console.pages import application_of, person, render_application
from handrail.console.words import error_in_words
from handrail.deploy.keys.chain import CHAIN_LIMIT
from handrail.errors import HandrailError, NotFoundError
from handrail.package.roles import Root
from handrail.publishing import services
from handrail.publishing.commands import sign_command


def waiting(application: Application) -> dict[str, Any] | None:
    """The root that waits for signatures as the keys page shows it; None when none does."""
    wanted = services.wanted_root(application)
    if wanted is None:
        return None
    current, following = newest_root(application), Root.from_payload(bytes(wanted.payload))
    names = names_of(application)
    missing = [
        {
            "version": each.version,
            "have": each.have,
            "need": each.need,
            "who": sorted(names.get(keyid) or f"{keyid[:16]}…" for keyid in each.keyids),
        }
        for each in services.still_missing(wanted)
        # The same people with the same threshold: one line says it all.
        if each.version == following.version or following.root != current.root
    ]
    return {
        "wanted": wanted,
        "version": following.version,
        "changes": changes_of(current, following, names),
        "missing": missing,
        "file": _name(application, following.version),
        "command": sign_command(application, _name(application, following.version)),
    }


def _name(application: Application, version: int) -> str:
    return f"handrail-{application.key}-root-{version}.json"


@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, key: str) -> HttpResponse:
    """Say who may sign what from the next root on."""
    application = application_of(request, key, Role.ADMINISTRATOR)
    form = NextRootForm(application, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.want_root(actor=person(request), application=application, wanted=form.wanted)
        except HandrailError as error:
            form.add_error(None, error_in_words(error))
        else:
            _say(request, made)
            return redirect("keys", key=key)
    context = {"form": form, "version": newest_root(application).version + 1}
    status = 422 if form.is_bound else 200
    return render_application(request, "console/keys/next_root.html", application, "settings", context, status=status)


@require_safe
def download(request: HttpRequest, key: str) -> HttpResponse:
    """The file for ``handrail keys sign``. Nothing in it is secret."""
    application = application_of(request, key, Role.ADMINISTRATOR, Role.AUDITOR)
    wanted = services.wanted_root(application)
    if wanted is None:
        raise NotFoundError(what=_("A root that waits for signatures"))
    name = _name(application, Root.from_payload(bytes(wanted.payload)).version)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(services.wanted_chain(wanted), content_type="application/json", headers=headers)


@require_POST
def drop(request: HttpRequest, key: str) -> HttpResponse:
    """Forget the root that waits."""
    application = application_of(request, key, Role.ADMINISTRATOR)
    try:
        services.drop_wanted_root(actor=person(request), application=application)
    except HandrailError as error:
        messages.error(request, error_in_words(error))
    else:
        messages.success(request, _("Dropped. Today's root holds on."))
    return HttpResponseRedirect(reverse("keys", args=(key,)))


@require_POST
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """Take what ``handrail keys sign`` or ``keys rotate`` wrote."""
    application = application_of(request, key, Role.ADMINISTRATOR)
    sent = request.FILES.get("chain")
    try:
        made = services.hand_in_root(
            actor=person(request),
            application=application,
            chain=sent.read(CHAIN_LIMIT + 1) if sent is not None else b"",
        )
    except HandrailError as error:
        messages.error(request, error_in_words(error))
    else:
        _say(request, made)
    return HttpResponseRedirect(reverse("keys", args=(key,)))


def _say(request: HttpRequest, made: RootRecord | WantedRoot) -> None:
    if isinstance(made, RootRecord):
        text = _("Root {version} holds. Pages should pin the new trust anchor: see the snippets.")
        messages.success(request, text.format(version=made.version))
        return
    missing = services.still_missing(made)
    left = max((each.need - each.have for each in missing), default=0)
    text = ngettext("{left} signature is still needed.", "{left} signatures are still needed.", left)
    messages.success(request, _("The next root waits:") + " " + text.format(left=left))
