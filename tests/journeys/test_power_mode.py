"""An author works in the running app: bridge, bubble, assets, capture, play in place, save, accept."""

import re

import pytest
from playwright.sync_api import Page

from journeys.conftest import Demo, NewPerson, Person, console_person, origin_of
from journeys.desk import Desk
from journeys.seen import Seen

BUBBLE = re.compile("Handrail Power Mode")
GREETING = "Welcome to your new online banking"


def power_page(demo: Demo) -> str:
    return f"{demo.console}/applications/{demo.key}/power/"


@pytest.fixture
def author(demo: Demo, person: NewPerson) -> Person:
    """Her browser reaches the console, both banks and the content server."""
    places = {origin_of(demo.appStaging), *demo.origins}
    return console_person(demo, person, "author", more=places)


def is_unharmed(author: Person) -> bool:
    """No policy was violated, no script failed. What a browser asks for on its own is none of the pages' doing."""
    assert not author.violations, author.violations
    assert not author.errors, author.errors
    return True


def start(demo: Demo, author: Person) -> tuple[Page, Page]:
    """Console → bridge → bank, each opened by a press; gives the bridge and the bank."""
    author.page.goto(power_page(demo))
    with author.context.expect_page() as opened:
        author.page.get_by_role("link", name="Start Power Mode").first.click()
    bridge = opened.value
    assert bridge.evaluate("window.opener") is None
    with author.context.expect_page() as opened:
        bridge.get_by_role("button", name="Open Sample Bank").click()
    bank = opened.value
    bank.wait_for_load_state()
    bridge.get_by_text("Connected.").wait_for()
    return bridge, bank


def open_menu(bank: Page, greeted: bool = False) -> Seen:
    """Close the greeting where it is shown (it is modal, the bubble waits behind it), then open the menu."""
    sees = Seen(bank)
    if not greeted:
        sees.wait("dialog", GREETING)
        sees.press("button", "Not now")
        sees.wait_gone("dialog", GREETING)
    sees.press("button", BUBBLE)
    sees.wait("dialog", "Handrail Power Mode")
    return sees


def capture(bank: Page, sees: Seen, role: str, name: str) -> None:
    """From the menu: point at an element, read the note, click, keep."""
    sees.press("button", "Capture")
    sees.press("button", "Capture an element")
    sees.wait("application", re.compile("Point at something"))
    x, y = sees.middle(sees.wait(role, name))
    bank.mouse.move(x, y)
    sees.says("Matches: 1")
    bank.mouse.click(x, y)
    sees.press("button", "Keep")
    sees.wait("dialog", "Captured items")


def test_the_looks_of_the_app_reach_the_console_and_make_a_theme(demo: Demo, author: Person) -> None:
    _, bank = start(demo, author)
    sees = open_menu(bank)
    sees.says("Connected to the console as")
    sees.press("button", "App Info")
    for fact in (demo.key, "staging", "verified"):
        sees.says(fact)
    sees.press("button", "Sync App Assets")
    sees.says("Sent to the console")

    # The console's page heard of it by itself.
    page = author.page
    page.get_by_role("button", name="Make theme from the app").wait_for()
    assert page.locator("img.app-icon").first.get_attribute("src", timeout=5000)
    fonts = {family.strip("\"'") for family in bank.evaluate("[...document.fonts].map(f => f.family)")}
    assert fonts
    shown = page.get_by_role("main").inner_text()
    assert any(font in shown for font in fonts), shown
    page.get_by_role("button", name="Make theme from the app").click()
    page.get_by_text("looks like the app now").wait_for()
    assert is_unharmed(author)


def test_a_published_announcement_wears_the_colours_and_the_font_of_the_app(
    demo: Demo, author: Person, person: NewPerson, end_user: Person
) -> None:
    _, bank = start(demo, author)
    sees = open_menu(bank)
    sees.press("button", "App Info")
    sees.press("button", "Sync App Assets")
    sees.says("Sent to the console")
    author.page.get_by_role("button", name="Make theme from the app").click()
    author.page.get_by_text("looks like the app now").wait_for()

    desk = Desk(demo, author, console_person(demo, person, "approver"))
    desk.edit("campaigns/welcome/").get_by_label("Theme").select_option("from-the-app")
    desk.save()
    desk.bring_live()

    end_user.page.goto(demo.app)
    dialog = end_user.sees.wait("dialog", GREETING)
    background = end_user.page.evaluate("getComputedStyle(document.body).backgroundColor")
    family = end_user.page.evaluate("getComputedStyle(document.body).fontFamily")
    shown, font = end_user.sees.style(dialog, "background-color", "font-family")
    assert shown == background != "rgb(255, 255, 255)"
    assert font.split(",")[0].strip("\"'") == family.split(",")[0].strip("\"'") == "Figtree"
    assert end_user.is_unharmed()


