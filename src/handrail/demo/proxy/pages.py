"""Add the snippet to an HTML page: one insertion, own absolute addresses, and the policy in ``<meta>``.

Works on bytes read as Latin-1, which changes nothing in any ASCII-compatible encoding: only ASCII is added, and
everything that is not rewritten stays byte for byte.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from typing import Final

_CONTENT: Final = re.compile(r"""(\scontent\s*=\s*)("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)


@dataclass
class Rewriting:
    """What to do with a page.

    Attributes:
        snippet: ASCII HTML to insert.
        admit: edits the value of a ``<meta http-equiv=content-security-policy>``.
        own: rewrites the application's own origin inside a tag.
        policies: the meta policies met, as they were.
    """

    snippet: str
    admit: Callable[[str], str]
    own: Callable[[str], str]
    policies: list[str] = field(default_factory=list)


def rewrite_page(body: bytes, rewriting: Rewriting) -> bytes:
    """The page with the snippet in its head; of a fragment without ``<html>``, ``<head>`` or ``<body>`` the same
    bytes come back."""
    text = body.decode("latin-1")
    reader = _Reader(text)
    reader.feed(text)
    reader.close()
    if reader.insert_at is None:
        return body
    edits = [(reader.insert_at, reader.insert_at, rewriting.snippet)]
    for start, tag, is_policy in reader.tags:
        fresh = rewriting.own(_edit_policy(tag, rewriting) if is_policy else tag)
        if fresh != tag:
            edits.append((start, start + len(tag), fresh))
    pieces, position = [], 0
    for start, end, fresh in sorted(edits):
        pieces += [text[position:start], fresh]
        position = end
    return "".join([*pieces, text[position:]]).encode("latin-1")


def _edit_policy(tag: str, rewriting: Rewriting) -> str:
    def one(match: re.Match[str]) -> str:
        written = match[2]
        value = unescape(written[1:-1] if written[0] in "\"'" else written)
        rewriting.policies.append(value)
        return f'{match[1]}"{escape(rewriting.admit(value))}"'

    return _CONTENT.sub(one, tag, count=1)


class _Reader(HTMLParser):
    """Notes where the snippet belongs and where the start tags are; skips what is inside scripts and comments."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.insert_at: int | None = None
        self.tags: list[tuple[int, str, bool]] = []
        self._lines = [0]
        for match in re.finditer("\n", text):
            self._lines.append(match.end())
        self._found = False

    def _position(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_decl(self, decl: str) -> None:
        """A document may leave out html, head and body; then the snippet follows the doctype."""
        if self.insert_at is None and decl.lower().startswith("doctype"):
            self.insert_at = self._position() + len(decl) + len("<!>")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written, start = self.get_starttag_text() or "", self._position()
        values = {name: (value or "").lower() for name, value in attrs}
        is_policy = tag == "meta" and values.get("http-equiv", "").startswith("content-security-policy")
        if is_policy or "//" in written:
            self.tags.append((start, written, is_policy))
        if self._found:
            return
        if tag in ("script", "link", "style", "base", "title", "body"):
            # Before the first thing of the head that is no <meta>, so that the page's charset stays first.
            self._found = self.insert_at is not None or tag == "body"
            self.insert_at = start if self._found else None
        elif tag in ("html", "head"):
            self.insert_at = start + len(written)

    def handle_endtag(self, tag: str) -> None:
        if tag == "head" and not self._found:
            self._found, self.insert_at = True, self._position()
