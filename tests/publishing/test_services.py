"""From a draft to what is live, with everybody's roles."""

from datetime import UTC, datetime
from typing import Any

import pytest

from handrail.accounts.audit import entries, verify_chain
from handrail.applications.models import Token
from handrail.applications.signing import trust
from handrail.errors import NotAllowedError
from handrail.library.documents import archive_document
from handrail.library.kinds import CAMPAIGN
from handrail.library.models import Document
from handrail.package.opened import VerifiedPackage, verify_package
from handrail.publishing import services
from handrail.publishing.access import current_pointer
from handrail.publishing.difference import readable_diff
from handrail.publishing.errors import (
    BaseChangedError,
    NothingToPublishError,
    OwnWorkError,
    UnpublishableError,
    WrongStateError,
)
from handrail.publishing.models import Approval, Release
from handrail.publishing.state import campaign_badges, live_state
from publishing.conftest import Newsroom


def verified(newsroom: Newsroom, package: bytes) -> VerifiedPackage:
    bank = newsroom.bank
    return verify_package(
        package,
        trust=trust(bank.application),
        now=datetime.now(UTC),
        application=bank.application.key,
        environment="production",
    )


def test_the_default_package_verifies_and_shows_nothing(newsroom: Newsroom) -> None:
    package = services.default_package(actor=newsroom.bank.administrator, environment=newsroom.bank.production)
    found = verified(newsroom, package)
    assert found.opened.hint.kind == "default"
    assert found.verdict.release.version == 1
    boot = found.opened.content[f"blobs/{found.verdict.release.boot['*'].sha256}.json"]
    assert b'"campaigns":[]' in boot
    again = services.default_package(actor=newsroom.bank.administrator, environment=newsroom.bank.production)
    assert again == package, "the same package, byte for byte"


def test_published_content_is_in_a_package_that_verifies(newsroom: Newsroom) -> None:
    release = newsroom.publish()
    package = services.full_package(actor=newsroom.bank.publisher, environment=newsroom.bank.production)
    found = verified(newsroom, package)
    assert release.state == Release.State.SIGNED
    assert found.verdict.release.version == release.number
    assert found.verdict.pointer.status == "active"
    assert found.opened.hint.kind == "full"
    assert any(b"What is new" in data for data in found.opened.content.values())
    assert not any(b"author@example.com" in data for data in found.opened.content.values())


def test_an_approver_who_publishes_too_makes_it_live_at_once(newsroom: Newsroom, second_approver: Any) -> None:
    release = services.propose(actor=newsroom.bank.author, environment=newsroom.bank.production)
    release = services.approve(actor=second_approver, release=release)
    assert release.state == Release.State.SIGNED
    pointer = current_pointer(newsroom.bank.production)
    assert pointer is not None and pointer.release_id == release.pk


def test_an_approver_without_the_publisher_role_leaves_it_to_the_publisher(newsroom: Newsroom) -> None:
    release = services.propose(actor=newsroom.bank.author, environment=newsroom.bank.production)
    release = services.approve(actor=newsroom.bank.approver, release=release)
    assert release.state == Release.State.APPROVED
    assert current_pointer(newsroom.bank.production) is None
    with pytest.raises(NotAllowedError):
        services.make_live(actor=newsroom.bank.approver, release=release)
    assert services.make_live(actor=newsroom.bank.publisher, release=release).release_id == release.pk


def test_nobody_approves_own_work(newsroom: Newsroom, second_approver: Any) -> None:
    from actors import Role
    from handrail.applications.models import Grant

    Grant.objects.create(user=second_approver, role=Role.AUTHOR, application=newsroom.bank.application)
    newsroom.change("Written by the approver", actor=second_approver)
    release = services.propose(actor=newsroom.bank.author, environment=newsroom.bank.production)
    with pytest.raises(OwnWorkError):
        services.approve(actor=second_approver, release=release)
    assert not Approval.objects.exists()
    assert services.approve(actor=newsroom.bank.approver, release=release).state == Release.State.APPROVED


