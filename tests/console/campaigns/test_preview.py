"""What the preview's addresses answer: to whom, under which policy, and compiled by whom."""

import hashlib
import json

import pytest
from django.test import Client

from actors import Bank
from handrail.campaigns.content import import_content, load_content, read_media
from handrail.compile.release import compile_release
from handrail.demo.guidance import sample_content, sample_media
from handrail.schema.authored.application import Overlay

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(bank: Bank) -> str:
    import_content(actor=bank.author, application=bank.application, content=sample_content(), media=sample_media())
    return f"/applications/{bank.application.key}/campaigns/welcome/preview/"


def test_the_picture_is_compiled_as_a_release_is(bank: Bank, client: Client, address: str) -> None:
    client.force_login(bank.author)
    scene = client.post(f"{address}compiled/?language=de", {}).json()
    content = load_content(actor=bank.author, application=bank.application)
    media = read_media(bank.application, content)
    key = bank.application.key
    released = compile_release(content, Overlay(environment="production"), application=key, release=1, media=media)
    boot = json.loads(released.boots["de"])
    (line,) = (each for each in boot["campaigns"] if each["id"] == "welcome")
    files = {hashlib.sha256(data).hexdigest(): data for _, data in released.blobs}
    shown = line.get("content") or json.loads(files[line["blob"]["sha256"]])
    assert scene["content"] == shown
    assert scene["words"] == boot["words"]
    assert [scene["language"], scene["direction"]] == ["de", "ltr"]


def test_a_draft_is_drawn_as_it_stands_in_the_form_and_not_stored(bank: Bank, client: Client, address: str) -> None:
    client.force_login(bank.author)
    before = load_content(actor=bank.author, application=bank.application)
    stored = client.post(f"{address}compiled/", {}).json()
    posted = {"content.blocks.0.block": "heading", "content.blocks.0.text.en": "Typed", "content.closable": "true"}
    posted |= {"content.form": "banner", "content.position": "top"}
    scene = client.post(f"{address}compiled/", posted).json()
    (block,) = scene["content"]["blocks"]
    assert block["line"][0]["text"] == "Typed"
    assert block not in stored["content"]["blocks"]
    assert load_content(actor=bank.author, application=bank.application) == before


def test_what_is_wrong_is_said_in_the_readers_words(bank: Bank, client: Client, address: str) -> None:
    bank.author.language = "de"
    bank.author.save()
    client.force_login(bank.author)
    posted = {"content.blocks.0.block": "heading", "content.blocks.0.text.de": "Nur deutsch", "content.form": "modal"}
    answer = client.post(f"{address}compiled/", posted | {"content.closable": "true"})
    assert answer.status_code == 422
    assert any("Basissprache" in each for each in answer.json()["problems"])
    answer = client.post(f"{address}compiled/", posted | {"content.form": "hologram"})
    assert answer.status_code == 422
    assert answer.json()["problems"]


def test_the_frame_has_no_origin_and_talks_to_nobody(bank: Bank, client: Client, address: str) -> None:
    client.force_login(bank.author)
    answer = client.get(address)
    policy = dict(each.strip().split(" ", 1) for each in answer["Content-Security-Policy"].split(";") if each.strip())
    assert policy["sandbox"] == "allow-scripts"
    assert policy["frame-ancestors"] == "'self'"
    assert policy["default-src"] == "'none'"
    for directive in ("connect-src", "style-src", "img-src", "font-src", "form-action", "frame-src", "base-uri"):
        assert policy[directive] == "'none'", directive
    assert policy["media-src"] == "blob:", "videos play from bytes that the editor hands in"
    assert policy["script-src"].startswith("'nonce-")
    assert policy["trusted-types"] == "'none'"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    editor = client.get(address.removesuffix("preview/"))
    assert "frame-src 'self'" in editor["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in editor["Content-Security-Policy"]
    assert editor["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("who", ["outsider", "neighbour"])
def test_nobody_looks_at_what_is_not_theirs(bank: Bank, client: Client, address: str, who: str) -> None:
    client.force_login(bank.people[who])
    assert client.get(address).status_code == 404
    assert client.post(f"{address}compiled/", {}).status_code == 404


def test_a_reader_sees_what_is_stored_whatever_is_posted(bank: Bank, client: Client, address: str) -> None:
    client.force_login(bank.auditor)
    posted = {"content.form": "banner", "content.position": "top"}
    scene = client.post(f"{address}compiled/", posted).json()
    assert scene["content"]["form"] == "modal"
