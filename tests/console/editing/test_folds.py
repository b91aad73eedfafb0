"""What is read of a folded part of a form, and which parts are open, by the server alone."""

import re

import pytest
from django.test import Client

from actors import Bank
from console.campaigns.test_pages import form_of
from handrail.campaigns.content import import_content
from handrail.console.editing.folds import gist_of, is_looked_at
from handrail.demo.guidance import sample_content, sample_media


def heading(**text: str) -> dict[str, object]:
    return {"block": "heading", "text": text}


@pytest.mark.parametrize(
    ("part", "text", "language"),
    [
        ({"id": "a", "name": "Mine", "blocks": [heading(en="Hello")]}, "Mine", ""),
        ({"id": "a", "name": " ", "blocks": [heading(en="Hello", de="Hallo")]}, "Hello", "en"),
        ({"id": "a", "blocks": [heading(en="", de="Hallo"), heading(en="Later")]}, "Hallo", "de"),
        ({"id": "a", "blocks": [heading(), {"block": "list", "items": [{"en": "First"}]}]}, "First", "en"),
        ({"id": "a", "label": {"en": "Pay **at once**, [see](/fees)"}}, "Pay at once, see", "en"),
        ({"id": "a", "questions": [{"question": "nps", "text": {"en": "How\nlikely?"}}]}, "How likely?", "en"),
        ({"id": "a", "label": {"en": "x" * 99}}, "x" * 79 + "…", "en"),
        ({"step": "split", "id": "a", "branches": [{"rule": {"join": "all", "rows": []}, "next": ""}]}, "", ""),
        ({"id": "a", "blocks": {}, "label": "not a text"}, "", ""),
    ],
)
def test_a_part_is_known_by_its_name_or_its_first_text(part: dict[str, object], text: str, language: str) -> None:
    gist = gist_of(part, ["en", "de"])
    assert (gist.text, gist.language) == (text, language)


def test_a_new_part_is_looked_at_and_one_whose_fields_changed_but_not_one_that_was_moved() -> None:
    assert is_looked_at("content.steps.1", "content.steps.1", added=True)
    assert is_looked_at("content.steps.1", "content.steps.1.blocks.0", added=False)
    assert not is_looked_at("content.steps.1", "content.steps.1", added=False)
    assert not is_looked_at("content.steps.1", "content.steps.10.blocks.0", added=True)


def opened(text: str) -> list[str]:
    """Places of the open parts."""
    found = re.findall(
        r'<section[^>]* data-place="([^"]+)">.*?<details class="fold"[^>]*?( open)?(?: data-wanted)?>', text, re.S
    )
    assert len(found) == text.count('<details class="fold"')
    return [place for place, is_open in found if is_open]


@pytest.mark.django_db
def test_the_first_is_open_a_new_one_is_and_so_is_where_a_mistake_is(bank: Bank, client: Client) -> None:
    import_content(actor=bank.author, application=bank.application, content=sample_content(), media=sample_media())
    client.force_login(bank.author)
    address = f"/applications/{bank.application.key}/campaigns/first-transfer/"
    page = client.get(address)
    assert opened(page.content.decode()) == ["content.steps.0"]
    form = form_of(page)
    added = client.post(address, {**form, "do": "add:content.steps:popup"}).content.decode()
    assert opened(added) == ["content.steps.0", "content.steps.7"]
    inside = client.post(address, {**form, "do": "add:content.steps.3.blocks:text"}).content.decode()
    assert opened(inside) == ["content.steps.0", "content.steps.3"]
    moved = client.post(address, {**form, "do": "up:content.steps.3"}).content.decode()
    assert opened(moved) == ["content.steps.0"]
    wrong = client.post(address, {**form, "content.steps.4.waitS": ["99999"], "do": "save"})
    assert wrong.status_code == 422
    assert opened(wrong.content.decode()) == ["content.steps.0", "content.steps.4"]
    assert wrong.content.decode().count("needs another look") == 1


@pytest.mark.django_db
def test_questions_fold_inside_their_pages_by_the_same_rules(bank: Bank, client: Client) -> None:
    import_content(actor=bank.author, application=bank.application, content=sample_content(), media=sample_media())
    client.force_login(bank.author)
    address = f"/applications/{bank.application.key}/campaigns/transfer-survey/"
    page = client.get(address)
    # The first of every page is open, as the first page is.
    first = ["content.pages.0", "content.pages.0.questions.0", "content.pages.1.questions.0"]
    assert opened(page.content.decode()) == first
    lines = re.findall(r"<h3>.*?</h3>", page.content.decode())
    read = [" ".join(re.sub("<[^>]+>", " ", line).split()) for line in lines]
    assert read == [
        "1 How easy was this transfer? Rating",
        "1 What was in the way? One of several answers",
        "2 In your own words, if you like. No account numbers, please. Long text",
    ]
    form = form_of(page)
    added = client.post(address, {**form, "do": "add:content.pages.1.questions:nps"}).content.decode()
    assert set(opened(added)) == {*first, "content.pages.1", "content.pages.1.questions.2"}
    moved = client.post(address, {**form, "do": "up:content.pages.1.questions.1"}).content.decode()
    assert set(opened(moved)) == {*first, "content.pages.1"}
    wrong = client.post(address, {**form, "content.pages.1.questions.1.maxLength": ["99999"], "do": "save"})
    assert wrong.status_code == 422
    assert set(opened(wrong.content.decode())) == {*first, "content.pages.1", "content.pages.1.questions.1"}
    assert wrong.content.decode().count("needs another look") == 2


@pytest.mark.django_db
@pytest.mark.parametrize("campaign", ["first-transfer", "transfer-survey", "first-days", "help"])
def test_every_list_of_parts_folds_below_headings(bank: Bank, client: Client, campaign: str) -> None:
    import_content(actor=bank.author, application=bank.application, content=sample_content(), media=sample_media())
    client.force_login(bank.author)
    text = client.get(f"/applications/{bank.application.key}/campaigns/{campaign}/").content.decode()
    lines = re.findall(r'<summary>.*?<h2><span class="step-number">(\d+)</span>.*?<bdi[^>]*>(.*?)</bdi>', text)
    assert [int(number) for number, _ in lines] == list(range(1, len(lines) + 1))
    assert len(lines) > 1
    assert all(title for _, title in lines)


@pytest.mark.django_db
def test_what_was_refused_has_a_place_that_its_link_leads_to(bank: Bank, client: Client) -> None:
    import_content(actor=bank.author, application=bank.application, content=sample_content(), media=sample_media())
    client.force_login(bank.author)
    address = f"/applications/{bank.application.key}/campaigns/first-transfer/"
    form = form_of(client.get(address))
    form["content.steps.2.blocks.0.text.en"] = ["x" * 5000]
    form["content.steps.3.step"] = ["nonsense"]
    text = client.post(address, {**form, "do": "save"}).content.decode()
    links = re.findall(r'href="#(f-[^"]+)"', text)
    assert links
    for link in links:
        assert f'id="{link}"' in text, link
