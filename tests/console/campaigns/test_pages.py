"""The campaign pages as authors, translators and readers use them."""

from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from actors import Bank
from handrail.campaigns.services import create_campaign
from handrail.library.models import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(bank: Bank, client: Client) -> Client:
    client.force_login(bank.author)
    return client


@pytest.fixture
def tour(bank: Bank) -> Document:
    return create_campaign(actor=bank.author, application=bank.application, name="Tour", template="tour")


def url(bank: Bank, rest: str = "") -> str:
    return f"/applications/{bank.application.key}/campaigns/{rest}"


def form_of(page: Any) -> dict[str, Any]:
    """What a browser would post back unchanged."""
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.fields: dict[str, list[str]] = {}
            self.inside = False
            self.area: str | None = None
            self.select: str | None = None

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            a = {k: v or "" for k, v in attrs}
            if tag == "form":
                self.inside = a.get("id") == "editor"
            if not self.inside or "disabled" in a:
                return
            name = a.get("name", "")
            if tag == "input" and name and (a.get("type") not in ("checkbox", "radio") or "checked" in a):
                self.fields.setdefault(name, []).append(a.get("value", ""))
            elif tag == "textarea":
                self.area = name
                self.fields[name] = [""]
            elif tag == "select":
                self.select = name
                self.fields[name] = []
            elif tag == "option" and self.select and ("selected" in a or not self.fields[self.select]):
                self.fields[self.select] = [a.get("value", "")]

        def handle_endtag(self, tag: str) -> None:
            if tag == "form":
                self.inside = False
            self.area = None if tag == "textarea" else self.area
            self.select = None if tag == "select" else self.select

        def handle_data(self, data: str) -> None:
            if self.area:
                self.fields[self.area] = [self.fields[self.area][0] + data]

    reader = Reader()
    reader.feed(page.content.decode())
    return reader.fields


def test_an_empty_list_says_what_to_do_next(bank: Bank, author: Client) -> None:
    page = author.get(url(bank)).content.decode()
    assert "No campaign yet" in page and url(bank, "new/") in page


def test_a_new_campaign_from_a_template(bank: Bank, author: Client) -> None:
    answer = author.post(url(bank, "new/"), {"name": "Spring", "template": "news"})
    assert answer.headers["Location"] == url(bank, "spring/")
    assert "Spring" in author.get(url(bank)).content.decode()


def test_a_campaign_without_a_name_is_asked_for_one(bank: Bank, author: Client) -> None:
    assert author.post(url(bank, "new/"), {"name": "", "template": "news"}).status_code == 422


@pytest.mark.parametrize("rest", ["tour/", "tour/auto-play/"])
def test_an_unchanged_form_saves_the_same_document(bank: Bank, author: Client, tour: Document, rest: str) -> None:
    form = form_of(author.get(url(bank, rest)))
    answer = author.post(url(bank, rest), {**form, "do": "save"})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert Document.objects.get(pk=tour.pk).version == 1


def test_adding_a_step_keeps_what_was_typed_and_saves_nothing(bank: Bank, author: Client, tour: Document) -> None:
    form = form_of(author.get(url(bank, "tour/")))
    form["content.steps.0.blocks.0.text.en"] = ["Typed, not saved"]
    page = author.post(url(bank, "tour/"), {**form, "do": "add:content.steps:balloon"})
    assert page.status_code == 200
    text = page.content.decode()
    assert "Typed, not saved" in text
    assert 'name="content.steps.1.element"' in text
    assert "Not saved yet" in text
    assert Document.objects.get(pk=tour.pk).version == 1


