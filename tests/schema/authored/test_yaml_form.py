"""YAML is written in one form and read strictly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.schema.authored.yaml_form import YamlError, read_yaml, resolve, write_yaml

_TEXTS = st.text() | st.from_regex(r"[ \n#:\-'\"|>no0-9e.x]{0,12}", fullmatch=True)
_DATA = st.recursive(
    _TEXTS | st.integers(-(10**17), 10**17) | st.booleans() | st.none() | st.floats(-1e6, 1e6),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(_TEXTS, parts, max_size=3),
    max_leaves=8,
)


@given(_DATA)
def test_what_is_written_is_read(data: object) -> None:
    assert read_yaml(write_yaml(data))[0] == data


@given(_DATA)
def test_writing_again_changes_nothing(data: object) -> None:
    text = write_yaml(data)
    assert write_yaml(read_yaml(text)[0]) == text


@given(st.text(alphabet="ab:-# \n[]{}&*!|>'\"%@`,?~0.", max_size=60))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        read_yaml(text)
    except YamlError as error:
        assert error.what
        assert error.do


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("2026-11-25", "2026-11-25"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("true", True),
        ("12", 12),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("null", None),
        ("", None),
        ("9" * 40, "9" * 40),
    ],
)
def test_words_mean_what_people_expect(word: str, value: object) -> None:
    assert resolve(word) == value


def test_lines_are_known() -> None:
    assert read_yaml("a:\n  - b: 1\n    c: 2\n")[1][("a", 0, "c")] == 3


def test_doubling_aliases_are_refused_before_they_grow() -> None:
    bomb = "a: &a [x,x]\n" + "".join(f"{c}: &{c} [*{p},*{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True))
    with pytest.raises(YamlError, match="anchors"):
        read_yaml(bomb)
