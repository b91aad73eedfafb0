"""A posted form ↔ a nested document.

A field's name is its place: ``content.blocks.0.text.de``. Digits make lists. ``…[]`` collects every value of that
name, ``…~lines`` and ``…~commas`` split one text. What comes out is *raw*: strings as typed, so that an invalid form is
shown again exactly as it was left. ``cleaned`` drops what was left empty, before the schema validates.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.http import QueryDict

Raw = dict[str, Any]

MAX_DEPTH: Final = 24
MAX_ITEMS: Final = 400
_COMMAND: Final = re.compile(r"(add|remove|up|down):([A-Za-z0-9_.-]*)(?::([A-Za-z0-9_-]*))?\Z")


def nest(posted: QueryDict, skip: Iterable[str] = ("csrfmiddlewaretoken", "do", "version")) -> Raw:
    """The nested raw document of a posted form; the last of several equal names counts (hidden, then checkbox)."""
    tree: Raw = {}
    for name in posted:
        if name in skip:
            continue
        value: object = posted.getlist(name)[-1]
        path = name
        if name.endswith("[]"):
            path, value = name[:-2], [each for each in posted.getlist(name) if each != ""]
        elif name.endswith("~lines"):
            path, value = name[:-6], [line.strip() for line in str(value).splitlines() if line.strip()]
        elif name.endswith("~commas"):
            path, value = name[:-7], [part.strip() for part in str(value).split(",") if part.strip()]
        _put(tree, path.split("."), value)
    listed = _listed(tree)
    return listed if isinstance(listed, dict) else {}


def _put(tree: Raw, path: list[str], value: object) -> None:
    if len(path) > MAX_DEPTH:
        return
    here = tree
    for part in path[:-1]:
        following = here.setdefault(part, {})
        if not isinstance(following, dict):
            return
        here = following
    here[path[-1]] = value


def _listed(value: Any) -> Any:
    """Objects whose keys are all numbers become lists, in the order of the numbers."""
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_listed(value[key]) for key in sorted(value, key=int)[:MAX_ITEMS]]
    return {key: _listed(held) for key, held in value.items()}


def cleaned(raw: Any) -> Any:
    """Without what was left empty: blank texts and absent values; objects and lists stay, even when empty."""
    if isinstance(raw, Mapping):
        return {key: cleaned(held) for key, held in raw.items() if not _is_blank(held)}
    if isinstance(raw, list):
        return [cleaned(each) for each in raw]
    return raw.replace("\r\n", "\n").strip() if isinstance(raw, str) else raw


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def at(raw: Any, path: str) -> Any:
    """What lies at a path; None where nothing does."""
    here = raw
    for part in path.split("."):
        if isinstance(here, list) and part.isdigit() and int(part) < len(here):
            here = here[int(part)]
        elif isinstance(here, Mapping):
            here = here.get(part)
        else:
            return None
    return here


def put(raw: Raw, path: str, value: object) -> None:
    """Set what lies at a path; a path that leads nowhere changes nothing."""
    *parents, last = path.split(".")
    here: Any = at(raw, ".".join(parents)) if parents else raw
    if isinstance(here, dict):
        here[last] = value
    elif isinstance(here, list) and last.isdigit() and int(last) < len(here):
        here[int(last)] = value


def apply_command(raw: Raw, command: str, makers: Mapping[str, Any]) -> str | None:
    """Carry out a structural button: ``add:<list>:<maker>``, ``remove:<item>``, ``up:<item>``, ``down:<item>``.

    Args:
        raw: changed in place.
        command: from the pressed button.
        makers: name → function that returns a fresh item (given the raw document).

    Returns:
        The path of what the person is looking at afterwards; None when the command means nothing here.
    """
    match = _COMMAND.match(command)
    if match is None:
        return None
    verb, path, maker = match.groups()
    if verb == "add" and maker in makers:
        return _add(raw, path, makers[maker](raw))
    parent, _, last = path.rpartition(".")
    items = at(raw, parent) if parent else raw
    if not isinstance(items, list) or not last.isdigit() or int(last) >= len(items):
        return None
    index = int(last)
    if verb == "remove":
        del items[index]
        return f"{parent}.{max(0, min(index, len(items) - 1))}"
    to = index - 1 if verb == "up" else index + 1
    if 0 <= to < len(items):
        items[index], items[to] = items[to], items[index]
        return f"{parent}.{to}"
    return path


def _add(raw: Raw, path: str, item: object) -> str | None:
    items = at(raw, path)
    if items is None or items == {}:
        put(raw, path, [])
        items = at(raw, path)
    if not isinstance(items, list) or len(items) >= MAX_ITEMS:
        return None
    items.append(item)
    return f"{path}.{len(items) - 1}"