def test_a_mistake_is_told_at_its_field_and_nothing_is_lost(bank: Bank, author: Client, tour: Document) -> None:
    form = form_of(author.get(url(bank, "tour/")))
    form["content.steps.0.advance.0.on"] = ["timeout"]
    form["content.steps.0.advance.0.seconds"] = ["99999"]
    form["content.steps.0.blocks.0.text.en"] = ["Kept"]
    page = author.post(url(bank, "tour/"), {**form, "do": "save"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "At most 3600." in text and "Kept" in text and 'value="99999"' in text
    assert Document.objects.get(pk=tour.pk).version == 1


def test_two_people_saving_see_the_difference_and_decide(bank: Bank, author: Client, tour: Document) -> None:
    form = form_of(author.get(url(bank, "tour/")))
    author.post(url(bank, "tour/"), {**form, "name": "By the first", "do": "save"})
    form["content.steps.0.blocks.0.text.en"] = ["By the second"]
    page = author.post(url(bank, "tour/"), {**form, "do": "save"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "By the second" in text
    assert escape('Walkthrough "By the first", name: "By the first" → "Tour"') in text or "By the first" in text
    assert Document.objects.get(pk=tour.pk).title == "By the first"
    again = author.post(url(bank, "tour/"), {**form_of(page), "do": "save"})
    assert again.status_code == 302
    body = Document.objects.get(pk=tour.pk).body
    assert body["content"]["steps"][0]["blocks"][0]["text"]["en"] == "By the second"


def test_auto_play_with_an_audience_in_words(bank: Bank, author: Client, tour: Document) -> None:
    form = form_of(author.get(url(bank, "tour/auto-play/")))
    form |= {
        "autoPlay.trigger.on": ["static"],
        "autoPlay.frequency.often": ["onceThenWait"],
        "autoPlay.frequency.wait": ["2"],
        "autoPlay.frequency.unit": ["weeks"],
        "autoPlay.schedule.weekdays[]": ["", "1", "5"],
        "audience.join": ["all"],
        "audience.rows.0.variable": ["country"],
        "audience.rows.0.operator": ["oneOf"],
        "audience.rows.0.value": ["DE, AT"],
        "audience.rows.1.variable": ["sessionNumber"],
        "audience.rows.1.operator": ["atLeast"],
        "audience.rows.1.value": ["3"],
    }
    assert author.post(url(bank, "tour/auto-play/"), {**form, "do": "save"}).status_code == 302
    body = Document.objects.get(pk=tour.pk).body
    assert body["autoPlay"]["frequency"] == {"often": "onceThenWait", "wait": 2, "unit": "weeks"}
    assert body["autoPlay"]["schedule"]["weekdays"] == [1, 5]
    page = author.get(url(bank, "tour/auto-play/")).content.decode()
    assert "Country is one of DE, AT and session number is at least 3" in page
    assert len(body["content"]["steps"]) == 1, "the other page's part stays"


def test_a_translator_changes_other_languages_only(bank: Bank, client: Client, tour: Document) -> None:
    client.force_login(bank.translator)
    form = form_of(client.get(url(bank, "tour/")))
    form["content.steps.0.blocks.0.text.de"] = ["Übersetzt"]
    form["name"] = ["Smuggled"]
    form["content.steps.0.blocks.0.text.fr"] = ["Bonjour"]
    answer = client.post(url(bank, "tour/"), {**form, "do": "save"})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    body = Document.objects.get(pk=tour.pk).body
    assert body["content"]["steps"][0]["blocks"][0]["text"]["de"] == "Übersetzt"
    assert body["name"] == "Tour"
    form["content.steps.0.blocks.0.text.en"] = ["The base language"]
    assert client.post(url(bank, "tour/"), {**form, "version": "2", "do": "save"}).status_code == 403


def test_readers_see_a_form_they_cannot_send(bank: Bank, client: Client, tour: Document) -> None:
    client.force_login(bank.auditor)
    page = client.get(url(bank, "tour/")).content.decode()
    assert "You can read this, not change it." in page
    assert 'value="add:content.steps:popup"' not in page
    form = form_of(client.get(url(bank, "tour/")))
    form["content.steps.0.blocks.0.text.en"] = ["Changed"]
    assert client.post(url(bank, "tour/"), {**form, "do": "save"}).status_code == 403


def test_the_review_page_blocks_on_errors_and_publishes_otherwise(bank: Bank, author: Client, tour: Document) -> None:
    page = author.get(url(bank, "tour/review/")).content.decode()
    assert "Nothing to complain about" in page or "To consider" in page
    answer = author.post(url(bank, "tour/review/"), {"environment": ["production"], "what": "all", "note": "First"})
    assert answer.headers["Location"].endswith("/releases/1/")
    form = form_of(author.get(url(bank, "tour/")))
    author.post(url(bank, "tour/"), {**form, "theme": "gone", "do": "save"})
    page = author.get(url(bank, "tour/review/")).content.decode()
    assert "Must be corrected" in page and "disabled" in page


def test_what_is_to_be_said_of_many_texts_is_said_once(bank: Bank, author: Client, tour: Document) -> None:
    languages = [{"name": "en", "displayName": "English"}, {"name": "ar", "displayName": "العربية"}]
    Document.objects.filter(application=bank.application, kind="languages").update(body={"languages": languages})
    page = author.get(url(bank, "tour/review/")).content.decode()
    assert page.count("Arabic readers see the base language.") == 1
    assert "In 4 places." in page


def test_history_tells_what_changed_and_restores(bank: Bank, author: Client, tour: Document) -> None:
    form = form_of(author.get(url(bank, "tour/")))
    author.post(url(bank, "tour/"), {**form, "name": "Second name", "do": "save"})
    page = author.get(url(bank, "tour/history/")).content.decode()
    assert escape('name: "Tour" → "Second name"') in page
    author.post(url(bank, "tour/do/"), {"do": "restore", "revision": "1", "version": "2"})
    assert Document.objects.get(pk=tour.pk).title == "Tour"


def test_the_list_filters_by_kind_state_and_words(bank: Bank, author: Client, tour: Document) -> None:
    create_campaign(actor=bank.author, application=bank.application, name="Spring", template="news")
    assert "Spring" not in author.get(url(bank, "?kind=walkthrough")).content.decode()
    assert "Nothing matches" in author.get(url(bank, "?q=nonsense")).content.decode()
    assert "Spring" in author.get(url(bank, "?state=draft")).content.decode()
    assert "Nothing matches" in author.get(url(bank, "?state=live")).content.decode()


def test_duplicate_and_archive(bank: Bank, author: Client, tour: Document) -> None:
    answer = author.post(url(bank, "tour/do/"), {"do": "duplicate"})
    assert answer.headers["Location"] == url(bank, "copy-of-tour/")
    author.post(url(bank, "tour/do/"), {"do": "archive", "version": "1"})
    assert "Tour" in author.get(url(bank, "archive/")).content.decode()
    assert Document.objects.get(pk=tour.pk).archived_at is not None


def test_the_pages_speak_german(bank: Bank, author: Client, tour: Document) -> None:
    for rest, words in (("", "Kampagnen"), ("tour/", "Schritt in der Mitte der Seite"), ("tour/review/", "Prüfungen")):
        assert words in author.get(url(bank, rest), headers={"Accept-Language": "de"}).content.decode()
