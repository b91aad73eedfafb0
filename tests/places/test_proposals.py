"""What Power Mode proposes becomes content only when an author says so."""

from typing import Any

import pytest

from handrail.accounts.audit import entries
from handrail.accounts.models import User
from handrail.applications.models import Application, Environment, Role
from handrail.errors import InvalidInputError, NotAllowedError, NotFoundError
from handrail.library.kinds import ELEMENT
from handrail.library.models import Document
from handrail.places import proposals
from handrail.places.models import Proposal
from handrail.places.proposals import accept_proposal, discard_proposal, pending_proposals, propose
from handrail.places.services import save_element
from handrail.schema.authored.places import Element
from places.conftest import make_person


def element(name: str = "go", text: str = "Continue") -> dict[str, Any]:
    locator = {"format": 1, "tag": "button", "role": "button", "text": text, "path": ["button", "body", "html"]}
    return {"id": name, "name": text, "grade": "fair", "gradeReason": "textOnly", "locator": locator}


def walkthrough(anchor: str = "go", **more: object) -> dict[str, Any]:
    blocks = [{"block": "text", "text": {"en": "Press here"}}]
    step = {
        "step": "balloon",
        "id": "step-1",
        "element": anchor,
        "blocks": blocks,
        "advance": [{"on": "elementClick", "element": anchor}],
    }
    content = {"kind": "walkthrough", "starts": ["step-1"], "steps": [step]}
    return {"campaign": {"id": "tour", "name": "Tour", "content": content, **more}, "elements": [element(anchor)]}


def test_a_proposal_is_no_content(author: User, staging: Environment) -> None:
    propose(actor=author, environment=staging, kind="element", document=element())
    assert not Document.objects.exists()
    assert [p.title for p in pending_proposals(actor=author, application=staging.application)] == ["Continue"]


def test_an_accepted_element_is_a_draft(author: User, bank: Application, staging: Environment) -> None:
    proposal = propose(actor=author, environment=staging, kind="element", document=element())
    (document,) = accept_proposal(actor=author, application=bank, proposal_id=proposal.pk)
    assert (document.kind, document.name, document.body) == (
        "element",
        "go",
        element() | {"locator": document.body["locator"]},
    )
    assert document.body["locator"]["text"] == "Continue"
    assert not pending_proposals(actor=author, application=bank)
    assert next(entry.action for entry in entries(bank)) == "proposal.accepted"


def test_an_accepted_walkthrough_brings_its_elements(author: User, bank: Application, staging: Environment) -> None:
    proposal = propose(actor=author, environment=staging, kind="walkthrough", document=walkthrough())
    documents = accept_proposal(actor=author, application=bank, proposal_id=proposal.pk)
    assert [document.path for document in documents] == ["element/go", "campaign/tour"]
    campaign = documents[1].body
    assert campaign["autoPlay"]["trigger"] == {"on": "off"}
    assert documents[1].references.get().name == "go"


def test_an_id_that_is_taken_is_given_a_number_everywhere(
    author: User, bank: Application, staging: Environment
) -> None:
    other = Element.model_validate(element("go", "Something else"))
    save_element(actor=author, application=bank, document=other, expected_version=None)
    proposal = propose(actor=author, environment=staging, kind="walkthrough", document=walkthrough())
    saved, campaign = accept_proposal(actor=author, application=bank, proposal_id=proposal.pk)
    assert saved.name == "go-2"
    step = campaign.body["content"]["steps"][0]
    assert (step["element"], step["advance"][0]["element"]) == ("go-2", "go-2")
    assert Document.objects.get(kind=ELEMENT.name, name="go").title == "Something else"


def test_an_element_captured_before_is_used_again(author: User, bank: Application, staging: Environment) -> None:
    known = Element.model_validate(element("known"))
    save_element(actor=author, application=bank, document=known, expected_version=None)
    proposal = propose(actor=author, environment=staging, kind="walkthrough", document=walkthrough())
    _, campaign = accept_proposal(actor=author, application=bank, proposal_id=proposal.pk)
    assert campaign.body["content"]["steps"][0]["element"] == "known"
    assert Document.objects.filter(kind=ELEMENT.name).count() == 1


