"""Screens and elements: captured places of the app."""

from typing import Annotated

from pydantic import Field

from handrail.schema.authored.rules import Rule
from handrail.schema.base import AuthoredModel, Slug

_Short = Annotated[str, Field(max_length=200)]


class Locator(AuthoredModel):
    """What was recorded of an element at capture time, readable; see ``docs/explanation/locator.md``.

    Only hashes of texts leave the console; table cells, field values and private regions are never recorded.
    """

    format: int = 1
    tag: _Short
    """Lower-case tag name."""
    role: _Short | None = None
    developer_id: _Short | None = None
    """``attribute=value`` of the first of data-handrail-id, data-testid, data-test, data-cy, data-qa."""
    html_id: _Short | None = None
    field_name: _Short | None = None
    """The ``name`` attribute."""
    field_type: _Short | None = None
    """The ``type`` attribute of inputs and buttons."""
    destination: _Short | None = None
    """Path of a link, without query and fragment."""
    text: _Short | None = None
    """Accessible name as seen at capture."""
    path: Annotated[list[_Short], Field(max_length=40)] = []
    """Ancestor tokens, the element itself first: ``tag``, ``tag#id`` or ``tag:nth(n)``."""
    within: Annotated[list[_Short], Field(max_length=8)] = []
    """Hosts of open shadow roots and same-origin frames to pass through, outermost first, as tokens."""


class Screen(AuthoredModel):
    """A named place of the app, recognised by a rule (usually its path)."""

    id: Slug
    name: Annotated[str, Field(min_length=1, max_length=120)]
    rule: Rule


class Element(AuthoredModel):
    """A captured element."""

    id: Slug
    name: Annotated[str, Field(min_length=1, max_length=120)]
    screen: Slug | None = None
    grade: Annotated[str, Field(pattern="^(stable|fair|fragile)$")] | None = None
    """How well it will be recognised, as judged at capture."""
    grade_reason: _Short = ""
    locator: Locator
