"""What is wrong with a file, where, and what to do about it: the validator's findings in people's words."""

import difflib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from handrail.schema.authored.yaml_form import Path, Plain


class FileProblem(NamedTuple):
    """One finding."""

    file: str
    path: str
    """Within the file, ``content.steps.0.element``; empty for the whole."""
    line: int
    """Counted from 1; 0 where unknown."""
    what: str
    do: str

    def as_data(self) -> dict[str, object]:
        """For ``InvalidInputError.params["problems"]``."""
        where = f"{self.file}: {self.path}" if self.path else self.file
        return {"where": where, "line": self.line, "what": self.what, "do": self.do}


def problems_of(
    error: ValidationError, model: type[BaseModel], file: str, data: Plain, lines: dict[Path, int]
) -> Iterator[FileProblem]:
    """One problem per place; a place that fits none of several forms is told once."""
    told: set[Path] = set()
    for detail in error.errors(include_url=False):
        path = _path(detail, data)
        if path in told:
            continue
        told.add(path)
        what, do = _words(detail, model, path)
        yield FileProblem(file, ".".join(str(each) for each in path), _line(path, lines), what, do)


def _path(detail: ErrorDetails, data: Plain) -> Path:
    """The place in the data: the validator's place without the names of the forms that it tried."""
    path: Path = ()
    at: Plain = data
    loc = detail["loc"]
    for index, step in enumerate(loc):
        is_last = index == len(loc) - 1
        if _holds(at, step):
            at = _below(at, step)
        elif not is_last or detail["type"] not in ("missing", "extra_forbidden"):
            continue
        path = (*path, step)
    return path


def _holds(at: Plain, step: int | str) -> bool:
    if isinstance(at, list):
        return isinstance(step, int) and step < len(at)
    return isinstance(at, dict) and isinstance(step, str) and step in at


def _below(at: Plain, step: int | str) -> Plain:
    if isinstance(at, list) and isinstance(step, int):
        return at[step]
    return at[step] if isinstance(at, dict) and isinstance(step, str) else None


def _line(path: Path, lines: dict[Path, int]) -> int:
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)


def _words(detail: ErrorDetails, model: type[BaseModel], path: Path) -> tuple[str, str]:
    kind, given = detail["type"], detail["input"]
    context = detail.get("ctx", {})
    name = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        close = difflib.get_close_matches(name, sorted(_known_fields(model)), 1)
        return f'the field "{name}" is not known here', f'did you mean "{close[0]}"?' if close else "remove it"
    if kind == "missing":
        return f'the field "{name}" is missing', "add it"
    if kind == "string_type":
        return f"a text is expected, not {_shown(given)}", "put it in quotation marks"
    if kind in ("literal_error", "union_tag_invalid"):
        expected = str(context.get("expected", context.get("expected_tags", "")))
        given = context.get("tag", given)
        return f"{_shown(given)} is not known here", f"use one of {expected}"
    if kind == "union_tag_not_found":
        return "the kind is missing", f"add {context.get('discriminator', 'it')}"
    if kind == "string_pattern_mismatch":
        return f"{_shown(given)} does not have the right form", f"it must match {context.get('pattern', '')}"
    if kind == "value_error":
        return str(context.get("error", detail["msg"])), "correct it"
    return f"{detail['msg'][:1].lower()}{detail['msg'][1:]}, not {_shown(given)}", "correct it"


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a group of fields"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    if isinstance(value, int | float):
        return text
    return f'"{text}"' if len(text) <= 60 else f'"{text[:57]}…"'


@cache
def _known_fields(model: type[BaseModel]) -> frozenset[str]:
    """Names of all fields of a model and of those below it."""
    found: set[str] = set()

    def collect(schema: object) -> None:
        if isinstance(schema, dict):
            properties = schema.get("properties", {})
            found.update(properties if isinstance(properties, dict) else {})
            for each in schema.values():
                collect(each)
        elif isinstance(schema, list):
            for each in schema:
                collect(each)

    collect(model.model_json_schema())
    return frozenset(found)
