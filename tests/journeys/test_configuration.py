"""The zip carries the configuration: edited in the console, told by `package show`, obeyed by the SDK in the bank."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from journeys.conftest import Demo, NewPerson, Person, handrail
from journeys.desk import Desk, desk_of

GREETING = "Welcome to your new online banking"
LIMITS = "Your limits, your rules"
PERMALINK = "/?handrail=start/first-transfer"


@pytest.fixture(scope="module")
def desk(demo: Demo, playwright: Playwright) -> Iterator[Desk]:
    with desk_of(demo, playwright) as people_at_work:
        yield people_at_work


@pytest.fixture
def clerk(demo: Demo, person: NewPerson) -> Person:
    return person({demo.app, demo.selfHostedUrl})


def shown(desk: Desk, folder: Path) -> str:
    """What `handrail package show` says of the package that the publisher downloads now."""
    return handrail("package", "show", desk.download(folder), "--trust", desk.demo.trust)


def greeted(someone: Person, heading: str = GREETING) -> None:
    someone.sees.wait("dialog", heading)


def not_shown(someone: Person, *headings: str) -> None:
    """Nothing of it, a second and a half after everything has loaded."""
    someone.page.wait_for_load_state("networkidle")
    someone.page.wait_for_timeout(1500)
    names = {node.name for node in someone.sees.nodes()}
    assert not names & set(headings)


def without_language(page: Page, address: str) -> None:
    """The bank's page as an integrator has it who does not say its language: the browser's own decide."""

    def strip(route: Route) -> None:
        answer = httpx.get(address, trust_env=False)
        body = answer.text.replace(' data-language="en"', "")
        assert body != answer.text
        route.fulfill(status=200, headers=dict(answer.headers), body=body)

    page.route(address, strip)


def test_languages_and_their_locales(desk: Desk, demo: Demo, person: NewPerson, tmp_path: Path) -> None:
    def visit_from_zurich(heading: str) -> None:
        clerk = person({demo.app, demo.selfHostedUrl}, locale="fr-CH")
        without_language(clerk.page, demo.app + "/")
        clerk.page.goto(demo.app + "/")
        greeted(clerk, heading)

    visit_from_zurich(GREETING)
    page = desk.edit("languages/")
    page.get_by_label("Also serves").nth(1).fill("de-de, de-at, de-ch, fr-ch")
    desk.save()
    desk.bring_live()
    assert "de – Deutsch: serves de, de-at, de-ch, de-de, fr-ch" in shown(desk, tmp_path)
    visit_from_zurich("Willkommen in Ihrem neuen Online-Banking")


def test_session_time_out(desk: Desk, demo: Demo, person: NewPerson, tmp_path: Path) -> None:
    """The greeting comes once per session: it is the session's clock that a clerk sees."""

    def comes_back_after_two_minutes() -> Person:
        clerk = person({demo.app, demo.selfHostedUrl})
        clerk.page.goto(demo.app)
        greeted(clerk)
        clerk.page.clock.set_fixed_time(datetime.now(UTC) + timedelta(minutes=2))
        clerk.page.goto(demo.app)
        return clerk

    not_shown(comes_back_after_two_minutes(), GREETING)
    desk.edit("configuration/").get_by_label("A session ends after").fill("1")
    desk.save()
    desk.bring_live()
    assert "Session time-out: 60 seconds without activity" in shown(desk, tmp_path)
    greeted(comes_back_after_two_minutes())
    desk.edit("configuration/").get_by_label("A session ends after").fill("30")
    desk.save()


