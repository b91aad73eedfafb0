"""What author and approver do at their desks in the console: by mouse and keyboard, on the console's own pages."""

import json
import re
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, Playwright, expect

from journeys.conftest import Demo, Person, console_person, people, wait_until


@dataclass
class Desk:
    """An author and an approver, each signed in with a browser of their own.

    Attributes:
        demo: whose console it is.
        author: writes and publishes.
        approver: reads, approves, downloads, rolls back, pauses.
    """

    demo: Demo
    author: Person
    approver: Person

    def open(self, page: Page, path: str = "") -> Page:
        """Go to a page of the application, e.g. ``campaigns/``."""
        page.goto(f"{self.demo.console}/applications/{self.demo.key}/{path}")
        return page

    def edit(self, path: str) -> Page:
        """The author's window on a page with a form, everything in it unfolded."""
        page = self.open(self.author.page, path)
        if page.locator("[data-fold-tools]").count():
            page.get_by_role("button", name="Unfold all").click()
        return page

    def save(self) -> None:
        """Press Save and read that it was saved."""
        page = self.author.page
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved.", exact=True)).to_be_visible()

    def rewrite(self, campaign: str, old: str, new: str) -> None:
        """Replace one text of a campaign."""
        holding(self.edit(f"campaigns/{campaign}/"), old).fill(new)
        self.save()

    def publish(self, campaign: str = "welcome", note: str = "") -> int:
        """Review & publish → Publish, to production; gives the number of the proposed release."""
        page = self.edit(f"campaigns/{campaign}/review/")
        page.get_by_label("For the approver").fill(note)
        page.get_by_role("button", name="Publish", exact=True).click()
        heading = page.get_by_role("heading", level=1, name=re.compile(r"^Release \d+$"))
        expect(heading).to_be_visible()
        return int(heading.inner_text().removeprefix("Release "))

    def difference(self, release: int) -> list[str]:
        """What the approver reads of a proposed release, line by line, each with its heading."""
        page = self.open(self.approver.page, f"releases/{release}/")
        groups = page.locator("section[aria-labelledby=changes] :is(.look-first, .diff-group)").all()
        return [
            f"{group.get_by_role('heading').inner_text()}, {line}"
            for group in groups
            for line in group.get_by_role("listitem").all_inner_texts()
        ]

    def approve(self, release: int) -> float:
        """The approver presses Approve; gives the time of the press, as ``time.monotonic``."""
        page = self.open(self.approver.page, f"releases/{release}/")
        pressed = time.monotonic()
        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_text("Approved and signed.")).to_be_visible()
        return pressed

    def bring_live(self, campaign: str = "welcome") -> int:
        """Publish, approve, and wait until the content server serves it; gives the release."""
        release = self.publish(campaign)
        self.approve(release)
        self.wait_served(release)
        return release

    def wait_served(self, release: int) -> None:
        """Until the channel file on the content server names this release."""
        wait_until(f"release {release} on the content server", lambda: self.served() == release)

    def served(self) -> int:
        """The release that the content server's channel file names now."""
        number: int = self._pointer()["release"]["version"]
        return number

    def wait_status(self, status: str) -> None:
        """Until the content server's channel file says ``active`` or ``paused``."""
        wait_until(f"{status} on the content server", lambda: self._pointer()["status"] == status)

    def status(self) -> str:
        """``active`` or ``paused``, as the content server's channel file says."""
        return str(self._pointer()["status"])

    def stopped(self) -> list[str]:
        """Names of the campaigns that the content server's channel file stops."""
        names: list[str] = self._pointer()["off"]
        return names

    def _pointer(self) -> dict[str, Any]:
        address = f"{self.demo.selfHostedUrl}/channel/{self.demo.key}/production.json"
        channel = json.loads(httpx.get(address, trust_env=False).text.partition("\n")[0])
        pointer: dict[str, Any] = json.loads(b64decode(channel["pointer"]["payload"]))
        return pointer

    def download(self, to: Path) -> Path:
        """The approver, a publisher too, presses "Download package"."""
        page = self.open(self.approver.page, "releases/in/production/")
        with page.expect_download() as started:
            page.get_by_role("link", name="Download package").click()
        target = to / started.value.suggested_filename
        started.value.save_as(target)
        return target

    def roll_back(self, release: int) -> None:
        """From the page of an older release."""
        page = self.open(self.approver.page, f"releases/{release}/")
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name=re.compile("^Roll back")).click()
        expect(page.get_by_text(f"Rolled back to release {release}.")).to_be_visible()


def holding(page: Page, text: str, role: str = "textbox") -> Locator:
    """The field of the page that holds exactly this text."""
    fields = page.get_by_role(role).all()  # type: ignore[arg-type]
    found = [field for field in fields if field.input_value() == text]
    assert found, f"no field holds {text!r}; there are {[field.input_value() for field in fields]}"
    return found[0]


@contextmanager
def desk_of(demo: Demo, playwright: Playwright) -> Iterator[Desk]:
    """Author and approver sit down; the browsers end with the block."""
    with people(playwright) as make:
        yield Desk(demo, console_person(demo, make, "author"), console_person(demo, make, "approver"))


def make_token(demo: Demo, administrator: Person, *allowances: str) -> str:
    """The administrator makes an API token on the page for it; what is shown once is the answer.

    Args:
        demo: whose console it is.
        administrator: signed in.
        allowances: what it may do, as the page words it, e.g. ``read content (export)``.
    """
    page = administrator.page
    page.goto(f"{demo.console}/applications/{demo.key}/tokens/")
    page.get_by_label("Label").fill("a pipeline")
    for each in allowances:
        page.get_by_label(each).check()
    page.get_by_role("button", name="Make").click()
    shown = page.locator("#token-secret")
    expect(shown).to_be_visible()
    return shown.inner_text().strip()
