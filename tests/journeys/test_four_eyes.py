"""Four eyes from end to end: keys of people, root 2 of 3, approval by file and in the browser, and a lying console."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Playwright, expect

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

GREETING = "Welcome to your new online banking"
pytestmark = pytest.mark.timeout(600)
"""A ceremony of many keys, windows and commands comes before the first test."""


@dataclass
class Office:
    """Everybody at their desks, and one machine per person."""

    desk: Desk
    administrator: Person
    mira: Person
    jonas: Machine
    root: Machine

    @property
    def demo(self) -> Demo:
        return self.desk.demo


@pytest.fixture(scope="module")
def office(demo: Demo, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    in_console(demo, MIRA)
    with people(playwright) as make:
        everybody = {name: console_person(demo, make, name) for name in ("author", "approver", "administrator", "mira")}
        machines = {name: Machine(tmp_path_factory.mktemp(name)) for name in ("jonas", "root")}
        desk = Desk(demo, everybody["author"], everybody["approver"])
        made = Office(desk, everybody["administrator"], everybody["mira"], machines["jonas"], machines["root"])
        take_the_keys(made)
        yield made


def take_the_keys(office: Office) -> None:
    demo, admin = office.demo, office.administrator
    for name in ("anna", "bert", "cleo"):
        enrol(demo, admin, "root", name, office.root.new_key(name, "root"))
    enrol(demo, admin, "approve@production", "approver@example.com", office.jonas.new_key("jonas", "approve"))
    mine = settings_page(demo, office.mira, "my-key/")
    card = mine.locator(f'[data-browser-key="{demo.key}/production"]')
    card.locator("button[data-make]").click()
    with mine.expect_download() as saving:
        card.locator("button[data-save]").click()
    public = office.jonas.folder / "mira.pub.json"
    saving.value.save_as(public)
    enrol(demo, admin, "approve@production", "mira@example.com", public, "browser")
    expect(admin.page.get_by_text("dies with the browser profile of mira@example.com")).to_be_visible()
    # What is live gets its signature first: its difference is empty.
    live = office.desk.served()
    candidate = candidate_of(demo, office.desk.approver, live, office.jonas.folder)
    hand_in(demo, office.desk.approver, live, office.jonas.approve(candidate, "jonas", demo.trust))
    prepare_root(demo, admin, undo="This console. It must be reachable")
    sign_root(demo, admin, office.root, "anna", "1 signature is still needed.")
    sign_root(demo, admin, office.root, "cleo", "Root 2 holds. Pages should pin")


def greets(demo: Demo, person: NewPerson, text: str) -> None:
    clerk = person(demo.origins)
    clerk.page.goto(demo.app)
    clerk.sees.wait("dialog", text)
    assert clerk.is_unharmed()


def test_a_release_approved_in_the_browser_is_shown_to_a_clerk(office: Office, person: NewPerson) -> None:
    demo, desk = office.demo, office.desk
    desk.rewrite("welcome", GREETING, "Seen by four eyes")
    release = desk.publish()
    assert settings_page(demo, desk.approver, f"releases/{release}/").get_by_role("button", name="Approve").count() == 0
    page = settings_page(demo, office.mira, f"releases/{release}/")
    page.get_by_role("button", name="Approve and sign").click()
    expect(page.get_by_text("The signature is noted.")).to_be_visible()
    # Before the first release goes live, somebody says who may undo at night.
    page = settings_page(demo, desk.approver, f"releases/{release}/")
    page.get_by_label("This console. It must be reachable").check()
    page.get_by_role("button", name="Make live").click()
    desk.wait_served(release)
    greets(demo, person, "Seen by four eyes")


def test_a_release_approved_on_ones_own_machine_is_shown_to_a_clerk(office: Office, person: NewPerson) -> None:
    demo, desk = office.demo, office.desk
    desk.rewrite("welcome", "Seen by four eyes", "Signed at home")
    release = desk.publish()
    candidate = candidate_of(demo, desk.approver, release, office.jonas.folder)
    shown = office.jonas.run("approve", candidate, "--trust", demo.trust, "--url", demo.selfHostedUrl)
    assert "live at the public URL and verified" in shown
    assert '"Seen by four eyes" → "Signed at home"' in shown
    hand_in(demo, desk.approver, release, office.jonas.approve(candidate, "jonas", demo.trust))
    desk.wait_served(release)
    greets(demo, person, "Signed at home")
    evidence = download(
        settings_page(demo, office.administrator, f"releases/{release}/"), "Download evidence", office.jonas.folder
    )
    said = office.jonas.run("evidence", "verify", evidence, "--trust", demo.trust)
    assert "approved and signed by Jonas Brandt" in said


@pytest.mark.parametrize(
    "lie",
    [
        # The page shows a harmless text, the release ships another one.
        "r.source = bytes(r.source).replace(b'The console lies', b'Harmless change')",
        # The release is what was signed, but a file that would ship is another one.
        "from handrail.library.models import Blob; b = Blob.objects.filter(sha256__in=r.files.values()).first();"
        " b.data = bytes(b.data).replace(b'e', b'a'); b.save()",
    ],
)
def test_what_an_edited_database_shows_is_not_signed(office: Office, lie: str) -> None:
    demo, desk = office.demo, office.desk
    page = desk.edit("campaigns/welcome/")
    fields = [each for each in page.get_by_role("textbox").all() if each.input_value() == "Signed at home"]
    if fields:
        desk.rewrite("welcome", "Signed at home", "The console lies")
    release = desk.publish()
    code = f"from handrail.publishing.models import Release; r = Release.objects.get(number={release}); {lie}; r.save()"
    in_console(demo, code)
    candidate = candidate_of(demo, desk.approver, release, office.jonas.folder)
    refused = str(office.jonas.approve(candidate, "jonas", demo.trust, code=10))
    assert any(each in refused for each in ("candidate.source-changed", "package.file-changed", "candidate."))
    assert not candidate.with_suffix(".approval.json").exists()
