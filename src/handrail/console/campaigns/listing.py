"""The list of campaigns, a new one, and what is done to one as a whole."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.campaigns.services import (
    NoElementYetError,
    archive_campaign,
    create_campaign,
    duplicate_campaign,
    restore_campaign,
)
from handrail.console.campaigns.templates_shown import ICONS, templates_shown
from handrail.console.editing.page import reader_speech
from handrail.console.editing.words import KINDS
from handrail.console.pages import application_of, person, render_application
from handrail.errors import InvalidInputError
from handrail.library.access import may_edit
from handrail.library.difference import difference_of
from handrail.library.documents import find_document, list_documents, revisions_of
from handrail.library.kinds import CAMPAIGN
from handrail.publishing.state import campaign_badges, live_states


@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """All campaigns with their badge per environment; filter by kind, state and words."""
    application = application_of(request, key)
    user = person(request)
    rows = list_documents(actor=user, application=application, kind=CAMPAIGN)
    states = live_states(actor=user, application=application)
    badges = campaign_badges(actor=user, application=application, states=states)
    names = [each.environment.name for each in states]
    cards = [
        {
            "row": row,
            "kind": row.body["content"]["kind"],
            "kind_words": KINDS[row.body["content"]["kind"]],
            "kind_icon": ICONS[row.body["content"]["kind"]],
            "labels": row.body.get("labels", []),
            "badges": [(name, badges[row.name][name]) for name in names],
        }
        for row in rows
    ]
    wanted = {name: request.GET.get(name, "").strip() for name in ("kind", "state", "q")}
    context = {
        "cards": [each for each in cards if _matches(each, wanted)],
        "total": len(cards),
        "kinds": [(kind, KINDS[kind]) for kind in ICONS],
        "wanted": wanted,
        "environments": names,
        "may_edit": may_edit(user, application),
        "archived": len(list_documents(actor=user, application=application, kind=CAMPAIGN, archived=True)),
    }
    return render_application(request, "console/campaigns/list.html", application, "campaigns", context)


def _matches(card: dict[str, Any], wanted: dict[str, str]) -> bool:
    if wanted["kind"] and card["kind"] != wanted["kind"]:
        return False
    if wanted["state"] and wanted["state"] not in {badge for _, badge in card["badges"]}:
        return False
    words = " ".join((card["row"].title, card["row"].name, *card["labels"], card["row"].updated_by_name))
    return wanted["q"].casefold() in words.casefold()


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, key: str) -> HttpResponse:
    """Choose what to start from, give it a name."""
    application = application_of(request, key)
    problem = ""
    if request.method == "POST":
        try:
            row = create_campaign(
                actor=person(request),
                application=application,
                name=request.POST.get("name", ""),
                template=request.POST.get("template", ""),
            )
        except InvalidInputError:
            problem = _("Choose what to start from and give it a name.")
        except NoElementYetError:
            problem = _("A tip stands at an element, and none was captured yet. Capture one with Power Mode first.")
        else:
            return HttpResponseRedirect(reverse("campaign-edit", args=(application.key, row.name)))
    context = {
        "templates": templates_shown(),
        "chosen": request.POST.get("template", "news"),
        "name": request.POST.get("name", ""),
        "problem": problem,
        "may_edit": may_edit(person(request), application),
    }
    status = 422 if problem else 200
    return render_application(request, "console/campaigns/new.html", application, "campaigns", context, status=status)


@require_safe
def archive(request: HttpRequest, key: str) -> HttpResponse:
    """Archived campaigns, to be brought back."""
    application = application_of(request, key)
    user = person(request)
    rows = list_documents(actor=user, application=application, kind=CAMPAIGN, archived=True)
    context = {"rows": rows, "may_edit": may_edit(user, application)}
    return render_application(request, "console/campaigns/archived.html", application, "campaigns", context)


@require_safe
def history(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Every revision with what it changed, in words."""
    application = application_of(request, key)
    user = person(request)
    row = find_document(actor=user, application=application, kind=CAMPAIGN, name=name)
    revisions = revisions_of(actor=user, document=row)
    older = [*revisions[1:], None]
    lines = [
        {"revision": revision, "changes": difference_of(CAMPAIGN, before, revision, reader_speech())[:12]}
        for revision, before in zip(revisions, older, strict=True)
    ]
    context = {"row": row, "lines": lines, "may_edit": may_edit(user, application), "step": "history"}
    return render_application(request, "console/campaigns/history.html", application, "campaigns", context)


@require_POST
def act(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Duplicate, archive or restore."""
    application = application_of(request, key)
    user = person(request)
    version = int(request.POST.get("version") or 0)
    verb = request.POST.get("do")
    if verb == "duplicate":
        row = find_document(actor=user, application=application, kind=CAMPAIGN, name=name)
        title = _("Copy of {name}").format(name=row.title)[:120]
        copy = duplicate_campaign(actor=user, application=application, name=name, new_title=title)
        messages.success(request, _("Copied. The copy is a draft of its own."))
        return HttpResponseRedirect(reverse("campaign-edit", args=(application.key, copy.name)))
    if verb == "archive":
        row = archive_campaign(actor=user, application=application, name=name, expected_version=version)
        text = _("“{name}” is archived. It leaves the pages with the next release and can be brought back any time.")
        messages.success(request, text.format(name=row.title))
        return HttpResponseRedirect(reverse("campaigns", args=(application.key,)))
    revision = int(request.POST.get("revision") or 0)
    restore_campaign(actor=user, application=application, name=name, version=revision, expected_version=version)
    messages.success(request, _("Restored as the newest version."))
    return HttpResponseRedirect(reverse("campaign-edit", args=(application.key, name)))
