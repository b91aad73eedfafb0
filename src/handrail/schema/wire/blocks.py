"""Blocks of one language, render-ready: typed spans instead of markup, safe links only."""

from typing import Annotated, Literal

from pydantic import Field

from handrail.schema.base import SafeLink, Sha256Hex, WireModel
from handrail.schema.wire.actions import Action


class Span(WireModel):
    """A run of text of one style."""

    text: str
    """May hold ``{{attribute}}`` places, filled from public attributes; a missing one becomes empty."""
    bold: bool = False
    italic: bool = False
    link: SafeLink | None = None


Line = list[Span]


class Heading(WireModel):
    """A heading."""

    block: Literal["heading"] = "heading"
    line: Line


class Paragraphs(WireModel):
    """Paragraphs of rich text."""

    block: Literal["text"] = "text"
    paragraphs: list[Line]


class ItemList(WireModel):
    """A list."""

    block: Literal["list"] = "list"
    numbered: bool
    items: list[Line]


class Image(WireModel):
    """An image blob, fetched by hash and drawn from verified bytes."""

    block: Literal["image"] = "image"
    blob: "Blob"
    width: int
    height: int
    alternative: str


class Button(WireModel):
    """A button."""

    label: str
    style: Literal["primary", "secondary", "link"]
    actions: list[Action]


class Buttons(WireModel):
    """A row of buttons."""

    block: Literal["buttons"] = "buttons"
    buttons: list[Button]


class Blob(WireModel):
    """A content-addressed file: ``blobs/<sha256>.<ext>``."""

    sha256: Sha256Hex
    length: int
    """Bytes."""
    extension: Literal["json", "png", "jpg", "webp", "avif", "woff2", "mp4"]


Block = Annotated[Heading | Paragraphs | ItemList | Image | Buttons, Field(discriminator="block")]
