"""Which text a reader of a language gets, and which locale tags lead to which language."""

from collections.abc import Mapping

from handrail.schema.authored.application import ApplicationContent, Language

_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def fallback_chain(content: ApplicationContent, language: str) -> list[str]:
    """Languages to look for a text in, best first: itself, its fallbacks, at last the base language."""
    fallbacks = {each.name: each.fallback for each in content.languages}
    chain = [language]
    following = fallbacks.get(language)
    while following is not None and following not in chain:
        chain.append(following)
        following = fallbacks.get(following)
    if content.settings.base_language not in chain:
        chain.append(content.settings.base_language)
    return chain


def resolve(texts: Mapping[str, str], chain: list[str]) -> str:
    """The first text of the chain that is not blank, else an empty one."""
    return next((texts[name] for name in chain if texts.get(name, "").strip()), "")


def tags_of(content: ApplicationContent) -> dict[str, list[str]]:
    """Language name → all locale tags that lead to it, sorted, its own name first.

    A tag claimed twice belongs to the language of that name, else to the first that lists it.
    """
    taken = {each.name for each in content.languages}
    tags: dict[str, list[str]] = {}
    for each in content.languages:
        own = [tag for tag in dict.fromkeys(each.locales) if tag not in taken]
        taken.update(own)
        tags[each.name] = [each.name, *sorted(own)]
    return tags


def direction(language: str) -> str:
    """``rtl`` for languages written from right to left, else ``ltr``."""
    return "rtl" if language.split("-", maxsplit=1)[0] in _RIGHT_TO_LEFT else "ltr"


def base_language(content: ApplicationContent) -> Language:
    """The base language's entry; the first language when the settings name one that does not exist."""
    named = content.settings.base_language
    return next((each for each in content.languages if each.name == named), content.languages[0])
