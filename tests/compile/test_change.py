"""Sentences of single changes."""

import pytest

from handrail.compile.change import Change, Kind, in_words
from handrail.compile.wording import Said, say

_TOUR = say("thing.walkthrough", name=say("quote", text="Tour"))
_WHERE = (say("thing.steps", n="2"), say("block.text"))


@pytest.mark.parametrize(
    ("kind", "before", "after", "english", "german"),
    [
        ("changed", "a", "b", 'step 2, text: "a" → "b"', "Schritt 2, Text: „a“ → „b“"),
        ("changed", "", "b", 'step 2, text: "" → "b"', "Schritt 2, Text: „“ → „b“"),
        ("added", None, "b", 'step 2, text: new: "b"', "Schritt 2, Text: neu: „b“"),
        ("removed", "a", None, 'step 2, text: removed: "a"', "Schritt 2, Text: entfernt: „a“"),
        ("added", None, None, "step 2, text: new", "Schritt 2, Text: neu"),
        ("removed", None, None, "step 2, text: removed", "Schritt 2, Text: entfernt"),
    ],
)
def test_a_change_is_one_sentence(kind: Kind, before: str | None, after: str | None, english: str, german: str) -> None:
    values = [None if value is None else Said(value) for value in (before, after)]
    change = Change(_WHERE, kind, values[0], values[1], quoted=True)
    assert (in_words(change), in_words(change, "de")) == (english, german)


def test_values_that_are_no_texts_stay_without_marks() -> None:
    change = Change(_WHERE, "changed", say("no"), say("yes"))
    assert in_words(change, "de") == "Schritt 2, Text: nein → ja"


@pytest.mark.parametrize(
    ("where", "kind", "after", "english", "german"),
    [
        ((_TOUR, *_WHERE), "added", "b", 'step 2, text: new: "b"', "Schritt 2, Text: neu: „b“"),
        ((_TOUR,), "added", None, "new", "neu"),
        ((_TOUR,), "removed", None, "removed", "entfernt"),
    ],
)
def test_below_a_heading_its_words_are_not_said_again(
    where: tuple[Said, ...], kind: Kind, after: str | None, english: str, german: str
) -> None:
    change = Change(where, kind, None, None if after is None else Said(after), quoted=True)
    assert in_words(change, below_heading=True) == english
    assert in_words(change, "de", below_heading=True) == german
    assert in_words(change) == f'Walkthrough "Tour"{", " if len(where) > 1 else ": "}{english}'