def test_cap_of_auto_plays(desk: Desk, demo: Demo, clerk: Person, tmp_path: Path) -> None:
    """With three a session the second one shows (test_egress); with one it does not."""
    page = desk.edit("configuration/")
    page.get_by_label("Auto plays per session").fill("1")
    page.get_by_label("Time between two").fill("0")
    desk.save()
    desk.bring_live()
    said = shown(desk, tmp_path)
    assert (
        "Cap of auto-plays: at most 1 campaigns start by themselves per session; at least 0 seconds between two" in said
    )
    clerk.page.goto(demo.app)
    greeted(clerk)
    clerk.page.goto(demo.app + "/cards/limits")
    not_shown(clerk, LIMITS)

    desk.edit("configuration/").get_by_label("Auto plays per session").fill("2")
    desk.save()
    desk.bring_live()
    clerk.page.reload()
    clerk.sees.wait("heading", LIMITS)


RECORD = """options => {
  Handrail.stop()
  return Handrail.start({ ...options, callbacks: { event: (event) => recorded(event.type) } })
}"""


def test_event_types_switched_off(desk: Desk, demo: Demo, person: NewPerson, tmp_path: Path) -> None:
    """The bank's integrator listens by ``callbacks.event``."""
    options = {"key": demo.key, "trust": demo.trust, "selfHostedUrl": demo.selfHostedUrl}

    def recorded() -> set[str]:
        types: set[str] = set()
        clerk = person({demo.app, demo.selfHostedUrl})
        clerk.context.expose_binding("recorded", lambda _source, kind: types.add(kind))
        clerk.page.goto(demo.app + "/profile")
        clerk.page.evaluate(RECORD, options)
        clerk.page.evaluate("Handrail.trigger('welcome')")
        greeted(clerk)
        clerk.sees.press("button", "Not now")
        clerk.sees.wait_gone("dialog", GREETING)
        return types

    assert {"campaignViewed", "campaignClicked"} <= recorded()
    page = desk.edit("configuration/")
    page.get_by_label("campaign viewed").check()
    desk.save()
    desk.bring_live()
    assert "Event types switched off: campaignViewed" in shown(desk, tmp_path)
    after = recorded()
    assert "campaignClicked" in after
    assert "campaignViewed" not in after
    desk.edit("configuration/").get_by_label("campaign viewed").uncheck()
    desk.save()


def test_theme_tokens(desk: Desk, demo: Demo, clerk: Person, tmp_path: Path) -> None:
    page = desk.edit("themes/sample-bank/")
    page.get_by_label("Buttons", exact=True).first.fill("#7a1fa2")
    page.get_by_label("Font", exact=True).first.fill("Georgia, serif")
    page.get_by_label("Rounded corners, pixels").first.fill("3")
    desk.save()
    desk.bring_live()
    said = shown(desk, tmp_path)
    line = next(line for line in said.splitlines() if "sample-bank (default)" in line)
    for token in ("primary #7a1fa2", 'font-family "Georgia", serif', "radius 3px"):
        assert token in line
    clerk.page.goto(demo.app)
    greeted(clerk)
    button = clerk.sees.computed(clerk.sees.wait("button", "Show me how"))
    assert button["background-color"] == "rgb(122, 31, 162)"
    for role, name in (("button", "Show me how"), ("dialog", GREETING)):
        font = clerk.sees.computed(clerk.sees.wait(role, name))["font-family"]
        assert font.replace('"', "") == "Georgia, serif"


def test_elements(desk: Desk, demo: Demo, clerk: Person, tmp_path: Path) -> None:
    page = desk.edit("places/elements/new/")
    page.get_by_label("Name", exact=False).first.fill("Limits of the cards")
    page.get_by_label("Tag").fill("a")
    page.get_by_label("Role").fill("link")
    page.get_by_label("Leads to").fill("/cards/limits")
    page.get_by_label("Text", exact=True).fill("Card limits")
    desk.save()
    page = desk.edit("campaigns/first-transfer/")
    page.get_by_label("Element", exact=True).first.select_option("Limits of the cards")
    desk.save()
    desk.bring_live("first-transfer")
    assert "limits-of-the-cards: <a>, role link, leads to /cards/limits" in shown(desk, tmp_path)

    clerk.page.goto(demo.app + PERMALINK)
    balloon, _ = clerk.sees.middle(clerk.sees.wait("dialog", "Here it begins"))
    at, _ = clerk.sees.middle(clerk.sees.wait("link", "Card limits"))
    elsewhere, _ = clerk.sees.middle(clerk.sees.wait("link", "New transfer"))
    # Below its element, as far in the middle as the window lets it.
    assert abs(balloon - at) < 40 < abs(balloon - elsewhere)


