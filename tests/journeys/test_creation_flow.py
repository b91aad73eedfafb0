"""From an empty console to a connected application: first run, then Application → Hosting → Integrate → Connect."""

import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journeys.conftest import NewPerson, free_port_base, handrail, running
from journeys.places import content_server


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`handrail serve` on an empty data directory."""
    port, data = free_port_base(1), tmp_path_factory.mktemp("console")
    address = f"http://127.0.0.1:{port}"
    options = {"HANDRAIL_CONSOLE_ORIGIN": address, "HANDRAIL_ALLOW_LOOPBACK_HOSTING": "1"}
    command = ("handrail.cli", "serve", "--port", str(port), "--data", str(data))
    with running(*command, ready=address, environment=options):
        yield address


class _WithoutCors(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@contextmanager
def plain_web_server(root: Path) -> Iterator[str]:
    """A web server as it comes: files, and no word about who may read them."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), lambda *given: _WithoutCors(*given, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def verdict(page: Page, environment: str = "production") -> str:
    """What the step "Connect" says of an environment after "Check now"."""
    card = page.locator(f"section#{environment}")
    card.get_by_role("button", name="Check now").click()
    said = page.locator(f"section#{environment}").get_by_role("status")
    expect(said).to_be_visible()
    return said.inner_text()


def download(page: Page, to: Path, environment: str = "production") -> Path:
    """The default package, from the step "Connect"."""
    with page.expect_download() as started:
        page.locator(f"section#{environment}").get_by_role("button", name="Download").click()
    target = to / started.value.suggested_filename
    started.value.save_as(target)
    return target


def move(page: Page, application: str, production: str) -> None:
    """Change the self-hosted URL of production and go on to "Connect"."""
    page.goto(f"{application}/setup/hosting")
    page.locator("section[aria-labelledby=env-production]").get_by_label("Self-hosted URL").fill(production)
    press(page, "Save and continue")
    press(page, "Continue")
    expect(page.get_by_text("Prove the connection").first).to_be_visible()


def test_from_the_first_run_to_a_connected_application(console: str, person: NewPerson, tmp_path: Path) -> None:
    root = tmp_path / "document-root"
    administrator = person({console})
    page = administrator.page
    unused = f"http://127.0.0.1:{free_port_base(1)}"

    page.goto(console)
    page.get_by_label("Your name").fill("Ada Example")
    page.get_by_label("E-mail address").fill("ada@example.com")
    page.get_by_label("Password").fill("a few words in a row")
    page.get_by_label("Add a sample application").uncheck()
    press(page, "Create and sign in")
    page.get_by_role("link", name="New application").first.click()

    page.get_by_label("Name", exact=True).fill("Online banking")
    page.get_by_label("Base language").select_option("en")
    page.get_by_text("Further languages").first.click()
    page.get_by_label("Deutsch").check()
    press(page, "Continue")
    application = re.sub(r"/setup/.*", "", page.url)
    key = application.rsplit("/", 1)[1]

    # Hosting: for form, then for life.
    production = page.locator("section[aria-labelledby=env-production]")
    production.get_by_label("Self-hosted URL").fill("htp:/guides")
    press(page, "Save and continue")
    expect(page.get_by_text("Nothing was saved yet: an address is not right.")).to_be_visible()
    expect(production.get_by_label("Self-hosted URL")).to_have_value("htp:/guides")
    assert "http" in production.inner_text(), "it says what an address looks like"
    production.get_by_label("Self-hosted URL").fill(unused)
    press(page, "Save and check")
    expect(page.get_by_text("Not reachable from here")).to_be_visible()
    expect(page.get_by_text("Nothing accepts connections there. Is the web server running")).to_be_visible()

    # Left and resumed: from the list of applications back to where it was left.
    page.goto(console)
    expect(page.get_by_role("article")).to_contain_text("set-up not finished")
    page.get_by_role("link", name="Online banking").click()
    page.get_by_role("link", name="Go on where you left it").click()
    expect(page).to_have_url(re.compile("/setup/hosting$"))

    with content_server(root) as url:
        page.locator("section[aria-labelledby=env-production]").get_by_label("Self-hosted URL").fill(url)
        press(page, "Save and check")
        expect(page.get_by_text("Reachable", exact=True)).to_be_visible()
        press(page, "Save and continue")

        # Integrate: everything pre-configured.
        snippets = page.get_by_role("main").inner_text()
        trust = re.search(r'data-trust="(1\.[\w-]{43})"', snippets)
        sri = re.search(r'integrity="(sha384-[\w+/=]{64})"', snippets)
        assert trust, snippets
        assert sri, snippets
        for text in (f'src="{url}/sdk/', f'data-key="{key}"', f'data-self-hosted-url="{url}"'):
            assert text in snippets, text
        assert f"script-src '{sri[1]}'\nconnect-src {url}" in snippets
        page.get_by_text("With a call of your own").click()
        expect(page.get_by_text(f'ABBI.start("{key}", "{trust[1]}", "{url}")').first).to_be_visible()

        # The developer needs no account.
        press(page, "Send to a developer")
        link = page.locator("#handover-link").inner_text()
        developer = person({console})
        developer.page.goto(link)
        expect(developer.page.get_by_role("heading", name="Guidance for Online banking")).to_be_visible()
        handed = developer.page.get_by_role("main").inner_text()
        for text in (trust[1], sri[1], url, key):
            assert text in handed
        assert developer.page.get_by_role("main").get_by_role("textbox").count() == 0
        assert developer.is_unharmed()
        press(page, "Continue")

        # Connect: red first, in words; then the package in place.
        assert "Wrong place" in verdict(page)
        package = download(page, tmp_path)
        said = handrail("deploy", package, root, "--trust", trust[1], "--state", tmp_path / "receipts")
        assert "is live" in said
        connected = verdict(page)
        assert "Connected" in connected
        assert "Release 1 was read through the public address and its signatures hold." in connected
        expect(page.locator("section#production")).to_contain_text("checked from outside")
        press(page, "Finish")
        expect(page.get_by_text("The application is set up.")).to_be_visible()
        assert administrator.is_unharmed()


