"""Survey: questions on pages, with jumps by what was answered."""

from typing import Annotated, Literal

from pydantic import Field

from handrail.schema.authored.blocks import Blocks
from handrail.schema.authored.rules import Rule
from handrail.schema.authored.texts import Texts
from handrail.schema.base import AuthoredModel, ExternalName, Slug


class _Question(AuthoredModel):
    """What all questions have."""

    id: Slug
    text: Texts
    required: bool = False
    attribute: ExternalName | None = None
    """A declared attribute of the end user that the answer sets."""


class Recommendation(_Question):
    """Net promoter score: 0 to 10."""

    question: Literal["nps"]
    low: Texts = {}
    """What 0 means, e.g. *not at all likely*."""
    high: Texts = {}


class Rating(_Question):
    """One of some stars or numbers, from 1."""

    question: Literal["rating"]
    form: Literal["stars", "numbers"] = "stars"
    most: Annotated[int, Field(ge=2, le=10)] = 5
    low: Texts = {}
    high: Texts = {}


class Choice(AuthoredModel):
    """One answer to choose."""

    value: ExternalName
    """What is counted."""
    label: Texts


Choices = Annotated[list[Choice], Field(min_length=1, max_length=20)]


class SingleChoice(_Question):
    """Exactly one of several answers."""

    question: Literal["single"]
    choices: Choices


class MultipleChoice(_Question):
    """Any of several answers."""

    question: Literal["multiple"]
    choices: Choices


class ShortText(_Question):
    """One line, written freely."""

    question: Literal["shortText"]
    max_length: Annotated[int, Field(ge=1, le=500)] = 200


class LongText(_Question):
    """Several lines, written freely."""

    question: Literal["longText"]
    max_length: Annotated[int, Field(ge=1, le=4000)] = 1000


class Message(AuthoredModel):
    """No question: a text between them."""

    question: Literal["message"]
    id: Slug
    text: Texts


Question = Annotated[
    Recommendation | Rating | SingleChoice | MultipleChoice | ShortText | LongText | Message,
    Field(discriminator="question"),
]


class Jump(AuthoredModel):
    """Where to go on when a rule holds, usually one about the variable ``answer``."""

    rule: Rule
    to: Slug | None = None
    """A page; absent: the thank-you page."""


class Page(AuthoredModel):
    """Questions that are asked at once."""

    id: Slug
    name: Annotated[str, Field(max_length=120)] = ""
    questions: Annotated[list[Question], Field(min_length=1, max_length=10)]
    jumps: Annotated[list[Jump], Field(max_length=10)] = []
    """The first that holds; none: the next page, after the last one the thank-you page."""


class Survey(AuthoredModel):
    """Pages of questions."""

    kind: Literal["survey"]
    form: Literal["modal", "slideIn"] = "slideIn"
    closable: bool = True
    pages: Annotated[list[Page], Field(min_length=1, max_length=20)]
    thanks: Blocks = []
    """What is shown at the end; empty: it closes."""
    show_progress: bool = True