def test_screens_tracked_events_attributes_and_audience_rules(
    desk: Desk, demo: Demo, person: NewPerson, tmp_path: Path
) -> None:
    # A screen moves; the slide-in of the card limits is for whoever is on it.
    desk.edit("places/screens/card-limits/").get_by_label("value", exact=True).fill("/profile")
    desk.save()
    # A tracked event is reached somewhere else; the greeting waits for it.
    desk.edit("audiences/event/transferSent/").get_by_label("about").select_option("Payments")
    desk.save()
    page = desk.edit("campaigns/welcome/auto-play/")
    page.get_by_label("When", exact=True).select_option("when a tracked event arrives")
    page.get_by_label("Tracked event").select_option("transferSent")
    page.get_by_role("button", name="Remove condition 1").click()
    expect(page.get_by_role("button", name="Remove condition 2")).to_be_visible()
    desk.save()
    # An attribute is read from the address; the segment asks for another value of it.
    desk.edit("audiences/attribute/customerSegment/").get_by_label("Read from").fill("query:segment")
    desk.save()
    desk.edit("audiences/segment/private-customers/").get_by_label("value", exact=True).fill("business")
    desk.save()
    desk.bring_live()

    said = shown(desk, tmp_path)
    for line in (
        'card-limits: Path is "/profile"',
        'transferSent: when Screen is "payments"',
        "customerSegment (text): read from query:segment",
        'private-customers: Attribute "customerSegment" is "business"',
        'shown to: User is in segment "private-customers" and not (campaign "first-transfer" was completed)',
        "starts: on the tracked event transferSent, once per session",
    ):
        assert line in said, line

    def visit(path: str) -> Person:
        clerk = person({demo.app, demo.selfHostedUrl})
        clerk.page.goto(demo.app + path)
        return clerk

    visit("/profile").sees.wait("heading", LIMITS)
    not_shown(visit("/cards/limits"), LIMITS)
    greeted(visit("/payments?segment=business"))
    not_shown(visit("/payments?segment=private"), GREETING)
    not_shown(visit("/payments"), GREETING)
    not_shown(visit("/?segment=business"), GREETING)


def test_the_kill_switch_takes_everything_off_and_puts_it_back(
    desk: Desk, demo: Demo, clerk: Person, tmp_path: Path
) -> None:
    clerk.page.goto(demo.app + PERMALINK)
    greeted(clerk, "Here it begins")
    page = desk.open(desk.approver.page, "releases/in/production/")
    page.get_by_label("Type production to confirm").fill("production")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("production is paused: nothing shows there until it is resumed.")).to_be_visible()
    assert "Kill switch ON" in shown(desk, tmp_path)
    desk.wait_status("paused")
    # The tab that was open all the time: it asks again as soon as the clerk comes back to it.
    clerk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    clerk.sees.wait_gone("dialog", "Here it begins")
    clerk.page.reload()
    not_shown(clerk, "Here it begins")
    clerk.page.goto(demo.app + PERMALINK)
    not_shown(clerk, "Here it begins")
    assert clerk.is_unharmed()

    desk.open(desk.approver.page, "releases/in/production/").get_by_role("button", name="Resume").click()
    expect(page.get_by_text("production shows guidance again.")).to_be_visible()
    desk.wait_status("active")
    clerk.page.goto(demo.app + PERMALINK)
    greeted(clerk, "Here it begins")
