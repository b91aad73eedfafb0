"""The SDK's words: an application's own first, then the catalogue's, along the fallback chain."""

from typing import Any

from handrail.compile.sdk_words import words_for
from handrail.schema.authored.application import ApplicationContent


def _words(language: str, words: dict[str, dict[str, str]], **fallbacks: str) -> dict[str, str]:
    names = dict.fromkeys(("en", language, *fallbacks.values()))
    languages: list[dict[str, Any]] = [
        {"name": name, "displayName": name, "fallback": fallbacks.get(name.replace("-", "_"))} for name in names
    ]
    content = {"name": "x", "settings": {"words": words}, "languages": languages}
    return words_for(ApplicationContent.model_validate(content), language)


def test_own_wording_goes_first_word_by_word() -> None:
    words = _words("de", {"de": {"next": "Los"}, "en": {"back": "Return"}})
    assert (words["next"], words["back"]) == ("Los", "Zurück")


def test_a_regional_tag_takes_the_words_of_its_language() -> None:
    assert _words("pt-br", {})["close"] == "Fechar"
    assert _words("de-ch", {"de": {"next": "Los"}})["next"] == "Los"


def test_a_language_without_words_takes_those_of_its_fallback_then_english() -> None:
    assert _words("gsw", {}, gsw="de")["next"] == "Weiter"
    assert _words("tlh", {})["next"] == "Next"
