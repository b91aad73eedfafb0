"""The content of a campaign as the editor posts it → plain data for the schema: one table per kind of choice."""

from collections.abc import Callable, Mapping
from typing import Any, Final

Data = dict[str, Any]
Fields = Mapping[str, tuple[str, ...]]

_ACTION_FIELDS: Final[Fields] = {
    "goToStep": ("step",),
    "openLink": ("link", "newTab"),
    "startCampaign": ("campaign", "step"),
    "sendEvent": ("event",),
    "returnValue": ("value",),
    "snooze": ("minutes",),
}
_ADVANCE_FIELDS: Final[Fields] = {
    "elementClick": ("element",),
    "valueEntered": ("element",),
    "elementAppears": ("element",),
    "elementDisappears": ("element",),
    "pageChange": ("screen",),
    "trackedEvent": ("event",),
    "timeout": ("seconds",),
}
_BLOCK_FIELDS: Final[Fields] = {
    "heading": ("text",),
    "text": ("text",),
    "list": ("numbered", "items"),
    "image": ("media", "alternative"),
    "buttons": ("buttons",),
    "frame": ("link", "title", "height"),
    "video": ("media", "label", "captions"),
    "columns": ("columns",),
}
_STEP_FIELDS: Final[Fields] = {
    "balloon": ("element", "placement", "spotlight", "blocks", "advance", "waitS", "whenMissing"),
    "popup": ("blocks", "advance"),
    "split": ("branches",),
    "wait": ("advance",),
    "action": ("deed", "waitS", "whenMissing"),
}
_EVERY_STEP: Final = ("id", "name", "next")
_DEED_FIELDS: Final[Fields] = {
    "click": ("element",),
    "type": ("element", "value"),
    "select": ("element", "value"),
    "scroll": ("element",),
    "navigate": ("link",),
    "call": ("action",),
}
_PLACE_FIELDS: Final[Fields] = {
    "element": ("element", "position", "offsetX", "offsetY"),
    "corner": ("corner", "offsetX", "offsetY"),
}
_QUESTION_FIELDS: Final[Fields] = {
    "nps": ("required", "attribute", "low", "high"),
    "rating": ("required", "attribute", "form", "most", "low", "high"),
    "single": ("required", "attribute", "choices"),
    "multiple": ("required", "attribute", "choices"),
    "shortText": ("required", "attribute", "maxLength"),
    "longText": ("required", "attribute", "maxLength"),
}


def only(part: Mapping[str, Any], choice: str, fields: Fields, always: tuple[str, ...] = ()) -> Data:
    """The choice with its own fields; those of a choice made before are dropped."""
    kept = (choice, *always, *fields.get(str(part.get(choice)), ()))
    return {key: held for key, held in part.items() if key in kept}


def cleaned_content(shown: Data) -> Data:
    """What a campaign shows, without the fields of choices made before and with empty texts where one is missing.

    Args:
        shown: ``content`` of a campaign; blanks are left out already, rows of rules are rules already.
    """
    clean = _CLEAN.get(str(shown.get("kind")))
    return clean(shown) if clean is not None else shown


def _announcement(shown: Data) -> Data:
    return {**shown, "blocks": _blocks(shown)}


def _walkthrough(shown: Data) -> Data:
    steps = [_step(each) for each in shown.get("steps") or []]
    ids = [each.get("id") for each in steps]
    starts = [each for each in shown.get("starts") or [] if each in ids]
    # A walkthrough begins somewhere: with its first step, unless the author says otherwise.
    return {**shown, "steps": steps, "starts": starts or ids[:1]}


def _launcher(shown: Data) -> Data:
    return {**shown, "place": _place(shown), "label": shown.get("label") or {}, "actions": _actions(shown)}


def _tip(shown: Data) -> Data:
    made = {**shown, "blocks": _blocks(shown)}
    if made.get("show") != "invalid":
        made.pop("valid", None)
    return made


def _survey(shown: Data) -> Data:
    return {**shown, "pages": [_page(each) for each in shown.get("pages") or []], "thanks": _blocks(shown, "thanks")}


def _checklist(shown: Data) -> Data:
    tasks = [_line(each) for each in shown.get("tasks") or []]
    base = {**shown, "place": _place(shown), "label": shown.get("label") or {}}
    return {**base, "tasks": tasks, "finished": _blocks(shown, "finished")}


def _help_menu(shown: Data) -> Data:
    entries = [_line(each) for each in shown.get("entries") or []]
    return {**shown, "place": _place(shown), "label": shown.get("label") or {}, "entries": entries}


_CLEAN: Final[Mapping[str, Callable[[Data], Data]]] = {
    "announcement": _announcement,
    "walkthrough": _walkthrough,
    "launcher": _launcher,
    "tip": _tip,
    "survey": _survey,
    "checklist": _checklist,
    "helpMenu": _help_menu,
}


def _line(part: Mapping[str, Any]) -> Data:
    """A task of a checklist, or an entry of a help menu."""
    return {**part, "label": part.get("label") or {}, "actions": _actions(part)}


def _place(part: Mapping[str, Any]) -> Data:
    return only(part.get("place") or {}, "at", _PLACE_FIELDS)


def _actions(part: Mapping[str, Any]) -> list[Data]:
    return [only(each, "do", _ACTION_FIELDS) for each in part.get("actions") or []]


def _advances(part: Mapping[str, Any]) -> list[Data]:
    return [only(each, "on", _ADVANCE_FIELDS) for each in part.get("advance") or []]


def _step(step: Mapping[str, Any]) -> Data:
    made = only(step, "step", _STEP_FIELDS, _EVERY_STEP)
    fields = _STEP_FIELDS.get(str(made.get("step")), ())
    if "blocks" in fields:
        made["blocks"] = _blocks(made)
    if "advance" in fields:
        made["advance"] = _advances(made)
    if "deed" in fields:
        made["deed"] = only(made.get("deed") or {}, "do", _DEED_FIELDS)
        if made["deed"].get("do") in ("type", "select"):
            made["deed"].setdefault("value", "")
    return made


def _page(page: Mapping[str, Any]) -> Data:
    return {**page, "questions": [_question(each) for each in page.get("questions") or []]}


def _question(question: Mapping[str, Any]) -> Data:
    made = only(question, "question", _QUESTION_FIELDS, ("id", "text"))
    made.setdefault("text", {})
    if "choices" in made:
        made["choices"] = [{**each, "label": each.get("label") or {}} for each in made["choices"] or []]
    return made


def _blocks(part: Mapping[str, Any], field: str = "blocks") -> list[Data]:
    return [_block(each) for each in part.get(field) or []]


def _block(block: Mapping[str, Any]) -> Data:
    made = only(block, "block", _BLOCK_FIELDS)
    for field in ("text", "alternative", "title", "label", "captions"):
        if field in _BLOCK_FIELDS.get(str(made.get("block")), ()):
            made.setdefault(field, {})
    if isinstance(made.get("columns"), list):
        made["columns"] = [{**each, "blocks": _blocks(each)} for each in made["columns"]]
    if isinstance(made.get("buttons"), list):
        made["buttons"] = [
            {**each, "label": each.get("label") or {}, "actions": _actions(each)} for each in made["buttons"]
        ]
    return made
