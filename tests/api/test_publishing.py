"""What ``watch`` and pipelines ask the console."""

import asyncio
import hashlib
import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import AsyncClient, Client

from actors import Bank
from handrail.applications.models import ConnectionReport, Scope
from handrail.applications.signing import trust
from handrail.applications.tokens import create_token
from handrail.campaigns.services import create_campaign
from handrail.package.opened import verify_package
from handrail.publishing import services
from handrail.publishing.access import current_pointer
from handrail.publishing.state import live_state


def token(bank: Bank, *scopes: Scope, environment: str | None = "production") -> dict[str, str]:
    where = bank.application.environments.get(name=environment) if environment else None
    _, secret = create_token(
        actor=bank.administrator, application=bank.application, label="t", scopes=list(scopes), environment=where
    )
    return {"authorization": f"Bearer {secret}"}


def path(bank: Bank, rest: str, environment: str = "production") -> str:
    return f"/api/v1/applications/{bank.application.key}/environments/{environment}/{rest}"


@pytest.fixture
def live(bank: Bank) -> Bank:
    services.default_package(actor=bank.administrator, environment=bank.production)
    return bank


def test_the_package_of_what_is_live_verifies(live: Bank, client: Client) -> None:
    headers = token(live, Scope.PACKAGES_READ)
    answer = client.get(path(live, "live?after=0"), headers=headers).json()
    assert answer["release"] == 1 and answer["status"] == "active" and answer["repair"] is False
    package = client.get(answer["package"], headers=headers)
    assert package["content-type"] == "application/zip"
    found = verify_package(package.content, trust=trust(live.application), now=datetime.now(UTC))
    assert found.verdict.pointer.seq == answer["seq"]
    assert hashlib.sha256(found.opened.channel).hexdigest() == answer["channelSha256"]


def test_nothing_newer_is_no_content(live: Bank, client: Client) -> None:
    pointer = current_pointer(live.production)
    assert pointer is not None
    headers = token(live, Scope.PACKAGES_READ)
    assert client.get(path(live, f"live?after={pointer.seq}"), headers=headers).status_code == 204


def test_a_repair_is_told_once(live: Bank, client: Client) -> None:
    pointer = current_pointer(live.production)
    assert pointer is not None
    headers = token(live, Scope.PACKAGES_READ)
    services.request_repair(actor=live.publisher, environment=live.production)
    answer = client.get(path(live, f"live?after={pointer.seq}"), headers=headers)
    assert answer.status_code == 200 and answer.json()["repair"] is True
    assert client.get(path(live, f"live?after={pointer.seq}"), headers=headers).status_code == 204


@pytest.mark.django_db(transaction=True)
def test_a_long_poll_answers_when_something_goes_live(async_client: AsyncClient) -> None:
    from asgiref.sync import sync_to_async

    from actors import make_bank

    def prepare() -> tuple[Bank, dict[str, str], int]:
        bank = make_bank()
        services.default_package(actor=bank.administrator, environment=bank.production)
        create_campaign(actor=bank.author, application=bank.application, name="News", template="news")
        pointer = current_pointer(bank.production)
        assert pointer is not None
        return bank, token(bank, Scope.PACKAGES_READ), pointer.seq

    def publish(bank: Bank) -> None:
        release = services.propose(actor=bank.author, environment=bank.production)
        services.approve(actor=bank.approver, release=release)
        services.make_live(actor=bank.publisher, release=release)
        connection.close()

    async def story() -> None:
        bank, headers, seq = await sync_to_async(prepare)()
        began = time.monotonic()
        waiting = asyncio.create_task(async_client.get(path(bank, f"live?after={seq}&wait=20"), headers=headers))
        await asyncio.sleep(0.5)
        assert not waiting.done()
        # A person's request has a thread of its own, as under a real server.
        await sync_to_async(publish, thread_sensitive=False)(bank)
        answer = await waiting
        assert answer.status_code == 200
        assert json.loads(answer.content)["release"] == 2
        assert time.monotonic() - began < 10

    asyncio.run(story())


def test_a_report_becomes_the_live_badge(live: Bank, client: Client) -> None:
    pointer = current_pointer(live.production)
    assert pointer is not None
    headers = token(live, Scope.REPORTS_WRITE)
    seen = {"source": "watch", "at": "2026-11-25T10:41:00Z", "host": "web1"}
    body: dict[str, Any] = seen | {"state": "live", "seq": pointer.seq, "release": 1, "message": "release 1 live"}
    answer = client.post(path(live, "reports"), body, content_type="application/json", headers=headers)
    assert answer.status_code == 204
    assert live_state(actor=live.auditor, environment=live.production).word == "live"
    problem = {"file": "blobs/x.json", "what": "changed", "at": "2026-11-25T10:52:00Z"}
    body = seen | {"state": "changed", "seq": pointer.seq, "release": 1, "problems": [problem]}
    client.post(path(live, "reports"), body, content_type="application/json", headers=headers)
    state = live_state(actor=live.auditor, environment=live.production)
    assert state.word == "damaged" and state.trouble is not None
    assert [(each["path"], each["code"]) for each in state.trouble.problems] == [("blobs/x.json", "changed")]
    assert state.trouble.since.isoformat() == "2026-11-25T10:52:00+00:00"


