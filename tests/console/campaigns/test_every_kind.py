"""Every kind of campaign in the console's forms: what comes in goes out unchanged, and each can be made by hand."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from actors import Bank
from compile.sample import sample
from console.campaigns.test_pages import form_of, url
from handrail.campaigns.content import load_content
from handrail.campaigns.services import create_campaign
from handrail.campaigns.templates_to_start import TEMPLATES
from handrail.compile.check import check
from handrail.console.editing.campaigns import campaign_from_raw, raw_from_campaign
from handrail.console.editing.words import QUESTIONS
from handrail.library.documents import save_document
from handrail.library.kinds import KINDS
from handrail.library.media import add_media
from handrail.library.models import Document
from handrail.schema.authored.campaign import Campaign

pytestmark = pytest.mark.django_db

VIDEOS = Path(__file__).parents[2] / "golden/videos"

KINDS_OF_CAMPAIGN = ("announcement", "walkthrough", "launcher", "tip", "survey", "checklist", "helpMenu")


@pytest.fixture
def author(bank: Bank, client: Client) -> Client:
    client.force_login(bank.author)
    return client


def keep(bank: Bank, kind: str, document: Any) -> Document:
    kept = KINDS[kind]
    return save_document(
        actor=bank.author, application=bank.application, kind=kept, document=document, expected_version=None
    )


@pytest.fixture
def filled(bank: Bank) -> Bank:
    """The bank with everything that the sample holds, but the campaigns themselves."""
    for kind in KINDS.values():
        if kind.key and kind.field not in ("campaigns", "media"):
            for document in getattr(sample(), kind.field):
                keep(bank, kind.name, document)
    return bank


def test_the_sample_holds_every_kind() -> None:
    assert {each.content.kind for each in sample().campaigns} == set(KINDS_OF_CAMPAIGN)


@pytest.mark.parametrize("campaign", sample().campaigns, ids=lambda each: each.id)
def test_a_campaign_comes_out_of_its_raw_form_as_it_went_in(campaign: Campaign) -> None:
    raw = raw_from_campaign(campaign)
    assert Campaign.model_validate(campaign_from_raw(raw, sample())) == campaign


@pytest.mark.parametrize("campaign", sample().campaigns, ids=lambda each: each.id)
def test_an_unchanged_form_saves_the_same_document(filled: Bank, author: Client, campaign: Campaign) -> None:
    row = keep(filled, "campaign", campaign)
    for rest in (f"{campaign.id}/", f"{campaign.id}/auto-play/"):
        form = form_of(author.get(url(filled, rest)))
        answer = author.post(url(filled, rest), {**form, "do": "save"})
        assert answer.status_code == 302, answer.content.decode()[-6000:]
    assert Document.objects.get(pk=row.pk).body == row.body


def test_columns_and_an_embedded_page_are_made_by_hand_and_come_out_as_they_went_in(
    filled: Bank, author: Client
) -> None:
    fresh = {"kind": "announcement", "blocks": [{"block": "text", "text": {"en": "Old"}}]}
    row = keep(filled, "campaign", Campaign.model_validate({"id": "framed", "name": "Framed", "content": fresh}))
    page = url(filled, "framed/")
    form = form_of(author.get(page))
    form = form_of(author.post(page, {**form, "do": "add:content.blocks:columns"}))
    form = form_of(author.post(page, {**form, "do": "add:content.blocks.1.columns.1.blocks:frame"}))
    inside = "content.blocks.1.columns"
    form |= {
        f"{inside}.0.blocks.0.text.en": "Left",
        f"{inside}.1.width": "2",
        f"{inside}.1.blocks.0.text.en": "Right",
        f"{inside}.1.blocks.1.link": "https://guides.example.com/limits",
        f"{inside}.1.blocks.1.title.en": "Limits",
        f"{inside}.1.blocks.1.height": "240",
    }
    answer = author.post(page, {**form, "do": "save"})
    assert answer.status_code == 302, answer.content.decode()[-6000:]
    kept = Document.objects.get(pk=row.pk).body["content"]["blocks"][1]
    left, right = kept["columns"]
    assert left["blocks"] == [{"block": "text", "text": {"en": "Left"}}]
    assert right["width"] == 2
    frame = {"block": "frame", "link": "https://guides.example.com/limits", "title": {"en": "Limits"}, "height": 240}
    assert right["blocks"][1] == frame
    form = form_of(author.get(page))
    assert author.post(page, {**form, "do": "save"}).status_code == 302
    assert Document.objects.get(pk=row.pk).body["content"]["blocks"][1] == kept
    # Its origin is not in the configuration: it is told in words before anything is published.
    content = load_content(actor=filled.author, application=filled.application)
    assert [each.code for each in check(content) if each.severity == "error"] == ["frame.unlisted"]


def test_a_video_with_captions_is_chosen_seen_and_comes_out_as_it_went_in(filled: Bank, author: Client) -> None:
    data = (VIDEOS / "clip.webm").read_bytes()
    clip = add_media(actor=filled.author, application=filled.application, name="Clip", data=data).blob_id
    fresh = {"kind": "announcement", "blocks": [{"block": "text", "text": {"en": "Old"}}]}
    row = keep(filled, "campaign", Campaign.model_validate({"id": "played", "name": "Played", "content": fresh}))
    page = url(filled, "played/")
    form = form_of(author.post(page, {**form_of(author.get(page)), "do": "add:content.blocks:video"}))
    file = "WEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\nPay here"
    form |= {
        "content.blocks.1.media": clip,
        "content.blocks.1.label.en": "How to pay",
        "content.blocks.1.captions.en": file,
    }
    shown = author.post(page, {**form, "do": ""})
    address = f"/media/{clip}/"
    assert re.search(rf'<video [^>]*src="[^"]*{address}"', shown.content.decode())
    assert "media-src 'self'" in shown["Content-Security-Policy"]
    answer = author.post(page, {**form, "do": "save"})
    assert answer.status_code == 302, answer.content.decode()[-6000:]
    kept = Document.objects.get(pk=row.pk).body["content"]["blocks"][1]
    assert (kept["block"], kept["media"], kept["label"]) == ("video", clip, {"en": "How to pay"})
    assert kept["captions"]["en"].replace("\r\n", "\n") == file.replace("\r\n", "\n")
    form = form_of(author.get(page))
    assert author.post(page, {**form, "do": "save"}).status_code == 302
    assert Document.objects.get(pk=row.pk).body["content"]["blocks"][1] == kept
    content = load_content(actor=filled.author, application=filled.application)
    assert [each.code for each in check(content) if each.severity == "error"] == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_each_thing_to_start_from_is_fit_to_be_published(filled: Bank, author: Client, template: str) -> None:
    author.post(url(filled, "new/"), {"name": "Fresh", "template": template})
    content = load_content(actor=filled.author, application=filled.application)
    found = [each for each in check(content) if each.severity == "error" and "fresh" in str(each.where)]
    assert [each.id for each in content.campaigns] == ["fresh"]
    assert found == []


def test_a_tip_without_any_element_is_refused_in_words(bank: Bank, author: Client) -> None:
    answer = author.post(url(bank, "new/"), {"name": "Fresh", "template": "tip"})
    assert answer.status_code == 422
    assert "Capture one with Power Mode first." in answer.content.decode()
    assert not Document.objects.filter(kind="campaign").exists()


def pressed(author: Client, bank: Bank, form: dict[str, Any], command: str) -> dict[str, Any]:
    page = author.post(url(bank, "fresh/"), {**form, "do": command})
    assert page.status_code == 200, page.content.decode()[-3000:]
    return form_of(page)


def saved(author: Client, bank: Bank, form: dict[str, Any]) -> Any:
    answer = author.post(url(bank, "fresh/"), {**form, "do": "save"})
    assert answer.status_code == 302, answer.content.decode()[:9000]
    return Document.objects.get(name="fresh").body["content"]


def test_a_survey_is_written_with_buttons_alone(filled: Bank, author: Client) -> None:
    create_campaign(actor=filled.author, application=filled.application, name="Fresh", template="survey")
    form = form_of(author.get(url(filled, "fresh/")))
    for number, question in enumerate(QUESTIONS, 1):
        form = pressed(author, filled, form, f"add:content.pages.0.questions:{question}")
        place = f"content.pages.0.questions.{number}"
        form[f"{place}.text.en"] = [f"Number {number}"]
        for choice in (0, 1) if question in ("single", "multiple") else ():
            form[f"{place}.choices.{choice}.value"] = [f"answer{choice}"]
            form[f"{place}.choices.{choice}.label.en"] = [f"Answer {choice}"]
    form = pressed(author, filled, form, "add:content.pages.0.jumps:jump")
    form = pressed(author, filled, form, "add:content.pages.0.jumps.0.rule.rows:condition")
    form["content.pages.0.jumps.0.rule.rows.0.variable"] = ["answer"]
    form = pressed(author, filled, form, "redraw")
    form |= {
        "content.pages.0.jumps.0.rule.rows.0.argument": ["likely"],
        "content.pages.0.jumps.0.rule.rows.0.operator": ["atLeast"],
        "content.pages.0.jumps.0.rule.rows.0.value": ["9"],
    }
    content = saved(author, filled, form)
    first = content["pages"][0]
    assert [each["question"] for each in first["questions"]] == ["nps", *QUESTIONS]
    assert len({each["id"] for page in content["pages"] for each in page["questions"]}) == len(QUESTIONS) + 2
    asked = {"variable": "answer", "argument": "likely", "operator": "atLeast", "value": 9}
    assert first["jumps"][0]["rule"] == asked


def test_a_question_of_another_kind_drops_the_fields_of_the_first(filled: Bank, author: Client) -> None:
    create_campaign(actor=filled.author, application=filled.application, name="Fresh", template="survey")
    form = form_of(author.get(url(filled, "fresh/")))
    form["content.pages.0.questions.0.question"] = ["shortText"]
    asked = saved(author, filled, form)["pages"][0]["questions"][0]
    assert "low" not in asked and asked["text"]["en"].startswith("How likely")


def test_a_task_without_a_condition_is_told_at_its_place(filled: Bank, author: Client) -> None:
    create_campaign(actor=filled.author, application=filled.application, name="Fresh", template="checklist")
    form = form_of(author.get(url(filled, "fresh/")))
    form = pressed(author, filled, form, "remove:content.tasks.0.done.rows.0")
    page = author.post(url(filled, "fresh/"), {**form, "do": "save"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "At least one condition is needed" in text and 'href="#f-content-tasks-0-done"' in text


def test_a_walkthrough_waits_splits_and_acts(filled: Bank, author: Client) -> None:
    create_campaign(actor=filled.author, application=filled.application, name="Fresh", template="tour")
    form = form_of(author.get(url(filled, "fresh/")))
    for maker in ("wait", "split", "action"):
        form = pressed(author, filled, form, f"add:content.steps:{maker}")
    element = sample().elements[0].id
    form["content.steps.1.advance.0.element"] = [element]
    form["content.steps.2.branches.0.next"] = ["welcome"]
    form["content.steps.2.branches.0.rule.rows.0.value"] = ["/payments"]
    form["content.steps.3.deed.do"] = ["type"]
    form = pressed(author, filled, form, "redraw")
    form |= {"content.steps.3.deed.element": [element], "content.steps.3.deed.value": ["12.50"]}
    steps = saved(author, filled, form)["steps"]
    assert [each["step"] for each in steps] == ["popup", "wait", "split", "action"]
    assert [each.get("next") for each in steps] == ["step-1", "step-2", "step-3", None]
    assert steps[3]["deed"] == {"do": "type", "element": element, "value": "12.50"}
    assert "blocks" not in steps[2]


def test_standing_kinds_are_not_asked_how_they_start(filled: Bank, author: Client) -> None:
    create_campaign(actor=filled.author, application=filled.application, name="Fresh", template="help")
    page = author.get(url(filled, "fresh/auto-play/")).content.decode()
    assert "It stands on the page" in page and "How often for one person" not in page
    content = author.get(url(filled, "fresh/")).content.decode()
    assert "goes to the next step" not in content


def test_a_translator_writes_texts_of_every_kind_and_nothing_else(filled: Bank, client: Client) -> None:
    for campaign in sample().campaigns:
        keep(filled, "campaign", campaign)
    client.force_login(filled.translator)
    for campaign in sample().campaigns:
        form = form_of(client.get(url(filled, f"{campaign.id}/")))
        german = [name for name in form if name.startswith("content.") and name.endswith(".de")]
        assert german, campaign.id
        for name in german:
            form[name] = ["Auf Deutsch"]
        answer = client.post(url(filled, f"{campaign.id}/"), {**form, "name": "Taken over", "do": "save"})
        assert answer.status_code == 302, (campaign.id, answer.content.decode()[:4000])
        row = Document.objects.get(kind="campaign", name=campaign.id)
        assert row.title == campaign.name and "Auf Deutsch" in str(row.body)
