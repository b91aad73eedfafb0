"""The boot file: the whole configuration in one language, and the index of all campaigns."""

from typing import Annotated, Literal

from pydantic import Field

from handrail.schema.base import (
    CampaignKind,
    EventType,
    ExternalName,
    FrameOrigin,
    LanguageName,
    Origin,
    Slug,
    Version,
    WireModel,
)
from handrail.schema.wire.announcement import Announcement
from handrail.schema.wire.blocks import Blob
from handrail.schema.wire.launcher import Launcher
from handrail.schema.wire.program import Program
from handrail.schema.wire.tip import Tip
from handrail.schema.wire.walkthrough import Walkthrough


class Language(WireModel):
    """A language of the application."""

    name: LanguageName
    display_name: str
    locales: list[LanguageName]
    """All tags that lead to it, its name included; the same as the keys of ``release.boot``."""


class Settings(WireModel):
    """App-wide policy."""

    session_timeout: int
    """Seconds of inactivity after which a new session begins."""
    auto_play_per_session: int | None = None
    auto_play_min_seconds: int
    events_off: list[EventType]
    link_origins: list[Origin]
    frame_origins: list[FrameOrigin] | None = None
    """Origins whose pages may be embedded; absent: none."""
    page_origins: list[Origin]
    console_origin: Origin | None = None
    collector: str | None = None


class Attribute(WireModel):
    """A declared attribute."""

    name: ExternalName
    type: Literal["text", "number", "truth", "date"]
    visibility: Literal["public", "private", "codeless"]
    source: str | None = None


class TrackedEvent(WireModel):
    """A declared tracked event."""

    name: ExternalName
    clicked_element: Slug | None = None
    rule: Program | None = None


class Named(WireModel):
    """A segment or screen: id and program."""

    id: Slug
    rule: Program


class Locator(WireModel):
    """Descriptor of an element; texts only as keyed 64-bit hashes (SipHash-2-4, 16 hex digits)."""

    format: int
    tag: str
    role: str | None = None
    developer_id: str | None = None
    html_id: str | None = None
    field_name: str | None = None
    field_type: str | None = None
    destination: str | None = None
    text_hash: str | None = None
    path: list[str]
    within: list[str]


class Element(WireModel):
    """A captured element."""

    id: Slug
    locator: Locator


class Theme(WireModel):
    """Static style text for a constructable style sheet: only custom properties on ``:host``."""

    id: Slug
    css: str


class Trigger(WireModel):
    """What starts a campaign by itself."""

    on: Literal["static", "off", "trackedEvent", "elementClick", "pageView"]
    event: ExternalName | None = None
    element: Slug | None = None


class Frequency(WireModel):
    """How often for one user."""

    often: Literal["oncePerSession", "onceThenWait", "onlyOnce", "always"]
    wait: int | None = None
    unit: Literal["sessions", "days", "weeks"] | None = None


class Schedule(WireModel):
    """When, in the end user's time zone; times as ``YYYY-MM-DDTHH:MM`` and ``HH:MM``."""

    start: str | None = None
    end: str | None = None
    weekdays: list[int]
    from_time: str | None = None
    to_time: str | None = None


CampaignContent = Annotated[Announcement | Walkthrough | Launcher | Tip, Field(discriminator="kind")]


class Campaign(WireModel):
    """One line of the index; ``content`` inline where it may start by itself and space allows, else ``blob``."""

    id: Slug
    kind: CampaignKind
    key: ExternalName
    link: bool
    """May be started by a permalink."""
    min_sdk: Version | None = None
    theme: Slug | None = None
    audience: Program | None = None
    trigger: Trigger
    frequency: Frequency
    plays_limit: int | None = None
    priority: int
    schedule: Schedule | None = None
    start_elements: list[Slug]
    """Of a walkthrough: elements of its start points; one must be on screen before it starts by itself.
    Empty: it may start anywhere."""
    content: CampaignContent | None = None
    blob: Blob | None = None


class Boot(WireModel):
    """Everything the SDK needs to start, in one language."""

    format: Literal[1] = 1
    application: str
    environment: str
    release: int
    language: LanguageName
    base_language: LanguageName
    direction: Literal["ltr", "rtl"]
    languages: list[Language]
    words: dict[str, str]
    """The SDK's own words: next, back, done, close, progress ("Step {n} of {total}"), dialog, …"""
    settings: Settings
    attributes: list[Attribute]
    tracked_events: list[TrackedEvent]
    segments: list[Named]
    screens: list[Named]
    elements: list[Element]
    themes: list[Theme]
    default_theme: Slug | None = None
    campaigns: list[Campaign]