def test_a_proposer_with_every_role_does_not_approve(newsroom: Newsroom, second_approver: Any) -> None:
    from actors import Role
    from handrail.applications.models import Grant

    Grant.objects.create(user=second_approver, role=Role.AUTHOR, application=newsroom.bank.application)
    release = services.propose(actor=second_approver, environment=newsroom.bank.production)
    with pytest.raises(OwnWorkError):
        services.approve(actor=second_approver, release=release)


def test_a_change_after_the_proposal_is_not_in_it_and_a_new_proposal_replaces_it(newsroom: Newsroom) -> None:
    first = services.propose(actor=newsroom.bank.author, environment=newsroom.bank.production)
    newsroom.change("Changed after the proposal")
    first.refresh_from_db()
    assert "Changed after" not in bytes(first.source).decode()
    second = services.propose(actor=newsroom.bank.author, environment=newsroom.bank.production)
    first.refresh_from_db()
    assert first.state == Release.State.WITHDRAWN
    with pytest.raises(WrongStateError):
        services.approve(actor=newsroom.bank.approver, release=first)
    assert second.number == first.number + 1


def test_an_approval_of_other_bytes_than_were_shown_is_refused(newsroom: Newsroom) -> None:
    release = services.propose(actor=newsroom.bank.author, environment=newsroom.bank.production)
    with pytest.raises(WrongStateError):
        services.approve(actor=newsroom.bank.approver, release=release, shown_sha256="0" * 64)


def test_an_approval_is_void_when_something_else_became_live(newsroom: Newsroom) -> None:
    first = newsroom.publish()
    newsroom.change("Second")
    newsroom.publish()
    newsroom.change("Third")
    third = services.propose(actor=newsroom.bank.author, environment=newsroom.bank.production)
    third = services.approve(actor=newsroom.bank.approver, release=third)
    services.roll_back(actor=newsroom.bank.publisher, environment=newsroom.bank.production, to_release=first)
    assert readable_diff(actor=newsroom.bank.approver, release=third).outdated
    with pytest.raises(BaseChangedError):
        services.make_live(actor=newsroom.bank.publisher, release=third)


def test_nothing_changed_is_no_release(newsroom: Newsroom) -> None:
    newsroom.publish()
    with pytest.raises(NothingToPublishError):
        services.propose(actor=newsroom.bank.author, environment=newsroom.bank.production)


def test_content_with_errors_is_not_proposed(newsroom: Newsroom) -> None:
    from handrail.campaigns.services import save_campaign
    from handrail.schema.authored.campaign import Campaign

    body = {**newsroom.campaign.body, "theme": "does-not-exist"}
    save_campaign(
        actor=newsroom.bank.author,
        application=newsroom.bank.application,
        document=Campaign.model_validate(body),
        expected_version=1,
    )
    with pytest.raises(UnpublishableError) as refused:
        services.propose(actor=newsroom.bank.author, environment=newsroom.bank.production)
    assert any("theme" in each["where"] for each in refused.value.params["problems"])  # type: ignore[attr-defined]
    assert not Release.objects.exists()


def test_rolling_back_names_the_older_release_under_a_higher_number(newsroom: Newsroom) -> None:
    first = newsroom.publish()
    before = current_pointer(newsroom.bank.production)
    newsroom.change("Second")
    newsroom.publish()
    after = services.roll_back(actor=newsroom.bank.publisher, environment=newsroom.bank.production, to_release=first)
    assert before is not None and after.seq > before.seq
    assert after.release_id == first.pk
    package = services.full_package(actor=newsroom.bank.publisher, environment=newsroom.bank.production)
    assert verified(newsroom, package).verdict.release.version == first.number


def test_a_release_that_was_never_live_is_not_rolled_back_to(newsroom: Newsroom) -> None:
    newsroom.publish()
    newsroom.change("Only proposed")
    proposed = services.propose(actor=newsroom.bank.author, environment=newsroom.bank.production)
    with pytest.raises(WrongStateError):
        services.roll_back(actor=newsroom.bank.publisher, environment=newsroom.bank.production, to_release=proposed)


