"""Fresh parts that the add buttons of the editors put into a document."""

from collections.abc import Callable
from typing import Any, Final

from handrail.console.editing.rules import fresh_condition, fresh_group


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


def _advance(_: object) -> dict[str, Any]:
    return {"on": "nextButton"}


def _next_id(raw: dict[str, Any]) -> str:
    """The first free ``step-<n>``; ids stay as they are when steps are moved, since other things point to them."""
    content = raw.get("content")
    steps = content.get("steps") if isinstance(content, dict) else None
    taken = {str(each.get("id")) for each in steps or [] if isinstance(each, dict)}
    number = 1
    while f"step-{number}" in taken:
        number += 1
    return f"step-{number}"


def _balloon(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        "step": "balloon",
        "id": _next_id(raw),
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
        "id": _next_id(raw),
        "name": "",
        "blocks": [_heading(None), _text(None)],
        "advance": [_advance(None)],
    }


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
    "action": _action,
    "advance": _advance,
    "balloon": _balloon,
    "popup": _popup,
    "condition": fresh_condition,
    "group": fresh_group,
    "language": _language,
}
"""Maker name in ``add:<list>:<maker>`` → a fresh part; every maker gets the whole raw document."""
