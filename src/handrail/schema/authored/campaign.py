"""Campaign: one piece of guidance, whatever its kind, with who sees it and when."""

from typing import Annotated, Final, Literal, get_args

from pydantic import Field, StringConstraints

from handrail.schema.authored.announcement import Announcement
from handrail.schema.authored.checklist import Checklist
from handrail.schema.authored.help_menu import HelpMenu
from handrail.schema.authored.launcher import Launcher
from handrail.schema.authored.rules import Rule
from handrail.schema.authored.survey import Survey
from handrail.schema.authored.tip import Tip
from handrail.schema.authored.walkthrough import Walkthrough
from handrail.schema.base import AuthoredModel, ExternalName, Slug, Version

TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
LocalDateTime = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]$")
]


class StaticTrigger(AuthoredModel):
    """Starts as soon as the audience rule is true."""

    on: Literal["static"]


class NoTrigger(AuthoredModel):
    """Only by link, API or permalink."""

    on: Literal["off"]


class EventTrigger(AuthoredModel):
    """Starts when a tracked event arrives, an element is clicked or a page is viewed."""

    on: Literal["trackedEvent", "elementClick", "pageView"]
    event: ExternalName | None = None
    element: Slug | None = None


Trigger = Annotated[StaticTrigger | NoTrigger | EventTrigger, Field(discriminator="on")]


class Frequency(AuthoredModel):
    """How often it may start by itself for one user."""

    often: Literal["oncePerSession", "onceThenWait", "onlyOnce", "always"] = "onlyOnce"
    wait: Annotated[int, Field(ge=1, le=3650)] | None = None
    """For onceThenWait: how many units."""
    unit: Literal["sessions", "days", "weeks"] | None = None


class Schedule(AuthoredModel):
    """When it may start by itself, in the end user's time zone."""

    start: LocalDateTime | None = None
    end: LocalDateTime | None = None
    weekdays: list[Annotated[int, Field(ge=1, le=7)]] = []
    """1 is Monday; empty means every day."""
    from_time: TimeOfDay | None = None
    to_time: TimeOfDay | None = None


class AutoPlay(AuthoredModel):
    """When a campaign starts by itself."""

    trigger: Trigger = NoTrigger(on="off")
    frequency: Frequency = Frequency()
    plays_limit: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Most plays per user in all."""
    priority: Annotated[int, Field(ge=0, le=100)] = 50
    """Higher goes first when several may start."""
    schedule: Schedule | None = None


Content = Annotated[
    Announcement | Walkthrough | Launcher | Survey | Tip | Checklist | HelpMenu, Field(discriminator="kind")
]

Standing = Launcher | Tip | Checklist | HelpMenu
"""Kinds that stand on the page as long as their audience and schedule hold, several at a time; of ``autoPlay`` only
priority and schedule count for them."""

STANDING: Final = frozenset(get_args(each.model_fields["kind"].annotation)[0] for each in get_args(Standing))
"""Their names."""


class Campaign(AuthoredModel):
    """One campaign as its author wrote it."""

    id: Slug
    name: Annotated[str, Field(min_length=1, max_length=120)]
    labels: Annotated[list[Annotated[str, Field(min_length=1, max_length=40)]], Field(max_length=20)] = []
    trigger_key: ExternalName | None = None
    """The name under which the page's API (and a permalink) may start it; absent: its id."""
    may_start_by_link: bool = False
    min_sdk: Version | None = None
    theme: Slug | None = None
    audience: Rule | None = None
    """Absent: everybody."""
    auto_play: AutoPlay = AutoPlay()
    content: Content
