"""Drafts: versions, revisions, references, roles; one way for all kinds."""

from typing import Any

import pytest

from actors import Bank
from handrail.accounts.audit import entries
from handrail.applications.models import Scope, Token
from handrail.audiences.services import save_segment
from handrail.errors import ConflictError, NotAllowedError, NotFoundError
from handrail.library.documents import (
    NameTakenError,
    StaleVersionError,
    StillUsedError,
    archive_document,
    find_document,
    list_documents,
    restore_revision,
    revisions_of,
    save_document,
    used_by,
)
from handrail.library.kinds import CAMPAIGN, SEGMENT
from handrail.library.models import Document, Revision
from handrail.schema.authored.campaign import Campaign
from handrail.schema.authored.rules import Condition, Segment

pytestmark = pytest.mark.django_db


def segment(name: str = "Guests", value: int = 3) -> Segment:
    return Segment(id="guests", name=name, rule=Condition(variable="sessionNumber", operator="atMost", value=value))


def campaign(**more: Any) -> Campaign:
    content = {
        "kind": "announcement",
        "blocks": [
            {"block": "heading", "text": {"en": "Hello", "de": "Hallo"}},
            {
                "block": "buttons",
                "buttons": [{"label": {"en": "Close"}, "actions": [{"do": "close"}]}],
            },
        ],
    }
    return Campaign.model_validate({"id": "hello", "name": "Hello", "content": content, **more})


def save(bank: Bank, document: Any, version: int | None, actor: Any = None, kind: Any = SEGMENT) -> Document:
    return save_document(
        actor=actor or bank.author, application=bank.application, kind=kind, document=document, expected_version=version
    )


def test_every_save_is_a_version_and_an_immutable_revision(bank: Bank) -> None:
    save(bank, segment(), None)
    row = save(bank, segment("Visitors"), 1)
    assert row.version == 2
    assert [each.title for each in revisions_of(actor=bank.auditor, document=row)] == ["Visitors", "Guests"]


def test_saving_the_same_again_changes_nothing(bank: Bank) -> None:
    save(bank, segment(), None)
    assert save(bank, segment(), 1).version == 1
    assert Revision.objects.filter(document__kind="segment").count() == 1


def test_two_people_never_overwrite_one_another(bank: Bank) -> None:
    save(bank, segment(), None)
    save(bank, segment("By the first"), 1)
    with pytest.raises(StaleVersionError) as refused:
        save(bank, segment("By the second"), 1)
    assert isinstance(refused.value, ConflictError)
    assert refused.value.current.title == "By the first"
    assert "Author" in refused.value.message
    assert Document.objects.get(kind="segment").title == "By the first"


def test_a_new_document_never_replaces_one_of_the_same_id(bank: Bank) -> None:
    save(bank, segment(), None)
    with pytest.raises(NameTakenError):
        save(bank, segment("Another"), None)


def test_what_is_used_is_not_taken_out(bank: Bank) -> None:
    row = save(bank, segment(), None)
    rule = {"variable": "segment", "argument": "guests", "operator": "isTrue"}
    user = save(bank, campaign(audience=rule), None, kind=CAMPAIGN)
    assert used_by(row) == [user]
    with pytest.raises(StillUsedError) as refused:
        archive_document(
            actor=bank.author, application=bank.application, kind=SEGMENT, name="guests", expected_version=1
        )
    assert "Hello" in refused.value.message
    save(bank, campaign(), 1, kind=CAMPAIGN)
    archive_document(actor=bank.author, application=bank.application, kind=SEGMENT, name="guests", expected_version=1)
    assert list_documents(actor=bank.author, application=bank.application, kind=SEGMENT) == []
    assert len(list_documents(actor=bank.author, application=bank.application, kind=SEGMENT, archived=True)) == 1


def test_an_archived_or_old_revision_comes_back_as_the_newest(bank: Bank) -> None:
    save(bank, segment(), None)
    save(bank, segment("Second"), 1)
    archive_document(actor=bank.author, application=bank.application, kind=SEGMENT, name="guests", expected_version=2)
    row = restore_revision(
        actor=bank.author, application=bank.application, kind=SEGMENT, name="guests", version=1, expected_version=3
    )
    assert (row.title, row.version, row.archived_at) == ("Guests", 4, None)
    assert row.revisions.first().restored_from == 1  # type: ignore[union-attr]


def test_translators_change_texts_of_other_languages_and_nothing_else(bank: Bank) -> None:
    save(bank, campaign(), None, kind=CAMPAIGN)
    body = Document.objects.get(kind="campaign").body

    def with_heading(texts: dict[str, str]) -> Campaign:
        blocks = [{**body["content"]["blocks"][0], "text": texts}, body["content"]["blocks"][1]]
        return Campaign.model_validate({**body, "content": {**body["content"], "blocks": blocks}})

    translated = with_heading({"en": "Hello", "de": "Guten Tag", "fr": "Bonjour"})
    assert save(bank, translated, 1, actor=bank.translator, kind=CAMPAIGN).version == 2
    for spoiled in (
        with_heading({"en": "Changed", "de": "Guten Tag"}),
        campaign(name="Renamed"),
        campaign(autoPlay={"trigger": {"on": "static"}}),
    ):
        with pytest.raises(NotAllowedError):
            save(bank, spoiled, 2, actor=bank.translator, kind=CAMPAIGN)
    acting = Campaign.model_validate(body).model_dump(mode="json", by_alias=True)
    acting["content"]["blocks"][1]["buttons"][0]["actions"] = [{"do": "never"}]
    with pytest.raises(NotAllowedError):
        save(bank, Campaign.model_validate(acting), 2, actor=bank.translator, kind=CAMPAIGN)


@pytest.mark.parametrize(
    "who", ["translator", "approver", "publisher", "administrator", "auditor", "outsider", "neighbour"]
)
def test_only_authors_write(bank: Bank, who: str) -> None:
    with pytest.raises(NotAllowedError):
        save(bank, segment(), None, actor=getattr(bank, who))
    assert not Document.objects.filter(kind="segment").exists()


def test_everybody_with_a_role_reads_and_nobody_else(bank: Bank) -> None:
    save(bank, segment(), None)
    for who in ("translator", "approver", "publisher", "administrator", "auditor"):
        found = find_document(actor=getattr(bank, who), application=bank.application, kind=SEGMENT, name="guests")
        assert found.title == "Guests"
    for who in ("outsider", "neighbour"):
        with pytest.raises(NotFoundError):
            find_document(actor=getattr(bank, who), application=bank.application, kind=SEGMENT, name="guests")


def test_what_a_token_writes_its_maker_answers_for(bank: Bank) -> None:
    token = Token.objects.create(
        application=bank.application,
        label="pipeline",
        scopes=[Scope.CONTENT_WRITE],
        secret_hash="x",
        created_by=bank.administrator,
    )
    row = save(bank, segment(), None, actor=token)
    assert row.updated_by == bank.administrator
    assert row.updated_by_name == "pipeline"


def test_the_audit_log_names_who_saved_what(bank: Bank) -> None:
    save_segment(actor=bank.author, application=bank.application, document=segment(), expected_version=None)
    entry = entries(bank.application).first()
    assert entry is not None
    assert (entry.action, entry.actor_name, entry.target) == ("segment.saved", "author@example.com", "Guests")
