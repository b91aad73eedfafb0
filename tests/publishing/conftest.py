"""Content to publish, and the SDK file that packages carry."""

from dataclasses import dataclass

import pytest

from actors import Bank, person
from handrail.applications.access import Role
from handrail.campaigns.services import create_campaign
from handrail.library.kinds import CAMPAIGN
from handrail.library.models import Document
from handrail.publishing import services
from handrail.publishing.models import Release


@dataclass
class Newsroom:
    """The bank with one announcement as a draft, and shortcuts for what tests do all the time."""

    bank: Bank
    campaign: Document

    def change(self, text: str, actor: object = None) -> Document:
        """The author writes another heading."""
        from handrail.campaigns.services import save_campaign
        from handrail.schema.authored.campaign import Campaign

        row = Document.objects.get(pk=self.campaign.pk)
        body = {**row.body, "content": {**row.body["content"]}}
        blocks = [dict(each) for each in body["content"]["blocks"]]
        blocks[0]["text"] = {**blocks[0]["text"], "en": text}
        body["content"]["blocks"] = blocks
        return save_campaign(
            actor=actor or self.bank.author,
            application=self.bank.application,
            document=Campaign.model_validate(body),
            expected_version=row.version,
        )

    def publish(self) -> Release:
        """Propose for production, approve, make live."""
        release = services.propose(actor=self.bank.author, environment=self.bank.production)
        release = services.approve(actor=self.bank.approver, release=release)
        if release.state == Release.State.APPROVED:
            services.make_live(actor=self.bank.publisher, release=release)
        release.refresh_from_db()
        return release


@pytest.fixture
def newsroom(bank: Bank) -> Newsroom:
    campaign = create_campaign(actor=bank.author, application=bank.application, name="Spring news", template="news")
    return Newsroom(bank, campaign)


@pytest.fixture
def second_approver(bank: Bank) -> object:
    return person("second", Role.APPROVER, Role.PUBLISHER, application=bank.application)


@pytest.fixture
def customer(newsroom: Newsroom, second_approver: object) -> object:
    from publishing.customer import Customer

    return Customer(newsroom, second_approver)


__all__ = ["CAMPAIGN", "Newsroom"]
