"""Fields of the editors: named by their place in the document, with what was refused there."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from handrail.console.editing.folds import gist_of, is_looked_at
from handrail.console.editing.rules import operators_of
from handrail.console.editing.words import PARTS
from handrail.library.references import argument_kind
from handrail.schema.authored.application import ThemeTokens
from handrail.schema.authored.texts import MOST_OF_CAPTIONS, MOST_OF_TEXT
from handrail.schema.authored.variables import VARIABLES

register = template.Library()
Context = Mapping[str, Any]

_INSIDE = {"answer": "question", "returned": "calls"}
"""Variables that exist only inside one campaign → what of it they are asked about; offered where there is any."""


@register.filter
def at(path: object, part: object) -> str:
    """``path.part``; the part alone below the root."""
    return f"{path}.{part}" if path not in ("", None) else str(part)


@register.filter
def held(value: object, key: object) -> Any:
    """``value[key]``, nothing where there is none."""
    return value.get(str(key)) if isinstance(value, Mapping) else None


@register.filter
def joined(value: object) -> str:
    """A list on one line, parts separated by commas."""
    return ", ".join(str(each) for each in value) if isinstance(value, list) else str(value or "")


@register.filter
def words_of(options: Iterable[tuple[str, object]], value: object) -> object:
    """The words of a choice."""
    return dict(options).get(str(value), value)


@register.filter
def is_yes(value: object) -> bool:
    """Whether a raw switch is on."""
    return value is True or value == "true"


@register.filter
def token_colours(tokens: ThemeTokens) -> list[str]:
    """The colours of a theme in the order of its form."""
    return [tokens.background, tokens.text, tokens.primary, tokens.on_primary, tokens.link, tokens.border, tokens.error]


@register.filter
def dashed(path: str) -> str:
    """A path as part of an element's id."""
    return path.replace(".", "-")


@register.filter
def place_words(path: str) -> str:
    """Where an error is, in words short enough for a list: the numbers count from one."""
    parts = [str(int(part) + 1) if part.isdigit() else str(PARTS.get(part, part)) for part in path.split(".")]
    return " › ".join(part for part in parts if part)


@register.simple_tag(takes_context=True)
def error_at(context: Context, path: str) -> str:
    """Why what stands at the path was refused; empty where it was not."""
    return _error(context, path)


def _error(context: Context, path: str) -> str:
    found: str = context.get("errors", {}).get(path, "")
    return found


def _field(context: Context, path: str, label: str, hint: str) -> dict[str, Any]:
    return {
        "path": path,
        "id": "f-" + path.replace(".", "-").replace("[]", "").replace("~", "-"),
        "label": label,
        "hint": hint,
        "error": _error(context, path.replace("[]", "").split("~", maxsplit=1)[0]),
        "locked": context.get("locked", False),
    }


@register.inclusion_tag("console/editing/texts.html", takes_context=True)
def texts(
    context: Context,
    value: object,
    path: str,
    label: str,
    *,
    rows: int = 1,
    hint: str = "",
    quiet: bool = False,
    captions: bool = False,
) -> dict[str, Any]:
    """One text in every language of the application, side by side; translators may write in all but the base.

    Args:
        context: the page's.
        value: language → text.
        path: of the field.
        label: above it.
        rows: as high as so many lines at first.
        hint: below it.
        quiet: the label is only heard.
        captions: each text is a WebVTT file, and may come from one.
    """
    written = value if isinstance(value, Mapping) else {}
    fields = [
        {
            **_field(context, f"{path}.{each['name']}", each["display_name"], ""),
            "language": each["name"],
            "value": written.get(each["name"], ""),
            "locked": context.get("locked", False) and (each["is_base"] or not context.get("may_translate")),
        }
        for each in context.get("content_languages", ())
    ]
    most = MOST_OF_CAPTIONS if captions else MOST_OF_TEXT
    shown = {"fields": fields, "rows": rows, "quiet": quiet, "captions": captions, "most": str(most)}
    return {**_field(context, path, label, hint), **shown}


@register.inclusion_tag("console/editing/entry.html", takes_context=True)
def entry(
    context: Context,
    value: object,
    path: str,
    label: str,
    *,
    kind: str = "text",
    hint: str = "",
    required: bool = False,
    placeholder: str = "",
) -> dict[str, Any]:
    """One value: text, number, colour, date and time, or several lines (``lines``)."""
    shown = "" if value is None else value
    if kind == "lines" and isinstance(value, list):
        shown = "\n".join(str(each) for each in value)
    field = _field(context, path, label, hint)
    return {**field, "value": shown, "kind": kind, "required": required, "placeholder": placeholder}