def test_pause_and_resume_are_signed(newsroom: Newsroom) -> None:
    newsroom.publish()
    production = newsroom.bank.production
    services.pause(actor=newsroom.bank.publisher, environment=production)
    package = services.full_package(actor=newsroom.bank.publisher, environment=production)
    assert verified(newsroom, package).verdict.pointer.status == "paused"
    services.resume(actor=newsroom.bank.publisher, environment=production)
    package = services.full_package(actor=newsroom.bank.publisher, environment=production)
    assert verified(newsroom, package).verdict.pointer.status == "active"


def test_a_stopped_campaign_stays_stopped_until_a_release_says_otherwise(newsroom: Newsroom) -> None:
    newsroom.publish()
    production, name = newsroom.bank.production, newsroom.campaign.name
    services.stop_campaigns(actor=newsroom.bank.publisher, environment=production, campaigns=[name])
    badges = campaign_badges(actor=newsroom.bank.author, application=newsroom.bank.application)
    assert badges[name]["production"] == "stopped"
    newsroom.change("Second")
    newsroom.publish()
    pointer = current_pointer(production)
    assert pointer is not None and pointer.off == [name]
    release = services.propose(actor=newsroom.bank.author, environment=production, show_again=[name])
    shown = readable_diff(actor=newsroom.bank.approver, release=release)
    assert shown.shown_again == ["Spring news"] and not shown.stopped
    services.approve(actor=newsroom.bank.approver, release=release)
    services.make_live(actor=newsroom.bank.publisher, release=release)
    pointer = current_pointer(production)
    assert pointer is not None and pointer.off == []


def test_promotion_takes_the_same_frozen_content(newsroom: Newsroom) -> None:
    staging = newsroom.bank.staging
    staged = services.propose(actor=newsroom.bank.author, environment=staging)
    assert staged.state == Release.State.APPROVED, "staging asks for no approval"
    services.make_live(actor=newsroom.bank.publisher, release=staged)
    staged.refresh_from_db()
    newsroom.change("Changed after staging")
    promoted = services.promote(actor=newsroom.bank.author, release=staged, to_environment=newsroom.bank.production)
    assert bytes(promoted.source) == bytes(staged.source)
    assert promoted.promoted_from_id == staged.pk
    assert promoted.state == Release.State.PROPOSED, "production has its own approver"


def test_one_campaign_goes_out_alone(newsroom: Newsroom) -> None:
    from handrail.campaigns.services import create_campaign

    newsroom.publish()
    bank = newsroom.bank
    other = create_campaign(actor=bank.author, application=bank.application, name="Maintenance", template="maintenance")
    newsroom.change("Not yet")
    release = services.propose(actor=bank.author, environment=bank.production, campaigns=[other.name])
    names = {each.id: each for each in release.content.campaigns}
    assert set(names) == {newsroom.campaign.name, other.name}
    assert "Not yet" not in bytes(release.source).decode()


def test_an_archived_campaign_leaves_with_the_next_release(newsroom: Newsroom) -> None:
    newsroom.publish()
    bank = newsroom.bank
    archive_document(
        actor=bank.author, application=bank.application, kind=CAMPAIGN, name=newsroom.campaign.name, expected_version=1
    )
    release = services.propose(actor=bank.author, environment=bank.production)
    assert release.content.campaigns == []
    assert bank.author in release.authors.all(), "who takes away is an author of the change too"
    words = [each.words for _, group in readable_diff(actor=bank.approver, release=release).groups for each in group]
    assert any("Spring news" in each and "removed" in each for each in words)


