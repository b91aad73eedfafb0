"""A bank in four-eyes mode: keys of people, root 2 of 3, one approver with a key file and one with her browser's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Playwright, expect
from pytest import TempPathFactory

from journeys.conftest import Demo, NewPerson, Person, console_person, people
from journeys.desk import Desk
from journeys.key_ceremony import (
    MIRA,
    Machine,
    candidate_of,
    enrol,
    hand_in,
    in_console,
    prepare_root,
    settings_page,
    sign_root,
)


@dataclass
class Office:
    """Everybody at their desks, and one machine per person.

    Attributes:
        desk: author, and an approver who may publish too; he is Jonas.
        administrator: prepares roots, enrols keys.
        mira: an approver; her key is in her browser.
        jonas: his machine, with his key file.
        root: the machines of the three holders of root keys: anna, bert, cleo.
    """

    desk: Desk
    administrator: Person
    mira: Person
    jonas: Machine
    root: Machine

    @property
    def demo(self) -> Demo:
        return self.desk.demo

    def sign_in_browser(self, release: int) -> None:
        """Mira presses "Approve and sign": the key of her browser signs, in her own window."""
        page = settings_page(self.demo, self.mira, f"releases/{release}/")
        page.get_by_role("button", name="Approve and sign").click()
        expect(page.get_by_text("The signature is noted.")).to_be_visible()

    def make_live(self, release: int) -> None:
        """The publisher presses "Make live", and before the first release says who may undo at night."""
        page = settings_page(self.demo, self.desk.approver, f"releases/{release}/")
        undo = page.get_by_label("This console. It must be reachable")
        if undo.count():
            undo.check()
        page.get_by_role("button", name="Make live").click()
        self.desk.wait_served(release)


@contextmanager
def office_in_trial(demo: Demo, playwright: Playwright, folders: TempPathFactory) -> Iterator[Office]:
    """Everybody sits down; the console holds every key."""
    in_console(demo, MIRA)
    with people(playwright) as make:
        everybody = {name: console_person(demo, make, name) for name in ("author", "approver", "administrator", "mira")}
        desk = Desk(demo, everybody["author"], everybody["approver"])
        machines = {name: Machine(folders.mktemp(name)) for name in ("jonas", "root")}
        yield Office(desk, everybody["administrator"], everybody["mira"], machines["jonas"], machines["root"])


def take_the_keys(office: Office, root: int = 2) -> None:
    """The ceremony from trial keys to four eyes; ``root`` is the number of the root that comes out of it."""
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
    sign_root(demo, admin, office.root, "cleo", f"Root {root} holds. Pages should pin")


def newcomer(demo: Demo, person: NewPerson) -> Person:
    """A clerk who was never here: whoever was greeted is not greeted again in the same session."""
    clerk = person(demo.origins)
    clerk.page.goto(demo.app)
    return clerk


def greets(demo: Demo, person: NewPerson, text: str) -> Person:
    """A newcomer at the bank is greeted with this text; nothing else was asked for."""
    clerk = newcomer(demo, person)
    clerk.sees.wait("dialog", text)
    assert clerk.is_unharmed()
    return clerk
