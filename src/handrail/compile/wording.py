"""What the diff and the checks say, in English and German: one table, ``wording.json``, and how it is filled.

A ``Said`` is an English text that knows its German, so that what was found once can be shown to any reader.
"""

import json
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Literal

Speech = Literal["en", "de"]


class Said(str):
    """An English text (the string itself) with its German partner."""

    german: str

    def __new__(cls, english: str, german: str | None = None) -> "Said":
        """Without ``german`` the text is the same in both languages: a name, a number, a text of the author."""
        self = super().__new__(cls, english)
        self.german = english if german is None else german
        return self

    def in_(self, language: Speech) -> str:
        """The text in one of the two languages."""
        return self.german if language == "de" else str(self)


@cache
def table() -> dict[str, tuple[str, str]]:
    """Key → (English, German)."""
    text = files("handrail.compile").joinpath("wording.json").read_text(encoding="utf-8")
    return {key: (english, german) for key, (english, german) in json.loads(text).items()}


def say(key: str, **places: str) -> Said:
    """Fill an entry of the table; a ``Said`` in a place is put in the right language."""
    english, german = table()[key]
    return Said(
        english.format_map(places),
        german.format_map({k: v.german if isinstance(v, Said) else v for k, v in places.items()}),
    )


def knows(key: str) -> bool:
    """Whether the table has this entry."""
    return key in table()


def join(parts: list[Said], separator: Said | str = ", ") -> Said:
    """Texts in a row."""
    german = separator.german if isinstance(separator, Said) else separator
    return Said(separator.join(parts), german.join(part.german for part in parts))


def quoted(text: str) -> Said:
    """An author's own text in quotation marks, everything unseen in it made visible."""
    return say("quote", text=Said(printable(text, '"'), printable(text, "“")))


_BLANK_BUT_PRINTING = frozenset(
    {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0}
    | set(range(0x180B, 0x1810))
    | set(range(0xFE00, 0xFE10))
    | set(range(0xE0100, 0xE01F0))
)
"""Characters that count as letters, marks or symbols and show nothing: fillers and variation selectors."""

_UNSEEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs")


def printable(text: str, closing: str = "") -> str:
    r"""``text`` so that nothing in it is unseen or turns the reading direction: such a character is ``\u{202e}``.

    Line breaks are ``\n``, a backslash is doubled, and ``closing`` (the quotation mark around it) gets a backslash:
    what stands between the marks can be taken back to the exact text.
    """
    return "".join(_printable(c, closing) for c in text)


def _printable(character: str, closing: str) -> str:
    if character == "\n":
        return "\\n"
    if character in ("\\", closing):
        return "\\" + character
    if character == " ":
        return character
    if unicodedata.category(character) in _UNSEEN or ord(character) in _BLANK_BUT_PRINTING:
        return f"\\u{{{ord(character):x}}}"
    return character
