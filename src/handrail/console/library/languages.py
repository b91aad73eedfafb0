"""The languages of the content, in order, with the locales each serves."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from handrail.campaigns.content import load_content
from handrail.console.editing.nested import Raw, cleaned
from handrail.console.editing.page import Editor, edit_document
from handrail.console.library.progress import progress_of
from handrail.console.pages import application_of, person
from handrail.library.kinds import LANGUAGES, SINGLE
from handrail.library.services import display_name
from handrail.schema.authored.application import ApplicationContent


def _from_raw(raw: Raw, content: ApplicationContent) -> dict[str, Any]:
    data: dict[str, Any] = cleaned(raw)
    languages = data.get("languages") if isinstance(data.get("languages"), list) else []
    for each in languages or []:
        each["name"] = str(each.get("name", "")).lower()
        each["locales"] = [str(tag).lower() for tag in each.get("locales") or []]
        each.setdefault("displayName", display_name(each["name"]) if each["name"] else "")
    return {"languages": languages or []}


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """The list, with how much of the content each language has."""
    application = application_of(request, key)
    progress = progress_of(load_content(actor=person(request), application=application))
    editor = Editor(
        kind=LANGUAGES,
        template="console/library/languages.html",
        active="languages",
        after=lambda key, name: reverse("languages", args=(key,)),
        from_raw=_from_raw,
        prepare=lambda raw, content: {"progress": progress, "base": content.settings.base_language},
    )
    return edit_document(request, key, SINGLE, editor)
