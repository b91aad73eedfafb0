"""Second factor: switched on by the person, asked for at the next sign-in, pages under the strict policy."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from actors import PASSWORD, Bank
from handrail.accounts.models import OneTimeLink
from handrail.accounts.people import make_link

pytestmark = pytest.mark.django_db


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def signed_in_just_now(client: Client) -> Client:
    client.post("/account/login/", {"login": "author@example.com", "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def test_an_authenticator_app_is_activated_and_then_asked_for(client: Client, bank: Bank) -> None:
    page = signed_in_just_now(client).get("/account/2fa/totp/activate/")
    assert page.status_code == 200
    found = re.search(r'value="([A-Z2-7]{16,})"', page.content.decode())
    assert found
    answer = client.post("/account/2fa/totp/activate/", {"code": code(found.group(1))})
    assert answer.status_code == 302

    second = Client()
    first_step = second.post("/account/login/", {"login": "author@example.com", "password": PASSWORD})
    assert first_step.headers["Location"].startswith("/account/2fa/authenticate/")
    assert second.get("/").status_code == 302
    assert second.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert second.get("/").status_code == 302


def test_a_one_time_link_stands_for_the_password_but_never_for_the_second_factor(client: Client, bank: Bank) -> None:
    page = signed_in_just_now(client).get("/account/2fa/totp/activate/").content.decode()
    found = re.search(r'value="([A-Z2-7]{16,})"', page)
    assert found
    client.post("/account/2fa/totp/activate/", {"code": code(found.group(1))})
    secret = make_link(bank.author, OneTimeLink.Purpose.SIGN_IN)
    thief = Client()
    answer = thief.post(f"/sign-in/link/{secret}")
    assert answer.headers["Location"].startswith("/account/2fa/authenticate/")
    assert thief.get("/").status_code == 302


def test_the_pages_of_passkeys_run_under_the_policys_nonce(client: Client, bank: Bank) -> None:
    page = signed_in_just_now(client).get("/account/2fa/webauthn/add/")
    assert page.status_code == 200
    nonce = re.search(r"'nonce-([^']+)'", page.headers["Content-Security-Policy"])
    assert nonce
    scripts = re.findall(r"<script src=[^>]*>", page.content.decode())
    assert len(scripts) >= 4
    assert all(f'nonce="{nonce.group(1)}"' in script for script in scripts)


def test_changing_the_second_factor_asks_for_the_password_again(client: Client, bank: Bank) -> None:
    client.force_login(bank.author)
    answer = client.get("/account/2fa/totp/activate/")
    assert answer.headers["Location"].startswith("/account/reauthenticate/")


def test_a_weak_or_known_password_is_refused(client: Client, bank: Bank) -> None:
    from handrail.accounts.people import add_person
    from handrail.errors import InvalidInputError

    for password in ("short", "eve@example.com"):
        with pytest.raises(InvalidInputError) as refused:
            add_person(email="eve@example.com", display_name="Eve", password=password)
        problems = refused.value.params["problems"]
        assert isinstance(problems, list)
        assert problems[0]["where"] == "password"
    with pytest.raises(InvalidInputError):
        add_person(email="AUTHOR@example.com", display_name="Twice", password=PASSWORD)
    with pytest.raises(InvalidInputError):
        add_person(email="nonsense", display_name="Nobody", password=PASSWORD)
