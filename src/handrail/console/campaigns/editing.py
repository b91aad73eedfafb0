"""Editing a campaign: its content, and when it starts by itself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from handrail.console.editing.campaigns import campaign_from_raw, merged, raw_from_campaign
from handrail.console.editing.nested import Raw
from handrail.console.editing.page import Editor, edit_document, plain_mapping
from handrail.console.editing.said import rule_said
from handrail.library.kinds import CAMPAIGN
from handrail.schema.authored.application import ApplicationContent


def _prepare_edit(raw: Raw, content: ApplicationContent) -> dict[str, Any]:
    shown = plain_mapping(raw.get("content"))
    return {"step": "edit", "kind": shown.get("kind"), "shown": shown}


def _prepare_play(raw: Raw, content: ApplicationContent) -> dict[str, Any]:
    said = rule_said(raw.get("audience"), content)
    return {"step": "play", "play": plain_mapping(raw.get("autoPlay")), "said": said}


def _deep(stored: Raw, posted: Raw) -> Raw:
    """The content keeps what its page does not show (its kind)."""
    whole = merged(stored, posted)
    if isinstance(posted.get("content"), dict):
        whole["content"] = {"kind": plain_mapping(stored.get("content")).get("kind"), **posted["content"]}
    return whole


def _here(key: str, name: str) -> str:
    return reverse("campaign-edit", args=(key, name))


def _there(key: str, name: str) -> str:
    return reverse("campaign-play", args=(key, name))


_EDIT = Editor(
    kind=CAMPAIGN,
    template="console/campaigns/edit.html",
    active="campaigns",
    after=_here,
    to_raw=raw_from_campaign,
    from_raw=campaign_from_raw,
    merge=_deep,
    prepare=_prepare_edit,
)
_PLAY = Editor(
    kind=CAMPAIGN,
    template="console/campaigns/play.html",
    active="campaigns",
    after=_there,
    to_raw=raw_from_campaign,
    from_raw=campaign_from_raw,
    merge=_deep,
    prepare=_prepare_play,
)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Step 1 of the campaign wizard: what is shown."""
    return edit_document(request, key, name, _EDIT)


@require_http_methods(["GET", "HEAD", "POST"])
def auto_play(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Step 2: who sees it and when."""
    return edit_document(request, key, name, _PLAY)
