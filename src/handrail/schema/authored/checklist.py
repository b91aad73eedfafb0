"""Checklist: tasks that tick themselves off."""

from typing import Annotated, Literal

from pydantic import Field

from handrail.schema.authored.actions import Action
from handrail.schema.authored.anchors import Anchor, AtCorner, Icon
from handrail.schema.authored.blocks import Blocks
from handrail.schema.authored.rules import Rule
from handrail.schema.authored.texts import Texts
from handrail.schema.base import AuthoredModel, Slug


class Task(AuthoredModel):
    """Something to do once."""

    id: Slug
    label: Texts
    description: Texts = {}
    done: Rule
    """When it counts as done, e.g. ``campaignCompleted`` of the walkthrough that leads through it."""
    actions: Annotated[list[Action], Field(max_length=5)] = []
    """What pressing it does; none: it only shows whether it is done."""


class Checklist(AuthoredModel):
    """Tasks, their progress, and what is said once all are done."""

    kind: Literal["checklist"]
    place: Anchor = AtCorner(at="corner")
    label: Texts
    """Of the button that opens it, and its heading."""
    icon: Icon = "list"
    tasks: Annotated[list[Task], Field(min_length=1, max_length=20)]
    finished: Blocks = []
    """Shown once all tasks are done."""
