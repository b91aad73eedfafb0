"""The preview beside the form: the draft compiled as publishing would, drawn in a frame by the SDK's own renderer."""

import json
from collections.abc import Mapping
from typing import Any, Final

from csp.constants import NONCE, NONE, SELF
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe
from pydantic import ValidationError

from handrail.campaigns.content import load_content, read_media
from handrail.compile.check import check, problem_in_words
from handrail.compile.languages import base_language
from handrail.compile.release import compile_boot
from handrail.console.campaigns.editing import EDITOR
from handrail.console.editing.errors import errors_by_path
from handrail.console.editing.page import as_posted, reader_speech
from handrail.console.pages import application_of, person
from handrail.console.templatetags.editing import place_words
from handrail.console.words import error_in_words
from handrail.errors import HandrailError
from handrail.library.documents import find_document
from handrail.library.kinds import CAMPAIGN
from handrail.schema.authored.application import ApplicationContent, Overlay
from handrail.schema.authored.campaign import Campaign
from handrail.schema.base import OWN_ORIGIN

_ENVIRONMENT: Final = "preview"


@require_safe
@xframe_options_sameorigin
def frame(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """The page inside the frame: without an origin of its own, it knows nothing but what the editor hands it."""
    application = application_of(request, key)
    user = person(request)
    find_document(actor=user, application=application, kind=CAMPAIGN, name=name)
    content = load_content(actor=user, application=application)
    response = render(request, "console/campaigns/preview.html", {"application": application})
    response._csp_replace = {  # type: ignore[attr-defined]
        "script-src": [NONCE],
        "style-src": [NONE],
        "img-src": [NONE],
        "media-src": ["blob:"],
        "font-src": [NONE],
        "connect-src": [NONE],
        "form-action": [NONE],
        "manifest-src": [NONE],
        # Own pages of the application would here be the console's.
        "frame-src": sorted({*(content.settings.frame_origins or ())} - {OWN_ORIGIN}) or [NONE],
        "frame-ancestors": [SELF],
        "sandbox": ["allow-scripts"],
    }
    return response


@require_POST
def compiled(request: HttpRequest, key: str, name: str) -> JsonResponse:
    """The form as it is now, compiled for one language; or what is wrong with it, in words.

    The answer is ``{"problems": […]}`` (422) or what ``console/src/preview/protocol.ts`` calls a scene.
    """
    application = application_of(request, key)
    user = person(request)
    row = find_document(actor=user, application=application, kind=CAMPAIGN, name=name)
    content = load_content(actor=user, application=application)
    raw = as_posted(request, application, content, EDITOR, EDITOR.to_raw(row.document))
    data = EDITOR.from_raw(raw, content)
    try:
        campaign = Campaign.model_validate(data)
    except ValidationError as error:
        found = errors_by_path(error, data)
        return _refused([f"{place_words(path)}: {words}" for path, words in found.items()])
    if problems := _problems(content, campaign):
        return _refused(problems)
    content = _alone(content, campaign)
    wanted = request.GET.get("language", "")
    known = {each.name for each in content.languages}
    language = wanted if wanted in known else base_language(content).name
    try:
        boot, blobs = compile_boot(
            content,
            Overlay(environment=_ENVIRONMENT),
            application=application.key,
            language=language,
            media=read_media(application, content),
        )
    except HandrailError as error:
        return _refused([error_in_words(error)])
    return JsonResponse(_scene(application.key, json.loads(boot), blobs, content))


def _refused(problems: list[str]) -> JsonResponse:
    return JsonResponse({"problems": problems}, status=422)


def _problems(content: ApplicationContent, campaign: Campaign) -> list[str]:
    """Errors inside what is shown; when it starts, and for whom, changes nothing about its looks."""
    others = [each for each in content.campaigns if each.id != campaign.id]
    whole = content.model_copy(update={"campaigns": [*others, campaign]})
    mine = f"campaigns/{campaign.id}.yaml: content"
    return [
        problem_in_words(each, reader_speech())
        for each in check(whole)
        if each.severity == "error" and each.where.startswith(mine)
    ]


def _alone(content: ApplicationContent, campaign: Campaign) -> ApplicationContent:
    """The draft without the other campaigns, and without the media that it does not show."""
    text = campaign.model_dump_json()
    shown = [each for each in content.media if each.sha256 in text]
    return content.model_copy(update={"campaigns": [campaign], "media": shown})


def _scene(
    key: str, boot: dict[str, Any], blobs: Mapping[str, tuple[str, bytes]], content: ApplicationContent
) -> dict[str, Any]:
    (line,) = boot["campaigns"]
    shown = line.get("content") or json.loads(blobs[line["blob"]["sha256"]][1])
    styles = {each["id"]: each["css"] for each in boot["themes"]}
    themes = [styles[name] for name in (boot.get("defaultTheme"), line.get("theme")) if name in styles]
    text = json.dumps(shown)
    return {
        "language": boot["language"],
        "direction": boot["direction"],
        "words": boot["words"],
        "themes": themes,
        "frames": boot["settings"].get("frameOrigins", []),
        "content": shown,
        "elements": [
            {"id": each.id, "name": each.name, "tag": each.locator.tag, "type": each.locator.field_type or ""}
            for each in sorted(content.elements, key=lambda each: text.find(f'"{each.id}"'))
            if f'"{each.id}"' in text
        ],
        "images": {each.sha256: reverse("media-file", args=(key, each.sha256)) for each in content.media},
    }
