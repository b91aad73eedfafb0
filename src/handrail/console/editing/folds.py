"""Parts of a form that fold, such as the steps of a walkthrough: what is read of them when folded, and what is open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from handrail.compile.markup import line

_LONGEST: Final = 80


@dataclass(frozen=True)
class Gist:
    """What a part is known by.

    Attributes:
        text: short; empty where nothing is written yet.
        language: of the text; empty for the name that the author gave.
    """

    text: str
    language: str


def gist_of(part: Mapping[str, Any], languages: list[str]) -> Gist:
    """The name of a raw part, else the first text in it.

    Args:
        part: with everything inside it.
        languages: names of the application's languages, those to prefer first.
    """
    name = str(part.get("name") or "").strip()
    if name:
        return Gist(_short(name), "")
    for texts in _texts_in(part, frozenset(languages)):
        for language in languages:
            written = str(texts.get(language) or "").strip()
            if written:
                return Gist(_short("".join(span.text for span in line(written))), language)
    return Gist("", "")


def _texts_in(value: object, languages: frozenset[str]) -> Iterator[Mapping[str, Any]]:
    """Texts in the order in which the form shows them: objects whose keys are languages, and only those."""
    if isinstance(value, list):
        for each in value:
            yield from _texts_in(each, languages)
    elif isinstance(value, Mapping):
        if value and value.keys() <= languages:
            yield value
        else:
            for each in value.values():
                yield from _texts_in(each, languages)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def is_looked_at(place: str, looking_at: str, *, added: bool) -> bool:
    """Whether a person is at work inside a part: a new one counts, one that was only moved does not.

    Args:
        place: of the part.
        looking_at: where the last structural button left the person.
        added: whether that button added something.
    """
    return looking_at.startswith(f"{place}.") or (added and looking_at == place)
