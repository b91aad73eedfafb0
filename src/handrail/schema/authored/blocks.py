"""Typed blocks that announcements, balloons and popups are made of."""

from typing import Annotated, Literal

from pydantic import Field

from handrail.schema.authored.actions import Action
from handrail.schema.authored.texts import Captions, Texts
from handrail.schema.base import AuthoredModel, SafeLink, Sha256Hex


class Heading(AuthoredModel):
    """A heading; the first one names the dialog for screen readers."""

    block: Literal["heading"]
    text: Texts


class Paragraphs(AuthoredModel):
    """Rich text: paragraphs with bold, italic and links."""

    block: Literal["text"]
    text: Texts


class ItemList(AuthoredModel):
    """A bulleted or numbered list; every item in all languages."""

    block: Literal["list"]
    numbered: bool = False
    items: Annotated[list[Texts], Field(min_length=1, max_length=30)]


class Image(AuthoredModel):
    """An image of the application's media, drawn from verified bytes."""

    block: Literal["image"]
    media: Sha256Hex
    alternative: Texts
    """Text for who cannot see it; empty texts mean decoration."""


class Button(AuthoredModel):
    """A button and what it does, in order."""

    label: Texts
    style: Literal["primary", "secondary", "link"] = "primary"
    actions: Annotated[list[Action], Field(min_length=1, max_length=5)]


class Buttons(AuthoredModel):
    """A row of buttons."""

    block: Literal["buttons"]
    buttons: Annotated[list[Button], Field(min_length=1, max_length=5)]


class Frame(AuthoredModel):
    """A page of a listed origin, embedded in a sandboxed frame."""

    block: Literal["frame"]
    link: SafeLink
    """Absolute, of an origin in ``settings.frameOrigins``; or a path (``/help/fees``) where that lists ``self``."""
    title: Texts
    """What it shows, for who cannot see it."""
    height: Annotated[int, Field(ge=80, le=1200)] = 320
    """CSS pixels."""


class Video(AuthoredModel):
    """A video of the application's media, with controls; it never starts by itself.

    Browsers play it straight from the content server: the page's own policy must let them (``media-src``), and its
    bytes are checked when it is deployed, not again in the page.
    """

    block: Literal["video"]
    media: Sha256Hex
    label: Texts
    """What it shows, for who cannot see it."""
    captions: Captions = {}
    """A WebVTT file per language; empty: none."""


_Plain = Annotated[Heading | Paragraphs | ItemList | Image | Buttons | Frame | Video, Field(discriminator="block")]


class Column(AuthoredModel):
    """Blocks one below the other."""

    width: Annotated[int, Field(ge=1, le=4)] = 1
    """Beside the others: 2 is twice as wide as 1."""
    blocks: Annotated[list[_Plain], Field(max_length=20)] = []


class Columns(AuthoredModel):
    """Blocks side by side; where there is no room, one below the other."""

    block: Literal["columns"]
    columns: Annotated[list[Column], Field(min_length=2, max_length=3)]


Block = Annotated[
    Heading | Paragraphs | ItemList | Image | Buttons | Frame | Video | Columns,
    Field(discriminator="block"),
]

Blocks = Annotated[list[Block], Field(max_length=40)]
