"""The console's half of pairing: the form, the question, sessions, origins."""

import pytest
from django.test import Client

from console.power.test_pages import signed_in
from handrail.accounts.models import User
from handrail.applications.models import Application, Environment, Role
from handrail.places.models import Pairing
from handrail.places.pairing import look_after, show_code
from places.conftest import make_person
from places.test_pairing import ORIGIN, connect, let_pass, wrong


def type_in(client: Client, bank: Application, code: str) -> tuple[int, str]:
    """Status, and where it leads or what it says."""
    answer = client.post(f"/applications/{bank.key}/power/code/", {"code": code})
    return answer.status_code, answer.headers.get("Location") or answer.content.decode()


def test_before_it_connects_the_author_sees_what_asks(author: User, bank: Application, staging: Environment) -> None:
    shown = show_code(environment=staging, origin=ORIGIN)
    client = signed_in(author)
    status, address = type_in(client, bank, shown.code)
    assert status == 302
    response = client.get(address)
    page = response.content.decode()
    for words in ("Sample Bank", "staging", ORIGIN, "Connect this app?", "somebody sent you the code"):
        assert words in page
    assert response["Cache-Control"].startswith("max-age=0")
    assert look_after(environment=staging, origin=ORIGIN, ticket=shown.ticket).state == "typed", (
        "looking connects nothing"
    )
    listed = client.post(address, {"answer": "connect"}, follow=True).content.decode()
    assert "waiting for the app" in listed
    assert look_after(environment=staging, origin=ORIGIN, ticket=shown.ticket).state == "connected"
    assert "End session" in client.get(f"/applications/{bank.key}/power/").content.decode()


def test_a_file_says_nothing_about_itself_and_the_author_is_told(
    author: User, bank: Application, staging: Environment
) -> None:
    client = signed_in(author)
    for origin, warned in (("null", True), ("file://", True), (ORIGIN, False)):
        _, address = type_in(client, bank, show_code(environment=staging, origin=origin).code)
        assert ("Any file on any device" in client.get(address).content.decode()) is warned


def test_refusing_connects_nothing(author: User, bank: Application, staging: Environment) -> None:
    shown = show_code(environment=staging, origin=ORIGIN)
    client = signed_in(author)
    _, address = type_in(client, bank, shown.code)
    assert "Refused" in client.post(address, {"answer": "refuse"}, follow=True).content.decode()
    assert look_after(environment=staging, origin=ORIGIN, ticket=shown.ticket).state == "refused"


@pytest.mark.parametrize("sent", [{}, {"answer": ""}, {"answer": "yes"}])
def test_anything_but_connect_is_no(
    author: User, bank: Application, staging: Environment, sent: dict[str, str]
) -> None:
    shown = show_code(environment=staging, origin=ORIGIN)
    client = signed_in(author)
    _, address = type_in(client, bank, shown.code)
    client.post(address, sent)
    assert Pairing.objects.get().state == "ended"


def test_wrong_expired_used_and_malformed_codes_are_told_apart(
    author: User, bank: Application, staging: Environment
) -> None:
    client = signed_in(author)
    page = type_in(client, bank, wrong(0))[1]
    assert "tries left: 4" in page
    assert "autofocus" in page
    assert "autofocus" not in client.get(f"/applications/{bank.key}/power/").content.decode()
    assert "8 letters and digits" in type_in(client, bank, "ABC")[1]
    assert "required" in type_in(client, bank, "")[1]
    shown = show_code(environment=staging, origin=ORIGIN)
    let_pass(121)
    assert "expired" in type_in(client, bank, shown.code)[1]
    shown = show_code(environment=staging, origin=ORIGIN)
    _, address = type_in(client, bank, shown.code)
    client.post(address, {"answer": "connect"})
    assert "used already" in type_in(client, bank, shown.code)[1]
    for number in range(1, 5):
        type_in(client, bank, wrong(number))
    status, page = type_in(client, bank, show_code(environment=staging, origin=ORIGIN).code)
    assert (status, "Too many wrong codes" in page) == (422, True)


