"""Two sides of a comparison: which parts belong together, and whether they are the same."""

from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import Any

from pydantic import BaseModel


def by_key(things: Iterable[Any], key: str) -> dict[tuple[str, int], Any]:
    """Things by (id, how often it came before): a second one of the same id must not hide the first."""
    found: dict[tuple[str, int], Any] = {}
    for thing in things:
        name = getattr(thing, key)
        number = 0
        while (name, number) in found:
            number += 1
        found[name, number] = thing
    return found


def value_of(side: BaseModel | None, name: str, other: BaseModel | None) -> Any:
    """A field's value; None where it is absent or where it is the usual one of something that came or went."""
    if side is None or name not in type(side).model_fields:
        return None
    value = getattr(side, name)
    alone = other is None or name not in type(other).model_fields
    info = type(side).model_fields[name]
    if alone and not info.is_required() and same(value, info.get_default(call_default_factory=True)):
        return None
    return value


def same(a: object, b: object) -> bool:
    """Equal, and of equal types down to the leaves: 1, 1.0 and True are three values."""
    return a == b and repr(a) == repr(b)


def aligned(a: Sequence[Any], b: Sequence[Any], kind: Callable[[Any], str]) -> list[tuple[int | None, int | None]]:
    """Which parts of two lists without ids belong together: equal ones, else neighbours of one kind."""
    matcher = SequenceMatcher(None, [repr(each) for each in a], [repr(each) for each in b], autojunk=False)
    pairs: list[tuple[int | None, int | None]] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        left = list(range(i1, i2))
        for j in range(j1, j2):
            match = next((i for i in left if kind(a[i]) == kind(b[j])), None)
            if match is not None:
                left.remove(match)
            pairs.append((match, j))
        pairs += [(i, None) for i in left]
    return pairs
