"""Themes → static style text: custom properties on ``:host``, nothing else."""

from collections.abc import Sequence
from itertools import count

from handrail.schema.authored.application import Theme, ThemeTokens
from handrail.schema.wire.boot import Theme as WireTheme

_GENERIC = frozenset(
    {"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "ui-serif", "ui-sans-serif"}
    | {"ui-monospace", "ui-rounded", "emoji", "math"}
)


STANDARD_DARK = ThemeTokens(
    background="#1b2130",
    text="#eef1f8",
    primary="#8fb0ff",
    on_primary="#101526",
    link="#9dbbff",
    border="#59637a",
    error="#ffb4ab",
)
"""The standard look where the reader's system is dark; the light one is what ``ThemeTokens`` begins with."""


def with_default(themes: Sequence[Theme], default: str | None) -> tuple[str, list[Theme]]:
    """The default theme's id, and all themes; without one the standard look, as the SDK has none of its own."""
    if default is not None:
        return default, list(themes)
    taken = {theme.id for theme in themes}
    free = next(name for name in (f"standard{number}" for number in count()) if name not in taken)
    return free, [*themes, Theme(id=free, name="Standard", dark=STANDARD_DARK)]


def compile_theme(theme: Theme) -> WireTheme:
    """The style text of a theme; dark colours apply where the reader's system is dark."""
    css = f":host{{{_written(_colours(theme.light) | _sizes(theme.light))}}}"
    if theme.dark is not None:
        css += f"@media (prefers-color-scheme: dark){{:host{{{_written(_colours(theme.dark))}}}}}"
    return WireTheme(id=theme.id, css=css)


def _colours(tokens: ThemeTokens) -> dict[str, str]:
    return {
        "background": tokens.background.lower(),
        "text": tokens.text.lower(),
        "primary": tokens.primary.lower(),
        "on-primary": tokens.on_primary.lower(),
        "link": tokens.link.lower(),
        "border": tokens.border.lower(),
        "error": tokens.error.lower(),
    }


def _sizes(tokens: ThemeTokens) -> dict[str, str]:
    return {
        "font-family": _font_family(tokens.font_family),
        "font-size": f"{tokens.font_size}px",
        "radius": f"{tokens.radius}px",
    }


def _written(properties: dict[str, str]) -> str:
    return ";".join(f"--hr-{name}:{value}" for name, value in properties.items())


def _font_family(written: str) -> str:
    """Names quoted anew, so that an odd quotation mark cannot swallow what follows."""
    names = (" ".join(name.replace('"', " ").replace("'", " ").split()) for name in written.split(","))
    quoted = [name if name.lower() in _GENERIC else f'"{name}"' for name in names if name]
    return ", ".join(quoted or ["system-ui", "sans-serif"])
