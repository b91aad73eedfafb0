"""Whether a change touches translations only: then a translator may make it."""

from collections.abc import Mapping
from typing import Final

_TEXT_FIELDS: Final = frozenset(
    {"text", "label", "alternative", "hint", "low", "high", "description", "keywords", "title", "captions"}
)
"""Every field of the authored schema that holds one text in several languages."""


def only_translations_differ(*, before: object, after: object, base_language: str) -> bool:
    """Whether two stored bodies are equal once the texts of other languages are taken out of both."""
    return _without_translations(before, base_language) == _without_translations(after, base_language)


def _without_translations(value: object, base_language: str) -> object:
    if isinstance(value, Mapping):
        return {key: _field(key, held, base_language) for key, held in value.items()}
    if isinstance(value, list):
        return [_without_translations(each, base_language) for each in value]
    return value


def _field(name: str, value: object, base_language: str) -> object:
    """Texts are the fields of that type and the members of ``items``; everything else is walked."""
    if name in _TEXT_FIELDS and isinstance(value, Mapping):
        return _base_only(value, base_language)
    if name == "items" and isinstance(value, list):
        return [_base_only(each, base_language) for each in value]
    return _without_translations(value, base_language)


def _base_only(texts: object, base_language: str) -> dict[str, str]:
    return {k: v for k, v in texts.items() if k == base_language} if isinstance(texts, Mapping) else {}
