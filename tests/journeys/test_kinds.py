"""Every kind of campaign of the sample bank: seen, operated by keyboard, announced, counted as events."""

import io
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from journeys.conftest import Demo, NewPerson, Person, wait_until
from journeys.seen import Node

GREETING = "Welcome to your new online banking"


@pytest.fixture
def clerk(demo: Demo, person: NewPerson) -> Iterator[Person]:
    """Somebody who has closed the greeting."""
    someone = person(demo.origins)
    someone.page.goto(demo.app)
    someone.sees.wait("dialog", GREETING)
    someone.page.keyboard.press("Escape")
    someone.sees.wait_gone("dialog", GREETING)
    yield someone
    assert someone.is_unharmed()


def events(demo: Demo) -> list[dict[str, Any]]:
    """What the collector took so far."""
    lines = [line for file in sorted(Path(demo.data / "events").iterdir()) for line in file.read_text().splitlines()]
    return [event for line in lines for event in json.loads(line)["events"]]


def counted(demo: Demo, clerk: Person, *wanted: tuple[str, str]) -> None:
    """Leave the page and wait until the events (type, campaign) have arrived."""
    session = clerk.page.evaluate("JSON.stringify(Object.values(localStorage))")
    clerk.page.goto("about:blank")
    deadline = time.monotonic() + 10
    while True:
        mine = {(e["type"], e.get("campaign", "")) for e in events(demo) if e["session"] in session}
        if set(wanted) <= mine:
            return
        assert time.monotonic() < deadline, (set(wanted) - mine, mine)
        time.sleep(0.1)


def focus_of(clerk: Person) -> Node:
    """The node that has the focus."""
    focused = [node for node in clerk.sees.nodes() if node.properties.get("focused") and node.role != "RootWebArea"]
    assert focused, [(node.role, node.name) for node in clerk.sees.nodes()][:60]
    return focused[-1]


def tab_to(clerk: Person, role: str, name: str) -> None:
    """Press Tab until something has the focus, as who has no mouse does."""
    for _ in range(60):
        clerk.page.keyboard.press("Tab")
        here = focus_of(clerk)
        if (here.role, here.name) == (role, name):
            return
    raise AssertionError(f"{role} {name!r} is not in the tab order")


def test_the_help_menu_is_searched_by_keyboard_and_starts_a_walkthrough(demo: Demo, clerk: Person) -> None:
    tab_to(clerk, "button", "Help")
    clerk.page.keyboard.press("Enter")
    clerk.sees.wait("dialog", "Help")
    clerk.page.keyboard.type("invoice")
    clerk.sees.wait("button", "Make a transfer, step by step About a minute; you press the buttons yourself.")
    clerk.sees.wait_gone("button", "Find a receipt")
    clerk.page.keyboard.press("Tab")
    clerk.page.keyboard.press("Enter")
    clerk.sees.wait("dialog", "Here it begins")
    clerk.sees.wait_gone("dialog", "Help")
    counted(demo, clerk, ("campaignViewed", "help"), ("campaignClicked", "help"), ("campaignViewed", "first-transfer"))


def test_the_help_menu_closes_by_escape_and_gives_the_focus_back(clerk: Person) -> None:
    tab_to(clerk, "button", "Help")
    clerk.page.keyboard.press("Enter")
    clerk.sees.wait("dialog", "Help")
    clerk.page.keyboard.press("Escape")
    clerk.sees.wait_gone("dialog", "Help")
    assert (focus_of(clerk).role, focus_of(clerk).name) == ("button", "Help")


def test_the_checklist_ticks_itself_off_and_remembers(demo: Demo, clerk: Person) -> None:
    clerk.sees.press("button", "Your first days, 0 of 2 done")
    clerk.sees.wait("dialog", "Your first days")
    clerk.sees.press("button", "Look at your card limits")
    clerk.page.wait_for_url("**/cards/limits")
    clerk.sees.wait("heading", "Your limits, your rules")
    clerk.page.goto(demo.app)
    clerk.sees.wait("button", "Your first days, 1 of 2 done")
    clerk.page.reload()
    clerk.sees.wait("button", "Your first days, 1 of 2 done")
    counted(demo, clerk, ("campaignViewed", "first-days"), ("campaignClicked", "first-days"))


