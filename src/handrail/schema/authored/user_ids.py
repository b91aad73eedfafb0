"""A list of user ids: what a text of lines, or a column from elsewhere, becomes; and what is refused, by line."""

import re
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

MOST_IDS: Final = 5_000
"""Ids in one list: each takes 13 bytes of every boot file."""
LONGEST_ID: Final = 200
_HEADERS: Final = frozenset({"userid", "user_id", "user id", "user-id"})
_SEPARATED: Final = re.compile("[,;\t]")
_HIDDEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def read_user_ids(given: object) -> object:
    """The ids of a text of lines (UTF-8 mark, heading, quotation marks and blank lines are dropped), or of a list.

    Args:
        given: text with one id a line, or a list of texts; anything else is left for the schema to refuse.

    Returns:
        The ids in their order.

    Raises:
        PydanticCustomError: the first line that is no id: several values, too long, hidden characters, given before;
            or too many ids. ``line`` counts from one.
    """
    if isinstance(given, str):
        lines = [_unquoted(line.strip()) for line in given.removeprefix("\ufeff").splitlines()]
        if lines and lines[0].lower() in _HEADERS:
            lines[0] = ""
    elif isinstance(given, list) and all(isinstance(each, str) for each in given):
        lines = given
    else:
        return given
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line and isinstance(given, str):
            continue
        _refuse_odd(line, number)
        if line in seen:
            raise PydanticCustomError(
                "user_ids_twice",
                "Line {line}: the same id as in line {before}.",
                {"line": number, "before": seen[line]},
            )
        seen[line] = number
    if len(seen) > MOST_IDS:
        raise PydanticCustomError(
            "user_ids_many", "{count} ids; a list holds at most {most}.", {"count": len(seen), "most": MOST_IDS}
        )
    return list(seen)


def _unquoted(line: str) -> str:
    return line[1:-1].replace('""', '"') if len(line) > 1 and line[0] == line[-1] == '"' else line


def _refuse_odd(line: str, number: int) -> None:
    if not line.strip() or line != line.strip():
        raise PydanticCustomError("user_ids_blank", "Line {line}: blanks at the edge, or nothing.", {"line": number})
    if _SEPARATED.search(line):
        raise PydanticCustomError(
            "user_ids_several",
            "Line {line}: one id a line, without commas, semicolons and tabs.",
            {"line": number},
        )
    if len(line) > LONGEST_ID:
        raise PydanticCustomError(
            "user_ids_long", "Line {line}: an id has at most {most} characters.", {"line": number, "most": LONGEST_ID}
        )
    if _HIDDEN.search(line):
        raise PydanticCustomError("user_ids_hidden", "Line {line}: it holds invisible characters.", {"line": number})


UserIds = Annotated[
    list[Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ID)]],
    Field(min_length=1, max_length=MOST_IDS),
    BeforeValidator(read_user_ids),
]
"""Ids as the page gives them to ``setUserId``: case counts."""
