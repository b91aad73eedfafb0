"""Walkthrough of one language; a survey is one whose popups ask."""

from typing import Literal

from handrail.schema.base import ExternalName, SafeLink, Slug, WireModel
from handrail.schema.wire.blocks import Block
from handrail.schema.wire.program import Program


class Advance(WireModel):
    """What moves a step on; ``element`` is always resolved to an id."""

    on: Literal[
        "nextButton",
        "elementClick",
        "valueEntered",
        "elementAppears",
        "elementDisappears",
        "pageChange",
        "trackedEvent",
        "timeout",
    ]
    element: Slug | None = None
    screen: Slug | None = None
    event: ExternalName | None = None
    seconds: int | None = None


class Branch(WireModel):
    """Where a split goes on when a rule holds."""

    rule: Program
    next: str | None = None
    """Absent: the end."""


class Deed(WireModel):
    """What an action step does on the page; ``do`` says which of the other fields counts."""

    do: Literal["click", "type", "select", "scroll", "navigate", "call"]
    element: Slug | None = None
    value: str | None = None
    link: SafeLink | None = None
    action: ExternalName | None = None


class Step(WireModel):
    """A balloon (with ``element``), a popup, or an invisible flow step."""

    id: str
    """An authored id, or one of the compiler's that holds a dot."""
    step: Literal["balloon", "popup", "split", "wait", "action"]
    element: Slug | None = None
    placement: Literal["auto", "top", "bottom", "left", "right"] = "auto"
    spotlight: bool = False
    blocks: list[Block] = []
    advance: list[Advance] = []
    branches: list[Branch] | None = None
    deed: Deed | None = None
    next: str | None = None
    """Absent: the end."""
    wait: int = 10
    """Seconds to wait for the element."""
    when_missing: Literal["end", "skip", "handler"] = "end"


class Walkthrough(WireModel):
    """Content of a walkthrough or survey."""

    kind: Literal["walkthrough", "survey"]
    starts: list[str]
    steps: list[Step]
    show_progress: bool
    form: Literal["modal", "slideIn"] | None = None
    """Of a survey's pages; absent: as popups of a walkthrough are."""
    closable: bool = True
    error_handler: Slug | None = None
