"""The whole content and configuration of an application: what a release freezes and content as code holds."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from handrail.schema.authored.campaign import Campaign
from handrail.schema.authored.places import Element, Screen
from handrail.schema.authored.rules import Rule, Segment
from handrail.schema.authored.video_size import VIDEOS
from handrail.schema.base import (
    AuthoredModel,
    EventType,
    ExternalName,
    FrameOrigin,
    LanguageName,
    Origin,
    Sha256Hex,
    Slug,
)

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Pixels = Annotated[int, Field(ge=0, le=64)]


class Language(AuthoredModel):
    """A language of the content and the locales it serves."""

    name: LanguageName
    display_name: Annotated[str, Field(min_length=1, max_length=60)]
    locales: Annotated[list[LanguageName], Field(max_length=40)] = []
    """Further BCP 47 tags served by it, e.g. ``de-at``."""
    fallback: LanguageName | None = None
    """Where a missing text is taken from; absent: the base language."""


class AutoPlayCap(AuthoredModel):
    """Limits over all campaigns that start by themselves."""

    per_session: Annotated[int, Field(ge=0, le=1000)] | None = None
    min_seconds_between: Annotated[int, Field(ge=0, le=86_400)] = 0


class Settings(AuthoredModel):
    """App-wide configuration that travels in every package."""

    base_language: LanguageName = "en"
    session_timeout_s: Annotated[int, Field(ge=60, le=86_400)] = 1800
    auto_play_cap: AutoPlayCap = AutoPlayCap()
    events_off: list[EventType] = []
    """Event types that the SDK does not record."""
    link_origins: list[Origin] = []
    """Other origins that links may lead to without being pointed out to the approver."""
    frame_origins: Annotated[list[FrameOrigin], Field(max_length=40)] | None = None
    """Origins whose pages content may embed in frames, ``self`` for those of the application itself.

    The page's own policy (``frame-src``) must let them, too.

    Absent where there are none: the readable form of releases made before there were frames stays as it is.
    """

    default_theme: Slug | None = None
    words: Annotated[dict[LanguageName, dict[str, str]], Field(max_length=64)] = {}
    """Own wording of the SDK's words, per language: word → text."""

    @field_validator("frame_origins", mode="after")
    @classmethod
    def _none_is_absent(cls, origins: list[str] | None) -> list[str] | None:
        return origins or None


class Attribute(AuthoredModel):
    """Declared property of the end user."""

    name: ExternalName
    type: Literal["text", "number", "truth", "date"] = "text"
    visibility: Literal["public", "private", "codeless"] = "public"
    """Private never leaves the device; codeless is read from ``source``."""
    source: Annotated[str, Field(max_length=120)] | None = None
    """For codeless: ``meta:<name>``, ``query:<name>`` or ``data:<name>`` (``data-handrail-attr-<name>``)."""
    description: Annotated[str, Field(max_length=400)] = ""


class TrackedEvent(AuthoredModel):
    """Something worth counting: sent by the page's API, or noticed by a rule."""

    name: ExternalName
    description: Annotated[str, Field(max_length=400)] = ""
    clicked_element: Slug | None = None
    """Reached when this element is clicked."""
    rule: Rule | None = None
    """Reached when this rule becomes true; with ``clicked_element`` both must hold."""


class ThemeTokens(AuthoredModel):
    """The values a theme sets. Colours are #rrggbb; sizes are CSS pixels."""

    background: Colour = "#ffffff"
    text: Colour = "#1d2433"
    primary: Colour = "#2457c5"
    on_primary: Colour = "#ffffff"
    link: Colour = "#1d4fb8"
    border: Colour = "#d5dae3"
    error: Colour = "#b3261e"
    font_family: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9 ,'\"_-]{1,200}$")] = "system-ui, sans-serif"
    font_size: Annotated[int, Field(ge=10, le=28)] = 16
    radius: Pixels = 8


class Theme(AuthoredModel):
    """Look of the widgets, with a dark partner."""

    id: Slug
    name: Annotated[str, Field(min_length=1, max_length=120)]
    light: ThemeTokens = ThemeTokens()
    dark: ThemeTokens | None = None
    """Its colours are used when the reader's system is dark (font, sizes and radius stay); absent: the light ones."""


class Media(AuthoredModel):
    """A picture or video of the application; its bytes travel beside it."""

    sha256: Sha256Hex
    name: Annotated[str, Field(min_length=1, max_length=120)]
    extension: Literal["png", "jpg", "webp", "avif", "mp4", "webm"]
    width: Annotated[int, Field(ge=1, le=16_384)]
    height: Annotated[int, Field(ge=1, le=16_384)]

    @property
    def is_video(self) -> bool:
        """Whether it is played rather than drawn."""
        return self.extension in VIDEOS


class ApplicationContent(AuthoredModel):
    """Everything authored of one application, in a stable order: what ``release.source`` names."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    settings: Settings = Settings()
    languages: Annotated[list[Language], Field(min_length=1, max_length=64)]
    attributes: list[Attribute] = []
    tracked_events: list[TrackedEvent] = []
    segments: list[Segment] = []
    screens: list[Screen] = []
    elements: list[Element] = []
    themes: list[Theme] = []
    media: list[Media] = []
    campaigns: list[Campaign] = []


class Overlay(AuthoredModel):
    """What differs per environment; never content."""

    environment: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
    page_origins: list[Origin] = []
    """Origins of the app's pages in this environment."""
    console_origin: Origin | None = None
    """Pinned for Power Mode; only in environments made for authoring."""
    collector: Annotated[str, Field(max_length=500)] | None = None
    """Where events are sent; absent: they stay in the page."""
