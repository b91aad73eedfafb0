"""WebVTT files → captions as plain data. Of the format, what captions need: times and words.

https://www.w3.org/TR/webvtt1/ — cue settings, ``STYLE``, ``REGION`` and ``NOTE`` blocks and the tags inside cue texts
change nothing about what is read, and are dropped.
"""

import html
import re
from dataclasses import dataclass
from typing import Literal

from handrail.schema.wire.blocks import Cue

MOST_CUES = 1_000
"""Captions of one video in one language."""

Fault = Literal["no-header", "no-times", "bad-times", "order", "empty", "too-many"]

_TIME = r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?")
_TAG = re.compile(r"<[^>]*>?")
_PASSED_OVER = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True)
class CaptionFault:
    """Why a part of the file is no caption."""

    fault: Fault
    line: int
    """From 1."""


def read_captions(text: str) -> tuple[list[Cue], list[CaptionFault]]:
    """The captions of a WebVTT file, in their order, and what is wrong with the rest.

    Args:
        text: the file; blank: no captions, which is not wrong.

    Returns:
        What could be read, whatever the faults are: the same for the same text.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not text.strip():
        return [], []
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        return [], [CaptionFault("no-header", 1)]
    cues: list[Cue] = []
    faults: list[CaptionFault] = []
    for number, block in _blocks(lines):
        found = _cue(number, block, cues[-1].start if cues else 0)
        if isinstance(found, CaptionFault):
            faults.append(found)
        elif len(cues) == MOST_CUES:
            return cues, [*faults, CaptionFault("too-many", number)]
        else:
            cues.append(found)
    if not cues and not faults:
        faults.append(CaptionFault("empty", 1))
    return cues, faults


def words_of_captions(text: str) -> str:
    """What the captions of a WebVTT file say, a line each: for checks of what people read."""
    return "\n".join(html.unescape(each.text) for each in read_captions(text)[0])


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """(number of its first line, lines) of what stands between blank lines, header and comments left out."""
    found: list[tuple[int, list[str]]] = []
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append(line)
        elif block:
            found.append((number - len(block), block))
            block = []
    # The header reaches to the first blank line.
    return [(at, block) for at, block in found[1:] if block[0].split()[0] not in _PASSED_OVER]


def _cue(number: int, block: list[str], earliest: int) -> Cue | CaptionFault:
    at = next((index for index, line in enumerate(block[:2]) if "-->" in line), None)
    if at is None:
        return CaptionFault("no-times", number)
    times = _TIMES.fullmatch(block[at].strip())
    if times is None:
        return CaptionFault("bad-times", number + at)
    start, end = _milliseconds(times.groups()[:4]), _milliseconds(times.groups()[4:])
    if end <= start:
        return CaptionFault("bad-times", number + at)
    if start < earliest:
        return CaptionFault("order", number + at)
    said = (html.unescape(_TAG.sub("", line)).strip() for line in block[at + 1 :])
    words = html.escape("\n".join(line for line in said if line), quote=False)
    return Cue(start=start, end=end, text=words) if words else CaptionFault("empty", number + at)


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, thousandths = (int(each or 0) for each in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths
