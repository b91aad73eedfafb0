"""The README's pictures, taken by a journey: `pytest tests/journeys/test_pictures.py --pictures docs/pictures`."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from journeys.conftest import Demo, NewPerson, Person, console_person, origin_of
from journeys.seen import Seen
from journeys.test_power_mode import open_menu, start

SIZE = {"width": 1200, "height": 660}
MOST_BYTES = 200_000


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where pictures go: nowhere lasting, unless somebody asks for them."""
    chosen = request.config.getoption("--pictures", default=None)
    if chosen is None:
        return tmp_path
    Path(chosen).mkdir(parents=True, exist_ok=True)
    return Path(chosen)


def take(page: Page, target: Path) -> None:
    """A picture of the window as it is; it must show something and stay small."""
    page.wait_for_timeout(600)
    page.screenshot(path=target)
    with Image.open(target) as picture:
        assert picture.size == (SIZE["width"], SIZE["height"])
        colours = picture.convert("RGB").getcolors(picture.width * picture.height)
        most_common = max(count for count, _ in colours)
    assert len(colours) > 100
    assert most_common < 0.95 * SIZE["width"] * SIZE["height"]
    assert target.stat().st_size < MOST_BYTES


def test_the_walkthrough_in_the_bank(demo: Demo, person: NewPerson, folder: Path) -> None:
    clerk = person({demo.app, demo.selfHostedUrl}, viewport=SIZE)
    clerk.page.goto(f"{demo.app}/transfer?handrail=start/first-transfer/iban")
    clerk.sees.wait("dialog", "The payee’s IBAN")
    take(clerk.page, folder / "walkthrough.png")


def test_the_overview_in_the_console(demo: Demo, person: NewPerson, folder: Path) -> None:
    author = console_person(demo, person, "author")
    page = author.page
    page.set_viewport_size(SIZE)  # type: ignore[arg-type]
    page.goto(f"{demo.console}/applications/{demo.key}/")
    expect(page.get_by_text("seen by handrail watch").first).to_be_visible()
    take(page, folder / "console.png")


def test_power_mode_in_the_staging_bank(demo: Demo, person: NewPerson, folder: Path) -> None:
    author: Person = console_person(demo, person, "author", more={origin_of(demo.appStaging), *demo.origins})
    _, bank = start(demo, author)
    bank.set_viewport_size(SIZE)  # type: ignore[arg-type]
    sees: Seen = open_menu(bank)
    sees.press("button", "Capture")
    sees.press("button", "Capture an element")
    x, y = sees.middle(sees.wait("link", "Card limits"))
    bank.mouse.move(x, y)
    sees.says("Matches: 1")
    take(bank, folder / "power-mode.png")
