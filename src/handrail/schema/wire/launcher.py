"""What stands on the page: launchers, and checklists and help menus, which are launchers with a panel."""

from typing import Literal

from handrail.schema.base import Slug, WireModel
from handrail.schema.wire.actions import Action
from handrail.schema.wire.blocks import Block


class Anchor(WireModel):
    """At an element, or without one in a corner of the window; offsets in CSS pixels."""

    element: Slug | None = None
    position: Literal["topStart", "top", "topEnd", "start", "center", "end", "bottomStart", "bottom", "bottomEnd"]
    offset_x: int
    offset_y: int


class Launcher(WireModel):
    """A button, and what pressing it does: run its actions, or open its panel."""

    kind: Literal["launcher", "checklist", "helpMenu"]
    place: Anchor
    form: Literal["button", "icon", "badge", "banner"]
    label: str
    icon: str | None = None
    """Path data of a drawing of 24 by 24, to be filled."""
    hint: str | None = None
    actions: list[Action]
    panel: list[Block] | None = None
    finished: list[Block] | None = None
    """Shown instead of the panel once every item with a ``done`` is done."""
