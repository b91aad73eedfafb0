"""Walkthrough: a graph of balloons, popups and invisible flow steps that survives page loads."""

from typing import Annotated, Literal

from pydantic import Field

from handrail.schema.authored.blocks import Blocks
from handrail.schema.authored.deeds import Deed
from handrail.schema.authored.rules import Rule
from handrail.schema.base import AuthoredModel, ExternalName, Slug


class AdvanceOnButton(AuthoredModel):
    """The step shows a next button (or its blocks hold one)."""

    on: Literal["nextButton"]


class AdvanceOnElement(AuthoredModel):
    """Something happens to an element: by default the step's own."""

    on: Literal["elementClick", "valueEntered", "elementAppears", "elementDisappears"]
    element: Slug | None = None


class AdvanceOnPage(AuthoredModel):
    """The page's address changes (a load or a client-side route); ``screen`` limits it to one screen."""

    on: Literal["pageChange"]
    screen: Slug | None = None


class AdvanceOnEvent(AuthoredModel):
    """A tracked event arrives."""

    on: Literal["trackedEvent"]
    event: ExternalName


class AdvanceOnTimeout(AuthoredModel):
    """Some seconds pass."""

    on: Literal["timeout"]
    seconds: Annotated[int, Field(ge=1, le=3600)]


Advance = Annotated[
    AdvanceOnButton | AdvanceOnElement | AdvanceOnPage | AdvanceOnEvent | AdvanceOnTimeout,
    Field(discriminator="on"),
]

Advances = Annotated[list[Advance], Field(min_length=1, max_length=6)]
Placement = Literal["auto", "top", "bottom", "left", "right"]
Wait = Annotated[int, Field(ge=0, le=600)]
WhenMissing = Literal["end", "skip", "handler"]
"""What to do when an element is not there: end, go on with the step that follows, or go to the error handler."""
Name = Annotated[str, Field(max_length=120)]


class Balloon(AuthoredModel):
    """A step anchored to an element."""

    step: Literal["balloon"]
    id: Slug
    name: Name = ""
    element: Slug
    placement: Placement = "auto"
    spotlight: bool = True
    """Dims the page around the element."""
    blocks: Blocks
    advance: Advances
    next: Slug | None = None
    """The step that follows; absent: the walkthrough is complete."""
    wait_s: Wait = 10
    """How long to wait for the element, in seconds."""
    when_missing: WhenMissing = "end"


class Popup(AuthoredModel):
    """A step in the middle of the page, anchored to nothing."""

    step: Literal["popup"]
    id: Slug
    name: Name = ""
    blocks: Blocks
    advance: Advances
    next: Slug | None = None


class Branch(AuthoredModel):
    """Where to go on when a rule holds."""

    rule: Rule
    next: Slug


class Split(AuthoredModel):
    """Invisible: goes on at the first branch whose rule holds."""

    step: Literal["split"]
    id: Slug
    name: Name = ""
    branches: Annotated[list[Branch], Field(min_length=1, max_length=10)]
    next: Slug | None = None
    """Where to go on when no rule holds; absent: the walkthrough is complete."""


class Pause(AuthoredModel):
    """Invisible: waits until something happens."""

    step: Literal["wait"]
    id: Slug
    name: Name = ""
    advance: Advances
    next: Slug | None = None


class ActionStep(AuthoredModel):
    """Invisible: does something on the page that the page's own ``allow`` permits."""

    step: Literal["action"]
    id: Slug
    name: Name = ""
    deed: Deed
    next: Slug | None = None
    wait_s: Wait = 10
    """How long to wait for the element, in seconds."""
    when_missing: WhenMissing = "end"
    """Also when the page does not permit it."""


Step = Annotated[Balloon | Popup | Split | Pause | ActionStep, Field(discriminator="step")]


class Walkthrough(AuthoredModel):
    """Steps and where one may start."""

    kind: Literal["walkthrough"]
    starts: Annotated[list[Slug], Field(min_length=1, max_length=10)]
    """Start points: it begins at the first whose element is on screen (popups always are)."""
    steps: Annotated[list[Step], Field(min_length=1, max_length=200)]
    show_progress: bool = True
    error_handler: Slug | None = None
    """The step to go to when an element is missing and its step says so."""
