"""Captions of a film come from a .vtt file, as an author chooses it in Chromium; the film itself is played in parts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from console.served import Console, findings, served
from handrail.schema.authored.texts import MOST_OF_CAPTIONS

SEED = f"""
from pathlib import Path
from actors import make_bank
from handrail.campaigns.services import save_campaign
from handrail.library.media import add_media
from handrail.schema.authored.campaign import Campaign
bank = make_bank()
film = Path({str(Path(__file__).parents[2] / "golden/videos/clip.webm")!r}).read_bytes()
media = add_media(actor=bank.author, application=bank.application, name="Clip", data=film).blob_id
block = {{"block": "video", "media": media, "label": {{"en": "How to pay", "de": "Wie man zahlt"}}}}
content = {{"kind": "announcement", "blocks": [{{"block": "heading", "text": {{"en": "Pay"}}}}, block, block]}}
film = Campaign.model_validate({{"id": "film", "name": "Film", "content": content}})
save_campaign(actor=bank.author, application=bank.application, document=film, expected_version=None)
print("key:" + bank.application.key)
"""
ENGLISH = "WEBVTT - made by hand\n\n00:00.000 --> 00:01.000\nPress “Pay”\n"
GERMAN = "WEBVTT\n\n00:00.000 --> 00:01.000\nDrücken Sie „Zahlen“\n"


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with served(tmp_path_factory.mktemp("captions"), SEED) as running:
        yield running


@pytest.fixture
def desk(console: Console, browser: Browser) -> Iterator[Page]:
    """The author's window at the form of an announcement with two films; nothing is saved in these tests but one."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.on("filechooser", lambda _: None)
    page.goto(console.link("author"))
    page.goto(address(console))
    yield page
    context.close()


def address(console: Console) -> str:
    return f"{console.origin}/applications/{console.said.partition('key:')[2].strip()}/campaigns/film/"


def captions(page: Page, film: int = 1) -> Locator:
    return page.get_by_role("group", name="Captions").nth(film - 1)


def choose(page: Page, language: str, name: str, data: bytes, film: int = 1) -> Locator:
    """Choose a file; gives what is said beside it."""
    chooser = captions(page, film).get_by_label(f"Or from a .vtt file, at most 40,000 characters ({language})")
    chooser.set_input_files({"name": name, "mimeType": "", "buffer": data})
    return page.locator(f"#{chooser.get_attribute('aria-describedby')}")


def text(page: Page, language: str, film: int = 1) -> Locator:
    return captions(page, film).get_by_label(language, exact=True)


def test_a_file_fills_the_field_of_its_language_and_no_other_and_is_kept(desk: Page) -> None:
    with_mark = b"\xef\xbb\xbf" + ENGLISH.replace("\n", "\r\n").encode()
    said = choose(desk, "English", "pay.en.vtt", with_mark)
    expect(said).to_have_text("“pay.en.vtt” stands in the field now. Save to keep it.")
    expect(text(desk, "English")).to_have_value(ENGLISH)
    expect(text(desk, "Deutsch")).to_have_value("")
    choose(desk, "Deutsch", "pay.de.vtt", GERMAN.encode())
    expect(text(desk, "Deutsch")).to_have_value(GERMAN)
    expect(text(desk, "English", film=2)).to_have_value("")
    expect(text(desk, "Deutsch", film=2)).to_have_value("")
    assert findings(desk) == []
    text(desk, "English").focus()
    with desk.expect_navigation():
        desk.keyboard.press("Control+s")
    expect(text(desk, "English")).to_have_value(ENGLISH.strip())
    expect(text(desk, "Deutsch")).to_have_value(GERMAN.strip())


