"""Walkthrough: a graph of anchored balloons and unanchored popups that survives page loads."""

from typing import Annotated, Literal

from pydantic import Field

from handrail.schema.authored.blocks import Blocks
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

Placement = Literal["auto", "top", "bottom", "left", "right"]


class Balloon(AuthoredModel):
    """A step anchored to an element."""

    step: Literal["balloon"]
    id: Slug
    name: Annotated[str, Field(max_length=120)] = ""
    element: Slug
    placement: Placement = "auto"
    spotlight: bool = True
    """Dims the page around the element."""
    blocks: Blocks
    advance: Annotated[list[Advance], Field(min_length=1, max_length=6)]
    next: Slug | None = None
    """The step that follows; absent: the walkthrough is complete."""
    wait_s: Annotated[int, Field(ge=0, le=600)] = 10
    """How long to wait for the element, in seconds."""
    when_missing: Literal["end", "skip"] = "end"


class Popup(AuthoredModel):
    """A step in the middle of the page, anchored to nothing."""

    step: Literal["popup"]
    id: Slug
    name: Annotated[str, Field(max_length=120)] = ""
    blocks: Blocks
    advance: Annotated[list[Advance], Field(min_length=1, max_length=6)]
    next: Slug | None = None


Step = Annotated[Balloon | Popup, Field(discriminator="step")]


class Walkthrough(AuthoredModel):
    """Steps and where one may start."""

    kind: Literal["walkthrough"]
    starts: Annotated[list[Slug], Field(min_length=1, max_length=10)]
    """Start points: it begins at the first whose element is on screen (popups always are)."""
    steps: Annotated[list[Step], Field(min_length=1, max_length=200)]
    show_progress: bool = True
