"""People, links, tokens and the log as their pages work."""

import re

import pytest
from django.test import Client

from actors import Bank
from handrail.accounts.models import OneTimeLink, User
from handrail.accounts.people import make_link
from handrail.applications.access import Role, can
from handrail.applications.models import Token
from handrail.settings import console_settings, use_console_settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client, bank: Bank) -> Client:
    client.force_login(bank.administrator)
    return client


def test_an_invited_person_chooses_a_password_by_a_link_that_works_once(admin: Client, bank: Bank) -> None:
    location = admin.post("/people/invite", {"display_name": "Grace", "email": "grace@example.com"}).headers["Location"]
    page = admin.get(location).content.decode()
    found = re.search(r"http://testserver(/sign-in/link/[\w-]+)", page)
    assert found
    link = found.group(1)
    assert link not in admin.get(location).content.decode()

    guest = Client()
    assert b"Choose a password" in guest.get(link).content
    assert guest.post(link, {"password": "short"}).status_code == 422
    assert guest.post(link, {"password": "correct horse battery"}).headers["Location"] == "/"
    assert b"Nothing here for you yet" in guest.get("/").content
    assert Client().get(link).status_code == 410
    answer = {"login": "grace@example.com", "password": "correct horse battery"}
    assert Client().post("/account/login/", answer).headers["Location"] == "/"


def test_roles_are_given_and_taken_away_on_the_persons_page(admin: Client, bank: Bank) -> None:
    person = bank.outsider
    where = f"{bank.application.key}/staging"
    admin.post(f"/people/{person.pk}/grant", {"role": "approver", "where": where})
    assert can(person, Role.APPROVER, environment=bank.staging)
    assert not can(person, Role.APPROVER, environment=bank.production)
    admin.post(f"/people/{person.pk}/revoke/{person.grants.get().pk}")
    assert not can(person, Role.APPROVER, environment=bank.staging)


def test_a_person_switched_off_is_signed_out_of_everything(admin: Client, bank: Bank) -> None:
    author = Client()
    author.force_login(bank.author)
    assert author.get("/").status_code == 200
    admin.post(f"/people/{bank.author.pk}/active", {})
    assert author.get("/").status_code == 302
    link = make_link(bank.author, OneTimeLink.Purpose.SIGN_IN)
    assert Client().get(f"/sign-in/link/{link}").status_code == 410


def test_nobody_signs_up_by_themselves(client: Client, bank: Bank) -> None:
    answer = {"email": "mallory@example.com", "password1": "correct horse battery"}
    client.post("/account/signup/", answer)
    assert not User.objects.filter(email="mallory@example.com").exists()


def test_a_demo_link_signs_in_at_once_on_this_machine_and_nowhere_else(client: Client, bank: Bank) -> None:
    from dataclasses import replace

    use_console_settings(replace(console_settings(), demo_sign_in=True))
    secret = make_link(bank.author, OneTimeLink.Purpose.SIGN_IN, loopback_only=True)
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    elsewhere.get(f"/sign-in/link/{secret}")
    assert elsewhere.post(f"/sign-in/link/{secret}").status_code == 410
    through_a_proxy = Client(headers={"X-Forwarded-For": "203.0.113.9"})
    assert through_a_proxy.post(f"/sign-in/link/{secret}").status_code == 410
    assert client.get(f"/sign-in/link/{secret}").headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert Client().get(f"/sign-in/link/{secret}").status_code == 410


def test_a_link_leads_on_to_a_page_of_the_console_and_to_nowhere_else(bank: Bank) -> None:
    wanted = {"/applications/": "/applications/", "https://evil.example/": "/", "//evil.example": "/"}
    for onward, location in wanted.items():
        secret = make_link(bank.author, OneTimeLink.Purpose.SIGN_IN)
        answer = Client().post(f"/sign-in/link/{secret}?next={onward}")
        assert answer.headers["Location"] == location


def test_opening_a_link_alone_does_not_spend_it(bank: Bank) -> None:
    secret = make_link(bank.author, OneTimeLink.Purpose.SIGN_IN)
    assert Client().get(f"/sign-in/link/{secret}").status_code == 200
    assert Client().post(f"/sign-in/link/{secret}").headers["Location"] == "/"


def test_a_tokens_secret_is_shown_once(admin: Client, bank: Bank) -> None:
    path = f"/applications/{bank.application.key}/tokens/"
    answer = {"label": "watch", "scopes": ["packages:read", "reports:write"], "environment": "production", "days": "90"}
    admin.post(path, answer)
    found = re.search(r"hr_[\w-]{40,}", admin.get(path).content.decode())
    assert found
    assert not re.search(r"hr_[\w-]{40,}", admin.get(path).content.decode())
    token = Token.objects.get(label="watch")
    assert token.environment == bank.production
    admin.post(f"{path}{token.pk}/revoke")
    assert not Token.objects.get(pk=token.pk).valid


def test_the_log_is_shown_verified_and_exported(admin: Client, bank: Bank) -> None:
    page = admin.get("/audit/?verify=1").content.decode()
    assert "The chain is whole" in page
    lines = admin.get("/audit/export").content.decode().splitlines()
    assert len(lines) >= 3
    assert '"sequence": 1' in lines[0]


def test_an_auditor_of_one_application_sees_its_log_and_changes_nothing(client: Client, bank: Bank) -> None:
    client.force_login(bank.auditor)
    key = bank.application.key
    page = client.get(f"/applications/{key}/audit/").content.decode()
    assert "Sample Bank" in page
    assert client.get("/audit/").status_code == 403
    assert client.get(f"/applications/{key}/people/").status_code == 200
    assert client.post(f"/applications/{key}/people/", {}).status_code == 403
