"""Light markup → typed spans, in one pass whose time grows with the length of the text and nothing else.

``**bold**``, ``*italic*``, ``[label](link)``; a blank line begins a paragraph; ``\\*`` is a plain asterisk.
What does not pair up is text as it stands: no input is an error, and a link that is not safe is its label only.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from pydantic import TypeAdapter, ValidationError

from handrail.schema.base import SafeLink
from handrail.schema.wire.blocks import Line, Span

_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_BREAK = re.compile(r"[ \t]*\n[ \t]*")
# Each alternative stops at the next character that could begin another one, so no text is read twice.
_TOKEN = re.compile(r"\\[\\*\[\]]|\*+|\[([^\[\]]*)\]\(([^()\s]*)\)")
_LINK = TypeAdapter[str](SafeLink)

_Style = tuple[bool, bool, str | None]


def paragraphs(text: str) -> list[Line]:
    """The paragraphs of a rich text; none of them is empty."""
    pieces = (_BREAK.sub(" ", p).strip() for p in _PARAGRAPH.split(_clean(text)))
    return [line for line in (_spans(p) for p in pieces if p) if line]


def line(text: str) -> Line:
    """One line of rich text; line breaks become spaces."""
    return _spans(plain(text))


def plain(text: str) -> str:
    """One line without markup: white space collapsed, control characters dropped."""
    return " ".join(_clean(text).split())


def links(text: str) -> list[str]:
    """Every link target as written, safe or not, in order."""
    return [m.group(2) for m in _TOKEN.finditer(_clean(text)) if m.group(2) is not None]


@lru_cache(maxsize=4096)
def is_safe(link: str) -> bool:
    """Whether the SDK may offer this link."""
    try:
        _LINK.validate_python(link)
    except ValidationError:
        return False
    return True


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(c for c in text if c == "\n" or not (c < " " or "\x7f" <= c <= "\x9f"))


def _spans(text: str) -> Line:
    merged: list[tuple[str, _Style]] = []
    for piece, style in _styled(text, (False, False, None)):
        if merged and merged[-1][1] == style:
            merged[-1] = (merged[-1][0] + piece, style)
        elif piece:
            merged.append((piece, style))
    return [Span(text=t, bold=bold, italic=italic, link=link) for t, (bold, italic, link) in merged]


def _styled(text: str, base: _Style) -> Iterator[tuple[str, _Style]]:
    """Pieces of text with their style. A label is read by a call of its own, which cannot hold another link."""
    tokens = list(_TOKEN.finditer(text))
    closers = _closers_after(text, tokens)
    bold, italic = False, False
    at = 0
    for token, (later_bold, later_italic) in zip(tokens, closers, strict=True):
        style = (base[0] or bold, base[1] or italic, base[2])
        yield text[at : token.start()], style
        at = token.end()
        mark = token.group()
        if mark.startswith("\\"):
            yield mark[1], style
        elif token.group(2) is not None:
            target = token.group(2)
            yield from _styled(token.group(1), (style[0], style[1], target if is_safe(target) else None))
        else:
            opens, closes = _flanks(text, token)
            toggles_bold = len(mark) in (2, 3) and ((bold and closes) or (not bold and opens and later_bold))
            toggles_italic = len(mark) in (1, 3) and ((italic and closes) or (not italic and opens and later_italic))
            bold ^= toggles_bold
            italic ^= toggles_italic
            used = 2 * toggles_bold + toggles_italic
            yield mark[used:], style
    yield text[at:], (base[0] or bold, base[1] or italic, base[2])


def _closers_after(text: str, tokens: list[re.Match[str]]) -> list[tuple[bool, bool]]:
    """For each token, whether a later one may close bold and italic; one pass from the end."""
    bold, italic = False, False
    after: list[tuple[bool, bool]] = []
    for token in reversed(tokens):
        after.append((bold, italic))
        if token.group().startswith("*") and _flanks(text, token)[1]:
            bold = bold or len(token.group()) in (2, 3)
            italic = italic or len(token.group()) in (1, 3)
    return after[::-1]


def _flanks(text: str, token: re.Match[str]) -> tuple[bool, bool]:
    """Whether a run of asterisks may open (text follows) and may close (text precedes)."""
    before = text[token.start() - 1 : token.start()] if token.start() else ""
    after = text[token.end() : token.end() + 1]
    return bool(after.strip()), bool(before.strip())
