"""Themes become custom properties and nothing else, whatever stands in them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from handrail.compile.theme import compile_theme, with_default
from handrail.schema.authored.application import Theme, ThemeTokens

_TEXT = re.compile(r':host\{(--hr-[a-z-]+:(#[0-9a-f]{6}|[0-9]+px|("[^"]+"|[a-z-]+)(, ("[^"]+"|[a-z-]+))*)(;|\}))+')


def _css(**light: object) -> str:
    return compile_theme(Theme.model_validate({"id": "t", "name": "T", "light": light})).css


def test_all_ten_properties_are_set() -> None:
    names = re.findall(r"--hr-([a-z-]+):", _css())
    assert names == [
        "background", "text", "primary", "on-primary", "link", "border", "error", "font-family", "font-size", "radius",
    ]  # fmt: skip


def test_without_dark_colours_nothing_depends_on_the_scheme() -> None:
    assert "@media" not in _css()


@given(st.from_regex(r"[A-Za-z0-9 ,'\"_-]{1,60}", fullmatch=True))
def test_no_font_name_breaks_out(name: str) -> None:
    assert _TEXT.fullmatch(_css(fontFamily=name))


def test_generic_families_stay_unquoted() -> None:
    assert '--hr-font-family:"Bank Sans", sans-serif;' in _css(fontFamily="'Bank Sans', sans-serif")
    assert "--hr-font-family:system-ui, sans-serif;" in _css(fontFamily=" ,'\"")


def test_content_without_a_default_theme_gets_the_standard_one_under_a_free_id() -> None:
    own = [Theme(id=name, name="Own") for name in ("standard0", "own")]
    chosen, themes = with_default(own, None)
    assert chosen == "standard1" and themes[:2] == own
    css = compile_theme(themes[2]).css
    assert "--hr-background:#ffffff" in css
    assert "@media (prefers-color-scheme: dark){:host{--hr-background:#1b2130" in css
    assert themes[2].light == ThemeTokens()


def test_content_with_a_default_theme_is_left_alone() -> None:
    own = [Theme(id="own", name="Own")]
    assert with_default(own, "own") == ("own", own)
