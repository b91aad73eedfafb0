"""Launcher: a button of ours on the page."""

from typing import Annotated, Literal

from pydantic import Field

from handrail.schema.authored.actions import Action
from handrail.schema.authored.anchors import Anchor, Icon
from handrail.schema.authored.texts import Texts
from handrail.schema.base import AuthoredModel


class Launcher(AuthoredModel):
    """What stands on the page, and what pressing it does."""

    kind: Literal["launcher"]
    place: Anchor
    form: Literal["button", "icon", "badge", "banner"] = "button"
    """A button with its label; an icon alone; a small badge; or a banner over the width of its place."""
    label: Texts
    """What it is called; an icon and a badge say it to screen readers and on hover."""
    icon: Icon | None = None
    hint: Texts = {}
    """Shown on hover and focus."""
    actions: Annotated[list[Action], Field(min_length=1, max_length=5)]