def test_a_screen_can_be_proposed(author: User, bank: Application, staging: Environment) -> None:
    screen = {"id": "start", "name": "Start", "rule": {"variable": "path", "operator": "equals", "value": "/"}}
    proposal = propose(actor=author, environment=staging, kind="screen", document=screen)
    (document,) = accept_proposal(actor=author, application=bank, proposal_id=proposal.pk)
    assert document.path == "screen/start"


def test_a_discarded_proposal_leaves_no_content(author: User, bank: Application, staging: Environment) -> None:
    proposal = propose(actor=author, environment=staging, kind="element", document=element())
    discard_proposal(actor=author, application=bank, proposal_id=proposal.pk)
    assert not Document.objects.exists()
    with pytest.raises(proposals.AlreadyDecidedError):
        accept_proposal(actor=author, application=bank, proposal_id=proposal.pk)


def test_the_same_proposal_again_is_one(author: User, staging: Environment) -> None:
    first = propose(actor=author, environment=staging, kind="element", document=element())
    assert propose(actor=author, environment=staging, kind="element", document=element()) == first
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUTHOR] + [None])
def test_only_authors_propose_and_decide(
    role: Role | None, author: User, bank: Application, staging: Environment
) -> None:
    proposal = propose(actor=author, environment=staging, kind="element", document=element())
    other = make_person(role, bank)
    calls = [
        lambda: propose(actor=other, environment=staging, kind="element", document=element("x")),
        lambda: pending_proposals(actor=other, application=bank),
        lambda: accept_proposal(actor=other, application=bank, proposal_id=proposal.pk),
        lambda: discard_proposal(actor=other, application=bank, proposal_id=proposal.pk),
    ]
    for call in calls:
        with pytest.raises(NotAllowedError):
            call()
    assert Proposal.objects.get().state == "pending"


def test_production_takes_no_proposals(author: User, production: Environment) -> None:
    with pytest.raises(proposals.NotForAuthoringError):
        propose(actor=author, environment=production, kind="element", document=element())


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("element", None),
        ("element", {"id": "x"}),
        ("element", element() | {"script": "alert(1)"}),
        ("element", element() | {"name": "n" * 121}),
        ("campaign", walkthrough()["campaign"]),
        ("settings", {}),
        ("walkthrough", walkthrough(autoPlay={"trigger": {"on": "static"}})),
        ("walkthrough", walkthrough(mayStartByLink=True)),
        ("walkthrough", walkthrough() | {"elements": [element() for _ in range(201)]}),
        ("screen", {"id": "s", "name": "x" * 500_000, "rule": {"all": []}}),
    ],
)
def test_what_the_schema_refuses_is_not_kept(author: User, staging: Environment, kind: str, document: object) -> None:
    with pytest.raises(InvalidInputError):
        propose(actor=author, environment=staging, kind=kind, document=document)
    assert not Proposal.objects.exists()


def test_a_flood_is_stopped(author: User, staging: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proposals, "MAX_PENDING", 2)
    for name in ("a", "b"):
        propose(actor=author, environment=staging, kind="element", document=element(name))
    with pytest.raises(proposals.TooManyProposalsError):
        propose(actor=author, environment=staging, kind="element", document=element("c"))


def test_another_application_cannot_decide(author: User, staging: Environment) -> None:
    other = Application.objects.create(name="Other")
    boss = make_person(Role.TRANSLATOR, other)
    proposal = propose(actor=author, environment=staging, kind="element", document=element())
    for application, actor, error in ((other, author, NotAllowedError), (staging.application, boss, NotAllowedError)):
        with pytest.raises(error):
            accept_proposal(actor=actor, application=application, proposal_id=proposal.pk)
    with pytest.raises(NotFoundError):
        discard_proposal(actor=make_person(Role.AUTHOR), application=other, proposal_id=proposal.pk)
