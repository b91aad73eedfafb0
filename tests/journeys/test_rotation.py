"""Environments come and keys change hands; the trust anchor of the first day leads pages to every later root."""

import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from journeys.conftest import Demo, NewPerson, Person, handrail, people
from journeys.key_ceremony import settings_page, sign_root
from journeys.office import Office, greets, office_in_trial, take_the_keys

GREETING = "Welcome to your new online banking"
pytestmark = pytest.mark.timeout(600)
"""A ceremony of many keys, windows and commands lies between the tests."""


@dataclass
class Years:
    """An office, and a clerk whose browser keeps what it saw on the first day."""

    office: Office
    regular: Person
    days: int = 0

    def next_day(self, text: str) -> None:
        """The regular clerk comes back a day later, to a session of its own, and is greeted with this text."""
        self.days += 1
        self.regular.page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=self.days))
        self.regular.page.goto(self.office.demo.app)
        self.regular.sees.wait("dialog", text)
        assert self.regular.is_unharmed()


@pytest.fixture(scope="module")
def years(demo: Demo, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Years]:
    with office_in_trial(demo, playwright, tmp_path_factory) as office, people(playwright) as make:
        regular = make(demo.origins)
        regular.page.goto(demo.app)
        regular.sees.wait("dialog", GREETING)
        yield Years(office, regular)


def add_environment(office: Office, name: str) -> Page:
    """Settings → Hosting → Add an environment, and its addresses; gives the page after it."""
    demo = office.demo
    page = settings_page(demo, office.administrator, "setup/hosting")
    page.get_by_text("Add an environment", exact=True).click()
    page.get_by_label("Name of a further environment").fill(name)
    page.get_by_role("button", name="Add", exact=True).click()
    card = page.locator(f"section[aria-labelledby='env-{name}']")
    card.get_by_label("Self-hosted URL").fill(demo.selfHostedUrl)
    card.get_by_label("Address of the app").fill(f"{demo.app}/")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("navigation", name="Environment").get_by_role("link", name=name)).to_be_visible()
    return page


def deploy_first(office: Office, name: str, folder: Path) -> None:
    """The first release of an environment: proposed, made live, downloaded, and put in place by the page's line."""
    demo, desk = office.demo, office.desk
    page = settings_page(demo, desk.author, f"releases/in/{name}/")
    page.get_by_role("button", name="Publish what has changed").click()
    expect(page.get_by_text("is proposed.")).to_be_visible()
    release = page.url.rstrip("/").rpartition("/")[2]
    page = settings_page(demo, desk.approver, f"releases/{release}/")
    undo = page.get_by_label("This console. It must be reachable")
    if undo.count():
        undo.check()
    page.get_by_role("button", name="Make live").click()
    page = settings_page(demo, desk.approver, f"releases/in/{name}/")
    with page.expect_download() as started:
        page.get_by_role("link", name="Download package").click()
    package = folder / started.value.suggested_filename
    started.value.save_as(package)
    words = page.locator("#deploy-line").inner_text().replace("\\\n", " ").split()
    assert words[:3] == ["handrail", "deploy", package.name]
    done = handrail("deploy", package, demo.document_root, *words[4:], "--state", folder / "receipts")
    assert f"Release {release} is live" in done


def visit(demo: Demo, clerk: Person, environment: str) -> None:
    """The bank's page as the snippet of ``environment`` makes it; the anchor in it is the one of the first day."""

    def answer(route: Route) -> None:
        got = httpx.get(route.request.url, trust_env=False)
        assert f'data-trust="{demo.trust}"' in got.text and demo.trust.startswith("1.")
        body = got.text.replace('data-environment="production"', f'data-environment="{environment}"')
        headers = {name: value for name, value in got.headers.items() if name != "content-length"}
        route.fulfill(headers=headers, body=body.replace("/production.json", f"/{environment}.json"))

    clerk.page.route(f"{demo.app}/", answer)
    clerk.page.goto(f"{demo.app}/")


def roots_served(demo: Demo, environment: str) -> int:
    """The number of the newest root in the channel file that the content server serves."""
    address = f"{demo.selfHostedUrl}/channel/{demo.key}/{environment}.json"
    roots = json.loads(httpx.get(address, trust_env=False).text.partition("\n")[0])["roots"]
    return int(json.loads(b64decode(roots[-1]["payload"]))["version"])


def test_in_a_trial_a_new_environment_has_its_root_its_keys_and_plays_at_once(
    years: Years, person: NewPerson, tmp_path: Path
) -> None:
    office, demo = years.office, years.office.demo
    add_environment(office, "test")
    page = settings_page(demo, office.administrator, "settings/keys/")
    expect(page.get_by_text("Root 2 holds.")).to_be_visible()
    deploy_first(office, "test", tmp_path)
    assert roots_served(demo, "test") == 2
    clerk = person(demo.origins)
    visit(demo, clerk, "test")
    clerk.sees.wait("dialog", GREETING)
    assert clerk.is_unharmed()
    # Production is as it was: nothing there was touched.
    greets(demo, person, GREETING)


def test_after_the_ceremony_an_old_browser_and_a_first_day_snippet_go_on_playing(
    years: Years, person: NewPerson
) -> None:
    office, demo, desk = years.office, years.office.demo, years.office.desk
    take_the_keys(office, root=3)
    desk.rewrite("welcome", GREETING, "Under new keys")
    release = desk.publish()
    office.sign_in_browser(release)
    office.make_live(release)
    assert roots_served(demo, "production") == 3
    # Her browser keeps root 1 and the release that it signed; the page, too, still pins the first day's anchor.
    assert f'data-trust="{demo.trust}"' in httpx.get(demo.app, trust_env=False).text and demo.trust.startswith("1.")
    years.next_day("Under new keys")
    greets(demo, person, "Under new keys")


def test_in_four_eyes_a_new_environment_waits_for_the_root_that_people_sign_and_then_plays(
    years: Years, person: NewPerson, tmp_path: Path
) -> None:
    office, demo = years.office, years.office.demo
    admin = office.administrator
    add_environment(office, "pilot")
    page = settings_page(demo, office.desk.approver, "releases/in/pilot/")
    expect(page.get_by_text("No root names this environment yet.")).to_be_visible()
    page = settings_page(demo, admin, "settings/keys/")
    page.get_by_role("link", name="Prepare the next root").click()
    pilot = page.locator("section", has=page.get_by_role("heading", name="pilot"))
    expect(pilot.get_by_text("new", exact=True)).to_be_visible()
    # Whatever is not touched stays: two of three for the root, one approval in production.
    page.get_by_role("button", name="Prepare", exact=True).click()
    expect(page.get_by_text("The environment pilot is added.")).to_be_visible()
    assert page.locator("section[aria-labelledby=next-root] ul li").count() == 3
    sign_root(demo, admin, office.root, "bert", "1 signature is still needed.")
    sign_root(demo, admin, office.root, "anna", "Root 4 holds. Pages should pin")
    deploy_first(office, "pilot", tmp_path)
    assert roots_served(demo, "pilot") == 4
    clerk = person(demo.origins)
    visit(demo, clerk, "pilot")
    clerk.sees.wait("dialog", "Under new keys")
    assert clerk.is_unharmed()
    greets(demo, person, "Under new keys")
    years.next_day("Under new keys")
