"""Things are called by their names."""

from compile.sample import SHA, sample
from handrail.compile.names import Names


def test_things_are_called_by_name_and_unknown_ones_by_id() -> None:
    names = Names.of(sample())
    assert names.quoted("element", "send") == '"Send"'
    assert names.quoted("element", "gone") == '"gone"'
    assert names.quoted("media", SHA) == '"logo.png"'
    assert names.quoted("step", "first-transfer/open") == '"Amount"'
    assert names.quoted("step", "first-transfer/hello") == '"hello"'


def test_languages_have_names_in_both_languages() -> None:
    names = Names.of(sample())
    assert names.language("de").in_("de") == "Deutsch"
    assert names.language("pt-br") == "Portuguese (pt-br)"
    assert names.language("xx") == "xx"


def test_nothing_is_known_of_nothing() -> None:
    assert Names.of(None).quoted("theme", "bank") == '"bank"'
