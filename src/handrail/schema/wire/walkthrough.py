"""Walkthrough of one language."""

from typing import Literal

from handrail.schema.base import ExternalName, Slug, WireModel
from handrail.schema.wire.blocks import Block


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


class Step(WireModel):
    """A balloon (with ``element``) or popup."""

    id: Slug
    step: Literal["balloon", "popup"]
    element: Slug | None = None
    placement: Literal["auto", "top", "bottom", "left", "right"] = "auto"
    spotlight: bool = False
    blocks: list[Block]
    advance: list[Advance]
    next: Slug | None = None
    wait: int = 10
    """Seconds to wait for the element."""
    when_missing: Literal["end", "skip"] = "end"


class Walkthrough(WireModel):
    """Content of a walkthrough."""

    kind: Literal["walkthrough"] = "walkthrough"
    starts: list[Slug]
    steps: list[Step]
    show_progress: bool
