"""How much of the content each language has."""

from collections.abc import Iterator
from typing import Any

from handrail.schema.authored.application import ApplicationContent
from handrail.schema.authored.blocks import Buttons, Frame, Heading, Image, ItemList, Paragraphs
from handrail.schema.authored.references import blocks_of


def progress_of(content: ApplicationContent) -> dict[str, dict[str, Any]]:
    """Language name → texts that exist, texts in all, and percent."""
    texts = [each for each in _texts(content) if any(value.strip() for value in each.values())]
    found: dict[str, dict[str, Any]] = {}
    for language in content.languages:
        written = sum(1 for each in texts if each.get(language.name, "").strip())
        percent = 100 if not texts else written * 100 // len(texts)
        found[language.name] = {"written": written, "all": len(texts), "percent": percent}
    return found


def _texts(content: ApplicationContent) -> Iterator[dict[str, str]]:
    for campaign in content.campaigns:
        for _, block in blocks_of(campaign):
            if isinstance(block, Heading | Paragraphs):
                yield block.text
            elif isinstance(block, ItemList):
                yield from block.items
            elif isinstance(block, Image):
                yield block.alternative
            elif isinstance(block, Frame):
                yield block.title
            elif isinstance(block, Buttons):
                yield from (button.label for button in block.buttons)
