"""The door for pages without a bridge window, over HTTP as a browser and as an attacker would use it."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from console.power.test_pages import signed_in
from handrail.accounts.audit import entries
from handrail.accounts.models import User
from handrail.applications.models import ConnectionReport, Environment, Grant, Role, SyncedAssets
from handrail.console.power.receivers import RECEIVERS
from handrail.library.models import Document
from handrail.places.models import AppOrigin, Pairing, Proposal
from places.conftest import make_person
from places.test_assets import assets
from places.test_pairing import ORIGIN, let_pass
from places.test_proposals import element, walkthrough

REPORT = {"release": 4, "seq": 9, "verified": True, "sdkVersion": "0.1.0", "page": "https://bank.example/x"}


def post(
    environment: Environment,
    what: str,
    body: object = None,
    *,
    origin: str | None = ORIGIN,
    secret: str = "",
    client: Client | None = None,
    **headers: str,
) -> Any:
    """What the SDK sends, with whatever an attacker changes of it."""
    sent = {**({"Origin": origin} if origin is not None else {}), **headers}
    if secret:
        sent["Authorization"] = f"Bearer {secret}"
    address = f"/power/line/{environment.application.key}/{environment.name}/{what}/"
    content = {"protocol": 1} if body is None else body
    return (client or Client(enforce_csrf_checks=True)).post(
        address, json.dumps(content), content_type="application/json", headers=sent
    )


def send(environment: Environment, secret: str, action: str, body: object, **more: Any) -> Any:
    message = {"type": "request", "id": 7, "action": action, "body": body}
    return post(environment, "message", {"protocol": 1, "message": message}, secret=secret, **more)


@pytest.fixture(autouse=True)
def _somebody(db: None) -> None:
    """A console without people leads everybody to the first run."""
    make_person(Role.ADMINISTRATOR)


@pytest.fixture
def pair(author: User, staging: Environment) -> Callable[..., str]:
    """A page and an author go the whole way; gives the session key."""

    def make(origin: str = ORIGIN) -> str:
        shown = post(staging, "code", origin=origin).json()
        client = signed_in(author)
        asked = client.post(f"/applications/{staging.application.key}/power/code/", {"code": shown["code"]})
        assert asked.status_code == 302, asked.content.decode()
        page = client.get(asked["Location"]).content.decode()
        assert origin in page
        client.post(asked["Location"], {"answer": "connect"})
        secret: str = post(staging, "wait", origin=origin, secret=shown["ticket"]).json()["session"]
        return secret

    return make


def test_app_info_and_the_looks_of_the_app_arrive(pair: Callable[..., str], staging: Environment) -> None:
    secret = pair()
    for action, body in (("report", REPORT), ("assets", assets())):
        answer = send(staging, secret, action, body)
        assert (answer.status_code, answer.json()) == (200, {"type": "answer", "id": 7, "ok": True})
    assert SyncedAssets.objects.get(environment=staging).name == "Sample Bank"
    report = ConnectionReport.objects.get(environment=staging)
    assert (report.source, report.state, report.release, report.seq) == ("power", "live", 4, 9)


def test_a_page_can_only_propose(pair: Callable[..., str], author: User, staging: Environment) -> None:
    secret = pair()
    screen = {"id": "start", "name": "Start", "rule": {"variable": "path", "operator": "equals", "value": "/"}}
    for action, body in (("element", element()), ("screen", screen), ("walkthrough", walkthrough())):
        assert send(staging, secret, action, body).json()["ok"] is True
    assert [row.state for row in Proposal.objects.all()] == ["pending"] * 3
    assert {row.author for row in Proposal.objects.all()} == {author}
    assert not Document.objects.exists()


def test_there_is_no_other_door(pair: Callable[..., str], staging: Environment) -> None:
    assert set(RECEIVERS) == {"assets", "report", "element", "screen", "walkthrough"}
    secret = pair()
    for action in ("publish", "approve", "settings", "campaign", "read", "accept", "theme", "", "__class__", "assets "):
        answer = send(staging, secret, action, {})
        assert (answer.status_code, answer.json()["code"]) == (422, "access.not-found")
    # The key of a session is no token of the API and no session of the console.
    headers = {"Authorization": f"Bearer {secret}", "Origin": ORIGIN}
    key = staging.application.key
    for path in (f"/api/v1/applications/{key}", f"/api/v1/applications/{key}/content"):
        assert Client().get(path, headers=headers).status_code in {401, 404}
    assert Client().get(f"/applications/{key}/power/", headers=headers).status_code == 302


@pytest.mark.parametrize(
    "origin", [None, "", "null", "file://", "https://evil.example", "http://bank.example", "https://bank.example:8443"]
)
@pytest.mark.parametrize("what", ["code", "wait", "message"])
def test_another_origin_gets_nothing_and_no_browser_shows_it_the_answer(
    pair: Callable[..., str], staging: Environment, origin: str | None, what: str
) -> None:
    secret = pair()
    before = Pairing.objects.count()
    answer = post(staging, what, origin=origin, secret=secret)
    assert (answer.status_code, answer.json()["code"]) == (403, "power.origin-not-registered")
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
    assert Pairing.objects.count() == before


def test_bundled_apps_are_let_in_only_when_registered(
    pair: Callable[..., str], author: User, staging: Environment
) -> None:
    for origin in ("null", "file://", "capacitor://localhost"):
        assert post(staging, "code", origin=origin).status_code == 403
        AppOrigin.objects.create(environment=staging, origin=origin)
        secret = pair(origin)
        answer = send(staging, secret, "report", REPORT, origin=origin)
        assert answer.json()["ok"] is True
        assert answer["Access-Control-Allow-Origin"] == origin
        assert send(staging, secret, "report", REPORT).status_code == 401, "not at the app's other origin"
        AppOrigin.objects.all().delete()
        assert send(staging, secret, "report", REPORT, origin=origin).status_code == 403, "an origin taken back"


def test_cors_is_exact_and_without_cookies(staging: Environment) -> None:
    address = f"/power/line/{staging.application.key}/{staging.name}/code/"
    asked = Client().options(address, headers={"Origin": ORIGIN, "Access-Control-Request-Method": "POST"})
    assert (asked.status_code, asked.content) == (204, b"")
    allowed = {k.lower(): v for k, v in asked.headers.items() if k.lower().startswith("access-control-")}
    assert allowed == {
        "access-control-allow-origin": ORIGIN,
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "authorization, content-type",
        "access-control-max-age": "600",
    }
    answer = post(staging, "code")
    assert (answer["Access-Control-Allow-Origin"], answer["Cache-Control"]) == (ORIGIN, "no-store")
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "origin" in answer["Vary"].lower()
    assert not answer.cookies
    refused = Client().options(address, headers={"Origin": "https://evil.example"})
    assert refused.status_code == 403
    assert "Access-Control-Allow-Origin" not in refused.headers


def test_an_authors_cookies_open_nothing_here(author: User, staging: Environment) -> None:
    client = signed_in(author)
    assert send(staging, "", "element", element(), client=client).status_code == 401
    assert post(staging, "wait", client=client).json() == {"state": "over"}
    assert not Proposal.objects.exists()


def test_nothing_is_taken_by_address_or_form(staging: Environment) -> None:
    base = f"/power/line/{staging.application.key}/{staging.name}"
    for method in ("get", "head", "put", "delete", "patch"):
        assert getattr(Client(), method)(f"{base}/code/", headers={"Origin": ORIGIN}).status_code == 405
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = Client().post(f"{base}/code/", '{"protocol": 1}', content_type=kind, headers={"Origin": ORIGIN})
        assert (answer.status_code, answer.json()["code"]) == (415, "power.not-json"), "a form needs no preflight"
    assert not Pairing.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"[]", 400), (b"[" * 1900, 400), (b'{"protocol":1,"x":"\\u0000"}', 400), (b"{}", 409),
     (b'{"protocol":2}', 409), (b'{"protocol":1}' + b" " * 2000, 413), (b"\xff\xfe", 400)],
)  # fmt: skip
def test_rubbish_is_answered_and_makes_nothing(staging: Environment, body: bytes, status: int) -> None:
    address = f"/power/line/{staging.application.key}/{staging.name}/code/"
    answer = Client().post(address, body, content_type="application/json", headers={"Origin": ORIGIN})
    assert answer.status_code == status
    assert not Pairing.objects.exists()


def test_a_message_has_a_limit_in_bytes(pair: Callable[..., str], staging: Environment) -> None:
    secret = pair()
    answer = send(staging, secret, "element", element() | {"name": "x" * 500_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "power.too-large")
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    "message", [None, [], "leave", {}, {"type": "welcome"}, {"type": "request"}, {"type": "request", "action": ["x"]}]
)
def test_odd_messages_do_nothing(pair: Callable[..., str], staging: Environment, message: object) -> None:
    answer = post(staging, "message", {"protocol": 1, "message": message}, secret=pair())
    assert answer.status_code in {200, 422}
    assert answer.json().get("ok") is not True
    assert not Proposal.objects.exists()


def test_what_a_service_refuses_is_said_in_the_authors_language(
    pair: Callable[..., str], author: User, staging: Environment
) -> None:
    secret = pair()
    assert send(staging, secret, "element", {}).json()["message"].startswith("Something is not right yet")
    author.language = "de"
    author.save()
    answer = send(staging, secret, "element", {})
    assert (answer.status_code, answer.json()["code"]) == (422, "content.invalid")
    assert answer.json()["message"].startswith("Etwas stimmt noch nicht")


def test_the_welcome_says_where_and_as_whom_and_nothing_else(author: User, staging: Environment) -> None:
    shown = post(staging, "code").json()
    assert set(shown) == {"code", "ticket", "seconds"}
    client = signed_in(author)
    asked = client.post(f"/applications/{staging.application.key}/power/code/", {"code": shown["code"]})
    assert post(staging, "wait", secret=shown["ticket"]).json() == {"state": "typed"}
    client.post(asked["Location"], {"answer": "connect"})
    done = post(staging, "wait", secret=shown["ticket"]).json()
    welcome = {"type": "welcome", "applicationName": "Sample Bank", "author": author.display_name, "language": "en"}
    assert done == {"state": "connected", "session": done["session"], "welcome": welcome}
    assert post(staging, "wait", secret=shown["ticket"]).json() == {"state": "over"}, "a replay gets no second key"


def test_the_ticket_is_no_key_and_the_code_is_neither(author: User, staging: Environment) -> None:
    shown = post(staging, "code").json()
    for secret in (shown["ticket"], shown["code"]):
        assert send(staging, secret, "report", REPORT).status_code == 401


def test_leaving_ends_the_session(pair: Callable[..., str], staging: Environment) -> None:
    secret = pair()
    leave = {"protocol": 1, "message": {"type": "leave"}}
    assert post(staging, "message", leave, secret=secret).json() == {"type": "end"}
    answer = send(staging, secret, "report", REPORT)
    assert (answer.status_code, answer.json()) == (401, {"type": "end", "code": "power.session-over"})


def test_use_keeps_it_and_idleness_ends_it(pair: Callable[..., str], staging: Environment) -> None:
    secret = pair()
    active = {"protocol": 1, "message": {"type": "active"}}
    let_pass(29 * 60)
    assert post(staging, "message", active, secret=secret).json() == {"type": "noted"}
    let_pass(31 * 60)
    assert post(staging, "message", active, secret=secret).status_code == 401


def test_an_author_who_lost_the_role_is_not_acted_for(
    pair: Callable[..., str], author: User, staging: Environment
) -> None:
    secret = pair()
    Grant.objects.filter(user=author).delete()
    assert send(staging, secret, "element", element()).status_code == 401
    assert not Proposal.objects.exists()


def test_no_secret_is_logged_or_recorded(
    pair: Callable[..., str], staging: Environment, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = pair()
    send(staging, secret, "element", {})
    post(staging, "message", secret=secret, origin="https://evil.example")
    shown = post(staging, "code").json()
    written = "\n".join(record.getMessage() + repr(vars(record).get("args")) for record in caplog.records)
    assert "/power/line/" in written, "refusals are logged"
    written += repr(list(entries().values()))
    for one in (secret, shown["ticket"], shown["code"]):
        assert one not in written


def test_hostile_looks_are_refused_as_on_the_bridge(pair: Callable[..., str], staging: Environment) -> None:
    secret = pair()
    for change in ({"icon": "%%%"}, {"html": "<script>"}, {"colours": {"primary": "red; }"}}, {"title": "\ud800"}):
        answer = send(staging, secret, "assets", assets(**change))
        assert (answer.status_code, answer.json()["ok"]) == (422, False)
    assert not SyncedAssets.objects.exists()
