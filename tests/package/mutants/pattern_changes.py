"""Every way of changing one part of a regular expression of the few forms that the format uses."""

import re
from collections.abc import Iterator

_CLASS = re.compile(r"\[((?:\\x[0-9a-f]{2}|\\.|[^\]\\])+)\]")
_COUNT = re.compile(r"\{(\d+)(?:,(\d+))?\}")
_RANGE = re.compile(r"(\\x[0-9a-f]{2}|[^\\])-(\\x[0-9a-f]{2}|[^\\])")
_LOOKS_LIKE_ONE = re.compile(r"[\[\\(.]\S*[\]})*+]|^\S+\|\S+$")


def pattern_changes(pattern: str) -> Iterator[str]:
    """The pattern with one change: a range one letter wider, narrower or gone, a count one up or down, no repetition.

    Texts that are no patterns give nothing.
    """
    if not _LOOKS_LIKE_ONE.search(pattern) or " " in pattern.replace("[ ", ""):
        return
    for found in _COUNT.finditer(pattern):
        yield from _counts(pattern, found)
    for found in _CLASS.finditer(pattern):
        yield from _classes(pattern, found)
    for found in re.finditer(r"(?<=[\])*])[*+?]|(?<=\})\*", pattern):
        yield pattern[: found.start()] + pattern[found.end() :]


def _counts(pattern: str, found: re.Match[str]) -> Iterator[str]:
    for group in (1, 2):
        if found[group] is None:
            continue
        for by in (1, -1):
            number = int(found[group]) + by
            if number >= 0:
                yield pattern[: found.start(group)] + str(number) + pattern[found.end(group) :]


def _classes(pattern: str, found: re.Match[str]) -> Iterator[str]:
    for each in _RANGE.finditer(found[1]):
        start = found.start(1)
        if each[0] != found[1]:
            yield pattern[: start + each.start()] + pattern[start + each.end() :]
        for group in (1, 2):
            for by in (1, -1):
                other = _moved(each[group], by)
                yield pattern[: start + each.start(group)] + other + pattern[start + each.end(group) :]


def _moved(letter: str, by: int) -> str:
    code = int(letter[2:], 16) if letter.startswith("\\x") else ord(letter)
    return f"\\x{code + by:02x}"
