r"""Texts in several languages.

A text may carry light markup, which the publisher turns into typed spans (never HTML): ``**bold**``,
``*italic*``, ``[label](link)``; a blank line begins a paragraph; ``\*`` is a plain asterisk.
``{{name}}`` inserts a public attribute.
"""

from typing import Annotated

from pydantic import Field, StringConstraints

from handrail.schema.base import LanguageName

MOST_OF_TEXT = 4000
MOST_OF_CAPTIONS = 40_000
"""Characters."""

Text = Annotated[str, StringConstraints(max_length=MOST_OF_TEXT)]

CaptionFile = Annotated[str, StringConstraints(max_length=MOST_OF_CAPTIONS)]

Captions = Annotated[dict[LanguageName, CaptionFile], Field(max_length=64)]
"""Language name → a WebVTT file as text."""

Texts = Annotated[dict[LanguageName, Text], Field(max_length=64)]
"""Language name → text. A missing language falls back as the language says, at last to the base language."""
