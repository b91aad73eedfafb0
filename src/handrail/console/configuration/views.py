"""Session, limits, events, links; and the kill switch of each environment."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from handrail.console.editing.nested import Raw, cleaned
from handrail.console.editing.page import Editor, edit_document, plain_mapping
from handrail.console.pages import application_of, person
from handrail.library.kinds import SETTINGS, SINGLE
from handrail.publishing.access import may_publish
from handrail.publishing.state import live_states
from handrail.schema.authored.application import ApplicationContent


def _from_raw(raw: Raw, content: ApplicationContent) -> dict[str, Any]:
    data: dict[str, Any] = cleaned(raw)
    minutes = data.pop("sessionMinutes", None)
    if minutes is not None:
        data["sessionTimeoutS"] = int(minutes) * 60 if str(minutes).isdigit() else minutes
    return data


def _to_raw(settings: Any) -> Raw:
    raw: Raw = settings.model_dump(mode="json", by_alias=True)
    return raw


def _merge(stored: Raw, posted: Raw) -> Raw:
    """Own wordings of the SDK's words are not in this form and stay."""
    return {**stored, **posted}


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """The form, and beside it the switches, which work at once."""
    application = application_of(request, key)
    user = person(request)
    states = [
        {"state": state, "may_publish": may_publish(user, state.environment)}
        for state in live_states(actor=user, application=application)
    ]

    def prepare(raw: Raw, content: ApplicationContent) -> dict[str, Any]:
        seconds = raw.get("sessionTimeoutS")
        minutes = raw.get("sessionMinutes") or (seconds // 60 if isinstance(seconds, int) else "")
        return {"minutes": minutes, "cap": plain_mapping(raw.get("autoPlayCap")), "states": states}

    editor = Editor(
        kind=SETTINGS,
        template="console/configuration/edit.html",
        active="configuration",
        after=lambda key, name: reverse("configuration", args=(key,)),
        to_raw=_to_raw,
        from_raw=_from_raw,
        merge=_merge,
        prepare=prepare,
    )
    return edit_document(request, key, SINGLE, editor)
