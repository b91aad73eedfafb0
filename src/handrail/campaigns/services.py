"""What a person may do with campaigns."""

from handrail.applications.models import Application
from handrail.campaigns.templates_to_start import TEMPLATES, start_document
from handrail.errors import HandrailError, InvalidInputError
from handrail.library.access import Actor, require_author
from handrail.library.documents import archive_document, find_document, list_documents, restore_revision, save_document
from handrail.library.kinds import CAMPAIGN, ELEMENT
from handrail.library.models import Document
from handrail.library.naming import free_name
from handrail.library.services import languages_of, settings_of
from handrail.schema.authored.campaign import Campaign


class NoElementYetError(HandrailError):
    """A tip stands at an element, and the application has none."""

    code = "campaigns.no-element"
    sentence = (
        "A tip stands at an element of the application, and none of {application} was captured yet. Nothing was "
        "made; capture one with Power Mode first."
    )


def save_campaign(
    *, actor: Actor, application: Application, document: Campaign, expected_version: int | None
) -> Document:
    """Save a campaign's draft; None as ``expected_version`` makes a new one. What is live is never touched."""
    return save_document(
        actor=actor, application=application, kind=CAMPAIGN, document=document, expected_version=expected_version
    )


def create_campaign(*, actor: Actor, application: Application, name: str, template: str) -> Document:
    """A new campaign from a template (``campaigns.templates_to_start.TEMPLATES``), under a free id.

    Raises:
        InvalidInputError: no name or no such template.
        NoElementYetError: the template stands at an element.
    """
    require_author(actor, application)
    if not name.strip():
        raise InvalidInputError(summary="a campaign needs a name", problems=[{"where": "name", "what": "is missing"}])
    if template not in TEMPLATES:
        problems = [{"where": "template", "what": f"{template!r} is not known"}]
        raise InvalidInputError(summary="choose what to start from", problems=problems)
    element = _first_element(actor, application) if TEMPLATES[template].needs_element else None
    languages = languages_of(actor=actor, application=application).body["languages"]
    base = str(settings_of(actor=actor, application=application).body.get("baseLanguage", "en"))
    document = start_document(
        template=template,
        campaign_id=free_name(application, CAMPAIGN, name),
        name=name.strip(),
        languages=[str(each["name"]) for each in languages],
        base_language=base,
        element=element,
    )
    return save_campaign(actor=actor, application=application, document=document, expected_version=None)


def _first_element(actor: Actor, application: Application) -> str:
    rows = list_documents(actor=actor, application=application, kind=ELEMENT)
    if not rows:
        raise NoElementYetError(application=application.name)
    return rows[0].name


def duplicate_campaign(*, actor: Actor, application: Application, name: str, new_title: str) -> Document:
    """A copy under a free id; it has no trigger key, since two campaigns cannot answer to one."""
    source = find_document(actor=actor, application=application, kind=CAMPAIGN, name=name)
    copy = Campaign.model_validate(
        {**source.body, "id": free_name(application, CAMPAIGN, new_title), "name": new_title, "triggerKey": None}
    )
    return save_campaign(actor=actor, application=application, document=copy, expected_version=None)


def archive_campaign(*, actor: Actor, application: Application, name: str, expected_version: int) -> Document:
    """Take a campaign out of the next release; it is kept with its revisions."""
    return archive_document(
        actor=actor, application=application, kind=CAMPAIGN, name=name, expected_version=expected_version
    )


def restore_campaign(
    *, actor: Actor, application: Application, name: str, version: int, expected_version: int
) -> Document:
    """Make an old revision, or an archived campaign, the draft again."""
    return restore_revision(
        actor=actor,
        application=application,
        kind=CAMPAIGN,
        name=name,
        version=version,
        expected_version=expected_version,
    )
