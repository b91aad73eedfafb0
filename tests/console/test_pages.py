"""Pages as a browser shows them: no policy violation, nothing wider than the screen, no finding of axe."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
SEED = """
from handrail.cli.serve import start_django
from handrail.settings import read_console_settings
start_django(read_console_settings())
from actors import make_bank
from handrail.applications.hosting_check import check_connection, check_hosting
from handrail.applications.services import HostingChoice, set_hosting
bank = make_bank()
url = "http://127.0.0.1:1/guides"
production, staging = HostingChoice(url, "http://127.0.0.1:2/"), HostingChoice(url, "http://127.0.0.1:3/", True)
choices = {"production": production, "staging": staging}
set_hosting(actor=bank.administrator, application=bank.application, choices=choices)
check_hosting(actor=bank.administrator, environment=bank.production)
check_connection(actor=bank.administrator, environment=bank.production)
print("key:" + bank.application.key)
"""
SERVE = "import typer; from handrail.cli.serve import serve; typer.run(serve)"
LINK = "from handrail.cli.admin import app; app()"
PAGES = [
    "/",
    "/applications/new",
    "/applications/KEY/",
    "/applications/KEY/setup/hosting",
    "/applications/KEY/setup/integrate",
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


@dataclass
class Console:
    origin: str
    key: str
    environment: dict[str, str]

    def link(self) -> str:
        command = [sys.executable, "-c", LINK, "create-sign-in-link", "founder@example.com"]
        printed = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True).stdout
        found = re.search(r"http://\S+", printed)
        assert found
        return found.group()

    def pages(self) -> list[str]:
        return [self.origin + page.replace("KEY", self.key) for page in PAGES]


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HANDRAIL_", "DJANGO_"))}
    environment = {
        **kept,
        "HANDRAIL_DATA_DIR": str(tmp_path_factory.mktemp("console")),
        "HANDRAIL_CONSOLE_ORIGIN": f"http://127.0.0.1:{port}",
        "HANDRAIL_ALLOW_LOOPBACK_HOSTING": "1",
        "HANDRAIL_DEMO_SIGN_IN": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "tests"), *sys.path]),
    }
    seeded = subprocess.run([sys.executable, "-c", SEED], env=environment, capture_output=True, text=True, check=True)
    key = seeded.stdout.rpartition("key:")[2].strip()
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    origin = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        try:
            httpx.get(origin + "/account/login/", timeout=5)
            break
        except httpx.HTTPError:
            time.sleep(0.1)
    yield Console(origin, key, environment)
    process.send_signal(signal.SIGINT)
    process.wait(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    flags = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        yield launched
        launched.close()


def findings(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(
        "rules => axe.run({runOnly: rules}).then(result => result.violations.map("
        "v => v.id + ' ' + v.nodes.map(n => n.target.join(' ')).join(' | ')))",
        RULES,
    )
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(console: Console, browser: Browser, scheme: str) -> None:
    # axe itself is a script from outside, so the policy is off for this test alone.
    context = browser.new_context(bypass_csp=True, color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    found: dict[str, list[str]] = {}
    page.goto(console.origin + "/account/login/")
    found["sign-in"] = findings(page)
    page.goto(console.link())
    for address in console.pages():
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
    for address in console.pages():
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
    page.goto(f"{console.origin}/applications/{console.key}/setup/integrate")
    page.locator("button[data-copy=code-html]").click()
    page.get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f'data-key="{console.key}"' in copied
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
