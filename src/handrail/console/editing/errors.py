"""What the schema refuses, at the field where it was typed and in the reader's language."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

_WORDS: Final[dict[str, Promise | str]] = {
    "missing": _("This is missing."),
    "string_too_short": _("This may not be empty."),
    "string_too_long": _("This is too long: at most {max_length} characters."),
    "greater_than_equal": _("At least {ge}."),
    "less_than_equal": _("At most {le}."),
    "int_parsing": _("Write a whole number."),
    "int_from_float": _("Write a whole number."),
    "float_parsing": _("Write a number."),
    "too_short": _("At least {min_length} is needed."),
    "too_long": _("At most {max_length} are possible."),
    "literal_error": _("Choose one of the listed values."),
    "union_tag_not_found": _("Choose one of the listed values."),
    "union_tag_invalid": _("Choose one of the listed values."),
    "string_pattern_mismatch": _("This is not written as expected."),
    "user_ids_twice": _("Line {line}: the same id as in line {before}."),
    "user_ids_many": _("{count} ids; a list holds at most {most}."),
    "user_ids_blank": _("Line {line}: blanks at the edge, or nothing."),
    "user_ids_several": _("Line {line}: one id a line, without commas, semicolons and tabs."),
    "user_ids_long": _("Line {line}: an id has at most {most} characters."),
    "user_ids_hidden": _("Line {line}: it holds invisible characters."),
    "model_type": _("This is missing."),
}


def errors_by_path(error: ValidationError, raw: Any) -> dict[str, str]:
    """Path of a field → why it was refused."""
    found: dict[str, str] = {}
    for each in error.errors(include_url=False):
        found.setdefault(path_in(raw, each["loc"]), _in_words(each))
    return found


def _in_words(each: Mapping[str, Any]) -> str:
    sentence = _WORDS.get(each["type"])
    if sentence is None:
        return str(each["msg"]).removeprefix("Value error, ").strip()
    return str(sentence).format_map(each.get("ctx", {}))


def path_in(raw: Any, loc: tuple[int | str, ...]) -> str:
    """The path of a field from where pydantic found fault: names of union members are not part of it."""
    parts: list[str] = []
    here = raw
    for index, part in enumerate(loc):
        in_list = isinstance(here, list) and isinstance(part, int) and part < len(here)
        if in_list or (isinstance(here, Mapping) and part in here):
            parts.append(str(part))
            here = here[part]
        elif index == len(loc) - 1 and isinstance(part, str):
            parts.append(part)
    return ".".join(parts)
