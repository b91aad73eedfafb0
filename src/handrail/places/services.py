"""What a person may do with screens and elements; roles, versions and audit are those of every document."""

from handrail.applications.models import Application
from handrail.library.access import Actor
from handrail.library.documents import save_document
from handrail.library.kinds import ELEMENT, SCREEN
from handrail.library.models import Document
from handrail.schema.authored.places import Element, Screen


def save_screen(*, actor: Actor, application: Application, document: Screen, expected_version: int | None) -> Document:
    """Save a screen: a named place of the app; None as ``expected_version`` makes a new one."""
    return save_document(
        actor=actor, application=application, kind=SCREEN, document=document, expected_version=expected_version
    )


def save_element(
    *, actor: Actor, application: Application, document: Element, expected_version: int | None
) -> Document:
    """Save an element, as captured in Power Mode or written by hand; None as ``expected_version`` makes a new one."""
    return save_document(
        actor=actor, application=application, kind=ELEMENT, document=document, expected_version=expected_version
    )
