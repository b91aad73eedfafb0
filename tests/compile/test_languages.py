"""Texts come from the right language, tags lead to the right one."""

from typing import Any

from handrail.compile.languages import base_language, fallback_chain, resolve, tags_of
from handrail.schema.authored.application import ApplicationContent


def _content(base: str, *languages: dict[str, Any]) -> ApplicationContent:
    data = [{"displayName": each["name"], **each} for each in languages]
    return ApplicationContent.model_validate({"name": "x", "settings": {"baseLanguage": base}, "languages": data})


def test_a_chain_ends_at_the_base_language() -> None:
    content = _content("en", {"name": "en"}, {"name": "de"}, {"name": "de-ch", "fallback": "de"})
    assert fallback_chain(content, "de-ch") == ["de-ch", "de", "en"]
    assert fallback_chain(content, "en") == ["en"]


def test_a_circle_of_fallbacks_ends() -> None:
    content = _content("en", {"name": "aa", "fallback": "bb"}, {"name": "bb", "fallback": "aa"}, {"name": "en"})
    assert fallback_chain(_content("en", {"name": "de", "fallback": "de"}, {"name": "en"}), "de") == ["de", "en"]
    assert fallback_chain(content, "aa") == ["aa", "bb", "en"]


def test_blank_texts_are_missing_texts() -> None:
    assert resolve({"de": " ", "en": "Hello"}, ["de", "en"]) == "Hello"
    assert resolve({}, ["de", "en"]) == ""


def test_a_tag_claimed_twice_belongs_to_the_language_of_that_name() -> None:
    content = _content("en", {"name": "en", "locales": ["de", "en-us"]}, {"name": "de", "locales": ["en-us", "de-at"]})
    assert tags_of(content) == {"en": ["en", "en-us"], "de": ["de", "de-at"]}


def test_a_base_language_that_does_not_exist_is_the_first_one() -> None:
    assert base_language(_content("fr", {"name": "de"}, {"name": "en"})).name == "de"