@register.inclusion_tag("console/editing/choice.html", takes_context=True)
def choice(
    context: Context,
    value: object,
    path: str,
    label: str,
    options: Iterable[tuple[str, object]],
    *,
    hint: str = "",
    empty: str = "",
    redraw: bool = False,
) -> dict[str, Any]:
    """One of some values.

    Args:
        context: the page's.
        value: the chosen one; shown even where it is not among the options any more.
        path: of the field.
        label: above it.
        options: value and words.
        hint: below it.
        empty: words of the choice of nothing; without them something must be chosen.
        redraw: other fields depend on it, so the form is drawn anew when it changes.
    """
    chosen = "" if value is None else str(value)
    shown = [(str(key), words) for key, words in options or ()]
    if chosen and chosen not in {key for key, _ in shown}:
        shown.append((chosen, f"{chosen} (?)"))
    field = _field(context, path, label, hint)
    return {**field, "options": shown, "chosen": chosen, "empty": empty, "redraw": redraw}


@register.inclusion_tag("console/editing/switch.html", takes_context=True)
def switch(
    context: Context, value: object, path: str, label: str, *, hint: str = "", on: str = "true"
) -> dict[str, Any]:
    """Yes or no."""
    return {**_field(context, path, label, hint), "checked": is_yes(value), "on": on}


@register.inclusion_tag("console/editing/many.html", takes_context=True)
def many(
    context: Context, value: object, path: str, label: str, options: Iterable[tuple[object, object]], *, hint: str = ""
) -> dict[str, Any]:
    """Any number of some values."""
    chosen = {str(each) for each in value} if isinstance(value, list) else set()
    shown = [{"value": str(key), "words": words, "checked": str(key) in chosen} for key, words in options]
    return {**_field(context, path, label, hint), "options": shown}


@register.inclusion_tag("console/editing/item_tools.html", takes_context=True)
def item_tools(context: Context, path: str, number: int, count: int, what: str) -> dict[str, Any]:
    """Move up, move down, remove."""
    tools = {"path": path, "first": number == 1, "last": number == count, "what": what, "number": number}
    return {**tools, "locked": context.get("locked", False), "anchor": path.replace(".", "-")}


@register.simple_block_tag(takes_context=True)
def fold(
    context: Context,
    content: SafeString,
    part: Mapping[str, Any],
    place: str,
    *,
    number: int,
    count: int,
    kind: object,
    what: str,
    level: int = 2,
) -> SafeString:
    """A part of a list whose fields fold away below a line that says what it is.

    Open are the first, those where something was refused, and the one that a person is at work in.

    Args:
        context: the page's.
        content: its fields.
        part: the raw part.
        place: of it in the document.
        number: of it in the list, from one.
        count: of the list.
        kind: what it is, in words.
        what: the same for the names of its buttons.
        level: of its heading; 3 for parts inside others.
    """
    refused = any(path == place or path.startswith(f"{place}.") for path in context.get("errors", {}))
    looking_at, added = context.get("looking_at", ""), context.get("added", False)
    return render_to_string(
        "console/editing/fold.html",
        {
            "content": content,
            "place": place,
            "number": number,
            "kind": kind,
            "level": level,
            # A question may be called as its page is.
            "id": f"{place.split('.')[-2]} {part.get('id', '')}",
            "gist": gist_of(part, [each["name"] for each in context.get("content_languages", ())]),
            "tools": render_to_string(
                "console/editing/item_tools.html", item_tools(context, place, number, count, what)
            ),
            "refused": refused,
            "wanted": refused or is_looked_at(place, looking_at, added=added),
            "open": number == 1,
        },
    )


@register.inclusion_tag("console/editing/add.html", takes_context=True)
def add_part(context: Context, path: str, maker: str, words: str) -> dict[str, Any]:
    """A button that adds a part."""
    return {"path": path, "maker": maker, "words": words, "locked": context.get("locked", False)}


@register.inclusion_tag("console/editing/condition.html", takes_context=True)
def condition(context: Context, row: Mapping[str, Any], path: str) -> dict[str, Any]:
    """One row of a rule: variable, what it is asked about, operator, value."""
    variable = str(row.get("variable") or "path")
    spec = VARIABLES.get(variable)
    words = context["rule_words"]
    options = context["options"]
    wants = _INSIDE.get(variable) or argument_kind(variable)
    offered = [(key, said) for key, said in words["variables"] if options.get(_INSIDE.get(key)) or key not in _INSIDE]
    return {
        **{key: context.get(key) for key in ("options", "errors", "locked")},
        "row": row,
        "path": path,
        "variables": offered,
        "operators": [(each, words["operators"][each]) for each in operators_of(variable)],
        "needs_argument": spec is not None and spec.needs_argument,
        "argument_options": options.get(wants, []) if wants else None,
        "needs_value": row.get("operator") not in ("isSet", "isNotSet", "isTrue", "isFalse"),
        "takes_list": row.get("operator") in ("oneOf", "noneOf", "between"),
    }
