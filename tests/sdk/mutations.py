"""Content as nobody should write it: boot files of every kind of campaign, mutated at random from a seed."""

import json
import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any

TINY_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f0005000"
    "1ff89993d1d0000000049454e44ae426082"
)
STRANGE: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    2**31,
    2**53,
    -(2**60),
    1e308,
    "",
    " ",
    "0",
    "x",
    "null",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "newerThing",
    "{{customerSegment}}",
    "{{",
    '"] , *',
    "</script><b onclick=1>",
    "\u0000",
    "\ud800",
    "\u202eabc",
    "é" * 300,
    "a" * 20_000,
    "javascript:alert(1)",
    "//evil.example",
    "2026-13-45",
    "*",
    ":not(",
    [],
    {},
    [[]],
    [None],
    [{}],
    {"a": 1},
    {"block": "heading"},
    {"do": "close"},
    {"length": 3},
    [1, "a", None, []],
)
"""What stands where something else was meant."""

Place = tuple[Any, Any]
"""A container, and a key or index in it."""


def places(value: Any) -> list[Place]:
    """Every place inside a JSON value, at any depth."""
    found: list[Place] = []
    keys: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
    for key in keys:
        found.append((value, key))
        if isinstance(value[key], (dict, list)):
            found += places(value[key])
    return found


class Mutator:
    """Changes JSON values at random; the same seed gives the same changes.

    Args:
        seed: of the random numbers.
    """

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.ways: tuple[Callable[[Any, Any], None], ...] = (
            self._replace,
            self._replace,
            self._remove,
            self._remove,
            self._swap,
            self._rename,
            self._add,
            self._repeat,
            self._shuffle,
            self._number,
            self._newer,
            self._dangle,
            self._deepen,
        )

    def mutate(self, value: Any, times: int) -> Any:
        """A copy of a JSON object, changed in ``times`` places."""
        changed = {"": deepcopy(value)}
        for _ in range(times):
            inside = places(changed[""]) if isinstance(changed[""], (dict, list)) else []
            if not inside:
                break
            self.random.choice(self.ways)(*self.random.choice(inside))
        return changed[""]

    def _replace(self, into: Any, key: Any) -> None:
        into[key] = deepcopy(self.random.choice(STRANGE))

    def _remove(self, into: Any, key: Any) -> None:
        del into[key]

    def _swap(self, into: Any, key: Any) -> None:
        other = self.random.choice(list(into) if isinstance(into, dict) else range(len(into)))
        into[key], into[other] = into[other], into[key]

    def _rename(self, into: Any, key: Any) -> None:
        if isinstance(into, dict):
            into[self.random.choice((f"{key}s", key.upper(), "__proto__", "constructor", ""))] = into.pop(key)

    def _add(self, into: Any, key: Any) -> None:
        if isinstance(into, dict):
            into[self.random.choice(("newer", "__proto__", "toString", "length"))] = deepcopy(
                self.random.choice(STRANGE)
            )
        else:
            into.insert(key, deepcopy(self.random.choice(STRANGE)))

    def _repeat(self, into: Any, key: Any) -> None:
        if isinstance(into, list):
            into.extend(deepcopy(into[key]) for _ in range(self.random.choice((1, 2, 40))))

    def _shuffle(self, into: Any, key: Any) -> None:
        if isinstance(into[key], list):
            self.random.shuffle(into[key])

    def _number(self, into: Any, key: Any) -> None:
        if isinstance(into[key], (int, float)) and not isinstance(into[key], bool):
            into[key] = self.random.choice((0, -1, -into[key], into[key] * 1e9, 0.1, 2**53, 1e300))

    def _newer(self, into: Any, key: Any) -> None:
        if key in {"kind", "block", "do", "on", "form", "step", "often", "format", "operator", "show"}:
            into[key] = 2 if key == "format" else "newerThing"

    def _dangle(self, into: Any, key: Any) -> None:
        if key in {"id", "element", "next", "starts", "startElements", "campaign", "step", "theme", "event", "blob"}:
            into[key] = ["gone"] if isinstance(into[key], list) else "gone"

    def _deepen(self, into: Any, key: Any) -> None:
        value = into[key]
        for _ in range(self.random.choice((1, 3, 200))):
            value = [value]
        into[key] = value

    def bytes_of(self, boot: Any) -> bytes:
        """The boot file; now and then cut off, or no JSON at all."""
        text = json.dumps(boot, ensure_ascii=self.random.random() < 0.5)
        data = text.encode("utf-8", "surrogatepass")
        if self.random.random() < 0.01:
            return data[: self.random.randrange(len(data))]
        return data
