"""Announcement: modal, banner, slide-in or full screen, made of blocks."""

from typing import Literal

from handrail.schema.authored.blocks import Blocks
from handrail.schema.base import AuthoredModel


class Announcement(AuthoredModel):
    """What an announcement shows and where."""

    kind: Literal["announcement"]
    form: Literal["modal", "banner", "slideIn", "fullScreen"] = "modal"
    position: Literal["top", "bottom"] = "top"
    """Of a banner; others ignore it."""
    closable: bool = True
    """Whether it has a close button and closes on Esc; a button with an action is needed otherwise."""
    blocks: Blocks
