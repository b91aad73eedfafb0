"""The shell draws, signed in or not."""

import pytest
from django.test import Client

from actors import Bank

pytestmark = pytest.mark.django_db


def test_an_empty_console_leads_to_the_first_run(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/first-run"
    page = client.get("/first-run")
    assert page.status_code == 200
    assert b"Welcome to Handrail" in page.content


def test_the_first_run_makes_one_administrator_and_signs_in(client: Client) -> None:
    answer = {"display_name": "Ada", "email": "Ada@Example.com", "password": "correct horse battery", "sample": "on"}
    assert client.post("/first-run", answer).headers["Location"] == "/"
    page = client.get("/")
    assert b"Sample" in page.content
    assert client.get("/first-run").headers["Location"] == "/"


def test_signing_in_shows_the_applications(client: Client, bank: Bank) -> None:
    assert client.get("/").headers["Location"].startswith("/account/login/")
    assert b"Sign in" in client.get("/account/login/").content
    answer = {"login": "Author@example.com", "password": "correct horse battery staple"}
    assert client.post("/account/login/", answer).headers["Location"] == "/"
    page = client.get("/")
    assert b"Sample Bank" in page.content
    assert b"Other Shop" not in page.content


def test_pages_speak_the_persons_language(client: Client, bank: Bank) -> None:
    client.force_login(bank.author)
    assert 'lang="de"' in client.get("/", headers={"Accept-Language": "de"}).content.decode()


def test_every_page_carries_a_strict_policy(client: Client, bank: Bank) -> None:
    client.force_login(bank.author)
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "'nonce-" in policy
