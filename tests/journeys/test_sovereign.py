"""Sovereign from end to end: the customer holds root, approval and pointer; the console proposes, asks and looks."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from journeys.conftest import Demo, NewPerson, Person, console_person, people
from journeys.desk import Desk
from journeys.key_ceremony import (
    MIRA,
    Machine,
    candidate_of,
    download,
    enrol,
    hand_in,
    in_console,
    prepare_root,
    settings_page,
    sign_root,
)
from journeys.office import greets, newcomer

GREETING = "Welcome to your new online banking"
pytestmark = pytest.mark.timeout(600)
"""A ceremony of many keys, windows and commands comes before the first test."""


@dataclass
class Customer:
    """Everybody at their desks; the deployer's machine writes to the document root."""

    desk: Desk
    administrator: Person
    jonas: Machine
    deployer: Machine

    @property
    def demo(self) -> Demo:
        return self.desk.demo

    def page(self, path: str = "releases/in/production/") -> Page:
        return settings_page(self.demo, self.desk.approver, path)

    def deploy(self, package: Path, line: str) -> str:
        """The deployer copies the line that the page shows; package and target are paths here."""
        words = line.replace("\\\n", " ").replace("pointer.key", "deployer.key").split()
        assert words[:3] == ["handrail", "deploy", package.name] and words[3] == "production"
        words[2:4] = [str(package), str(self.demo.document_root)]
        return self.deployer.run(*words[1:], "--key-password-file", "password", "--state", "receipts")

    def run_asked(self) -> str:
        """The deployer copies the line that the page shows; only the target is a path here."""
        line = self.page().locator("pre[id^=ask-]").first.inner_text().replace("\\\n", " ")
        words = line.replace("pointer.key", "deployer.key").split()
        assert words[0] == "handrail" and words[2] == "production"
        words[2] = str(self.demo.document_root)
        return self.deployer.run(*words[1:], "--key-password-file", "password", "--state", "receipts")


@pytest.fixture(scope="module")
def customer(demo: Demo, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Customer]:
    in_console(demo, MIRA)
    with people(playwright) as make:
        everybody = {name: console_person(demo, make, name) for name in ("author", "approver", "administrator")}
        machines = {name: Machine(tmp_path_factory.mktemp(name)) for name in ("jonas", "root", "deployer")}
        desk = Desk(demo, everybody["author"], everybody["approver"])
        admin, jonas = everybody["administrator"], machines["jonas"]
        for name in ("anna", "bert", "cleo"):
            enrol(demo, admin, "root", name, machines["root"].new_key(name, "root"))
        enrol(demo, admin, "approve@production", "approver@example.com", jonas.new_key("jonas", "approve"))
        enrol(demo, admin, "approve@production", "mira@example.com", jonas.new_key("mira", "approve"))
        deployer = machines["deployer"].new_key("deployer", "pointer")
        enrol(demo, admin, "pointer@production", "web1 in the DMZ", deployer)
        live = desk.served()
        candidate = candidate_of(demo, desk.approver, live, jonas.folder)
        hand_in(demo, desk.approver, live, jonas.approve(candidate, "jonas", demo.trust))
        prepare_root(demo, admin, undo="The deployer, with a key of their own")
        sign_root(demo, admin, machines["root"], "bert", "1 signature is still needed.")
        sign_root(demo, admin, machines["root"], "cleo", "Root 2 holds. Pages should pin")
        yield Customer(desk, admin, jonas, machines["deployer"])


def test_the_deployer_brings_the_new_root_to_the_server_by_the_line_of_the_page(
    customer: Customer, tmp_path: Path
) -> None:
    page = customer.page()
    expect(page.get_by_text("Root 2 is not on the server yet.")).to_be_visible()
    line = page.locator("#deploy-line").inner_text()
    package = download(page, "Package without a pointer", tmp_path)
    assert "is live" in customer.deploy(package, line)
    page = customer.page()
    page.get_by_role("button", name="Look at the server").click()
    expect(page.locator(".live-line")).to_contain_text("live")
    expect(page.get_by_text("Root 2 is not on the server yet.")).to_have_count(0)


