"""The pictures of README and docs, by a journey: `pytest tests/journeys/test_pictures.py --pictures docs/pictures`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


@dataclass(frozen=True)
class View:
    """Somebody's window.

    Attributes:
        language: of the browser.
        options: of the browser's context.
    """

    language: str
    options: dict[str, Any]

    def word(self, *words: str) -> re.Pattern[str]:
        """The word of this language, of English, German and Arabic."""
        return re.compile("^" + dict(zip(("en", "de", "ar"), words, strict=True))[self.language])


DESK = {"viewport": {"width": 1000, "height": 626}}
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
VIEWS = {
    "light": View("en", DESK),
    "dark": View("en", {**DESK, "color_scheme": "dark"}),
    "German": View("de", DESK),
    "Arabic": View("ar", DESK),
    "phone": View("en", PHONE),
}
GAP = 12


def closed_greeting(clerk: Person, bank: str) -> None:
    clerk.page.goto(bank)
    clerk.sees.wait("dialog", re.compile("."))
    clerk.page.keyboard.press("Escape")
    clerk.page.wait_for_timeout(300)


def walkthrough(clerk: Person, bank: str, _: View) -> None:
    clerk.page.goto(f"{bank}/transfer?handrail=start/first-transfer/iban")


def announcement(clerk: Person, bank: str, _: View) -> None:
    clerk.page.goto(bank)


def film(clerk: Person, bank: str, _: View) -> None:
    clerk.page.goto(f"{bank}/?handrail=start/how-transfers-work")
    clerk.sees.wait("Video", re.compile(""))
    clerk.page.wait_for_timeout(1500)  # Until the browser's own sign of loading has faded.


def embedded_page(clerk: Person, bank: str, _: View) -> None:
    with clerk.page.expect_event("framenavigated", lambda frame: frame.url == f"{bank}/safety"):
        clerk.page.goto(f"{bank}/?handrail=start/stay-safe")


def launcher(clerk: Person, bank: str, view: View) -> None:
    closed_greeting(clerk, bank)
    badge = clerk.sees.wait("button", view.word("Show me how", "So geht es", "أرني كيف"))
    clerk.page.mouse.move(*clerk.sees.middle(badge))


def tip(clerk: Person, bank: str, view: View) -> None:
    clerk.page.goto(f"{bank}/transfer")
    clerk.page.locator("#iban").focus()
    clerk.sees.wait("StaticText", view.word("It stands on", "Sie steht auf", "تجده على"))


def survey(clerk: Person, bank: str, _: View) -> None:
    clerk.page.goto(f"{bank}/transfer")
    clerk.page.locator("#fill-example").click()
    clerk.page.get_by_test_id("review-transfer").click()
    clerk.page.locator("#confirm-button").click()
    clerk.page.wait_for_url("**/transfer/done*")


def checklist(clerk: Person, bank: str, view: View) -> None:
    closed_greeting(clerk, bank)
    clerk.sees.press("button", view.word("Your first days", "Ihre ersten Tage", "أيامك الأولى"))


def help_menu(clerk: Person, bank: str, view: View) -> None:
    closed_greeting(clerk, bank)
    clerk.sees.press("button", view.word("Help", "Hilfe", "مساعدة"))


SCENES: dict[str, tuple[Callable[[Person, str, View], None], str]] = {
    "walkthrough": (walkthrough, "dialog"),
    "announcement": (announcement, "dialog"),
    "film": (film, "Video"),
    "embedded-page": (embedded_page, "Iframe"),
    "launcher": (launcher, "tooltip"),
    "tip": (tip, "textbox"),
    "survey": (survey, "dialog"),
    "checklist": (checklist, "dialog"),
    "help-menu": (help_menu, "dialog"),
}


@pytest.mark.parametrize("kind", SCENES)
def test_a_kind_in_light_and_dark_in_three_languages_and_on_a_phone(
    demo: Demo, person: NewPerson, folder: Path, request: pytest.FixtureRequest, kind: str
) -> None:
    """One picture of five windows; nobody asks for pictures: the Arabic window alone."""
    play, role = SCENES[kind]
    wanted = VIEWS if request.config.getoption("--pictures", default=None) else {"Arabic": VIEWS["Arabic"]}
    windows = {}
    for name, view in wanted.items():
        clerk = person(demo.origins, locale=view.language, **view.options)
        play(clerk, demo.app, view)
        clerk.sees.wait(role, re.compile(""))
        clerk.page.wait_for_timeout(500)
        clerk.page.screenshot(path=folder / f"{kind}-{name}.png")
        with Image.open(folder / f"{kind}-{name}.png") as picture:
            windows[name] = picture.convert("RGB")
        (folder / f"{kind}-{name}.png").unlink()
        assert windows[name].getcolors(100) is None, "more than a hundred colours: something is shown"
        assert clerk.is_unharmed()
    if len(windows) == len(VIEWS):
        target = folder / "kinds" / f"{kind}.webp"
        target.parent.mkdir(exist_ok=True)
        joined(windows).save(target, quality=82, method=6)
        assert target.stat().st_size < MOST_BYTES


def joined(windows: dict[str, Image.Image]) -> Image.Image:
    """Four windows of a desk in two rows, the phone beside them as high as both."""
    wide, high = DESK["viewport"]["width"], DESK["viewport"]["height"]
    tall = 2 * high + GAP
    phone = windows["phone"]
    phone = phone.resize((round(phone.width * tall / phone.height), tall), Image.Resampling.LANCZOS)
    sheet = Image.new("RGB", (2 * wide + phone.width + 2 * GAP, tall), "#8a94a0")
    for number, name in enumerate(("light", "dark", "German", "Arabic")):
        sheet.paste(windows[name], ((number % 2) * (wide + GAP), (number // 2) * (high + GAP)))
    sheet.paste(phone, (2 * (wide + GAP), 0))
    return sheet.resize((round(sheet.width * 0.6), round(sheet.height * 0.6)), Image.Resampling.LANCZOS)
