"""Announcement of one language."""

from typing import Literal

from handrail.schema.base import WireModel
from handrail.schema.wire.blocks import Block


class Announcement(WireModel):
    """Content of an announcement."""

    kind: Literal["announcement"] = "announcement"
    form: Literal["modal", "banner", "slideIn", "fullScreen"]
    position: Literal["top", "bottom"]
    closable: bool
    blocks: list[Block]
