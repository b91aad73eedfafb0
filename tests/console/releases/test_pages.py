"""The release pages: read the difference, decide, switch, download, repair."""

from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from actors import Bank
from handrail.applications.connection import record_report
from handrail.campaigns.services import create_campaign
from handrail.publishing import services
from handrail.publishing.access import current_pointer
from handrail.publishing.models import Release, RepairRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposed(bank: Bank) -> Release:
    create_campaign(actor=bank.author, application=bank.application, name="Spring", template="news")
    services.ensure_default_release(actor=bank.administrator, environment=bank.production)
    return services.propose(actor=bank.author, environment=bank.production, note="Please read")


def url(bank: Bank, rest: str = "") -> str:
    return f"/applications/{bank.application.key}/releases/{rest}"


def as_(client: Client, user: Any) -> Client:
    client.force_login(user)
    return client


def test_the_approver_reads_words_and_decides(bank: Bank, client: Client, proposed: Release) -> None:
    page = as_(client, bank.approver).get(url(bank, "2/")).content.decode()
    heading = escape('Announcement "Spring"')
    listed = page.partition(f"<h3>{heading}</h3>")[2].partition("</ul>")[0]
    assert "<li>new</li>" in listed
    assert escape('heading, English: new: "What is new"') in listed
    assert heading not in listed
    assert "Trial keys" in page and "Please read" in page and "Approve" in page
    answer = client.post(
        url(bank, "2/decide/"), {"do": "approve", "shown": proposed.payload_sha256, "comment": "Fine"}, follow=True
    )
    assert "Approved. A publisher makes it live." in answer.content.decode()
    as_(client, bank.publisher).post(url(bank, "2/decide/"), {"do": "live"})
    pointer = current_pointer(bank.production)
    assert pointer is not None and pointer.release.number == 2


def test_publishing_is_offered_where_all_releases_are_seen(bank: Bank, client: Client) -> None:
    create_campaign(actor=bank.author, application=bank.application, name="Spring", template="news")
    services.ensure_default_release(actor=bank.administrator, environment=bank.production)
    publish = url(bank, "in/production/publish/")
    assert f'action="{publish}"' in as_(client, bank.author).get(url(bank)).content.decode()
    assert "Release 2" in client.post(publish, follow=True).content.decode()
    assert f'action="{publish}"' not in as_(client, bank.approver).get(url(bank)).content.decode()


def test_the_author_finds_no_button_to_approve_and_the_request_is_refused(
    bank: Bank, client: Client, proposed: Release
) -> None:
    page = as_(client, bank.author).get(url(bank, "2/")).content.decode()
    assert 'value="approve"' not in page
    client.post(url(bank, "2/decide/"), {"do": "approve"})
    proposed.refresh_from_db()
    assert proposed.state == Release.State.PROPOSED


def test_rejecting_needs_a_reason(bank: Bank, client: Client, proposed: Release) -> None:
    as_(client, bank.approver).post(url(bank, "2/decide/"), {"do": "reject", "comment": " "})
    proposed.refresh_from_db()
    assert proposed.state == Release.State.PROPOSED
    client.post(url(bank, "2/decide/"), {"do": "reject", "comment": "The date is wrong"})
    proposed.refresh_from_db()
    assert proposed.state == Release.State.REJECTED
    assert "The date is wrong" in as_(client, bank.author).get(url(bank, "2/")).content.decode()


@pytest.fixture
def live(bank: Bank, proposed: Release) -> Release:
    services.approve(actor=bank.approver, release=proposed)
    services.make_live(actor=bank.publisher, release=proposed)
    proposed.refresh_from_db()
    return proposed


def test_live_is_said_with_its_source_only(bank: Bank, client: Client, live: Release) -> None:
    page = as_(client, bank.auditor).get(url(bank)).content.decode()
    assert "signed, not seen live yet" in page
    pointer = current_pointer(bank.production)
    assert pointer is not None
    record_report(
        actor=bank.publisher, environment=bank.production, source="watch", state="live", release=2, seq=pointer.seq
    )
    page = client.get(url(bank)).content.decode()
    assert "seen by handrail watch" in page and "signed, not seen live yet" not in page


def test_a_changed_file_is_told_and_repaired(bank: Bank, client: Client, live: Release) -> None:
    problems = [{"code": "changed", "path": "blobs/abc.json", "message": "x", "at": "2026-11-25T10:52:00+00:00"}]
    record_report(actor=bank.publisher, environment=bank.production, source="watch", state="damaged", problems=problems)
    page = as_(client, bank.publisher).get(url(bank)).content.decode()
    assert "A file was changed on the server" in page and "blobs/abc.json" in page
    assert "Nobody is shown a changed byte" in page
    client.post(url(bank, "in/production/switch/"), {"do": "repair"})
    assert RepairRequest.objects.get().requested_by_name == "Publisher"
    assert 'value="repair"' not in as_(client, bank.auditor).get(url(bank)).content.decode()


def test_pausing_asks_for_the_name(bank: Bank, client: Client, live: Release) -> None:
    as_(client, bank.publisher).post(url(bank, "in/production/switch/"), {"do": "pause", "confirm": "prod"})
    assert current_pointer(bank.production).status == "active"  # type: ignore[union-attr]
    client.post(url(bank, "in/production/switch/"), {"do": "pause", "confirm": "production"})
    assert current_pointer(bank.production).status == "paused"  # type: ignore[union-attr]
    assert "Paused: nothing of Handrail shows here." in client.get(url(bank, "in/production/")).content.decode()
    client.post(url(bank, "in/production/switch/"), {"do": "resume"})
    assert current_pointer(bank.production).status == "active"  # type: ignore[union-attr]


def test_after_a_switch_one_never_lands_elsewhere(bank: Bank, client: Client, live: Release) -> None:
    for back in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
        answer = as_(client, bank.publisher).post(url(bank, "in/production/switch/"), {"do": "resume", "back": back})
        assert answer.headers["Location"] == url(bank, "in/production/")


def test_roll_back_promote_and_download(bank: Bank, client: Client, live: Release) -> None:
    as_(client, bank.publisher).post(url(bank, "1/decide/"), {"do": "rollback"})
    assert current_pointer(bank.production).release.number == 1  # type: ignore[union-attr]
    answer = client.get(url(bank, "in/production/package/full/"))
    assert answer["Content-Disposition"].startswith('attachment; filename="handrail-')
    assert answer.content[:2] == b"PK"
    answer = as_(client, bank.author).post(url(bank, "2/decide/"), {"do": "promote", "to": "staging"})
    assert answer.headers["Location"] == url(bank, "3/")
    assert Release.objects.get(number=3).promoted_from == live


def test_stopping_one_campaign(bank: Bank, client: Client, live: Release) -> None:
    as_(client, bank.publisher).post(url(bank, "in/production/switch/"), {"do": "stop", "campaign": "spring"})
    assert current_pointer(bank.production).off == ["spring"]  # type: ignore[union-attr]
    assert "stopped" in client.get(url(bank, "in/production/")).content.decode()


def test_errors_are_worded_in_german(bank: Bank, client: Client, live: Release) -> None:
    page = as_(client, bank.author).post(
        url(bank, "in/production/publish/"), {}, headers={"Accept-Language": "de"}, follow=True
    )
    assert "hat sich nichts geändert" in page.content.decode()