def test_the_launcher_stands_at_its_element_and_starts_the_walkthrough(demo: Demo, clerk: Person) -> None:
    button = clerk.sees.wait("button", "Show me how")
    x, y = clerk.sees.middle(button)
    box = clerk.page.get_by_test_id("new-transfer").bounding_box()
    assert box is not None
    assert abs(x - (box["x"] + box["width"])) < 40 and abs(y - box["y"]) < 40
    assert button.properties.get("describedby") or clerk.sees.find("tooltip", "About a minute")
    clerk.page.mouse.click(x, y)
    clerk.sees.wait("dialog", "Here it begins")
    counted(demo, clerk, ("campaignViewed", "show-me"), ("campaignClicked", "show-me"))


def test_a_tip_explains_a_field_while_it_has_the_focus(demo: Demo, clerk: Person) -> None:
    clerk.page.goto(f"{demo.app}/transfer")
    clerk.page.get_by_label("IBAN").focus()
    clerk.sees.says("It stands on the invoice")
    described = clerk.page.get_by_label("IBAN")
    assert described.evaluate("e => e === document.activeElement"), "the tip takes no focus"
    clerk.page.keyboard.press("Escape")
    clerk.sees.wait_gone("StaticText", "It stands on the invoice, and on every bank card of the payee.")
    counted(demo, clerk, ("campaignViewed", "iban-tip"))


def transfer(demo: Demo, clerk: Person) -> None:
    # The bank lets five seconds pass between two things that start by themselves.
    clerk.page.wait_for_timeout(5000)
    clerk.page.goto(f"{demo.app}/transfer")
    clerk.page.get_by_role("button", name="Fill in an example").click()
    clerk.page.get_by_role("button", name="Review transfer").click()
    clerk.page.get_by_role("button", name="Confirm and send").click()
    clerk.page.wait_for_url("**/transfer/done*")


def test_a_survey_asks_after_a_transfer_and_goes_on_by_what_was_answered(demo: Demo, clerk: Person) -> None:
    transfer(demo, clerk)
    clerk.sees.wait("dialog", "Survey")
    clerk.sees.wait("group", "How easy was this transfer?")
    clerk.sees.press("button", "Next")
    wrong = [node for node in clerk.sees.nodes() if node.role == "radio" and node.properties.get("invalid") == "true"]
    assert wrong, "a required answer that is missing is told at its question"
    assert focus_of(clerk).role == "radio"
    clerk.page.keyboard.press("ArrowRight")
    clerk.sees.press("button", "Next")
    clerk.sees.wait("radio", "The IBAN")
    clerk.sees.press("radio", "Confirming it")
    tab_to(clerk, "textbox", "In your own words, if you like. No account numbers, please.")
    clerk.page.keyboard.insert_text("It went fast.")
    clerk.sees.press("button", "Send")
    clerk.sees.wait("heading", "Thank you")
    clerk.page.keyboard.press("Escape")
    clerk.sees.wait_gone("heading", "Thank you")
    counted(demo, clerk, ("surveyAnswer", "transfer-survey"), ("campaignCompleted", "transfer-survey"))
    answers = {e["name"]: e["properties"] for e in events(demo) if e["type"] == "surveyAnswer"}
    assert answers["ease"]["answer"] == 2 and answers["hurdle"]["answer"] == "confirm"


def test_who_found_it_easy_is_not_asked_why(demo: Demo, clerk: Person) -> None:
    transfer(demo, clerk)
    clerk.sees.wait("dialog", "Survey")
    clerk.sees.wait("group", "How easy was this transfer?")
    clerk.sees.press("radio", "5 / 5, Easy")
    clerk.sees.press("button", "Next")
    clerk.sees.wait("heading", "Thank you")


