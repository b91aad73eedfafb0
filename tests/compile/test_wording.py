"""Every sentence exists in both languages and shows everything that is in an author's text."""

import pickle
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.compile.wording import Said, join, printable, quoted, say, table


@pytest.mark.parametrize("key", sorted(table()))
def test_both_languages_have_the_same_places(key: str) -> None:
    english, german = table()[key]
    assert english.strip()
    assert german.strip()
    places = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (english, german)]
    assert places[0] == places[1]


def test_a_said_text_knows_both_languages() -> None:
    said = say("thing.steps", n="3")
    assert (str(said), said.in_("en"), said.in_("de")) == ("step 3", "step 3", "Schritt 3")
    assert pickle.loads(pickle.dumps(said)).in_("de") == "Schritt 3"


def test_places_are_filled_in_the_right_language() -> None:
    assert say("not", part=say("yes")).in_("de") == "nicht (ja)"
    assert join([say("yes"), say("no")]).german == "ja, nein"
    assert Said("Bank").in_("de") == "Bank"


def test_braces_in_an_authors_text_are_no_places() -> None:
    assert quoted("{0} {name}") == '"{0} {name}"'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a\\u{202e}b"),
        ("a\u200bb", "a\\u{200b}b"),
        ("a\u00a0b", "a\\u{a0}b"),
        ("a\ufe0fb", "a\\u{fe0f}b"),
        ("a\u3164b", "a\\u{3164}b"),
        ("a\tb", "a\\u{9}b"),
        ("a\nb", "a\\nb"),
        ("\\u{202e}", "\\\\u{202e}"),
        ("\U000e0041", "\\u{e0041}"),
        ("Grüße, 文字, שלום", "Grüße, 文字, שלום"),
    ],
)
def test_unseen_characters_are_named(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(), st.text())
def test_two_texts_never_look_the_same(one: str, two: str) -> None:
    assert (printable(one, '"') == printable(two, '"')) == (one == two)


@given(st.text())
def test_a_quoted_text_ends_at_its_own_mark_only(text: str) -> None:
    inner = quoted(text)[1:-1]
    assert '"' not in inner.replace("\\\\", "").replace('\\"', "")
