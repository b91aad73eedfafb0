"""An app that no bridge window reaches is connected by a code: shown there, typed and confirmed in the console."""

import json
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from console.served import findings
from journeys.conftest import Demo, Person, console_person, origin_of, people
from journeys.fronted import fronted
from journeys.sdk_world import SDK_ROOT, sdk_file, serve
from journeys.seen import Seen
from journeys.test_hybrid import PHONE, ROOT, files_of, tap
from journeys.test_power_mode import BUBBLE, capture, is_unharmed, open_menu, power_page

CODE = re.compile(r"^Code: ((?:[A-Z2-9], ){7}[A-Z2-9])$")


@dataclass(frozen=True)
class Office:
    """Who takes part, each signed in with a browser of their own.

    Attributes:
        app: origin of the isolated bank; the administrator has entered it as the address of the app in staging.
        author, administrator: as the demo has them.
    """

    app: str
    author: Person
    administrator: Page


@pytest.fixture(scope="module")
def together(demo: Demo, playwright: Playwright) -> Iterator[Office]:
    """The same people for every story: a browser each takes its time."""
    with fronted(origin_of(demo.appStaging), demo.console) as origin, people(playwright) as make:
        page = console_person(demo, make, "administrator").page
        page.goto(f"{demo.console}/applications/{demo.key}/setup/hosting")
        page.locator("#id_staging-page_url").fill(f"{origin}/")
        page.get_by_role("button", name="Save and continue").click()
        page.wait_for_url("**/setup/integrate")
        author = console_person(demo, make, "author", more={origin, *demo.origins})
        bank = author.context.new_page()
        bank.goto(origin)
        open_menu(bank)  # Greets her once for all stories.
        bank.close()
        yield Office(origin, author, page)


@pytest.fixture
def office(demo: Demo, together: Office) -> Iterator[Office]:
    """The author has typed no wrong code today and has no window open but the console's."""
    database(demo, "DELETE FROM places_codetry")
    together.author.page.goto(power_page(demo))
    yield together
    for page in together.author.context.pages[1:]:
        page.close()


def database(demo: Demo, statement: str, *values: object) -> list[tuple[object, ...]]:
    """One statement in the demo's database, for what no person can do: let time pass."""
    with sqlite3.connect(next(demo.data.glob("**/*.sqlite3")), timeout=20) as line:
        return line.execute(statement, values).fetchall()


def show_code(bank: Page, sees: Seen) -> str:
    """From the open menu: the code as a screen reader says it."""
    sees.press("button", "Connect by code")
    sees.press("button", "Show a code")
    found = CODE.match(sees.wait("group", CODE).name)
    assert found
    code = found[1].replace(", ", "")
    sees.says(re.compile(r"^Valid for (2:00|1:5\d) more$"))
    return code


def type_code(author: Person, code: str) -> Page:
    """Into the console's form, as read: in two groups, in small letters."""
    page: Page = author.page
    page.get_by_label("Type the code the app shows").fill(f"{code[:4]} {code[4:]}".lower())
    page.get_by_role("button", name="Continue").click()
    return page


def connect(office: Office, bank: Page, sees: Seen) -> None:
    """Code, console, question, answer."""
    page = type_code(office.author, show_code(bank, sees))
    expect(page.get_by_role("heading", name="Connect this app?")).to_be_visible()
    assert not findings(page)
    facts = page.get_by_role("main").inner_text()
    assert all(fact in facts for fact in ("Sample Bank", "staging", office.app)), facts
    sees.says("The code was typed")
    page.get_by_role("button", name="Connect", exact=True).click()
    sees.says("Connected to the console as")