def test_the_deployer_makes_live_what_the_customer_approved(
    customer: Customer, person: NewPerson, tmp_path: Path
) -> None:
    demo, desk = customer.demo, customer.desk
    page = settings_page(demo, customer.administrator, "settings/keys/")
    expect(page.get_by_text("The deployer signs what is live.")).to_be_visible()
    expect(page.get_by_text("revocation is not complete")).to_be_visible()
    desk.rewrite("welcome", GREETING, "Ours from root to pointer")
    release = desk.publish()
    candidate = candidate_of(demo, desk.approver, release, customer.jonas.folder)
    before = desk.served()
    hand_in(demo, desk.approver, release, customer.jonas.approve(candidate, "jonas", demo.trust))
    page = customer.page(f"releases/{release}/")
    expect(page.get_by_role("heading", name="Hand it to the deployer")).to_be_visible()
    expect(page.get_by_text("web1 in the DMZ")).to_be_visible()
    expect(page.get_by_role("button", name="Make live")).to_have_count(0)
    line = page.locator("#hand-over-line").inner_text()
    package = download(page, "Package without a pointer", tmp_path)
    assert desk.served() == before, "approving makes nothing live"
    # As it is, nothing deploys it: a web server that unzips it keeps showing what it showed.
    customer.deployer.run("package", "verify", package, "--trust", "1." + "A" * 43, code=10)
    assert f"Release {release} is live" in customer.deploy(package, line)
    greets(demo, person, "Ours from root to pointer")
    page = customer.page()
    page.get_by_role("button", name="Look at the server").click()
    expect(page.locator(".live-line")).to_contain_text("live")
    expect(page.locator(".live-line")).to_contain_text(f"release {release}")
    expect(page.get_by_text(f"release {release} seen on the server")).to_be_visible()


def test_a_pause_is_asked_for_run_by_the_deployer_and_seen(customer: Customer, person: NewPerson) -> None:
    demo = customer.demo
    page = customer.page()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Ask to pause").click()
    expect(page.get_by_role("heading", name="Asked of the deployer")).to_be_visible()
    assert customer.desk._pointer()["status"] == "active", "asking changes nothing"
    greets(demo, person, "Ours from root to pointer")
    assert "paused" in customer.run_asked()
    customer.desk.wait_status("paused")
    clerk = newcomer(demo, person)
    clerk.page.wait_for_timeout(3000)
    shown = [each.name for each in clerk.sees.nodes() if each.role in ("dialog", "button")]
    assert shown == ["Alex Morgan: language and profile"], "nothing of Handrail's, only the bank's own"
    page = customer.page()
    page.get_by_role("button", name="Look at the server").click()
    expect(page.get_by_role("heading", name="Asked of the deployer")).to_have_count(0)
    expect(page.locator(".live-line")).to_contain_text("paused")
    page.get_by_role("button", name="Ask to resume").click()
    customer.run_asked()
    customer.desk.wait_status("active")
    greets(demo, person, "Ours from root to pointer")


def test_a_roll_back_is_asked_for_and_run_with_the_line_of_the_page(customer: Customer, person: NewPerson) -> None:
    demo, desk = customer.demo, customer.desk
    customer.page().get_by_role("button", name="Look at the server").click()
    live = desk.served()
    older = [int(each) for each in customer.page().locator("table a").all_inner_texts() if int(each) < live]
    page = customer.page(f"releases/{max(older)}/")
    page.get_by_role("button", name="Ask to roll back to this").click()
    expect(page.get_by_text("Nothing has changed yet")).to_be_visible()
    assert desk.served() == live
    customer.run_asked()
    assert desk.served() == max(older)
    greets(demo, person, GREETING)


def test_a_single_campaign_is_stopped_by_the_line_of_the_page_and_gone_from_the_users(
    customer: Customer, person: NewPerson
) -> None:
    demo = customer.demo
    welcome = "li:has(a[href*='campaigns/welcome/'])"
    page = customer.page()
    page.locator(welcome).get_by_role("button", name="Ask to stop").click()
    expect(page.get_by_role("heading", name="Asked of the deployer")).to_be_visible()
    greets(demo, person, GREETING)
    assert "Stopped campaigns: welcome." in customer.run_asked()
    clerk = newcomer(demo, person)
    clerk.sees.wait("button", "Help")
    clerk.page.wait_for_timeout(1500)
    assert not clerk.sees.find("dialog", GREETING), "the other campaigns run on, this one does not"
    assert clerk.is_unharmed()
    page = customer.page()
    page.get_by_role("button", name="Look at the server").click()
    expect(page.get_by_role("heading", name="Asked of the deployer")).to_have_count(0)
    expect(page.locator(welcome)).to_contain_text("stopped")
