"""Checks of a whole application: what the schema of one document cannot see."""

from collections.abc import Iterator

from handrail.compile.check_campaigns import check_campaign
from handrail.compile.check_media import check_media
from handrail.compile.check_rules import check_cycles, check_rules
from handrail.compile.check_texts import check_texts
from handrail.compile.problem import Problem, problem_in_words
from handrail.compile.sdk_words import COUNTING, WORDS
from handrail.schema.authored.application import ApplicationContent, Theme, ThemeTokens
from handrail.schema.authored.blocks import Frame
from handrail.schema.authored.references import blocks_of, broken_references, duplicates, place, references
from handrail.schema.base import OWN_ORIGIN

__all__ = ["Problem", "check", "problem_in_words"]

_READABLE = 4.5
"""Least contrast of normal text (WCAG 2.2, 1.4.3)."""
MOST_IDS_IN_ALL = 10_000
"""User ids that all segments list together."""


def check(content: ApplicationContent) -> list[Problem]:
    """Everything wrong or unwise, errors first, else in the order of the parts.

    Content with an error may be kept as a draft but is not published; warnings are for the author to weigh.
    """
    problems = [
        *_wholeness(content),
        *_languages(content),
        *_words(content),
        *_attributes(content),
        *check_rules(content),
        *check_cycles(content),
        *(found for theme in content.themes for found in _contrast(theme)),
        *(found for campaign in content.campaigns for found in check_campaign(campaign)),
        *check_texts(content),
        *_frames(content),
        *check_media(content),
        *_user_ids(content),
        *_unused(content),
    ]
    return sorted(problems, key=lambda problem: problem.severity != "error")


def _wholeness(content: ApplicationContent) -> Iterator[Problem]:
    for broken in broken_references(content):
        key = broken.key.rpartition("/")[2] if broken.kind == "step" else broken.key
        yield Problem("error", "reference.broken", broken.where, {"kind": broken.kind, "id": key})
    for twice in duplicates(content):
        if twice.kind == "triggerKey":
            yield Problem("error", "duplicate.trigger-key", twice.where, {"id": twice.key})
        else:
            key = twice.key.rpartition("/")[2]
            yield Problem("error", "duplicate.id", twice.where, {"kind": twice.kind, "id": key})


def _languages(content: ApplicationContent) -> Iterator[Problem]:
    owner = {each.name: each.name for each in content.languages}
    fallbacks = {each.name: each.fallback for each in content.languages}
    for index, language in enumerate(content.languages):
        for tag in language.locales:
            other = owner.setdefault(tag, language.name)
            if other != language.name:
                where = place(None, "", "languages", index, "locales")
                yield Problem("error", "language.locale-twice", where, {"tag": tag, "language": other})
        seen = {language.name}
        following = language.fallback
        while following is not None and following not in seen:
            seen.add(following)
            following = fallbacks.get(following)
        if following is not None:
            where = place(None, "", "languages", index, "fallback")
            yield Problem("error", "language.fallback-cycle", where, {"language": language.name})


def _words(content: ApplicationContent) -> Iterator[Problem]:
    declared = {each.name for each in content.languages}
    for language, words in content.settings.words.items():
        if language not in declared:
            where = place(None, "", "settings", "words", language)
            yield Problem("warning", "text.undeclared-language", where, {"language": language})
        for word, text in words.items():
            where = place(None, "", "settings", "words", language, word)
            if word not in WORDS:
                yield Problem("warning", "words.unknown", where, {"word": word, "known": ", ".join(WORDS)})
            elif word in COUNTING and not ("{n}" in text and "{total}" in text):
                yield Problem("error", "words.places", where)


def _attributes(content: ApplicationContent) -> Iterator[Problem]:
    for attribute in content.attributes:
        where = place("attribute", attribute.name, "source")
        form, _, name = (attribute.source or "").partition(":")
        if attribute.visibility == "codeless" and (form not in ("meta", "query", "data") or not name):
            yield Problem("error", "attribute.source", where, {"id": attribute.name})
        elif attribute.visibility != "codeless" and attribute.source is not None:
            yield Problem("warning", "attribute.source-unused", where, {"id": attribute.name})


def _frames(content: ApplicationContent) -> Iterator[Problem]:
    for campaign in content.campaigns:
        for path, block in blocks_of(campaign):
            if isinstance(block, Frame) and not _may_be_embedded(block.link, content.settings.frame_origins or []):
                where = place("campaign", campaign.id, *path, "link")
                yield Problem("error", "frame.unlisted", where, {"link": block.link})


def _may_be_embedded(link: str, origins: list[str]) -> bool:
    """Whether its origin is listed, or ``self`` where it is a path of the application itself."""
    if link.startswith("/"):
        return OWN_ORIGIN in origins
    return is_listed(link, [each for each in origins if each != OWN_ORIGIN])


def is_listed(link: str, origins: list[str]) -> bool:
    """Whether a link leads to one of the origins: written out, with the slash that ends the host's name."""
    return any(link.startswith(f"{origin}/") for origin in origins)


def _contrast(theme: Theme) -> Iterator[Problem]:
    for field, tokens in (("light", theme.light), ("dark", theme.dark)):
        if tokens is None:
            continue
        for name, text, ground in _pairs(tokens):
            ratio = contrast(text, ground)
            if ratio < _READABLE:
                params = {"text": text, "ground": ground, "ratio": f"{ratio:.1f}"}
                yield Problem("warning", "theme.contrast", place("theme", theme.id, field, name), params)


def _pairs(tokens: ThemeTokens) -> list[tuple[str, str, str]]:
    return [
        ("text", tokens.text, tokens.background),
        ("onPrimary", tokens.on_primary, tokens.primary),
        ("link", tokens.link, tokens.background),
        ("error", tokens.error, tokens.background),
    ]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours #rrggbb as WCAG 2.2 defines it, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _user_ids(content: ApplicationContent) -> Iterator[Problem]:
    lists = [each for each in content.segments if each.user_ids]
    count = sum(len(each.user_ids or ()) for each in lists)
    if count > MOST_IDS_IN_ALL:
        where = place("segment", lists[-1].id, "userIds")
        yield Problem("error", "segment.too-many-ids", where, {"count": str(count), "most": str(MOST_IDS_IN_ALL)})


def _unused(content: ApplicationContent) -> Iterator[Problem]:
    used = {(each.kind, each.key) for each in references(content)}
    for segment in content.segments:
        if ("segment", segment.id) not in used:
            yield Problem("warning", "unused", place("segment", segment.id), {"kind": "segment", "id": segment.id})
    for element in content.elements:
        if ("element", element.id) not in used:
            yield Problem("warning", "unused", place("element", element.id), {"kind": "element", "id": element.id})
    for theme in content.themes:
        if ("theme", theme.id) not in used:
            yield Problem("warning", "unused", place("theme", theme.id), {"kind": "theme", "id": theme.id})
    for media in content.media:
        if ("media", media.sha256) not in used:
            yield Problem("warning", "unused", place("media", media.name), {"kind": "media", "id": media.name})
