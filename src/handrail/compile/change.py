"""One difference between two authored states, and its sentence."""

from dataclasses import dataclass
from typing import Literal

from handrail.compile.wording import Said, Speech, join, say

Kind = Literal["added", "removed", "changed"]
Weight = Literal["first", "normal"]


@dataclass(frozen=True)
class Change:
    """One thing that is different.

    Every text is a ``Said``: an English string that knows its German (``change.after.in_("de")``).
    """

    where: tuple[Said, ...]
    """From the whole to the part, e.g. ``Walkthrough "First transfer"``, ``step 3``, ``text``, ``German``."""
    kind: Kind
    before: Said | None
    """The old value; absent where there was none or where a whole thing went."""
    after: Said | None
    weight: Weight = "normal"
    quoted: bool = False
    """Whether the values are texts of the author, which sentences put in quotation marks."""


def in_words(change: Change, language: Speech = "en", *, below_heading: bool = False) -> str:
    """One sentence: ``Walkthrough "First transfer", step 3, text, German: "…" → "…"``.

    Args:
        change: what is said.
        language: of the sentence.
        below_heading: the first part of ``where`` stands above it and is not said again.
    """
    where = join(list(change.where[1:] if below_heading else change.where))
    what = _what(change)
    return (say("change.at", where=where, what=what) if where else what).in_(language)


def _what(change: Change) -> Said:
    before, after = (_marked(value, change) for value in (change.before, change.after))
    if change.kind == "changed":
        return say("change.changed", before=before, after=after)
    value = change.after if change.kind == "added" else change.before
    key = f"change.{change.kind}" if value is None else f"change.{change.kind}Value"
    return say(key, before=before, after=after)


def _marked(value: Said | None, change: Change) -> Said:
    if value is None:
        return Said("")
    return say("quote", text=value) if change.quoted else value
