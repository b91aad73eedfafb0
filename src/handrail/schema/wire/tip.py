"""Tip of one language."""

from typing import Literal

from handrail.schema.base import Slug, WireModel
from handrail.schema.wire.blocks import Block
from handrail.schema.wire.program import Program


class Tip(WireModel):
    """Content of a tip."""

    kind: Literal["tip"] = "tip"
    element: Slug
    show: Literal["hover", "focus", "always", "invalid"]
    mark: bool
    placement: Literal["auto", "top", "bottom", "left", "right"]
    blocks: list[Block]
    valid: Program | None = None