LONG = ENGLISH + "x" * (MOST_OF_CAPTIONS - len(ENGLISH))
KEPT = "The captions are as they were."
NO_TEXT = f"This file is no text in UTF-8: save it as UTF-8 and choose it again. {KEPT}"
NO_WEBVTT = f"This file is no WebVTT: its first line must be WEBVTT. {KEPT}"
TOO_LONG = f"This file has more than 40,000 characters. {KEPT}"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (ENGLISH.replace("“", "ü").replace("”", "ü").encode("latin-1"), NO_TEXT),
        (ENGLISH.encode("utf-16"), NO_TEXT),
        (b"WEBVTT\n\0\n", NO_TEXT),
        (b"\x1a\x45\xdf\xa3\xff a film", NO_TEXT),
        (b"", NO_WEBVTT),
        (b"1\n00:00:00,000 --> 00:00:01,000\nSubRip\n", NO_WEBVTT),
        (b"WEBVTTX\n", NO_WEBVTT),
        ((LONG + "x").encode(), TOO_LONG),
        (b"x" * 1_000_001, TOO_LONG),
    ],
    ids=["latin-1", "utf-16", "nul", "film", "empty", "srt", "other header", "one too many", "not even read"],
)
def test_a_file_that_is_no_caption_file_is_refused_beside_its_field_and_what_was_typed_stays(
    desk: Page, data: bytes, reason: str
) -> None:
    text(desk, "English").fill("WEBVTT\n\ntyped by hand")
    said = choose(desk, "English", "pay.vtt", data)
    expect(said).to_have_text(reason)
    expect(said).to_have_attribute("aria-live", "polite")
    expect(captions(desk).get_by_label("Or from a .vtt file").first).to_have_attribute("aria-invalid", "true")
    expect(text(desk, "English")).to_have_value("WEBVTT\n\ntyped by hand")
    expect(desk.get_by_text(reason)).to_have_count(1)
    assert findings(desk) == []


def test_the_longest_file_is_taken_and_as_long_a_text_can_be_typed(desk: Page) -> None:
    said = choose(desk, "English", "long.vtt", LONG.encode())
    expect(said).to_contain_text("stands in the field now")
    expect(text(desk, "English")).to_have_value(LONG)
    expect(text(desk, "English")).to_have_attribute("maxlength", str(MOST_OF_CAPTIONS))


def test_by_keyboard_a_file_is_chosen_mended_chosen_again_and_taken_back(desk: Page, tmp_path: Path) -> None:
    text(desk, "English").fill("WEBVTT\n\ntyped by hand")
    file = tmp_path / "pay.vtt"

    def press_and_choose() -> None:
        text(desk, "English").focus()
        desk.keyboard.press("Tab")
        with desk.expect_file_chooser() as opened:
            desk.keyboard.press("Enter")
        opened.value.set_files(file)

    said = captions(desk).locator("[aria-live]").first
    file.write_text("Pay\n")
    press_and_choose()
    expect(said).to_have_text(NO_WEBVTT)
    file.write_text(ENGLISH)
    press_and_choose()
    expect(said).to_have_text("“pay.vtt” stands in the field now. Save to keep it.")
    expect(captions(desk).get_by_label("Or from a .vtt file").first).to_have_attribute("aria-invalid", "false")
    expect(text(desk, "English")).to_have_value(ENGLISH)
    desk.keyboard.press("Tab")
    expect(captions(desk).get_by_role("button", name="Put back what stood here")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(text(desk, "English")).to_have_value("WEBVTT\n\ntyped by hand")
    expect(text(desk, "English")).to_be_focused()
    expect(said).to_have_text("In the field stands again what stood there before the file.")
    expect(captions(desk).get_by_role("button", name="Put back what stood here")).to_have_count(0)
    # What is typed into what a file brought is not taken away by a press.
    press_and_choose()
    expect(captions(desk).get_by_role("button", name="Put back what stood here")).to_be_visible()
    text(desk, "English").press_sequentially("x")
    expect(captions(desk).get_by_role("button", name="Put back what stood here")).to_have_count(0)


def test_without_script_no_choice_is_offered_that_does_nothing(console: Console, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(console.link("author"))
    page.goto(address(console))
    expect(text(page, "English")).to_be_visible()
    expect(page.get_by_label("Or from a .vtt file").first).to_be_hidden()
    context.close()


def test_the_film_in_the_form_is_fetched_in_parts(console: Console, desk: Page) -> None:
    with desk.expect_response(lambda answer: answer.request.resource_type == "media") as waiting:
        desk.goto(address(console))
    answer = waiting.value
    assert answer.status == 206
    assert answer.headers["content-range"].startswith("bytes 0-")
    desk.wait_for_function("document.querySelector('video.chosen-video').readyState >= 1")
    assert desk.evaluate("document.querySelector('video.chosen-video').duration") > 0
