"""What a new root changes, in words: read by whoever is about to sign it."""

from collections.abc import Iterable, Mapping

from handrail.package.roles import KeySet, Root
from handrail.package.rotation import EMPTY, Seat, seats_of

Names = Mapping[str, str]
"""Key id → what people call its holder. Nothing proves it."""

_SAYS = {
    "root": "who may say who holds keys (root)",
    "author": "who may propose releases (author)",
    "approve": "who approves releases of {environment} (approve)",
    "pointer": "who may put live, roll back and pause {environment} (pointer)",
}


def changes_in_words(current: Root, following: Root, names: Names | None = None) -> tuple[str, ...]:
    """One sentence or heading a line; lines that belong to a heading begin with two spaces.

    Args:
        current: the root that holds now.
        following: the one that is to follow.
        names: who is said to hold which key.
    """
    before, after, known = seats_of(current), seats_of(following), names or {}
    lines = [f"Root {following.version} of {following.application} follows root {current.version}."]
    lines += [f"NEW ENVIRONMENT {name}." for name in following.environments if name not in current.environments]
    for name in current.environments:
        if name not in following.environments:
            lines.append(f"ENVIRONMENT {name} IS REMOVED: nothing that lies there verifies any more.")
    for seat in sorted({*before, *after}, key=_rank):
        if seat.environment is None or seat.environment in following.environments:
            lines += _seat(seat, before.get(seat), after.get(seat), known)
    gone = sorted(set(current.keys) - set(following.keys))
    lines += [f"REVOKED: {_key(keyid, known)} holds nothing any more." for keyid in gone]
    if len(lines) == 1:
        lines.append("Nobody is added or removed; no threshold changes.")
    lines.append(f"It expires on {following.expires[:10]} (root {current.version}: {current.expires[:10]}).")
    return tuple(lines)


def holders_in_words(root: Root, names: Names | None = None) -> tuple[str, ...]:
    """Who may sign what under a root."""
    known, lines = names or {}, [f"Root {root.version} of {root.application}, good until {root.expires[:10]}."]
    for seat, held in sorted(seats_of(root).items(), key=lambda each: _rank(each[0])):
        lines.append(f"{_title(seat)}: {_count(held)}")
        lines += [f"  {_key(keyid, known)}" for keyid in held.keyids]
    for name, roles in root.environments.items():
        if roles.approve is None:
            lines.append(f"NO APPROVAL is asked for in {name}.")
    return tuple(lines)


def _seat(seat: Seat, before: KeySet | None, after: KeySet | None, names: Names) -> Iterable[str]:
    old, new = before or EMPTY, after or EMPTY
    added = [keyid for keyid in new.keyids if keyid not in old.keyids]
    removed = [keyid for keyid in old.keyids if keyid not in new.keyids]
    same_count = before is not None and after is not None and before.threshold == after.threshold
    if not added and not removed and same_count:
        return
    yield f"{_title(seat)}: {_counts(before, after)}"
    yield from (f"  added: {_key(keyid, names)}" for keyid in added)
    yield from (f"  removed: {_key(keyid, names)}" for keyid in removed)


def _rank(seat: Seat) -> tuple[int, str, str]:
    """Root first, then the author, then environment by environment."""
    return (0 if seat.role == "root" else 1 if seat.role == "author" else 2, seat.environment or "", seat.role)


def _title(seat: Seat) -> str:
    said = _SAYS[seat.role].format(environment=seat.environment)
    return said[0].upper() + said[1:]


def _counts(before: KeySet | None, after: KeySet | None) -> str:
    if after is None:
        return "NOBODY IS ASKED ANY MORE"
    if before is None:
        return f"{_count(after)} (before: nobody was asked)"
    less = "FEWER THAN " if after.threshold < before.threshold else ""
    return f"{_count(after)} ({less}before: {before.threshold} of {len(before.keyids)})"


def _count(held: KeySet) -> str:
    return f"{held.threshold} of {len(held.keyids)} must sign"


def _key(keyid: str, names: Names) -> str:
    name = names.get(keyid)
    return f"key {keyid[:16]} ({name})" if name else f"key {keyid[:16]}"
