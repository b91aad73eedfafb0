"""Attributes, tracked events and segments of an application."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.campaigns.content import load_content
from handrail.compile.names import Names
from handrail.compile.rule_words import rule_in_words
from handrail.console.editing.nested import Raw, cleaned
from handrail.console.editing.page import Editor, edit_document, plain_mapping, reader_speech
from handrail.console.editing.removal import remove_document
from handrail.console.editing.rules import raw_from_rule, rule_from_raw
from handrail.console.editing.said import rule_said
from handrail.console.pages import application_of, person, render_application
from handrail.errors import NotFoundError
from handrail.library.access import may_edit
from handrail.library.documents import use_counts
from handrail.library.kinds import ATTRIBUTE, SEGMENT, TRACKED_EVENT
from handrail.schema.authored.application import ApplicationContent, TrackedEvent
from handrail.schema.authored.rules import All, Segment


@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """The three lists, with how often each thing is used."""
    application = application_of(request, key)
    user = person(request)
    content = load_content(actor=user, application=application)
    names, speech = Names.of(content), reader_speech()
    uses = {kind.name: use_counts(application=application, kind=kind) for kind in (ATTRIBUTE, TRACKED_EVENT, SEGMENT)}
    elements = {each.id: each.name for each in content.elements}
    context = {
        "segments": [
            {"document": s, "said": _who(s, rule_in_words(s.rule, names, speech)), "uses": uses["segment"].get(s.id, 0)}
            for s in content.segments
        ],
        "events": [
            {
                "document": e,
                "element": elements.get(e.clicked_element or "", e.clicked_element),
                "said": rule_in_words(e.rule, names, speech) if e.rule is not None else "",
                "uses": uses["trackedEvent"].get(e.name, 0),
            }
            for e in content.tracked_events
        ],
        "attributes": [{"document": a, "uses": uses["attribute"].get(a.name, 0)} for a in content.attributes],
        "may_edit": may_edit(user, application),
    }
    return render_application(request, "console/audiences/list.html", application, "audiences", context)


def _who(segment: Segment, said: str) -> str:
    """A segment's rule in words, and how many people it names."""
    if not segment.user_ids:
        return said
    count = len(segment.user_ids)
    listed = ngettext("{count} listed person", "{count} listed people", count).format(count=count)
    return listed if segment.rule == All(all=[]) else f"{listed}: {said}"


def _segment_to_raw(segment: Segment) -> Raw:
    return {**segment.model_dump(mode="json", by_alias=True), "rule": raw_from_rule(segment.rule)}


def _event_to_raw(event: TrackedEvent) -> Raw:
    return {**event.model_dump(mode="json", by_alias=True), "rule": raw_from_rule(event.rule)}


def _segment_from_raw(raw: Raw, content: ApplicationContent) -> dict[str, Any]:
    data = _rule_from_raw(raw, content)
    # As it was typed or pasted: what is wrong is said with the number of its line.
    if isinstance(ids := raw.get("userIds"), str):
        data["userIds"] = ids
    if not data.get("userIds") or not str(data["userIds"]).strip():
        data.pop("userIds", None)
    return data


def _rule_from_raw(raw: Raw, content: ApplicationContent) -> dict[str, Any]:
    data: dict[str, Any] = cleaned({key: held for key, held in raw.items() if key != "rule"})
    rule = rule_from_raw(plain_mapping(raw.get("rule")), content)
    if rule is not None:
        data["rule"] = rule
    return data


def _attribute_from_raw(raw: Raw, content: ApplicationContent) -> dict[str, Any]:
    data: dict[str, Any] = cleaned(raw)
    if data.get("visibility") != "codeless":
        data.pop("source", None)
    return data


def _to_list(key: str, name: str) -> str:
    return reverse("audiences", args=(key,))


def _said(raw: Raw, content: ApplicationContent) -> dict[str, Any]:
    return {"said": rule_said(raw.get("rule"), content)}


_EMPTY_GROUP: Final = {"join": "all", "negated": "", "rows": []}
_EDITORS: Final[dict[str, Editor]] = {
    "segment": Editor(
        kind=SEGMENT,
        template="console/audiences/segment.html",
        active="audiences",
        after=_to_list,
        to_raw=_segment_to_raw,
        from_raw=_segment_from_raw,
        fresh={"name": "", "rule": _EMPTY_GROUP},
        prepare=_said,
    ),
    "event": Editor(
        kind=TRACKED_EVENT,
        template="console/audiences/event.html",
        active="audiences",
        after=_to_list,
        to_raw=_event_to_raw,
        from_raw=_rule_from_raw,
        fresh={"name": "", "rule": _EMPTY_GROUP},
        prepare=_said,
    ),
    "attribute": Editor(
        kind=ATTRIBUTE,
        template="console/audiences/attribute.html",
        active="audiences",
        after=_to_list,
        from_raw=_attribute_from_raw,
        fresh={"name": "", "type": "text", "visibility": "public"},
    ),
}


def _editor(kind: str) -> Editor:
    if kind not in _EDITORS:
        raise NotFoundError(what=kind)
    return _EDITORS[kind]


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """A new one of the kind ``attribute``, ``event`` or ``segment``."""
    return edit_document(request, key, None, _editor(kind))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str, kind: str, name: str) -> HttpResponse:
    """Change one."""
    return edit_document(request, key, name, _editor(kind))


@require_POST
def remove(request: HttpRequest, key: str, kind: str, name: str) -> HttpResponse:
    """Take one out."""
    here, to = reverse("audience", args=(key, kind, name)), reverse("audiences", args=(key,))
    return remove_document(request, key, name, kind=_editor(kind).kind, here=here, to=to)
