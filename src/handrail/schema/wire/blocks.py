"""Blocks of one language, render-ready: typed spans instead of markup, safe links only."""

from typing import Annotated, Literal

from pydantic import Field

from handrail.schema.base import ExternalName, SafeLink, Sha256Hex, Slug, WireModel
from handrail.schema.wire.actions import Action
from handrail.schema.wire.program import Program


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


class Frame(WireModel):
    """A page in a sandboxed frame, shown only where ``settings.frameOrigins`` has its origin (of a path: ``self``)."""

    block: Literal["frame"] = "frame"
    link: SafeLink
    title: str
    height: int
    """CSS pixels."""


class Cue(WireModel):
    """One caption of a video."""

    start: int
    """Milliseconds."""
    end: int
    """Milliseconds."""
    text: str
    """As WebVTT writes cue texts: ``&``, ``<`` and ``>`` only as ``&amp;``, ``&lt;`` and ``&gt;``."""


class Video(WireModel):
    """A video, played by the browser from the content server."""

    block: Literal["video"] = "video"
    blob: "Blob"
    width: int
    height: int
    label: str
    captions: list[Cue] | None = None


class Column(WireModel):
    """Blocks one below the other."""

    width: int
    """Beside the others."""
    blocks: list[
        Annotated[Heading | Paragraphs | ItemList | Image | Buttons | Frame | Video, Field(discriminator="block")]
    ]


class Columns(WireModel):
    """Blocks side by side."""

    block: Literal["columns"] = "columns"
    columns: list[Column]


class Blob(WireModel):
    """A content-addressed file: ``blobs/<sha256>.<ext>``."""

    sha256: Sha256Hex
    length: int
    """Bytes."""
    extension: Literal["json", "png", "jpg", "webp", "avif", "woff2", "mp4", "webm"]


class Choice(WireModel):
    """One answer to choose."""

    value: ExternalName
    label: str


class Question(WireModel):
    """A question of a survey."""

    block: Literal["question"] = "question"
    id: Slug
    form: Literal["scale", "stars", "choice", "choices", "text", "longText"]
    line: Line
    required: bool
    attribute: ExternalName | None = None
    least: int | None = None
    """Of a scale: its first number."""
    most: int | None = None
    """Of a scale: its last number; of a text: most characters."""
    low: str | None = None
    high: str | None = None
    choices: list[Choice] | None = None


class Item(WireModel):
    """A line of a checklist or help menu."""

    id: Slug
    label: str
    description: str | None = None
    keywords: str | None = None
    done: Program | None = None
    """Of a task."""
    rule: Program | None = None
    """Where it is offered; absent: everywhere."""
    actions: list[Action]


class Items(WireModel):
    """Lines of a checklist (all have ``done``) or a help menu."""

    block: Literal["items"] = "items"
    search: bool
    items: list[Item]


Block = Annotated[
    Heading | Paragraphs | ItemList | Image | Buttons | Frame | Video | Columns | Question | Items,
    Field(discriminator="block"),
]