def test_an_element_is_captured_played_in_place_saved_and_accepted(demo: Demo, author: Person) -> None:
    _, bank = start(demo, author)
    asked: list[str] = []
    bank.on("request", lambda request: asked.append(request.url))
    sees = open_menu(bank)
    before = bank.url
    capture(bank, sees, "link", "Card limits")
    assert bank.url == before, "the captured link was not followed"
    sees.says("found")

    sees.press("button", "Back to the menu")
    sees.press("button", "Walkthrough draft")
    sees.fill("textbox", "Name of the walkthrough", "Where the limits are")
    sees.press("button", "Add a step")
    sees.fill("textbox", "Heading", "Your limits")
    sees.fill("textbox", "Text", "Press here to change them.")
    sees.press("button", "Play in place")
    sees.wait("dialog", "Your limits")
    sees.says("Press here to change them.")
    assert not author.page.get_by_text("Where the limits are").count(), "nothing was saved before"
    sees.press("button", "Done")
    sees.wait_gone("dialog", "Your limits")

    sees.press("button", BUBBLE)
    sees.press("button", "Save")
    sees.says("Proposed to the console")
    page = author.page
    proposal = page.get_by_role("article", name="Where the limits are")
    proposal.wait_for()
    assert "link “Card limits”" in proposal.inner_text()
    assert "Press here to change them." in proposal.inner_text()
    proposal.get_by_role("button", name="Accept").click()
    page.get_by_text("It is a draft now").wait_for()
    page.goto(f"{demo.console}/applications/{demo.key}/campaigns/")
    page.get_by_text("Where the limits are").first.wait_for()

    assert not [url for url in asked if url.startswith(demo.console)], "the app's page never asks the console"
    assert is_unharmed(author)


def test_what_was_captured_survives_a_page_load_and_is_looked_for_on_every_page(demo: Demo, author: Person) -> None:
    _, bank = start(demo, author)
    sees = open_menu(bank)
    capture(bank, sees, "link", "Card limits")
    bank.goto(demo.appStaging + "/profile")
    sees = open_menu(bank, greeted=True)
    sees.says("Connected to the console as")
    sees.press("button", "Captured items (1)")
    sees.says(re.compile("not found"))
    sees.press("button", "Back to the menu")
    sees.says("Not saved yet: 1")
    sees.press("button", "Save everything")
    sees.says("Proposed to the console")
    sees.wait_gone("button", "Save everything")
    author.page.get_by_role("article", name="Card limits").wait_for()
    assert is_unharmed(author)


def test_the_keyboard_alone_is_enough(demo: Demo, author: Person) -> None:
    _, bank = start(demo, author)
    sees = open_menu(bank)
    keys = bank.keyboard
    sees.press("button", "Capture")
    sees.press("button", "Capture an element")
    sees.wait("application", re.compile("Point at something"))
    keys.press("ArrowDown")
    sees.says(re.compile("^Matches: "))
    keys.press("Escape")
    sees.wait("button", "Capture an element")
    keys.press("Escape")
    sees.wait_gone("button", "Capture an element")
    assert sees.find("button", BUBBLE)[0].properties.get("focused") is True


def test_the_bubble_is_reachable_while_an_announcement_blocks_the_page(demo: Demo, author: Person) -> None:
    _, bank = start(demo, author)
    sees = Seen(bank)
    sees.wait("dialog", GREETING)
    sees.press("button", BUBBLE)
    sees.wait("dialog", "Handrail Power Mode")
    bank.keyboard.press("Escape")
    sees.wait_gone("dialog", "Handrail Power Mode")
    assert sees.find("dialog", GREETING), "Esc closed the menu and nothing else"
    sees.press("button", "Not now")
    sees.wait_gone("dialog", GREETING)
    sees.press("button", BUBBLE)
    sees.wait("dialog", "Handrail Power Mode")
    assert is_unharmed(author)


def test_on_a_phone_the_bubble_covers_none_of_the_buttons_in_the_corner(demo: Demo, author: Person) -> None:
    _, bank = start(demo, author)
    sees = Seen(bank)
    sees.wait("dialog", GREETING)
    sees.press("button", "Not now")
    sees.wait_gone("dialog", GREETING)
    # The bubble's first place of a session that begins on a phone.
    bank.set_viewport_size({"width": 360, "height": 740})
    bank.evaluate("sessionStorage.clear()")
    bank.reload()
    bubble_x, bubble_y = sees.middle(sees.wait("button", BUBBLE))
    for name in ("Help", "Your first days"):
        x, y = sees.middle(sees.wait("button", re.compile(f"^{name}")))
        # Half the bubble and half of a button as high as a finger, at least.
        assert abs(bubble_y - y) > 26 + 22, (name, (x, y), (bubble_x, bubble_y))
    sees.press("button", BUBBLE)
    sees.wait("dialog", "Handrail Power Mode")
    assert is_unharmed(author)


def test_closing_the_bridge_ends_the_session_and_loses_nothing(demo: Demo, author: Person) -> None:
    bridge, bank = start(demo, author)
    sees = open_menu(bank)
    capture(bank, sees, "link", "Card limits")
    bridge.close()
    sees.press("button", "Save everything")
    sees.says("the bridge window has been closed")
    sees.says("not saved")


def test_a_page_of_another_origin_gets_nothing_from_the_bridge(demo: Demo, author: Person) -> None:
    bridge, bank = start(demo, author)
    # The window the bridge opened goes elsewhere: what says hello from there is not heard.
    bank.goto(demo.app)
    bank.evaluate(
        """([key, target]) => {
          window.heard = 0
          const channel = new MessageChannel()
          channel.port1.onmessage = () => { window.heard += 1 }
          const hello = { handrail: 'hello', protocol: 1, application: key, environment: 'staging' }
          window.opener.postMessage(hello, target, [channel.port2])
        }""",
        [demo.key, demo.console],
    )
    bridge.wait_for_timeout(1500)
    assert bank.evaluate("window.heard") == 0


def test_an_end_user_never_meets_power_mode(demo: Demo, end_user: Person) -> None:
    end_user.page.goto(demo.app)
    end_user.sees.wait("dialog", GREETING)
    assert not end_user.sees.find("button", BUBBLE)
    scripts = end_user.page.evaluate("[...document.scripts].map(s => s.src)")
    assert [src for src in scripts if src.endswith("/handrail.js")]
    assert not [src for src in scripts if "power" in src]
