"""Pages as a browser shows them: no policy violation, nothing wider than the screen, no finding of axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from console.served import Console, findings, served

SEED = """
import time
from actors import make_bank
from collect.running import batch, event
from collect.test_summary import write
from handrail.applications.hosting_check import check_connection, check_hosting
from handrail.applications.services import HostingChoice, set_hosting
from handrail.settings import console_settings
bank = make_bank()
url = "http://127.0.0.1:1/guides"
production = HostingChoice(url, "http://127.0.0.1:2/", collector_url="http://127.0.0.1:4/h/in")
staging = HostingChoice(url, "http://127.0.0.1:3/", True)
choices = {"production": production, "staging": staging}
set_hosting(actor=bank.administrator, application=bank.application, choices=choices)
check_hosting(actor=bank.administrator, environment=bank.production)
check_connection(actor=bank.administrator, environment=bank.production)
shown = [event(campaign="an-announcement-with-a-long-name"), event("elementMissing", campaign="tour")]
write(console_settings().events_dir, (time.time() - 60, batch(*shown, application=bank.application.key)))
print("key:" + bank.application.key)
"""
PAGES = [
    "/",
    "/applications/new",
    "/applications/KEY/",
    "/applications/KEY/setup/hosting",
    "/applications/KEY/setup/integrate",
    "/applications/KEY/setup/integrate?environment=staging",
    "/applications/KEY/setup/connect",
    "/applications/KEY/settings/",
    "/applications/KEY/settings/keys/",
    "/applications/KEY/settings/keys/next/",
    "/applications/KEY/people/",
    "/applications/KEY/tokens/",
    "/applications/KEY/audit/",
    "/people/",
    "/people/3/",
    "/people/invite",
    "/audit/?verify=1",
    "/account/profile",
    "/account/2fa/",
    "/account/sessions/",
    "/nowhere",
]


def pages(console: Console) -> list[str]:
    return [console.origin + page.replace("KEY", key(console)) for page in PAGES]


def key(console: Console) -> str:
    return console.said.rpartition("key:")[2].strip()


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with served(tmp_path_factory.mktemp("console"), SEED) as running:
        yield running


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(console: Console, browser: Browser, scheme: str) -> None:
    # axe itself is a script from outside, so the policy is off for this test alone.
    context = browser.new_context(bypass_csp=True, color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    found: dict[str, list[str]] = {}
    page.goto(console.origin + "/account/login/")
    found["sign-in"] = findings(page)
    page.goto(console.link())
    for address in pages(console):
        page.goto(address)
        found[address] = findings(page)
    context.close()
    assert {address: lines for address, lines in found.items() if lines} == {}


@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
def test_every_page_fits_a_small_phone_and_keeps_its_policy(console: Console, browser: Browser, locale: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale=locale)
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda m: problems.append(m.text) if "Security Policy" in m.text else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(console.link())
    for address in pages(console):
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            problems.append(f"{address} is {width} px wide")
        assert page.locator("html").get_attribute("lang") == locale[:2]
    context.close()
    assert problems == []


def test_the_theme_is_chosen_and_remembered_without_a_flash(console: Console, browser: Browser) -> None:
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(console.link())
    page.get_by_role("button", name="Switch between light and dark").click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.reload(wait_until="commit")
    page.wait_for_selector("body")
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    context.close()


def test_the_snippet_is_copied_by_a_press(console: Console, browser: Browser) -> None:
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=console.origin)
    page = context.new_page()
    page.goto(console.link())
    page.goto(f"{console.origin}/applications/{key(console)}/setup/integrate")
    page.locator("button[data-copy=code-html]").click()
    page.get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f'data-key="{key(console)}"' in copied
    assert 'integrity="sha384-' in copied
    context.close()


def test_the_keyboard_alone_reaches_the_content_and_the_menu(console: Console, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(console.link())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("details.menu summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").wait_for()
    page.keyboard.press("Escape")
    assert not page.locator("details.menu").evaluate("element => element.open")
    context.close()


def test_a_file_of_user_ids_is_chosen_by_keyboard_and_refused_in_words(
    console: Console, browser: Browser, tmp_path: Path
) -> None:
    context = browser.new_context()
    page = context.new_page()
    # Said long before the first key: the browser hears of "give me the dialog" by another way than of keys.
    page.on("filechooser", lambda _: None)
    page.goto(console.link("author"))
    page.goto(f"{console.origin}/applications/{key(console)}/audiences/segment/new/")
    ids, chooser = page.get_by_label("User ids"), page.get_by_label("Or from a file")

    def choose(name: str, data: bytes) -> None:
        (tmp_path / name).write_bytes(data)
        chooser.focus()
        with page.expect_file_chooser() as opened:
            page.keyboard.press("Enter")
        opened.value.set_files(tmp_path / name)

    choose("ids.csv", "4711\n4712\nJürgen\n".encode())
    expect(ids).to_have_value("4711\n4712\nJürgen\n")
    choose("latin.csv", "Jürgen\n".encode("latin-1"))
    expect(page.get_by_text("This file is no text in UTF-8. The list is as it was.")).to_be_visible()
    choose("large.txt", b"1" * 1_000_001)
    expect(page.get_by_text("This file is larger than 1 MB. The list is as it was.")).to_be_visible()
    expect(ids).to_have_value("4711\n4712\nJürgen\n")
    choose("more.txt", b"4713\r\n4714")
    expect(page.get_by_text("“more.txt” stands in the field now. Save to keep it.")).to_be_visible()
    expect(page.get_by_text("The list is as it was.")).to_have_count(0)
    page.get_by_label("Name").fill("Pilot group")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.get_by_role("link", name="Pilot group").click()
    expect(ids).to_have_value("4713\n4714")
    context.close()
