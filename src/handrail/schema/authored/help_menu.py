"""Help menu: a searchable list of campaigns and links."""

from typing import Annotated, Literal

from pydantic import Field

from handrail.schema.authored.actions import Action
from handrail.schema.authored.anchors import Anchor, AtCorner, Icon
from handrail.schema.authored.rules import Rule
from handrail.schema.authored.texts import Texts
from handrail.schema.base import AuthoredModel, Slug


class Entry(AuthoredModel):
    """One line of the menu."""

    id: Slug
    label: Texts
    description: Texts = {}
    keywords: Texts = {}
    """Further words under which the search finds it; never shown."""
    rule: Rule | None = None
    """Where it is offered; absent: everywhere."""
    actions: Annotated[list[Action], Field(min_length=1, max_length=5)]


class HelpMenu(AuthoredModel):
    """Entries behind a button."""

    kind: Literal["helpMenu"]
    place: Anchor = AtCorner(at="corner")
    label: Texts
    """Of the button that opens it, and its heading."""
    icon: Icon = "help"
    search: bool = True
    entries: Annotated[list[Entry], Field(min_length=1, max_length=100)]
