"""Screens, elements, audiences, themes, pictures, languages, configuration."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from actors import Bank
from console.campaigns.test_pages import form_of
from handrail.campaigns.content import load_content
from handrail.library.models import Document

pytestmark = pytest.mark.django_db

VIDEOS = Path(__file__).parents[2] / "golden/videos"


@pytest.fixture
def author(bank: Bank, client: Client) -> Client:
    client.force_login(bank.author)
    return client


def url(bank: Bank, rest: str) -> str:
    return f"/applications/{bank.application.key}/{rest}"


def save(client: Client, address: str, changes: dict[str, Any]) -> None:
    answer = client.post(address, {**form_of(client.get(address)), **changes, "do": "save"})
    assert answer.status_code == 302, answer.content.decode()[:4000]


def content(bank: Bank) -> Any:
    return load_content(actor=bank.author, application=bank.application)


def test_everything_of_the_configuration_is_edited_in_the_console(bank: Bank, author: Client) -> None:
    save(author, url(bank, "places/screens/new/"), {"name": "Transfer", "rule.rows.0.value": "/transfer"})
    save(
        author,
        url(bank, "places/elements/new/"),
        {"name": "IBAN", "screen": "transfer", "locator.tag": "input", "locator.text": "IBAN"},
    )
    save(author, url(bank, "audiences/attribute/new/"), {"name": "plan", "type": "text", "visibility": "private"})
    save(author, url(bank, "audiences/event/new/"), {"name": "done", "clickedElement": "iban"})
    rows = {"rule.rows.0.variable": "attribute", "rule.rows.0.argument": "plan", "rule.rows.0.operator": "equals"}
    save(author, url(bank, "audiences/segment/new/"), {"name": "Gold", **rows, "rule.rows.0.value": "gold"})
    save(author, url(bank, "themes/new/"), {"name": "Bank", "light.primary": "#0b6e4f"})
    save(
        author,
        url(bank, "configuration/"),
        {
            "sessionMinutes": "45",
            "autoPlayCap.perSession": "2",
            "eventsOff[]": ["", "pageView", "error"],
            "linkOrigins~lines": "https://help.example.com\nhttps://www.example.com",
            "defaultTheme": "bank",
        },
    )
    found = content(bank)
    assert found.settings.session_timeout_s == 2700
    assert found.settings.auto_play_cap.per_session == 2
    assert found.settings.events_off == ["pageView", "error"]
    assert found.settings.link_origins == ["https://help.example.com", "https://www.example.com"]
    assert found.settings.default_theme == "bank" and found.themes[0].light.primary == "#0b6e4f"
    assert found.elements[0].screen == "transfer" and found.tracked_events[0].clicked_element == "iban"
    assert found.attributes[0].visibility == "private"
    assert json.loads(found.segments[0].model_dump_json())["rule"]["value"] == "gold"
    for page in ("places/", "audiences/", "themes/", "media/", "languages/", "configuration/"):
        assert author.get(url(bank, page)).status_code == 200


def test_a_segment_without_a_condition_is_not_saved(bank: Bank, author: Client) -> None:
    address = url(bank, "audiences/segment/new/")
    page = author.post(address, {**form_of(author.get(address)), "name": "Empty", "do": "save"})
    assert page.status_code == 422
    assert "A segment needs at least one condition." in page.content.decode()


def test_languages_are_added_with_their_locales(bank: Bank, author: Client) -> None:
    address = url(bank, "languages/")
    form = form_of(author.post(address, {**form_of(author.get(address)), "do": "add:languages:language"}))
    form |= {"languages.2.name": ["PT-br"], "languages.2.locales~commas": ["pt"], "languages.2.fallback": ["en"]}
    assert author.post(address, {**form, "do": "save"}).status_code == 302
    added = content(bank).languages[2]
    assert (added.name, added.locales, added.fallback) == ("pt-br", ["pt"], "en")


def test_a_used_element_is_not_taken_out_and_the_page_says_why(bank: Bank, author: Client) -> None:
    save(author, url(bank, "places/elements/new/"), {"name": "IBAN", "locator.tag": "input"})
    save(author, url(bank, "audiences/event/new/"), {"name": "done", "clickedElement": "iban"})
    page = author.post(url(bank, "places/elements/iban/remove/"), {"version": "1"}, follow=True).content.decode()
    assert "is still used by done" in page
    assert Document.objects.get(kind="element").archived_at is None


def test_the_captured_path_of_an_element_stays_when_it_is_edited(bank: Bank, author: Client) -> None:
    from handrail.places.services import save_element
    from handrail.schema.authored.places import Element, Locator

    element = Element(id="go", name="Go", grade="stable", locator=Locator(tag="button", path=["button", "body"]))
    save_element(actor=bank.author, application=bank.application, document=element, expected_version=None)
    save(author, url(bank, "places/elements/go/"), {"name": "Go on"})
    saved = content(bank).elements[0]
    assert (saved.name, saved.grade, saved.locator.path) == ("Go on", "stable", ["button", "body"])


def test_pictures_and_videos_are_uploaded_and_shown(bank: Bank, author: Client) -> None:
    written = io.BytesIO()
    Image.new("RGB", (4, 4), "blue").save(written, "PNG")
    upload = SimpleUploadedFile("blue.png", written.getvalue(), "image/png")
    author.post(url(bank, "media/"), {"picture": upload, "name": "Blue"})
    media = content(bank).media[0]
    answer = author.get(url(bank, f"media/{media.sha256}/"))
    assert answer["Content-Type"] == "image/png"
    video = SimpleUploadedFile("clip.webm", (VIDEOS / "clip.webm").read_bytes(), "video/webm")
    shown = author.post(url(bank, "media/"), {"picture": video}, follow=True)
    played = next(each for each in content(bank).media if each.is_video)
    assert author.get(url(bank, f"media/{played.sha256}/"))["Content-Type"] == "video/webm"
    assert '<video src="' in shown.content.decode()
    assert "media-src 'self'" in shown["Content-Security-Policy"]
    bad = SimpleUploadedFile("x.png", b"<svg/>", "image/png")
    page = author.post(url(bank, "media/"), {"picture": bad}, follow=True).content.decode()
    assert "was not stored" in page
