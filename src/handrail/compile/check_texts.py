"""Checks of texts: languages, links, inserted attributes, and what no guidance in a bank may ask for."""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise

from handrail.compile.captions import words_of_captions
from handrail.compile.markup import is_safe, links
from handrail.compile.problem import Problem
from handrail.schema.authored.application import ApplicationContent
from handrail.schema.authored.references import place, texts_of

_MAY_BE_EMPTY = ("alternative", "hint", "low", "high", "description", "keywords", "captions")
"""Fields whose texts may be absent in every language."""

_INSERTED = re.compile(r"\{\{([^{}]{0,80})\}\}")
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[.!?;:\n]+")
_HIDDEN = re.compile("[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\u00ad\U000e0000-\U000e007f]")


@cache
def _words() -> dict[str, frozenset[str]]:
    """secrets, asking, warning → words; pairs → two words with a space between."""
    data = json.loads(files("handrail.compile").joinpath("secret_words.json").read_text(encoding="utf-8"))
    return {key: frozenset(each if isinstance(each, str) else " ".join(each) for each in data[key]) for key in data}


def check_texts(content: ApplicationContent) -> Iterator[Problem]:
    """Every text that an end user reads."""
    base = content.settings.base_language
    declared = {each.name for each in content.languages}
    wanted = [each.name for each in content.languages if each.fallback is None and each.name != base]
    public = {each.name for each in content.attributes if each.visibility != "private"}
    for campaign in content.campaigns:
        for path, texts in texts_of(campaign):
            where = place("campaign", campaign.id, *path)
            may_be_empty = path[-1] in _MAY_BE_EMPTY
            yield from _languages(texts, where, base, declared, wanted, may_be_empty=may_be_empty)
            captions = path[-1] == "captions"
            for language, text in texts.items():
                # Of a caption file, what is read; nothing is inserted into it.
                shown, known = (words_of_captions(text), set[str]()) if captions else (text, public)
                yield from _content(shown, place("campaign", campaign.id, *path, language), known)


def _languages(
    texts: dict[str, str], where: str, base: str, declared: set[str], wanted: list[str], *, may_be_empty: bool
) -> Iterator[Problem]:
    given = {language for language, text in texts.items() if text.strip()}
    if not given and may_be_empty:
        return
    if base not in given:
        yield Problem("error", "text.no-base", where, {"language": base})
    for language in wanted:
        if language not in given:
            yield Problem("warning", "text.no-translation", where, {"language": language})
    for language in sorted(given - declared):
        yield Problem("warning", "text.undeclared-language", where, {"language": language})


def _content(text: str, where: str, public: set[str]) -> Iterator[Problem]:
    for link in links(text):
        if not is_safe(link):
            yield Problem("error", "text.unsafe-link", where, {"link": link})
    for name in _INSERTED.findall(text):
        if name.strip() not in public:
            yield Problem("error", "text.unknown-attribute", where, {"id": name.strip()})
    if _HIDDEN.search(text):
        yield Problem("warning", "text.hidden-characters", where)
    secret = asks_for_secret(text)
    if secret is not None:
        yield Problem("error", "text.asks-for-secret", where, {"word": secret})


def asks_for_secret(text: str) -> str | None:
    """The secret (PIN, TAN, password, card number, …) that a sentence asks the reader for, else None.

    English and German. A sentence that warns ("never tell anybody your PIN") asks for nothing.
    """
    known = _words()
    for sentence in _SENTENCE.split(text.replace("*", "")):
        words = [word.casefold() for word in _WORD.findall(sentence)]
        secret = next((word for word in words if word in known["secrets"]), None)
        if secret is None:
            secret = next((" ".join(pair) for pair in pairwise(words) if " ".join(pair) in known["pairs"]), None)
        if secret is not None and known["asking"].intersection(words) and not known["warning"].intersection(words):
            return secret
    return None
