"""What a document points to, found by walking it; kept in the index table by the service that saves it."""

from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from handrail.schema.authored.rules import Condition

_FIELDS: Final = {
    "element": "element",
    "clicked_element": "element",
    "screen": "screen",
    "theme": "theme",
    "default_theme": "theme",
    "campaign": "campaign",
    "event": "trackedEvent",
    "media": "media",
}
"""Field of an authored model → kind of the document whose id it holds."""

_VARIABLES: Final = {
    "attribute": "attribute",
    "screen": "screen",
    "elementPresent": "element",
    "elementVisible": "element",
    "elementHasValue": "element",
    "elementText": "element",
    "campaignSeen": "campaign",
    "campaignClicked": "campaign",
    "campaignCompleted": "campaign",
    "trackedEventCount": "trackedEvent",
    "trackedEventThisSession": "trackedEvent",
    "trackedEventDays": "trackedEvent",
    "segment": "segment",
}
"""Variable of a condition → kind of the document that its argument names."""

Target = tuple[str, str]
"""(kind, name)."""


def references_of(document: BaseModel) -> set[Target]:
    """Every (kind, name) that the document points to."""
    return set(_walk(document))


def variable_target(variable: str) -> str | None:
    """The kind of document that the argument of a rule's variable names, if any."""
    return _VARIABLES.get(variable)


def _walk(value: object) -> Iterator[Target]:
    if isinstance(value, Condition):
        kind = _VARIABLES.get(value.variable)
        if kind is not None and value.argument is not None:
            yield kind, value.argument
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            held = getattr(value, name)
            if name in _FIELDS and isinstance(held, str):
                yield _FIELDS[name], held
            else:
                yield from _walk(held)
    elif isinstance(value, list):
        for each in value:
            yield from _walk(each)
