"""Where a launcher stands: at an element of the page, or in a corner of the window."""

from typing import Annotated, Literal

from pydantic import Field

from handrail.schema.base import AuthoredModel, Slug

Offset = Annotated[int, Field(ge=-400, le=400)]
"""CSS pixels; to the right and down, in right-to-left languages to the left and down."""

Corner = Literal["topStart", "topEnd", "bottomStart", "bottomEnd"]
Position = Literal["topStart", "top", "topEnd", "start", "center", "end", "bottomStart", "bottom", "bottomEnd"]


class AtElement(AuthoredModel):
    """At one of nine positions of an element; hidden while the element is."""

    at: Literal["element"]
    element: Slug
    position: Position = "topEnd"
    offset_x: Offset = 0
    offset_y: Offset = 0


class AtCorner(AuthoredModel):
    """In a corner of the window."""

    at: Literal["corner"]
    corner: Corner = "bottomEnd"
    offset_x: Offset = 0
    offset_y: Offset = 0


Anchor = Annotated[AtElement | AtCorner, Field(discriminator="at")]

Icon = Literal["help", "info", "star", "bell", "chat", "check", "play", "flag", "list"]
"""A drawing that Handrail brings."""
