"""What a document points to; kept in the index table by the service that saves it."""

from typing import Final

from handrail.library.kinds import KINDS, SETTINGS, Kind
from handrail.schema.authored.application import ApplicationContent, Language
from handrail.schema.authored.references import ARGUMENT_KINDS, references
from handrail.schema.base import AuthoredModel

_KINDS: Final = {"event": "trackedEvent", "media": "media", **{name: name for name in KINDS}}
"""Kind in a reference → kind of a document; steps and languages are no documents of their own."""

_EMPTY: Final = ApplicationContent(name="-", languages=[Language(name="en", display_name="English")])

Target = tuple[str, str]
"""(kind, name)."""


def references_of(kind: Kind, document: AuthoredModel) -> set[Target]:
    """Every (kind, name) that the document points to."""
    held: dict[str, object] = {}
    if kind is SETTINGS:
        held["settings"] = document
    elif kind.key:
        held[kind.field] = [document]
    alone = _EMPTY.model_copy(update=held)
    return {(_KINDS[each.kind], each.key) for each in references(alone) if each.kind in _KINDS}


def argument_kind(variable: str) -> str | None:
    """The kind of document that the argument of a rule's variable names, if any."""
    kind = ARGUMENT_KINDS.get(variable)
    return None if kind is None else _KINDS.get(kind)