def test_app_info_and_app_assets_arrive_where_the_opener_is_severed(demo: Demo, office: Office) -> None:
    author, app = office.author, office.app
    with author.context.expect_page() as opened:
        author.page.get_by_role("link", name="Start Power Mode").first.click()
    bridge = opened.value
    with author.context.expect_page() as opened:
        bridge.get_by_role("button", name="Open Sample Bank").click()
    bank = opened.value
    bank.wait_for_load_state()
    assert bank.evaluate("[window.opener, location.origin]") == [None, app], "the bridge cannot be reached"
    asked: list[str] = []
    bank.on("request", lambda request: asked.append(request.url) if request.url.startswith(demo.console) else None)

    sees = open_menu(bank, greeted=True)
    assert not asked, "nothing is asked before somebody presses"
    connect(office, bank, sees)
    page = author.page
    expect(page.get_by_role("list", name="Connected apps")).to_contain_text(re.compile("staging.*connected", re.DOTALL))
    assert app in page.get_by_role("list", name="Connected apps").inner_text()
    assert not findings(page)
    asked.clear()
    bank.wait_for_timeout(3000)
    assert not asked, "once connected, the page asks only when the person does something"

    sees.press("button", "Back to the menu")
    sees.press("button", "App Info")
    sees.says("verified")
    sees.press("button", "Sync App Assets")
    sees.says("Sent to the console")
    # The console's page hears of it by itself, and knows which release the app runs.
    page.get_by_role("button", name="Make theme from the app").wait_for()
    assert "Figtree" in page.get_by_role("main").inner_text()
    source, state, message = database(
        demo, "SELECT source, state, message FROM applications_connectionreport WHERE source = 'power'"
    )[0]
    assert (source, state) == ("power", "live")
    assert app in str(message)

    sees.press("button", "Back to the menu")
    capture(bank, sees, "link", "Card limits")
    sees.press("button", "Save everything")
    sees.says("Proposed to the console")
    expect(page.get_by_role("article", name="Card limits").get_by_role("button", name="Accept")).to_be_visible()

    assert all(url.endswith("/message/") for url in asked)
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_text(f"Ended: {app}")).to_be_visible()
    sees.press("button", "Back to the menu")
    sees.press("button", "App Info")
    sees.press("button", "Sync App Assets")
    sees.says("the session with the console has ended")
    assert is_unharmed(author)


def register_null(demo: Demo, administrator: Page) -> None:
    administrator.goto(f"{demo.console}/applications/{demo.key}/settings/")
    administrator.get_by_role("link", name="Where the app’s pages come from").click()
    assert not findings(administrator)
    administrator.get_by_label("Origin").fill("null")
    administrator.get_by_role("button", name="Add", exact=True).click()
    expect(administrator.get_by_text("Added: null")).to_be_visible()


def test_a_session_ends_with_its_page(demo: Demo, office: Office) -> None:
    bank = office.author.context.new_page()
    bank.goto(office.app)
    connect(office, bank, open_menu(bank, greeted=True))
    bank.goto(f"{office.app}/profile")
    office.author.page.goto(power_page(demo))
    expect(office.author.page.get_by_role("list", name="Connected apps")).to_have_count(0)
    sees = open_menu(bank, greeted=True)
    sees.wait("button", "Connect by code")


def test_five_wrong_codes_lock_the_author_out(demo: Demo, office: Office) -> None:
    bank = office.author.context.new_page()
    bank.goto(office.app)
    code = show_code(bank, open_menu(bank, greeted=True))
    for left in range(4, -1, -1):
        page = type_code(office.author, f"WRNG{'ABCDE'[left]}ABC")
        expect(page.get_by_text(f"tries left: {left}")).to_be_visible()
    page = type_code(office.author, code)
    expect(page.get_by_text("Too many wrong codes.")).to_be_visible()
    assert database(demo, "SELECT state FROM places_pairing ORDER BY id DESC LIMIT 1") == [("waiting",)]


def test_an_expired_code_is_told_on_both_sides(demo: Demo, office: Office) -> None:
    bank = office.author.context.new_page()
    bank.goto(office.app)
    sees = open_menu(bank, greeted=True)
    code = show_code(bank, sees)
    database(demo, "UPDATE places_pairing SET expires_at = datetime(expires_at, '-121 seconds')")
    page = type_code(office.author, code)
    expect(page.get_by_text("This code has expired")).to_be_visible()
    sees.says("The code has expired.")
    sees.press("button", "Show a new code")
    sees.wait("group", CODE)