FILM = {
    "en": {
        "greeting": GREETING,
        "help": ("Help", "Watch how a transfer works A film of 18 seconds, with captions."),
        "heading": "How a transfer works",
        "video": "A transfer from the first button to the receipt, in 18 seconds",
        "caption": "Press “New transfer” on your accounts page.",
        "columns": ("You need", "It arrives"),
        "together": "Do it together",
        "first": "Here it begins",
    },
    "de": {
        "greeting": "Willkommen in Ihrem neuen Online-Banking",
        "help": ("Hilfe", "Ansehen, wie eine Überweisung läuft Ein Film von 18 Sekunden, mit Untertiteln."),
        "heading": "So läuft eine Überweisung",
        "video": "Eine Überweisung vom ersten Knopf bis zum Beleg, in 18 Sekunden",
        "caption": "Drücken Sie „Neue Überweisung“ auf der Seite Ihrer Konten.",
        "columns": ("Sie brauchen", "Sie kommt an"),
        "together": "Zusammen machen",
        "first": "Hier geht es los",
    },
}


def painted(clerk: Person, node: Node) -> bytes:
    """The pixels where a node lies in the window."""
    box = clerk.sees.ask(node, "function () { return this.getBoundingClientRect().toJSON() }")
    clip = {name: box[name] for name in ("x", "y", "width", "height")}
    return clerk.page.screenshot(clip=clip)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", FILM)
def test_a_film_with_captions_is_found_in_the_help_and_played_by_keyboard(
    demo: Demo, person: NewPerson, language: str
) -> None:
    words: dict[str, Any] = FILM[language]
    someone = person(demo.origins, locale=language)
    someone.page.goto(demo.app)
    someone.sees.wait("dialog", words["greeting"])
    someone.page.keyboard.press("Escape")
    someone.sees.wait_gone("dialog", words["greeting"])
    menu, entry = words["help"]
    tab_to(someone, "button", menu)
    someone.page.keyboard.press("Enter")
    someone.sees.wait("button", entry)
    tab_to(someone, "button", entry)
    someone.page.keyboard.press("Enter")
    someone.sees.wait("dialog", words["heading"])
    film = someone.sees.wait("Video", words["video"])
    wait_until("it is there", lambda: someone.sees.ask(film, "function () { return this.readyState > 1 }"))
    assert someone.sees.ask(film, "function () { return [this.paused, this.currentTime] }") == [True, 0]
    tab_to(someone, "Video", words["video"])
    before = painted(someone, film)
    someone.page.keyboard.press("Space")
    wait_until("it plays", lambda: someone.sees.ask(film, "function () { return this.currentTime > 1.5 }"))
    now = "function () { return [...this.textTracks[0].activeCues].map((cue) => cue.text) }"
    assert someone.sees.ask(film, now) == [words["caption"]]
    assert painted(someone, film) != before
    someone.page.keyboard.press("Space")
    wait_until("it stands", lambda: someone.sees.ask(film, "function () { return this.paused }"))
    left, right = (someone.sees.middle(someone.sees.wait("StaticText", each)) for each in words["columns"])
    assert left[0] + 100 < right[0] and left[1] == right[1], "the columns stand side by side"
    tab_to(someone, "button", words["together"])
    someone.page.keyboard.press("Enter")
    someone.sees.wait("dialog", words["first"])
    someone.sees.wait_gone("dialog", words["heading"])
    counted(demo, someone, ("campaignViewed", "how-transfers-work"), ("campaignClicked", "how-transfers-work"))
    assert someone.is_unharmed()


SAFETY = {
    "en": (
        GREETING,
        "Help",
        "Spot a fraud",
        "Stay safe when you pay",
        "The payee’s account has changed",
        "Ask the sender",
    ),
    "de": (
        "Willkommen in Ihrem neuen Online-Banking",
        "Hilfe",
        "Betrug erkennen",
        "Sicher bezahlen",
        "Der Empfänger hat ein neues Konto",
        "Fragen Sie unter einer Nummer nach",
    ),
}


