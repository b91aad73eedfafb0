"""Tip: a short explanation at an element, or a word about what was entered there."""

from typing import Literal

from handrail.schema.authored.blocks import Blocks
from handrail.schema.authored.rules import Rule
from handrail.schema.authored.walkthrough import Placement
from handrail.schema.base import AuthoredModel, Slug


class Tip(AuthoredModel):
    """What a tip says, where and when."""

    kind: Literal["tip"]
    element: Slug
    show: Literal["hover", "focus", "always", "invalid"] = "hover"
    """On hover and focus; on focus alone; as long as the element is there; or, for a field, once it was left with a
    value that ``valid`` does not accept."""
    mark: bool = False
    """Puts a small mark at the element that can be hovered, pressed and focused; else the element itself is."""
    placement: Placement = "auto"
    blocks: Blocks
    valid: Rule | None = None
    """Of ``invalid``: what a right value is, usually by the variable ``elementValue``."""
