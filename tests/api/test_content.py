"""Content as code over the API: out, in, all or nothing."""

import base64
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from actors import Bank
from api.test_publishing import token
from handrail.applications.models import Scope
from handrail.campaigns.services import create_campaign
from handrail.library.media import add_media
from handrail.library.models import Document, Revision


def url(bank: Bank) -> str:
    return f"/api/v1/applications/{bank.application.key}/content"


def picture(colour: str = "red") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(written, "PNG")
    return written.getvalue()


@pytest.fixture
def filled(bank: Bank) -> Bank:
    create_campaign(actor=bank.author, application=bank.application, name="News", template="news")
    add_media(actor=bank.author, application=bank.application, name="red", data=picture())
    return bank


def put(client: Client, bank: Bank, body: dict[str, Any], headers: dict[str, str]) -> Any:
    return client.put(url(bank), json.dumps(body), content_type="application/json", headers=headers)


def test_out_and_in_again_changes_nothing(filled: Bank, client: Client) -> None:
    headers = token(filled, Scope.CONTENT_READ, Scope.CONTENT_WRITE, environment=None)
    answer = client.get(url(filled), headers=headers)
    content = answer.json()
    before = Revision.objects.count()
    again = put(client, filled, {"content": content, "baseVersion": answer["etag"].strip('"')}, headers)
    assert again.status_code == 200, again.content
    assert again.json()["created"] == again.json()["changed"] == again.json()["removed"] == []
    assert Revision.objects.count() == before
    assert client.get(url(filled), headers=headers).json() == content


def test_into_another_application_with_its_pictures(filled: Bank, client: Client) -> None:
    headers = token(filled, Scope.CONTENT_READ, environment=None)
    content = client.get(url(filled), headers=headers).json()
    sha256 = content["media"][0]["sha256"]
    data = client.get(f"/api/v1/applications/{filled.application.key}/media/{sha256}", headers=headers)
    from handrail.applications.tokens import create_token

    _, secret = create_token(
        actor=filled.administrator,
        application=filled.other,
        label="t",
        scopes=[Scope.CONTENT_READ, Scope.CONTENT_WRITE],
    )
    other = {"authorization": f"Bearer {secret}"}
    target = f"/api/v1/applications/{filled.other.key}/content"
    body = {"content": content, "media": {sha256: base64.b64encode(data.content).decode()}}
    answer = client.put(target, json.dumps(body), content_type="application/json", headers=other)
    assert answer.status_code == 200, answer.content
    found = client.get(target, headers=other).json()
    assert {**found, "name": content["name"]} == content


def test_a_video_travels_as_it_is_and_something_else_of_its_name_does_not(filled: Bank, client: Client) -> None:
    headers = token(filled, Scope.CONTENT_READ, Scope.CONTENT_WRITE, environment=None)
    data = (Path(__file__).parents[1] / "golden/videos/clip.mp4").read_bytes()
    content = client.get(url(filled), headers=headers).json()
    for sent, status in ((b"<html>", 422), (data, 200)):
        sha256 = hashlib.sha256(sent).hexdigest()
        media = {"sha256": sha256, "name": "clip", "extension": "mp4", "width": 160, "height": 90}
        body = {"content": {**content, "media": [*content["media"], media]}}
        answer = put(client, filled, {**body, "media": {sha256: base64.b64encode(sent).decode()}}, headers)
        assert answer.status_code == status, answer.content
    served = client.get(f"/api/v1/applications/{filled.application.key}/media/{sha256}", headers=headers)
    assert (served.content, served["Content-Type"]) == (data, "video/mp4")


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (lambda c: c["campaigns"][0].update(colour="red"), "colour"),
        (lambda c: c["campaigns"][0].update(theme="nowhere"), "theme"),
        (lambda c: c["media"].append({**c["media"][0], "sha256": "0" * 64}), "media"),
    ],
)
def test_one_mistake_changes_nothing_at_all(filled: Bank, client: Client, spoil: Any, where: str) -> None:
    headers = token(filled, Scope.CONTENT_READ, Scope.CONTENT_WRITE, environment=None)
    content = client.get(url(filled), headers=headers).json()
    content["campaigns"][0]["name"] = "Renamed by the import"
    spoil(content)
    answer = put(client, filled, {"content": content}, headers)
    assert answer.status_code == 422
    assert any(where in each["where"] for each in answer.json()["problems"]), answer.json()
    assert not Document.objects.filter(title="Renamed by the import").exists()


def test_an_import_based_on_an_older_state_is_refused(filled: Bank, client: Client) -> None:
    headers = token(filled, Scope.CONTENT_READ, Scope.CONTENT_WRITE, environment=None)
    answer = client.get(url(filled), headers=headers)
    create_campaign(actor=filled.author, application=filled.application, name="Meanwhile", template="news")
    body = {"content": answer.json(), "baseVersion": answer["etag"].strip('"')}
    refused = put(client, filled, body, headers)
    assert refused.status_code == 409
    assert refused.json()["code"] == "content.changed-since-export"
    assert Document.objects.kept().filter(title="Meanwhile").exists()


def test_what_the_import_does_not_have_is_archived(filled: Bank, client: Client) -> None:
    headers = token(filled, Scope.CONTENT_READ, Scope.CONTENT_WRITE, environment=None)
    content = client.get(url(filled), headers=headers).json()
    content["campaigns"] = []
    answer = put(client, filled, {"content": content}, headers)
    assert answer.json()["removed"] == ["campaign/news"]
    row = Document.objects.get(kind="campaign", name="news")
    assert row.archived_at is not None and row.revisions.count() == 2


def test_reading_needs_its_scope_and_writing_another(filled: Bank, client: Client) -> None:
    reader = token(filled, Scope.CONTENT_READ, environment=None)
    deployer = token(filled, Scope.PACKAGES_READ, environment=None)
    assert client.get(url(filled), headers=deployer).status_code == 403
    assert put(client, filled, {"content": client.get(url(filled), headers=reader).json()}, reader).status_code == 403
