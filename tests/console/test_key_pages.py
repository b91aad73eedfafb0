"""The pages of a customer who holds the keys: axe, a small phone, German, and the keyboard alone."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from console.served import Console, findings, served

SEED = """
import json
from actors import make_bank, person
from handrail.applications.access import Role
from handrail.applications.models import Environment
from handrail.applications.pins import record_pins
from handrail.applications.services import HostingChoice, add_environment, set_hosting, set_policy
from handrail.applications.signing import first_trust, trust
from handrail.campaigns.services import create_campaign
from handrail.publishing import services
from publishing.conftest import Newsroom
from publishing.customer import Customer

bank = make_bank()
choice = HostingChoice("http://127.0.0.1:1/guides", "http://127.0.0.1:2/")
set_hosting(actor=bank.administrator, application=bank.application, choices={"production": choice})
campaign = create_campaign(actor=bank.author, application=bank.application, name="Spring news", template="news")
second = person("second", Role.APPROVER, Role.PUBLISHER, application=bank.application)
person("auditing", Role.ADMINISTRATOR)
customer = Customer(Newsroom(bank, campaign), second)
customer.take_over()
customer.first_live()
live = customer.second_live()
pins = {"http://127.0.0.1:2/": trust(bank.application), "http://127.0.0.1:2/accounts": first_trust(bank.application)}
record_pins(actor=bank.administrator, environment=customer.production, pins=pins, source="outside")
customer.newsroom.change("Another heading")
waiting = services.propose(actor=bank.author, environment=customer.production)
customer.approve(waiting, "second")
customer.newsroom.change("A third heading")
proposed = services.propose(actor=bank.author, environment=customer.production)
add_environment(actor=bank.administrator, application=bank.application, name="test")
customer.want()
policy = {"approvals_needed": 1, "pointer_days": 30, "approval": Environment.Approval.INDEPENDENT}
set_policy(actor=bank.administrator, environment=customer.production, **policy)
stop = {"campaign": live.data["campaigns"][0]["id"]}
for action, more in {"pause": {}, "stop": stop}.items():
    services.request_deed(actor=second, environment=customer.production, action=action, **more)
said = {"key": bank.application.key, "live": live.number, "waiting": waiting.number, "proposed": proposed.number}
print("said:" + json.dumps(said))
"""
PAGES = {
    "administrator": [
        "settings/keys/",
        "settings/keys/next/",
        "settings/",
        "tokens/",
        "releases/",
        "releases/LIVE/",
    ],
    "second": ["my-key/", "releases/in/production/", "releases/in/test/", "releases/WAITING/", "releases/LIVE/"],
    "approver": ["my-key/", "releases/PROPOSED/"],
}
"""Who opens which page of the application."""


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with served(tmp_path_factory.mktemp("console"), SEED) as running:
        yield running


def address(console: Console, path: str) -> str:
    said = json.loads(console.said.rpartition("said:")[2])
    for name in ("live", "waiting", "proposed"):
        path = path.replace(name.upper(), str(said[name]))
    return f"{console.origin}/applications/{said['key']}/{path}"


def opened(console: Console, page: Page, who: str) -> Iterator[str]:
    """Every page of one person, in turn."""
    page.goto(console.link(who))
    for path in PAGES[who]:
        answer = page.goto(address(console, path))
        assert answer is not None and answer.status == 200, path
        yield f"{who} {path}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(console: Console, browser: Browser, scheme: str) -> None:
    found: dict[str, list[str]] = {}
    for who in PAGES:
        # axe itself is a script from outside, so the policy is off for this test alone.
        context = browser.new_context(bypass_csp=True, color_scheme="dark" if scheme == "dark" else "light")
        page = context.new_page()
        for name in opened(console, page, who):
            found[name] = findings(page)
        context.close()
    assert len(found) == sum(map(len, PAGES.values()))
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
def test_a_small_phone_shows_all_of_it_in_both_languages(console: Console, browser: Browser, locale: str) -> None:
    problems: list[str] = []
    for who in PAGES:
        context = browser.new_context(viewport={"width": 360, "height": 640}, locale=locale)
        page = context.new_page()
        page.on("console", lambda m: problems.append(m.text) if "Security Policy" in m.text else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        for name in opened(console, page, who):
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 360:
                problems.append(f"{name} is {width} px wide")
            assert page.locator("html").get_attribute("lang") == locale[:2]
        context.close()
    assert problems == []


REACHABLE = """() => [...document.querySelectorAll('main a[href], main button, main input, main select, main textarea')]
  .filter((e) => !e.disabled && e.type !== 'hidden' && e.checkVisibility() && e.tabIndex >= 0)
  .filter((e) => e.type !== 'radio' || e.checked)
  .map((e, i) => { e.dataset.reach = String(i); return (e.textContent || e.name || e.id).trim() })"""


def test_the_keyboard_reaches_everything_and_what_has_the_focus_is_seen(console: Console, browser: Browser) -> None:
    missed: dict[str, object] = {}
    for who in PAGES:
        # Without motion the ring is there at once.
        context = browser.new_context(reduced_motion="reduce")
        page = context.new_page()
        for name in opened(console, page, who):
            wanted: list[str] = page.evaluate(REACHABLE)
            reached, faint = set(), set()
            page.locator("#main").focus()
            for _ in range(len(wanted) + 20):
                page.keyboard.press("Tab")
                at = page.evaluate(
                    "async () => { await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));"
                    " const e = document.activeElement; const s = getComputedStyle(e);"
                    " return [e.dataset.reach ?? '', s.outlineStyle !== 'none' || s.boxShadow !== 'none'] }"
                )
                if at[0]:
                    reached.add(int(at[0]))
                    if not at[1]:
                        faint.add(int(at[0]))
            lost = [each for number, each in enumerate(wanted) if number not in reached]
            if lost or faint:
                missed[name] = (lost, [wanted[each] for each in faint])
        context.close()
    assert missed == {}


def test_pages_that_lag_behind_are_said_until_they_were_seen_with_the_newest_root(
    console: Console, browser: Browser
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(console.link("administrator"))
    page.goto(address(console, "settings/keys/"))
    assert page.get_by_text("does not pin root 2: revocation is not complete").is_visible()
    rows = page.locator("table", has=page.get_by_role("columnheader", name="Pins")).locator("tbody tr")
    texts = {row.locator("td").nth(1).inner_text(): row.locator("td").nth(2).inner_text() for row in rows.all()}
    assert texts["http://127.0.0.1:2/accounts"] == "root 1"
    assert texts["http://127.0.0.1:2/"] == "root 2"
    context.close()