def test_only_pages_of_registered_origins_get_a_code(demo: Demo, office: Office, tmp_path: Path) -> None:
    # A page out of a file, as in a bundled app: its origin is "null".
    file = tmp_path / "app.html"
    bank = office.author.context.new_page()
    bank.goto(office.app)
    tag = bank.evaluate("document.querySelector('script[data-key]').outerHTML")
    file.write_text(f"<!doctype html><html lang=en><title>Bundled</title><h1>Bank</h1>{tag}")
    bank.goto(file.as_uri())
    sees = open_menu(bank, greeted=True)
    sees.press("button", "Connect by code")
    sees.press("button", "Show a code")
    sees.says("have this page’s origin registered")
    sees.says("Origin of this page: null")

    register_null(demo, office.administrator)
    sees.press("button", "Show a new code")
    found = sees.wait("group", CODE)
    page = type_code(office.author, found.name.removeprefix("Code: ").replace(", ", ""))
    expect(page.get_by_text("Any file on any device has this origin")).to_be_visible()
    page.get_by_role("button", name="Refuse").click()
    sees.says("The connection was refused in the console.")


def built_for_authoring(demo: Demo, folder: Path) -> Path:
    """``examples/hybrid`` with Power Mode, its seed what is deployed, as its developer builds it for staging."""
    power = SDK_ROOT / sdk_file("handrail-power.js")[0].removeprefix("sdk/")
    guidance = {"key": demo.key, "trust": demo.trust, "selfHostedUrl": demo.selfHostedUrl, "environment": "staging"}
    (folder / "guidance.json").write_text(json.dumps({**guidance, "powerMode": True}))
    given = {"sdk": power.with_name("handrail.mjs"), "power": power, "guidance": folder / "guidance.json"}
    given |= {"package": demo.document_root, "out": folder / "www"}
    options = [part for name, value in given.items() for part in (f"--{name}", str(value))]
    build = ["node", str(ROOT / "examples/hybrid/build.mjs"), *options, "--seed-as-data"]
    subprocess.run(build, check=True, cwd=ROOT)
    return folder / "www"


@pytest.mark.parametrize("place", ["opaque", "file"])
def test_the_bundled_example_is_paired_on_a_phone(
    demo: Demo, office: Office, playwright: Playwright, tmp_path: Path, place: str
) -> None:
    if ("null",) not in database(demo, "SELECT origin FROM places_apporigin"):
        register_null(demo, office.administrator)
    www = built_for_authoring(demo, tmp_path)
    sandbox = {"Content-Security-Policy": "sandbox allow-scripts"}
    with serve(files_of(www, **sandbox)) as app, people(playwright) as make:
        phone = make({app, *demo.origins, origin_of(demo.console)}, **PHONE)
        address = f"{app}/index.html" if place == "opaque" else (www / "index.html").as_uri()
        phone.page.goto(address)
        assert phone.page.evaluate("[origin, innerWidth]") == ["null", 360]
        sees = phone.sees
        tap(phone, "button", BUBBLE)
        sees.wait("dialog", "Handrail Power Mode")
        for name in ("Connect by code", "Show a code"):
            tap(phone, "button", name)
        code = sees.wait("group", CODE).name.removeprefix("Code: ").replace(", ", "")
        console = type_code(office.author, code)
        expect(console.get_by_text("Any file on any device has this origin")).to_be_visible()
        console.get_by_role("button", name="Connect", exact=True).click()
        sees.says("Connected to the console as")
        tap(phone, "button", "Back to the menu")
        tap(phone, "button", "App Info")
        for fact in (demo.key, "staging", "verified"):
            sees.says(fact)
        tap(phone, "button", "Sync App Assets")
        sees.says("Sent to the console")
        row = database(demo, "SELECT message FROM applications_connectionreport WHERE source = 'power' ORDER BY id")[-1]
        assert address in str(row[0])
        assert not phone.errors
        assert not phone.egress.refused