def test_they_are_told_in_german(author: User, bank: Application, staging: Environment) -> None:
    author.language = "de"
    author.save()
    page = type_in(signed_in(author), bank, wrong(0))[1]
    assert "Keine Seite dieser Anwendung zeigt diesen Code" in page


def test_what_was_typed_is_text_not_markup(author: User, bank: Application, staging: Environment) -> None:
    page = type_in(signed_in(author), bank, '"><img src=x onerror=alert(1)>')[1]
    assert "<img src=x" not in page


def test_no_other_page_can_type_or_confirm_for_an_author(author: User, bank: Application, staging: Environment) -> None:
    shown = show_code(environment=staging, origin=ORIGIN)
    strict = signed_in(author, enforce_csrf_checks=True)
    assert strict.post(f"/applications/{bank.key}/power/code/", {"code": shown.code}).status_code == 403
    assert Pairing.objects.get().state == "waiting"
    _, address = type_in(signed_in(author), bank, shown.code)
    assert strict.post(address, {"answer": "connect"}).status_code == 403
    assert Pairing.objects.get().state == "typed"
    assert strict.get(address)["X-Frame-Options"] == "DENY"


def test_sessions_are_listed_and_ended(author: User, bank: Application, staging: Environment) -> None:
    connect(author, staging)
    client = signed_in(author)
    page = client.get(f"/applications/{bank.key}/power/").content.decode()
    assert ORIGIN in page
    assert "data-power-news" in page
    row = Pairing.objects.get()
    said = client.post(f"/applications/{bank.key}/power/sessions/{row.pk}/end/", follow=True).content.decode()
    assert f"Ended: {ORIGIN}" in said
    page = client.get(f"/applications/{bank.key}/power/").content.decode()
    assert ORIGIN not in page
    assert "data-power-news" not in page, "nobody is asked when nothing can come"


def test_the_news_are_the_mark_of_the_page(author: User, bank: Application, staging: Environment) -> None:
    connect(author, staging)
    client = signed_in(author)
    page = client.get(f"/applications/{bank.key}/power/").content.decode()
    mark = client.get(f"/applications/{bank.key}/power/news/").json()["mark"]
    assert f'data-power-mark="{mark}"' in page


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUTHOR])
def test_other_roles_type_confirm_and_end_nothing(role: Role, bank: Application, staging: Environment) -> None:
    author = make_person(Role.AUTHOR, bank)
    connect(author, staging)
    row = Pairing.objects.get()
    client = signed_in(make_person(role, bank))
    base = f"/applications/{bank.key}/power"
    for path in (f"{base}/code/", f"{base}/code/{row.pk}/", f"{base}/sessions/{row.pk}/end/"):
        assert client.post(path, {"answer": "connect", "code": "ABCDEFGH"}).status_code == 403
    assert client.get(f"{base}/news/").status_code == 403
    row.refresh_from_db()
    assert row.state == "live"


def test_an_administrator_says_where_the_pages_come_from(bank: Application, staging: Environment) -> None:
    client = signed_in(make_person(Role.ADMINISTRATOR, bank))
    base = f"/applications/{bank.key}/power/origins/"
    assert ORIGIN in client.get(base).content.decode()
    sent = {"environment": "staging", "origin": "Capacitor://localhost/"}
    page = client.post(base, sent, follow=True).content.decode()
    assert "Added: capacitor://localhost" in page
    refused = client.post(base, sent | {"origin": "localhost"})
    assert (refused.status_code, "scheme, host and port, such as" in refused.content.decode()) == (422, True)
    client.post(f"{base}remove/", {"environment": "staging", "origin": "capacitor://localhost"})
    assert not staging.app_origins.exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_says_so(role: Role, bank: Application, staging: Environment) -> None:
    client = signed_in(make_person(role, bank))
    sent = {"environment": "staging", "origin": "null"}
    for path in ("", "remove/"):
        assert client.post(f"/applications/{bank.key}/power/origins/{path}", sent).status_code == 403
    assert not staging.app_origins.exists()
