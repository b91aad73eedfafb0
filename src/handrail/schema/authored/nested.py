"""Walks everything that stands inside an authored document, whatever its kind."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from handrail.schema.authored.rules import All, Condition, Not
from handrail.schema.authored.rules import Any as AnyOf

Path = tuple[str | int, ...]
"""Field names as people write them (camelCase) and places in lists."""


def nested(value: BaseModel, path: Path = ()) -> Iterator[tuple[Path, str, Any]]:
    """Every value inside a model, in the order of its fields.

    Args:
        value: the model.
        path: where it stands.

    Yields:
        (path, field, value): ``field`` is the model's own name of the field that holds the value, directly or in a
        list. Rules are given whole, and not entered; nor are texts (language → text).
    """
    for name, info in type(value).model_fields.items():
        yield from _inside(getattr(value, name), name, (*path, info.alias or name))


def _inside(value: Any, field: str, path: Path) -> Iterator[tuple[Path, str, Any]]:
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from _inside(each, field, (*path, index))
        return
    if value is None:
        return
    yield path, field, value
    if isinstance(value, BaseModel) and not isinstance(value, All | AnyOf | Not | Condition):
        yield from nested(value, path)
