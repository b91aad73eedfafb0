"""Fresh parts that the add buttons of the editors put into a document."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from handrail.console.editing.rules import fresh_condition, fresh_group
from handrail.console.editing.words import QUESTIONS


def _heading(_: object) -> dict[str, Any]:
    return {"block": "heading", "text": {}}


def _text(_: object) -> dict[str, Any]:
    return {"block": "text", "text": {}}


def _list(_: object) -> dict[str, Any]:
    return {"block": "list", "items": [{}]}


def _item(_: object) -> dict[str, Any]:
    return {}


def _image(_: object) -> dict[str, Any]:
    return {"block": "image", "media": "", "alternative": {}}


def _action(_: object) -> dict[str, Any]:
    return {"do": "close"}


def _button(_: object) -> dict[str, Any]:
    return {"label": {}, "style": "primary", "actions": [_action(None)]}


def _buttons(_: object) -> dict[str, Any]:
    return {"block": "buttons", "buttons": [_button(None)]}


def _frame(_: object) -> dict[str, Any]:
    return {"block": "frame", "link": "", "title": {}, "height": "320"}


def _video(_: object) -> dict[str, Any]:
    return {"block": "video", "media": "", "label": {}, "captions": {}}


def _column(_: object) -> dict[str, Any]:
    return {"width": "1", "blocks": [_text(None)]}


def _columns(_: object) -> dict[str, Any]:
    return {"block": "columns", "columns": [_column(None), _column(None)]}


def _advance(_: object) -> dict[str, Any]:
    return {"on": "nextButton"}


def _free_id(raw: dict[str, Any], what: str) -> str:
    """The first free ``<what>-<n>``; ids stay as they are when parts are moved, since other things point to them."""
    taken = set(_ids(raw.get("content")))
    number = 1
    while f"{what}-{number}" in taken:
        number += 1
    return f"{what}-{number}"


def _ids(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if "id" in value:
            yield str(value["id"])
        for held in value.values():
            yield from _ids(held)
    elif isinstance(value, list):
        for each in value:
            yield from _ids(each)


def _balloon(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        "step": "balloon",
        "id": _free_id(raw, "step"),
        "name": "",
        "element": "",
        "placement": "auto",
        "spotlight": "true",
        "blocks": [_text(None)],
        "advance": [_advance(None)],
        "whenMissing": "end",
    }


def _popup(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        "step": "popup",
        "id": _free_id(raw, "step"),
        "name": "",
        "blocks": [_heading(None), _text(None)],
        "advance": [_advance(None)],
    }


def _split(raw: dict[str, Any]) -> dict[str, Any]:
    return {"step": "split", "id": _free_id(raw, "step"), "name": "", "branches": [_branch(None)]}


def _branch(_: object) -> dict[str, Any]:
    return {"rule": fresh_group(None), "next": ""}


def _wait(raw: dict[str, Any]) -> dict[str, Any]:
    return {"step": "wait", "id": _free_id(raw, "step"), "name": "", "advance": [{"on": "elementAppears"}]}


def _action_step(raw: dict[str, Any]) -> dict[str, Any]:
    made = {"step": "action", "id": _free_id(raw, "step"), "name": "", "whenMissing": "end"}
    return {**made, "deed": {"do": "click", "element": ""}}


def _task(raw: dict[str, Any]) -> dict[str, Any]:
    return {"id": _free_id(raw, "task"), "label": {}, "description": {}, "done": fresh_group(None), "actions": []}


def _entry(raw: dict[str, Any]) -> dict[str, Any]:
    return {"id": _free_id(raw, "entry"), "label": {}, "description": {}, "keywords": {}, "actions": [_open_link(None)]}


def _open_link(_: object) -> dict[str, Any]:
    return {"do": "openLink", "link": "", "newTab": "true"}


def _page(raw: dict[str, Any]) -> dict[str, Any]:
    questions = [_question("rating")(raw)]
    return {"id": _free_id(raw, "page"), "name": "", "questions": questions, "jumps": []}


def _question(kind: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def make(raw: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {"question": kind, "id": _free_id(raw, "question"), "text": {}}
        if kind in ("single", "multiple"):
            made["choices"] = [{"value": "", "label": {}}, {"value": "", "label": {}}]
        return made

    return make


def _answer(_: object) -> dict[str, Any]:
    return {"value": "", "label": {}}


def _jump(_: object) -> dict[str, Any]:
    return {"rule": {**fresh_group(None), "rows": []}, "to": ""}


def _language(_: object) -> dict[str, Any]:
    return {"name": "", "displayName": "", "locales": []}


MAKERS: Final[dict[str, Callable[[Any], Any]]] = {
    "heading": _heading,
    "text": _text,
    "list": _list,
    "item": _item,
    "image": _image,
    "buttons": _buttons,
    "button": _button,
    "frame": _frame,
    "video": _video,
    "columns": _columns,
    "column": _column,
    "buttonAction": _action,
    "openLink": _open_link,
    "advance": _advance,
    "balloon": _balloon,
    "popup": _popup,
    "split": _split,
    "branch": _branch,
    "wait": _wait,
    "action": _action_step,
    "task": _task,
    "entry": _entry,
    "page": _page,
    "answer": _answer,
    "jump": _jump,
    **{kind: _question(kind) for kind in QUESTIONS},
    "condition": fresh_condition,
    "group": fresh_group,
    "language": _language,
}
"""Maker name in ``add:<list>:<maker>`` → a fresh part; every maker gets the whole raw document."""
