"""The bridge and the page of proposals over HTTP."""

import json

import pytest
from django.test import Client

from handrail.accounts.models import User
from handrail.applications.models import Application, Environment, Role
from handrail.library.models import Document
from handrail.places.models import Proposal
from handrail.places.proposals import propose
from places.conftest import make_person
from places.test_assets import assets
from places.test_proposals import element, walkthrough


def signed_in(person: User, **options: bool) -> Client:
    client = Client(**options)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def bridge(environment: Environment, action: str = "") -> str:
    path = f"/power/bridge/{environment.application.key}/{environment.name}/"
    return f"{path}{action}/" if action else path


def test_the_bridge_names_the_app_and_has_one_button(author: User, staging: Environment) -> None:
    response = signed_in(author).get(bridge(staging))
    page = response.content.decode()
    assert "Open Sample Bank" in page
    assert response["Cross-Origin-Opener-Policy"] == "unsafe-none"
    facts = json.loads(page.split('<script id="power-facts" type="application/json">')[1].split("</script>")[0])
    assert (facts["pageOrigin"], facts["idleMinutes"]) == ("https://bank.example", 30)


def test_every_other_page_severs_its_opener(author: User, bank: Application, staging: Environment) -> None:
    response = signed_in(author).get(f"/applications/{bank.key}/power/")
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert f'href="{bridge(staging)}"' in response.content.decode()
    assert 'rel="noopener"' in response.content.decode()


def test_without_a_page_address_the_bridge_says_what_is_missing(author: User, staging: Environment) -> None:
    staging.page_url = ""
    staging.save()
    page = signed_in(author).get(bridge(staging)).content.decode()
    assert "power-open" not in page
    assert "is not known yet" in page


def test_production_has_no_bridge(author: User, production: Environment) -> None:
    response = signed_in(author).get(bridge(production))
    assert response.status_code == 422
    assert "not made for authoring" in response.content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUTHOR])
def test_other_roles_have_no_bridge(role: Role, bank: Application, staging: Environment) -> None:
    client = signed_in(make_person(role, bank))
    assert client.get(bridge(staging)).status_code == 403
    for action, body in (("element", element()), ("assets", assets())):
        answer = client.post(bridge(staging, action), body, content_type="application/json")
        assert (answer.status_code, answer.json()["ok"]) == (422, False)
    assert not Proposal.objects.exists()


def test_nobody_without_a_session_reaches_anything(staging: Environment) -> None:
    make_person(Role.ADMINISTRATOR)
    for response in (
        Client().get(bridge(staging)),
        Client().post(bridge(staging, "element"), element(), "application/json"),
    ):
        assert response.status_code in (302, 403)
    assert not Proposal.objects.exists()


def test_messages_need_the_token_of_the_bridge_page(author: User, staging: Environment) -> None:
    client = signed_in(author, enforce_csrf_checks=True)
    refused = client.post(bridge(staging, "element"), element(), content_type="application/json")
    assert refused.status_code == 403
    token = client.get(bridge(staging)).content.decode().split('"csrf": "')[1].split('"')[0]
    passed = client.post(
        bridge(staging, "element"), element(), content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert passed.json() == {"ok": True}


def test_the_bridge_carries_what_power_mode_knows_and_nothing_else(author: User, staging: Environment) -> None:
    client = signed_in(author)
    report = {"release": 1, "seq": 1, "verified": True}
    for action, body in (("assets", assets()), ("report", report), ("walkthrough", walkthrough())):
        assert client.post(bridge(staging, action), body, content_type="application/json").json() == {"ok": True}
    for action in ("publish", "approve", "settings", "campaign"):
        answer = client.post(bridge(staging, action), {}, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (422, "access.not-found")


def test_garbage_is_answered_in_words(author: User, staging: Environment) -> None:
    answer = signed_in(author).post(bridge(staging, "element"), "{", content_type="application/json")
    assert answer.json()["code"] == "content.invalid"


def test_a_proposal_is_shown_in_words_and_accepted(author: User, bank: Application, staging: Environment) -> None:
    proposal = propose(actor=author, environment=staging, kind="walkthrough", document=walkthrough())
    client = signed_in(author)
    page = client.get(f"/applications/{bank.key}/power/").content.decode()
    for words in ("Tour", "button “Continue”", "fair", "Only its text identifies it", "at “Continue”", "Press here"):
        assert words in page
    after = client.post(f"/applications/{bank.key}/power/{proposal.pk}/accept/", follow=True).content.decode()
    assert "Nothing waits" in after
    for name, title in (("campaigns/tour", "Tour"), ("places/elements/go", "Continue")):
        assert f'<a href="/applications/{bank.key}/{name}/">{title}</a>' in after
    assert {row.path for row in Document.objects.filter(kind__in=["element", "campaign"])} == {
        "element/go",
        "campaign/tour",
    }


def test_captured_words_are_text_not_markup(author: User, bank: Application, staging: Environment) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    proposal = propose(
        actor=author, environment=staging, kind="element", document=element(text=hostile) | {"name": hostile}
    )
    client = signed_in(author)
    page = client.get(f"/applications/{bank.key}/power/").content.decode()
    after = client.post(f"/applications/{bank.key}/power/{proposal.pk}/accept/", follow=True).content.decode()
    assert "Accepted: " in after
    for shown in (page, after):
        assert "<img src=x" not in shown
        assert "&lt;img src=x" in shown


def test_a_proposal_is_discarded(author: User, bank: Application, staging: Environment) -> None:
    proposal = propose(actor=author, environment=staging, kind="element", document=element())
    signed_in(author).post(f"/applications/{bank.key}/power/{proposal.pk}/discard/")
    proposal.refresh_from_db()
    assert proposal.state == "discarded"


def test_the_looks_are_shown_and_make_a_theme(author: User, bank: Application, staging: Environment) -> None:
    client = signed_in(author)
    client.post(bridge(staging, "assets"), assets(), content_type="application/json")
    page = client.get(f"/applications/{bank.key}/power/").content.decode()
    for words in ("Bank Sans", "#0b6e4f", "0.1.0", f"/applications/{bank.key}/icon/"):
        assert words in page
    client.post(f"/applications/{bank.key}/power/theme/")
    assert Document.objects.get(kind="theme").body["light"]["primary"] == "#0b6e4f"
