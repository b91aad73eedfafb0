"""The kinds of authored documents and what storing one of each needs to know."""

from dataclasses import dataclass
from typing import Final

from handrail.schema.authored.application import Attribute, Language, Settings, Theme, TrackedEvent
from handrail.schema.authored.campaign import Campaign
from handrail.schema.authored.places import Element, Screen
from handrail.schema.authored.rules import Segment
from handrail.schema.base import AuthoredModel

SINGLE = "application"
"""Name of the one document of a kind that an application has only once."""


class LanguageList(AuthoredModel):
    """The languages of an application, in the order in which they are shown."""

    languages: list[Language]


@dataclass(frozen=True)
class Kind:
    """One kind of document.

    Attributes:
        name: stored in the database, also the first part of ``kind/name``.
        model: the authored model that every draft is validated against.
        key: the field that identifies a document among its kind; empty when there is only one.
        title: the field that people read; the key again where a kind has no title.
        field: the list of ``ApplicationContent`` that holds this kind.
    """

    name: str
    model: type[AuthoredModel]
    key: str
    title: str
    field: str


SETTINGS: Final = Kind("settings", Settings, "", "", "settings")
LANGUAGES: Final = Kind("languages", LanguageList, "", "", "languages")
THEME: Final = Kind("theme", Theme, "id", "name", "themes")
SCREEN: Final = Kind("screen", Screen, "id", "name", "screens")
ELEMENT: Final = Kind("element", Element, "id", "name", "elements")
ATTRIBUTE: Final = Kind("attribute", Attribute, "name", "name", "attributes")
TRACKED_EVENT: Final = Kind("trackedEvent", TrackedEvent, "name", "name", "tracked_events")
SEGMENT: Final = Kind("segment", Segment, "id", "name", "segments")
CAMPAIGN: Final = Kind("campaign", Campaign, "id", "name", "campaigns")

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (SETTINGS, LANGUAGES, THEME, SCREEN, ELEMENT, ATTRIBUTE, TRACKED_EVENT, SEGMENT, CAMPAIGN)
}
"""In the order in which an import writes them: what is pointed to comes before what points to it."""


def name_of(kind: Kind, document: AuthoredModel) -> str:
    """The identifying name of a document among its kind."""
    return str(getattr(document, kind.key)) if kind.key else SINGLE


def title_of(kind: Kind, document: AuthoredModel) -> str:
    """What people read in lists."""
    return str(getattr(document, kind.title)) if kind.title else kind.name
