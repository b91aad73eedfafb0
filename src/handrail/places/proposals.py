"""What Power Mode may do to an application: propose. An author accepts or discards in the console.

The page that a proposal comes from may be hostile: everything is validated, nothing here publishes, approves, reads
drafts or touches another application, and an accepted proposal is a draft like one written by hand.
"""

import json
from typing import Annotated, Final

from django.db import transaction
from django.utils import timezone
from pydantic import AfterValidator, Field, ValidationError

from handrail.accounts.audit import record
from handrail.applications.models import Application, Environment
from handrail.errors import HandrailError, InvalidInputError, NotFoundError
from handrail.library.access import Actor, person_behind, require_author
from handrail.library.documents import body_of, problems_of, save_document
from handrail.library.kinds import CAMPAIGN, ELEMENT, SCREEN, Kind
from handrail.library.models import Document
from handrail.places.models import Proposal
from handrail.schema.authored.campaign import Campaign
from handrail.schema.authored.places import Element, Screen
from handrail.schema.authored.walkthrough import Balloon, Popup, Walkthrough
from handrail.schema.base import AuthoredModel, Slug

MAX_PENDING: Final = 200
MAX_BYTES: Final = 400_000


def _only_shown_steps(content: Walkthrough) -> Walkthrough:
    if content.error_handler is not None or not all(isinstance(step, Balloon | Popup) for step in content.steps):
        raise ValueError("a page proposes balloons and popups only; an author adds what acts or branches")
    return content


class ProposedCampaign(AuthoredModel):
    """A walkthrough as a page may propose it: no audience, no auto play, no permalink; authors add those."""

    id: Slug
    name: Annotated[str, Field(min_length=1, max_length=120)]
    content: Annotated[Walkthrough, AfterValidator(_only_shown_steps)]


class WalkthroughProposal(AuthoredModel):
    """A walkthrough with the captured elements that its steps point to."""

    campaign: ProposedCampaign
    elements: Annotated[list[Element], Field(max_length=200)] = []


class NotForAuthoringError(HandrailError):
    """Power Mode belongs to environments made for authoring."""

    code = "power.not-for-authoring"
    sentence = (
        "The environment {environment} is not made for authoring: Power Mode does not run there. Nothing was changed; "
        "use an environment whose snippet pins handrail-power.js."
    )


class TooManyProposalsError(HandrailError):
    """Too many proposals wait for a decision."""

    code = "power.too-many-proposals"
    sentence = "{count} proposals wait already. This one was not kept; accept or discard some first."


class AlreadyDecidedError(HandrailError):
    """Somebody decided in the meantime."""

    code = "power.already-decided"
    sentence = "“{what}” was decided already. Nothing was changed."


_MODELS: Final[dict[str, type[AuthoredModel]]] = {
    Proposal.Kind.ELEMENT: Element,
    Proposal.Kind.SCREEN: Screen,
    Proposal.Kind.WALKTHROUGH: WalkthroughProposal,
}


def require_power(actor: Actor, environment: Environment) -> None:
    """Authors use Power Mode, and only in environments made for it.

    Raises:
        NotAllowedError: the actor is no author there.
        NotForAuthoringError: the environment pins the runtime build.
    """
    require_author(actor, environment.application)
    if not environment.power:
        raise NotForAuthoringError(environment=environment.name)


def propose(*, actor: Actor, environment: Environment, kind: str, document: object) -> Proposal:
    """Keep what a page proposes until an author decides; the same proposal again is the same row.

    Args:
        actor: the author in whose session the bridge runs.
        environment: where it was captured.
        kind: ``element``, ``screen`` or ``walkthrough``.
        document: JSON as the page sent it.

    Raises:
        NotAllowedError: the actor is no author.
        InvalidInputError: the schema refuses the document.
        TooManyProposalsError: too many wait.
    """
    require_power(actor, environment)
    model = _parse(kind, document)
    body, application = body_of(model), environment.application
    waiting = Proposal.objects.pending().filter(application=application)
    same = waiting.filter(environment=environment, kind=kind, document=body).first()
    if same is not None:
        return same
    if waiting.count() >= MAX_PENDING:
        raise TooManyProposalsError(count=MAX_PENDING)
    with transaction.atomic():
        proposal = Proposal.objects.create(
            application=application,
            environment=environment,
            author=person_behind(actor),
            kind=kind,
            title=_title(model),
            document=body,
        )
        record(actor, "proposal.made", proposal.title, {"kind": kind, "environment": environment.name}, application)
    return proposal


def pending_proposals(*, actor: Actor, application: Application) -> list[Proposal]:
    """What waits for a decision, the oldest first; authors only."""
    require_author(actor, application)
    return list(Proposal.objects.pending().filter(application=application).select_related("environment", "author"))