@pytest.mark.parametrize("language", SAFETY)
def test_a_page_of_the_bank_is_embedded_and_read_by_keyboard_in_the_language_chosen(
    demo: Demo, person: NewPerson, language: str
) -> None:
    greeting, menu, entry, heading, sign, advice = SAFETY[language]
    # The browser speaks English; German is chosen in the bank, and the page inside follows.
    someone = person(demo.origins)
    if language == "de":
        someone.page.context.add_cookies([{"name": "bank-language", "value": "de", "url": demo.app}])
    someone.page.goto(demo.app)
    someone.sees.wait("dialog", greeting)
    someone.page.keyboard.press("Escape")
    someone.sees.wait_gone("dialog", greeting)
    tab_to(someone, "button", menu)
    someone.page.keyboard.press("Enter")
    someone.sees.wait("dialog", menu)
    with someone.page.expect_event("framenavigated", lambda frame: frame.url == f"{demo.app}/safety") as navigated:
        someone.sees.press("button", re.compile(f"^{entry}"))
    inside = navigated.value
    someone.sees.wait("dialog", heading)
    closed = inside.get_by_text(advice)
    expect(closed).to_be_hidden()
    for _ in range(10):
        if inside.evaluate("document.activeElement.textContent") == sign:
            break
        someone.page.keyboard.press("Tab")
    someone.page.keyboard.press("Enter")
    expect(closed).to_be_visible()
    assert inside.evaluate("self.origin") == "null", "the frame has no origin, so no power over the page around it"
    framed = someone.sees.find("Iframe", re.compile("Betrug|fraud"))
    with Image.open(io.BytesIO(painted(someone, framed[0]))) as picture:
        assert picture.convert("RGB").getcolors(50) is None, "something is painted"
    counted(demo, someone, ("campaignViewed", "stay-safe"))
    assert someone.is_unharmed()


@pytest.mark.parametrize("options", [{"viewport": {"width": 320, "height": 640}}, {"locale": "de-DE"}])
def test_what_stands_on_the_page_fits_a_small_phone_and_speaks_german(
    demo: Demo, person: NewPerson, options: dict[str, Any]
) -> None:
    someone = person(demo.origins, **options)
    someone.page.goto(demo.app)
    german = "locale" in options
    someone.sees.wait("dialog", "Willkommen in Ihrem neuen Online-Banking" if german else GREETING)
    someone.page.keyboard.press("Escape")
    menu = someone.sees.wait("button", "Hilfe" if german else "Help")
    x, y = someone.sees.middle(menu)
    size = someone.page.viewport_size
    assert size is not None and 0 < x < size["width"] and 0 < y < size["height"]
    assert someone.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert someone.is_unharmed()


def test_what_stands_on_the_page_lies_below_a_greeting_that_came_first(demo: Demo, person: NewPerson) -> None:
    raised = "[...document.querySelectorAll('[data-handrail-ui=low]')].map((host) => host.matches(':popover-open'))"
    # Where the help menu stands, in the corner of the window.
    on_top = "document.elementFromPoint(innerWidth - 60, innerHeight - 40)"
    someone = person(demo.origins)
    someone.page.goto(demo.app)
    someone.sees.wait("dialog", GREETING)
    wait_until("the launchers are there", lambda: len(someone.page.evaluate(raised)) == 3)
    assert someone.page.evaluate(f"{on_top}.hasAttribute('data-handrail-modal')"), "they lie below the modal panel"
    someone.page.keyboard.press("Escape")
    someone.sees.wait_gone("dialog", GREETING)
    someone.page.get_by_role("button", name="Alex Morgan").click()
    wait_until("a popover of the page does not cover them", lambda: someone.page.evaluate(raised) == [True] * 3)
    assert someone.page.evaluate(f"{on_top}.getAttribute('data-handrail-ui')") == "low"
    assert someone.is_unharmed()
