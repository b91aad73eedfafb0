"""What a walkthrough may do on the page by itself: only where the page's own ``allow`` permits it."""

from typing import Annotated, Literal

from pydantic import Field

from handrail.schema.base import AuthoredModel, ExternalName, SafeLink, Slug

Value = Annotated[str, Field(max_length=500)]


class Click(AuthoredModel):
    """Click an element."""

    do: Literal["click"]
    element: Slug


class Type(AuthoredModel):
    """Write into a field, over what stands there."""

    do: Literal["type"]
    element: Slug
    value: Value
    """May hold ``{{attribute}}`` places."""


class Select(AuthoredModel):
    """Choose an option of a list by its value."""

    do: Literal["select"]
    element: Slug
    value: Value


class Scroll(AuthoredModel):
    """Bring an element into view."""

    do: Literal["scroll"]
    element: Slug


class Navigate(AuthoredModel):
    """Go to another page of the same application."""

    do: Literal["navigate"]
    link: SafeLink


class Call(AuthoredModel):
    """Call a function that the page registered under this name; later splits read what it returned."""

    do: Literal["call"]
    action: ExternalName


Deed = Annotated[Click | Type | Select | Scroll | Navigate | Call, Field(discriminator="do")]

ACTING = ("click", "type", "select", "call")
"""Deeds that need the page's permission; scrolling and going to another page are what links do, too."""