def test_red_says_in_words_what_is_wrong_and_a_new_url_lists_what_the_page_must_change(
    console: str, person: NewPerson, tmp_path: Path
) -> None:
    """The application of the first test moves from server to server."""
    page = person({console}).page
    page.goto(console)
    page.get_by_label("Email").fill("ada@example.com")
    page.get_by_label("Password").fill("a few words in a row")
    press(page, "Sign in")
    page.get_by_role("link", name="Online banking").click()
    first = page.url.rstrip("/")

    # What lies here belongs to another application.
    page.goto(f"{console}/applications/new")
    page.get_by_label("Name", exact=True).fill("Card portal")
    press(page, "Continue")
    second = re.sub(r"/setup/.*", "", page.url)
    key = second.rsplit("/", 1)[1]
    root = tmp_path / "card-portal"
    with content_server(root) as url:
        move(page, second, url)
        package = download(page, tmp_path)
        trust = re.search(r"--trust (\S+)", page.locator("#deploy-production").inner_text())
        assert trust
        handrail("deploy", package, root, "--trust", trust[1], "--state", tmp_path / "receipts")
        assert "Connected" in verdict(page)

        # The same server, unpacked one folder too deep: the wrong place, with the address that should exist.
        deeper = tmp_path / "too-deep"
        (deeper / "guides").mkdir(parents=True)
        root.rename(deeper / "guides/card-portal")
        assert f"The server answers, but this file is not there: {url}/channel/{key}/production.json" in verdict(page)
        (deeper / "guides/card-portal").rename(root)

        # Another application's file under our name.
        ours = root / f"channel/{first.rsplit('/', 1)[1]}"
        ours.mkdir()
        (ours / "production.json").write_bytes((root / f"channel/{key}/production.json").read_bytes())
        move(page, first, url)
        said = verdict(page)
        assert "Wrong application" in said
        assert f"belongs to another application or environment: {key}" in said

    assert "Nothing accepts connections there." in verdict(page)

    # Right files, but no browser may read them.
    with plain_web_server(root) as url:
        move(page, second, url)
        said = verdict(page)
        assert "CORS header missing" in said
        assert "“Access-Control-Allow-Origin: *”" in said

    # The URL has changed since the snippet was handed out: the integrator is told what to change, until it is done.
    page.goto(f"{second}/")
    notice = page.get_by_role("status").filter(has_text="The pages of production must change")
    expect(notice).to_contain_text("Self-hosted URL, and the same host in the policy")
    expect(notice).to_contain_text(url)
    notice.get_by_role("button").click()
    expect(page.get_by_text("Noted: the page carries today's snippet.")).to_be_visible()
    expect(page.get_by_text("The pages of production must change")).to_have_count(0)
