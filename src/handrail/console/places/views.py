"""Screens and elements of an application."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
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
from handrail.library.access import may_edit
from handrail.library.documents import find_document, list_documents, use_counts, used_by
from handrail.library.kinds import ELEMENT, SCREEN
from handrail.schema.authored.application import ApplicationContent
from handrail.schema.authored.places import Screen


@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Both lists, with how often each thing is used."""
    application = application_of(request, key)
    user = person(request)
    content = load_content(actor=user, application=application)
    names = Names.of(content)
    screens = {each.id: each for each in content.screens}
    rows = {(kind.name, row.name): row for kind in (SCREEN, ELEMENT) for row in _rows(request, key, kind)}
    uses = {kind.name: use_counts(application=application, kind=kind) for kind in (SCREEN, ELEMENT)}
    context = {
        "screens": [
            {
                "document": each,
                "row": rows.get(("screen", each.id)),
                "said": rule_in_words(each.rule, names, reader_speech()),
                "uses": uses["screen"].get(each.id, 0),
            }
            for each in content.screens
        ],
        "elements": [
            {
                "document": each,
                "row": rows.get(("element", each.id)),
                "screen": screens.get(each.screen or ""),
                "uses": uses["element"].get(each.id, 0),
            }
            for each in content.elements
        ],
        "may_edit": may_edit(user, application),
    }
    return render_application(request, "console/places/list.html", application, "places", context)


def _rows(request: HttpRequest, key: str, kind: Any) -> list[Any]:
    return list_documents(actor=person(request), application=application_of(request, key), kind=kind)


def _screen_to_raw(screen: Screen) -> Raw:
    return {**screen.model_dump(mode="json", by_alias=True), "rule": raw_from_rule(screen.rule)}


def _screen_from_raw(raw: Raw, content: ApplicationContent) -> dict[str, Any]:
    data: dict[str, Any] = cleaned({key: held for key, held in raw.items() if key != "rule"})
    data["rule"] = rule_from_raw(plain_mapping(raw.get("rule")), content)
    return data


def _element_from_raw(raw: Raw, content: ApplicationContent) -> dict[str, Any]:
    data: dict[str, Any] = cleaned(raw)
    data.setdefault("locator", {})
    return data


def _merge_element(stored: Raw, posted: Raw) -> Raw:
    """What was captured and is not in the form (the path through the page) stays."""
    locator = {**plain_mapping(stored.get("locator")), **plain_mapping(posted.get("locator"))}
    return {**stored, **posted, "locator": locator}


def _to_list(key: str, name: str) -> str:
    return reverse("places", args=(key,))


_SCREEN = Editor(
    kind=SCREEN,
    template="console/places/screen.html",
    active="places",
    after=_to_list,
    to_raw=_screen_to_raw,
    from_raw=_screen_from_raw,
    fresh={
        "name": "",
        "rule": {
            "join": "all",
            "negated": "",
            "rows": [{"variable": "path", "argument": "", "operator": "equals", "value": "", "negated": ""}],
        },
    },
    prepare=lambda raw, content: {"said": rule_said(raw.get("rule"), content)},
)
_ELEMENT = Editor(
    kind=ELEMENT,
    template="console/places/element.html",
    active="places",
    after=_to_list,
    from_raw=_element_from_raw,
    merge=_merge_element,
    fresh={"name": "", "locator": {"tag": "button"}},
)


@require_http_methods(["GET", "HEAD", "POST"])
def new_screen(request: HttpRequest, key: str) -> HttpResponse:
    """A screen, recognised by a rule."""
    return edit_document(request, key, None, _SCREEN)


@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Change a screen."""
    return edit_document(request, key, name, _SCREEN)


@require_http_methods(["GET", "HEAD", "POST"])
def new_element(request: HttpRequest, key: str) -> HttpResponse:
    """An element written by hand; Power Mode captures them with a pointer."""
    return edit_document(request, key, None, _ELEMENT)


@require_http_methods(["GET", "HEAD", "POST"])
def element(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Change an element, see where it is used."""
    application = application_of(request, key)
    row = find_document(actor=person(request), application=application, kind=ELEMENT, name=name)
    users = used_by(row)
    editor = Editor(
        **{**vars(_ELEMENT), "prepare": lambda raw, content: {"users": users}},
    )
    return edit_document(request, key, name, editor)


@require_POST
def remove_screen(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Take a screen out."""
    here, to = reverse("screen", args=(key, name)), reverse("places", args=(key,))
    return remove_document(request, key, name, kind=SCREEN, here=here, to=to)


@require_POST
def remove_element(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Take an element out."""
    here, to = reverse("element", args=(key, name)), reverse("places", args=(key,))
    return remove_document(request, key, name, kind=ELEMENT, here=here, to=to)
