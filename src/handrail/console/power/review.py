"""The page that lists what Power Mode brought: proposals to accept or discard, the looks of the app."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handrail.applications.access import Role
from handrail.applications.models import Application
from handrail.console.pages import application_of, person, render_application
from handrail.console.power.forms import CodeForm
from handrail.console.power.words import describe, describe_assets
from handrail.library.documents import list_documents
from handrail.library.kinds import CAMPAIGN, ELEMENT
from handrail.library.models import Document
from handrail.library.services import theme_from_assets
from handrail.places.app_sessions import live_sessions, news_mark
from handrail.places.assets import synced_assets
from handrail.places.proposals import accept_proposal, discard_proposal, pending_proposals

_PAGES: Final = {CAMPAIGN.name: "campaign-edit", ELEMENT.name: "element"}


def _linked(application: Application, document: Document) -> str:
    """Its title, leading to where it is edited."""
    if document.kind not in _PAGES:
        return document.title
    page = reverse(_PAGES[document.kind], kwargs={"key": application.key, "name": document.name})
    return format_html('<a href="{}">{}</a>', page, document.title)


def _back(application: Application) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("power", kwargs={"key": application.key}))


@require_GET
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Start buttons, what waits, and what was synchronised."""
    application = application_of(request, key, Role.AUTHOR)
    return draw(request, application, CodeForm())


def draw(request: HttpRequest, application: Application, form: CodeForm, *, status: int = 200) -> HttpResponse:
    """The page with the form for a code as it is; 422 when what was typed is not right."""
    actor = person(request)
    names = {row.name: row.title for row in list_documents(actor=actor, application=application, kind=ELEMENT)}
    waiting = pending_proposals(actor=actor, application=application)
    environments = list(application.environments.filter(power=True))
    context = {
        "environments": environments,
        "several": len(environments) > 1,
        "proposals": [describe(proposal, names) for proposal in waiting],
        "assets": [describe_assets(row) for row in synced_assets(actor=actor, application=application)],
        "form": form,
        "sessions": live_sessions(actor=actor, application=application),
        "mark": news_mark(actor=actor, application=application),
    }
    return render_application(request, "console/power/review.html", application, "power", context, status=status)


@require_POST
def accept(request: HttpRequest, key: str, proposal_id: int) -> HttpResponse:
    """Make drafts of a proposal."""
    application = application_of(request, key)
    documents = accept_proposal(actor=person(request), application=application, proposal_id=proposal_id)
    titles = format_html_join(", ", "“{}”", ((_linked(application, document),) for document in documents))
    messages.success(request, format_html(_("Accepted: {what}. It is a draft now."), what=titles))
    return _back(application)


@require_POST
def discard(request: HttpRequest, key: str, proposal_id: int) -> HttpResponse:
    """Say no to a proposal."""
    application = application_of(request, key)
    proposal = discard_proposal(actor=person(request), application=application, proposal_id=proposal_id)
    messages.success(request, _("Discarded: “{what}”.").format(what=proposal.title))
    return _back(application)


@require_POST
def make_theme(request: HttpRequest, key: str) -> HttpResponse:
    """Make (or renew) the theme that looks like the app."""
    application = application_of(request, key)
    theme = theme_from_assets(actor=person(request), application=application)
    messages.success(
        request,
        _("The theme “{name}” looks like the app now. Choose it in a campaign or in the settings.").format(
            name=theme.title
        ),
    )
    return _back(application)
