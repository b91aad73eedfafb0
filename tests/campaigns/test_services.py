"""Campaigns: made from templates, copied, archived."""

import pytest

from actors import Bank
from handrail.campaigns.content import load_content
from handrail.campaigns.services import (
    NoElementYetError,
    archive_campaign,
    create_campaign,
    duplicate_campaign,
    restore_campaign,
)
from handrail.campaigns.templates_to_start import TEMPLATES
from handrail.compile.check import check
from handrail.errors import InvalidInputError, NotAllowedError

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("template", sorted(set(TEMPLATES) - {"tip"}))
def test_every_template_can_be_published_as_it_is(bank: Bank, template: str) -> None:
    row = create_campaign(actor=bank.author, application=bank.application, name="Something", template=template)
    content = load_content(actor=bank.author, application=bank.application)
    assert row.body["content"]["kind"] == TEMPLATES[template].kind
    assert [each for each in check(content) if each.severity == "error"] == []


def test_a_campaign_without_a_name_or_template_is_refused(bank: Bank) -> None:
    for name, template in ((" ", "news"), ("News", "nonsense")):
        with pytest.raises(InvalidInputError):
            create_campaign(actor=bank.author, application=bank.application, name=name, template=template)


def test_a_tip_needs_an_element_to_stand_at(bank: Bank) -> None:
    with pytest.raises(NoElementYetError):
        create_campaign(actor=bank.author, application=bank.application, name="Tip", template="tip")


def test_a_copy_is_a_draft_of_its_own_without_the_trigger_key(bank: Bank) -> None:
    create_campaign(actor=bank.author, application=bank.application, name="News", template="news")
    copy = duplicate_campaign(actor=bank.author, application=bank.application, name="news", new_title="More news")
    assert (copy.name, copy.title) == ("more-news", "More news")
    assert "triggerKey" not in copy.body


def test_an_archived_campaign_is_not_content_and_comes_back(bank: Bank) -> None:
    create_campaign(actor=bank.author, application=bank.application, name="News", template="news")
    archive_campaign(actor=bank.author, application=bank.application, name="news", expected_version=1)
    assert load_content(actor=bank.author, application=bank.application).campaigns == []
    restore_campaign(actor=bank.author, application=bank.application, name="news", version=2, expected_version=2)
    assert [each.id for each in load_content(actor=bank.author, application=bank.application).campaigns] == ["news"]


def test_administrators_write_no_content(bank: Bank) -> None:
    with pytest.raises(NotAllowedError):
        create_campaign(actor=bank.administrator, application=bank.application, name="News", template="news")
