"""The SDK's own words (Next, Close, "Step 2 of 5") per language: ``compile/words/<language>.json``."""

import json
from functools import cache
from importlib.resources import files

from handrail.compile.languages import fallback_chain
from handrail.schema.authored.application import ApplicationContent

WORDS = (
    "next",
    "back",
    "done",
    "close",
    "progress",
    "dialog",
    "announcement",
    "walkthrough",
    "newTab",
    "survey",
    "send",
    "required",
    "search",
    "nothingFound",
    "tasksDone",
)
"""Every word the SDK asks for."""

COUNTING = ("progress", "tasksDone")
"""Words that hold the places ``{n}`` and ``{total}``."""


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Language → word → text, for every language that Handrail brings."""
    folder = files("handrail.compile").joinpath("words")
    return {
        each.name.removesuffix(".json"): json.loads(each.read_text(encoding="utf-8"))
        for each in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if each.name.endswith(".json")
    }


def words_for(content: ApplicationContent, language: str) -> dict[str, str]:
    """All words in a language: the application's own wording, else the catalogue's, along the fallback chain."""
    chain = [*fallback_chain(content, language), "en"]
    known = catalogue()
    sources: list[dict[str, str]] = []
    for name in chain:
        for tag in dict.fromkeys((name, name.split("-", maxsplit=1)[0])):
            sources.append(content.settings.words.get(tag, {}))
        sources.append(known.get(name) or known.get(name.split("-", maxsplit=1)[0], {}))
    return {word: next(source[word] for source in sources if source.get(word)) for word in WORDS}