def test_what_watch_says_is_understood(live: Bank, client: Client) -> None:
    from handrail.deploy.live import Live, Problem

    moment = datetime(2026, 11, 25, 10, 52, tzinfo=UTC)
    seen = Live("changed", 1, 5, moment, (Problem("blobs/x.json", "missing", moment),), "x is missing")
    body = {**seen.as_data(), "source": "watch", "at": "2026-11-25T10:53:00Z", "host": "web1"}
    headers = token(live, Scope.REPORTS_WRITE)
    answer = client.post(path(live, "reports"), body, content_type="application/json", headers=headers)
    assert answer.status_code == 204, answer.content
    assert ConnectionReport.objects.get().state == "damaged"


def test_a_report_with_an_unknown_state_is_refused(live: Bank, client: Client) -> None:
    headers = token(live, Scope.REPORTS_WRITE)
    body = {"source": "watch", "at": "2026-11-25T10:41:00Z", "state": "wonderful"}
    answer = client.post(path(live, "reports"), body, content_type="application/json", headers=headers)
    assert answer.status_code == 422
    assert not ConnectionReport.objects.exists()


def test_a_token_moves_the_pointer_only_with_its_scope(live: Bank, client: Client) -> None:
    for scope in (Scope.PACKAGES_READ, Scope.REPORTS_WRITE, Scope.CONTENT_WRITE):
        headers = token(live, scope)
        assert client.post(path(live, "pause"), headers=headers).status_code == 403
    headers = token(live, Scope.RELEASES_WRITE)
    assert client.post(path(live, "pause"), headers=headers).json()["status"] == "paused"
    assert client.post(path(live, "resume"), headers=headers).json()["status"] == "active"


def test_a_token_of_one_environment_is_nothing_in_the_other(live: Bank, client: Client) -> None:
    headers = token(live, Scope.PACKAGES_READ, environment="staging")
    assert client.get(path(live, "live"), headers=headers).status_code == 404
    assert client.get(path(live, "package"), headers=headers).status_code == 404


def test_without_a_token_nothing_is_told(live: Bank, client: Client) -> None:
    for rest in ("live", "package"):
        assert client.get(path(live, rest)).status_code == 401


def test_rolling_back_by_token(live: Bank, client: Client) -> None:
    create_campaign(actor=live.author, application=live.application, name="News", template="news")
    release = services.propose(actor=live.author, environment=live.production)
    services.approve(actor=live.approver, release=release)
    services.make_live(actor=live.publisher, release=release)
    headers = token(live, Scope.RELEASES_WRITE)
    answer = client.post(path(live, "rollback"), {"release": 1}, content_type="application/json", headers=headers)
    assert answer.status_code == 200 and answer.json()["release"] == 1
    answer = client.post(path(live, "rollback"), {"release": 9}, content_type="application/json", headers=headers)
    assert answer.status_code == 404


def test_a_roll_back_without_a_number_goes_to_the_release_before(live: Bank, client: Client) -> None:
    create_campaign(actor=live.author, application=live.application, name="News", template="news")
    release = services.propose(actor=live.author, environment=live.production)
    services.approve(actor=live.approver, release=release)
    services.make_live(actor=live.publisher, release=release)
    headers = token(live, Scope.RELEASES_WRITE)
    answer = client.post(path(live, "rollback"), {}, content_type="application/json", headers=headers)
    assert answer.json()["release"] == 1
    answer = client.post(path(live, "rollback"), {}, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "publishing.nothing-live")


def test_stop_and_heartbeat_by_token(live: Bank, client: Client) -> None:
    first = create_campaign(actor=live.author, application=live.application, name="News", template="news").name
    second = create_campaign(actor=live.author, application=live.application, name="More news", template="news").name
    release = services.propose(actor=live.author, environment=live.production)
    services.approve(actor=live.approver, release=release)
    services.make_live(actor=live.publisher, release=release)
    headers = token(live, Scope.RELEASES_WRITE)
    send = {"content_type": "application/json", "headers": headers}
    assert client.post(path(live, "stop"), {"campaigns": [first, "nothing"]}, **send).status_code == 422
    stopped = client.post(path(live, "stop"), {"campaigns": [second, first]}, **send).json()
    assert current_pointer(live.production).off == sorted([first, second])
    renewed = client.post(path(live, "heartbeat"), **send).json()
    assert renewed["seq"] > stopped["seq"]
    assert current_pointer(live.production).off == sorted([first, second]), "a renewal changes nothing else"
    for deed in ("stop", "heartbeat"):
        body = {"campaigns": [first]} if deed == "stop" else {}
        reader = token(live, Scope.PACKAGES_READ)
        answer = client.post(path(live, deed), body, content_type="application/json", headers=reader)
        assert answer.status_code == 403
