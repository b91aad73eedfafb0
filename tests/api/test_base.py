"""The REST API's base: who calls, errors in one form, the contract at its address."""

import json

import pytest
from django.test import Client

from actors import Bank
from handrail.applications.access import Scope
from handrail.applications.tokens import create_token, revoke_token

pytestmark = pytest.mark.django_db


def token(bank: Bank, *scopes: Scope) -> dict[str, str]:
    _row, secret = create_token(
        actor=bank.administrator, application=bank.application, label="pipeline", scopes=list(scopes)
    )
    return {"Authorization": f"Bearer {secret}"}


def test_the_contract_is_served_and_names_the_security(client: Client) -> None:
    contract = client.get("/api/v1/openapi.json").json()
    assert contract["openapi"].startswith("3.1")
    assert "/api/v1/applications" in contract["paths"]
    assert "TokenAuth" in contract["components"]["securitySchemes"]


def test_without_credentials_the_answer_says_how(client: Client, bank: Bank) -> None:
    answer = client.get("/api/v1/applications")
    assert answer.status_code == 401
    assert answer.json()["code"] == "access.unauthenticated"
    wrong = client.get("/api/v1/applications", headers={"Authorization": "Bearer hr_wrong"})
    assert wrong.status_code == 401


def test_a_revoked_token_opens_nothing(client: Client, bank: Bank) -> None:
    row, secret = create_token(
        actor=bank.administrator, application=bank.application, label="x", scopes=[Scope.CONTENT_READ]
    )
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/applications", headers=headers).status_code == 200
    revoke_token(actor=bank.administrator, application=bank.application, token_id=row.pk)
    assert client.get("/api/v1/applications", headers=headers).status_code == 401


def test_a_token_sees_its_own_application_alone(client: Client, bank: Bank) -> None:
    listed = client.get("/api/v1/applications", headers=token(bank, Scope.CONTENT_READ)).json()
    assert [row["key"] for row in listed] == [bank.application.key]


def test_writing_from_a_page_needs_the_csrf_token(bank: Bank) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bank.administrator)
    body = json.dumps({"name": "New", "languages": ["en"]})
    assert client.post("/api/v1/applications", body, content_type="application/json").status_code == 403


def test_an_administrator_creates_and_hosts_an_application(client: Client, bank: Bank) -> None:
    client.force_login(bank.administrator)
    body = json.dumps({"name": "New", "languages": ["de", "en"], "trial": True})
    made = client.post("/api/v1/applications", body, content_type="application/json")
    assert made.status_code == 201
    key = made.json()["key"]
    assert made.json()["trust"].startswith("1.")
    path = f"/api/v1/applications/{key}/environments/production/hosting"
    body = json.dumps({"self_hosted_url": "https://Guides.example.com/"})
    hosted = client.put(path, body, content_type="application/json")
    assert hosted.json()["self_hosted_url"] == "https://guides.example.com"
    refused = client.put(path, json.dumps({"self_hosted_url": "nonsense"}), content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "hosting.address-malformed")


def test_a_malformed_body_is_answered_with_its_places(client: Client, bank: Bank) -> None:
    client.force_login(bank.administrator)
    answer = client.post("/api/v1/applications", json.dumps({"name": ""}), content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["code"] == "content.invalid"
    assert any("languages" in problem["where"] for problem in answer.json()["problems"])


def test_roles_hold_in_the_api_as_in_the_pages(client: Client, bank: Bank) -> None:
    client.force_login(bank.author)
    body = json.dumps({"name": "New", "languages": ["en"]})
    answer = client.post("/api/v1/applications", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "access.denied")
    other = client.get(f"/api/v1/applications/{bank.other.key}")
    assert other.status_code == 404