def test_the_diff_says_in_words_what_changes_in_both_languages(newsroom: Newsroom) -> None:
    newsroom.publish()
    newsroom.change("Spring is here")
    release = services.propose(actor=newsroom.bank.author, environment=newsroom.bank.production)
    english = readable_diff(actor=newsroom.bank.approver, release=release, language="en")
    german = readable_diff(actor=newsroom.bank.approver, release=release, language="de")
    words = english.groups[0][1][0].words
    assert english.count == 1
    assert "Spring news" in words and "Spring is here" in words and "What is new" in words
    assert "{" not in words
    change = english.groups[0][1][0]
    assert change.words == f"{change.subject}, {change.below}"
    assert "Englisch" in german.groups[0][1][0].words


def test_live_is_said_only_with_a_report(newsroom: Newsroom) -> None:
    from handrail.applications.connection import record_report

    release = newsroom.publish()
    production = newsroom.bank.production
    assert live_state(actor=newsroom.bank.auditor, environment=production).word == "signed"
    pointer = current_pointer(production)
    assert pointer is not None
    record_report(
        actor=newsroom.bank.publisher,
        environment=production,
        source="outside",
        state="live",
        release=release.number,
        seq=pointer.seq,
    )
    state = live_state(actor=newsroom.bank.auditor, environment=production)
    assert state.word == "live" and state.seen is not None and state.seen.source == "outside"
    badges = campaign_badges(actor=newsroom.bank.author, application=newsroom.bank.application)
    assert badges[newsroom.campaign.name]["production"] == "live"
    newsroom.change("Newer")
    badges = campaign_badges(actor=newsroom.bank.author, application=newsroom.bank.application)
    assert badges[newsroom.campaign.name] == {"production": "changed", "staging": "draft"}


@pytest.mark.parametrize(
    "who", ["translator", "approver", "publisher", "administrator", "auditor", "outsider", "neighbour"]
)
def test_only_authors_propose(newsroom: Newsroom, who: str) -> None:
    with pytest.raises(NotAllowedError):
        services.propose(actor=getattr(newsroom.bank, who), environment=newsroom.bank.production)
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    "who", ["author", "translator", "approver", "administrator", "auditor", "outsider", "neighbour"]
)
def test_only_publishers_pause_roll_back_stop_and_repair(newsroom: Newsroom, who: str) -> None:
    release, production, actor = newsroom.publish(), newsroom.bank.production, getattr(newsroom.bank, who)
    before = current_pointer(production)
    for attempt in (
        lambda: services.pause(actor=actor, environment=production),
        lambda: services.resume(actor=actor, environment=production),
        lambda: services.roll_back(actor=actor, environment=production, to_release=release),
        lambda: services.stop_campaigns(actor=actor, environment=production, campaigns=[newsroom.campaign.name]),
        lambda: services.request_repair(actor=actor, environment=production),
        lambda: services.make_live(actor=actor, release=release),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert current_pointer(production) == before


def test_no_token_approves(newsroom: Newsroom) -> None:
    release = services.propose(actor=newsroom.bank.author, environment=newsroom.bank.production)
    token = Token.objects.create(
        application=newsroom.bank.application, label="all", scopes=["releases:write", "power"], secret_hash="x"
    )
    with pytest.raises(NotAllowedError):
        services.approve(actor=token, release=release)  # type: ignore[arg-type]


def test_pointers_near_their_end_are_renewed(newsroom: Newsroom) -> None:
    newsroom.publish()
    assert services.renew_pointers() == 0
    pointer = current_pointer(newsroom.bank.production)
    assert pointer is not None
    type(pointer).objects.update(expires_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert services.renew_pointers() == 1
    renewed = current_pointer(newsroom.bank.production)
    assert renewed is not None and renewed.seq > pointer.seq and renewed.release_id == pointer.release_id


def test_every_step_is_in_the_audit_log(newsroom: Newsroom) -> None:
    newsroom.publish()
    actions = {entry.action for entry in entries(newsroom.bank.application)}
    assert {"campaign.saved", "release.proposed", "release.approved", "release.signed"} <= actions
    assert verify_chain().whole


def test_drafts_of_the_other_application_stay_apart(newsroom: Newsroom) -> None:
    newsroom.publish()
    assert not Document.objects.filter(application=newsroom.bank.other, kind=CAMPAIGN.name).exists()
