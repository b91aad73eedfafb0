"""What a person may do with attributes, tracked events and segments."""

from handrail.applications.models import Application
from handrail.library.access import Actor
from handrail.library.documents import save_document
from handrail.library.kinds import ATTRIBUTE, SEGMENT, TRACKED_EVENT
from handrail.library.models import Document
from handrail.schema.authored.application import Attribute, TrackedEvent
from handrail.schema.authored.rules import Segment


def save_attribute(
    *, actor: Actor, application: Application, document: Attribute, expected_version: int | None
) -> Document:
    """Save a declared property of the end user; None as ``expected_version`` makes a new one."""
    return save_document(
        actor=actor, application=application, kind=ATTRIBUTE, document=document, expected_version=expected_version
    )


def save_tracked_event(
    *, actor: Actor, application: Application, document: TrackedEvent, expected_version: int | None
) -> Document:
    """Save something worth counting; None as ``expected_version`` makes a new one."""
    return save_document(
        actor=actor, application=application, kind=TRACKED_EVENT, document=document, expected_version=expected_version
    )


def save_segment(
    *, actor: Actor, application: Application, document: Segment, expected_version: int | None
) -> Document:
    """Save a named audience rule; None as ``expected_version`` makes a new one."""
    return save_document(
        actor=actor, application=application, kind=SEGMENT, document=document, expected_version=expected_version
    )