def accept_proposal(*, actor: Actor, application: Application, proposal_id: int) -> list[Document]:
    """Make drafts of a proposal: its elements or screen, then its walkthrough; all of them or none.

    An id that another draft has is given a number; a captured element that is there already is used, not doubled.

    Raises:
        NotFoundError: no such proposal here.
        AlreadyDecidedError: somebody accepted or discarded it meanwhile.
    """
    require_author(actor, application)
    with transaction.atomic():
        proposal = _decide(application, proposal_id, Proposal.State.ACCEPTED)
        documents = _save(actor, application, _parse(proposal.kind, proposal.document))
        names = [document.path for document in documents]
        record(actor, "proposal.accepted", proposal.title, {"documents": names}, application)
    return documents


def discard_proposal(*, actor: Actor, application: Application, proposal_id: int) -> Proposal:
    """Say no to a proposal; it is kept for the record.

    Raises:
        NotFoundError: no such proposal here.
        AlreadyDecidedError: somebody accepted or discarded it meanwhile.
    """
    require_author(actor, application)
    with transaction.atomic():
        proposal = _decide(application, proposal_id, Proposal.State.DISCARDED)
        record(actor, "proposal.discarded", proposal.title, {"kind": proposal.kind}, application)
    return proposal


def proposed_model(proposal: Proposal) -> AuthoredModel:
    """The proposal's document as a validated model."""
    return _parse(proposal.kind, proposal.document)


def _parse(kind: str, document: object) -> AuthoredModel:
    if kind not in _MODELS:
        raise InvalidInputError(summary=f"nothing of the kind {kind!r} can be proposed", problems=[])
    if len(json.dumps(document)) > MAX_BYTES:
        raise InvalidInputError(summary=f"the proposal is larger than {MAX_BYTES // 1000} kB", problems=[])
    try:
        return _MODELS[kind].model_validate(document)
    except ValidationError as error:
        problems = problems_of(error, kind)
        summary = "; ".join(f"{each['where']}: {each['what']}" for each in problems[:3])
        raise InvalidInputError(summary=summary, problems=problems) from error


def _title(model: AuthoredModel) -> str:
    named = model.campaign if isinstance(model, WalkthroughProposal) else model
    return str(getattr(named, "name", ""))[:160]


def _decide(application: Application, proposal_id: int, state: str) -> Proposal:
    proposal = Proposal.objects.select_for_update().filter(application=application, pk=proposal_id).first()
    if proposal is None:
        raise NotFoundError(what=f"Proposal {proposal_id}")
    if proposal.state != Proposal.State.PENDING:
        raise AlreadyDecidedError(what=proposal.title)
    proposal.state, proposal.decided_at = state, timezone.now()
    proposal.save(update_fields=["state", "decided_at"])
    return proposal


def _save(actor: Actor, application: Application, model: AuthoredModel) -> list[Document]:
    if isinstance(model, Screen):
        return [_save_new(actor, application, SCREEN, model)]
    if isinstance(model, Element):
        return [_save_element(actor, application, model)]
    if not isinstance(model, WalkthroughProposal):
        raise InvalidInputError(summary="nothing that can be accepted", problems=[])
    saved = {element.id: _save_element(actor, application, element) for element in model.elements}
    renamed = {old: document.name for old, document in saved.items()}
    content = _with_elements(model.campaign.content, renamed)
    campaign = Campaign(id=model.campaign.id, name=model.campaign.name, content=content)
    return [*saved.values(), _save_new(actor, application, CAMPAIGN, campaign)]


def _save_element(actor: Actor, application: Application, element: Element) -> Document:
    """An element that was captured before is found by what was recorded of it, whatever it is called now."""
    locator = body_of(element)["locator"]
    for row in Document.objects.kept().filter(application=application, kind=ELEMENT.name):
        if row.body["locator"] == locator:
            return row
    return _save_new(actor, application, ELEMENT, element)


def _save_new(actor: Actor, application: Application, kind: Kind, document: Element | Screen | Campaign) -> Document:
    taken = set(Document.objects.filter(application=application, kind=kind.name).values_list("name", flat=True))
    name, number = document.id, 2
    while name in taken:
        name, number = f"{document.id[:58]}-{number}", number + 1
    renamed = document.model_copy(update={"id": name})
    return save_document(actor=actor, application=application, kind=kind, document=renamed, expected_version=None)


def _with_elements(content: Walkthrough, renamed: dict[str, str]) -> Walkthrough:
    """The same walkthrough with the ids that its elements were given."""

    def change(value: object) -> object:
        if isinstance(value, list):
            return [change(each) for each in value]
        if not isinstance(value, dict):
            return value
        return {
            key: renamed.get(each, each) if key == "element" and isinstance(each, str) else change(each)
            for key, each in value.items()
        }

    return Walkthrough.model_validate(change(body_of(content)))


def proposals_waiting(*, application: Application) -> int:
    """How many proposals wait; for badges of pages whose reader has been checked."""
    return Proposal.objects.pending().filter(application=application).count()
