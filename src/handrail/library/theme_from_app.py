"""Theme tokens from what "Sync App Assets" read in the app."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from handrail.compile.check import contrast
from handrail.schema.authored.application import ThemeTokens

MIN_CONTRAST: Final = 4.5
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}\Z")
_FONT: Final = re.compile(r"[A-Za-z0-9 _-]{1,80}\Z")
_COLOURS: Final = {
    "background": "background",
    "text": "text",
    "primary": "primary",
    "onPrimary": "on_primary",
    "link": "link",
    "border": "border",
    "error": "error",
}


def tokens_from_assets(
    colours: Mapping[str, object], fonts: Sequence[Mapping[str, object]]
) -> tuple[ThemeTokens, ThemeTokens | None]:
    """Light tokens (and dark ones where the app sent them under ``dark``).

    Colours that would leave text unreadable on its background (contrast below 4.5 : 1) are replaced by black or
    white, whichever reads better.
    """
    dark = colours.get("dark")
    return _tokens(colours, fonts), _tokens(dark, fonts) if isinstance(dark, Mapping) and dark else None


def _tokens(colours: Mapping[str, object], fonts: Sequence[Mapping[str, object]]) -> ThemeTokens:
    values: dict[str, object] = {}
    for sent, token in _COLOURS.items():
        colour = colours.get(sent)
        if isinstance(colour, str) and _COLOUR.match(colour):
            values[token] = colour.lower()
    radius = colours.get("radius")
    if isinstance(radius, int | float) and 0 <= radius <= 64:
        values["radius"] = round(radius)
    families = [str(font.get("family", "")).strip("\"' ") for font in fonts]
    named = next((family for family in families if _FONT.match(family)), None)
    if named is not None:
        values["font_family"] = (
            f'"{named}", system-ui, sans-serif' if " " in named else f"{named}, system-ui, sans-serif"
        )
    return readable(ThemeTokens.model_validate(values))


def readable(tokens: ThemeTokens) -> ThemeTokens:
    """The same tokens with text colours that can be read."""
    pairs = {
        "text": tokens.background,
        "link": tokens.background,
        "error": tokens.background,
        "on_primary": tokens.primary,
    }
    better = {
        token: _best_on(ground)
        for token, ground in pairs.items()
        if contrast(getattr(tokens, token), ground) < MIN_CONTRAST
    }
    return tokens.model_copy(update=better)


def _best_on(ground: str) -> str:
    return max(("#000000", "#ffffff"), key=lambda colour: contrast(colour, ground))
