"""Editing a campaign: its content, and when it starts by itself."""

from typing import Any, Final

from csp.constants import SELF
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from handrail.console.campaigns.preview_words import PREVIEW_WORDS
from handrail.console.editing.campaigns import campaign_from_raw, merged, raw_from_campaign
from handrail.console.editing.nested import Raw
from handrail.console.editing.page import Editor, edit_document, plain_mapping
from handrail.console.editing.rules import groups_in
from handrail.console.editing.said import rule_said
from handrail.library.kinds import CAMPAIGN
from handrail.schema.authored.application import ApplicationContent
from handrail.schema.authored.campaign import STANDING

_FORMS: Final = {
    kind: f"console/campaigns/kinds/{file}.html"
    for kind, file in (
        ("announcement", "announcement"),
        ("walkthrough", "walkthrough"),
        ("launcher", "launcher"),
        ("tip", "tip"),
        ("survey", "survey"),
        ("checklist", "checklist"),
        ("helpMenu", "help_menu"),
    )
}


def _prepare_edit(raw: Raw, content: ApplicationContent) -> dict[str, Any]:
    shown = plain_mapping(raw.get("content"))
    said = {path: rule_said(group, content, shown) for path, group in groups_in(shown, "content")}
    return {
        "step": "edit",
        "form_of_kind": _FORMS[str(shown.get("kind"))],
        "shown": shown,
        "said_rules": said,
        "preview_words": {name: str(words) for name, words in PREVIEW_WORDS.items()},
    }


def _prepare_play(raw: Raw, content: ApplicationContent) -> dict[str, Any]:
    said = rule_said(raw.get("audience"), content)
    standing = plain_mapping(raw.get("content")).get("kind") in STANDING
    return {"step": "play", "play": plain_mapping(raw.get("autoPlay")), "said": said, "standing": standing}


def _deep(stored: Raw, posted: Raw) -> Raw:
    """The content keeps what its page does not show: its kind, and the order of its start points."""
    whole = merged(stored, posted)
    if isinstance(posted.get("content"), dict):
        before = plain_mapping(stored.get("content"))
        whole["content"] = {"kind": before.get("kind"), **posted["content"]}
        if isinstance(posted["content"].get("starts"), list):
            order = {start: place for place, start in enumerate(before.get("starts") or [])}
            whole["content"]["starts"] = sorted(
                posted["content"]["starts"], key=lambda each: order.get(each, len(order))
            )
    return whole


def _here(key: str, name: str) -> str:
    return reverse("campaign-edit", args=(key, name))


def _there(key: str, name: str) -> str:
    return reverse("campaign-play", args=(key, name))


EDITOR: Final = Editor(
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
    response = edit_document(request, key, name, EDITOR)
    # The preview beside the form is a page of this console, and so is what plays a chosen video.
    response._csp_update = {"frame-src": [SELF], "media-src": [SELF]}  # type: ignore[attr-defined]
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def auto_play(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Step 2: who sees it and when."""
    return edit_document(request, key, name, _PLAY)
