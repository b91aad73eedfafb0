"""Sample Bank in a real browser: its own strict policy holds, both languages, every page, a whole transfer."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from handrail.demo.bank.app import PAGES, SAFETY, create_bank
from handrail.demo.bank.render import HERE, texts
from handrail.demo.http import AsgiApp
from handrail.demo.server import create_content_server
from handrail.demo.snippet import Snippet, read_snippet, write_snippet

Serve = Callable[[AsgiApp], str]


@pytest.fixture
def bank(serve: Serve) -> str:
    return serve(create_bank())


def visit(chromium: Browser, **options: object) -> tuple[Page, list[str]]:
    """A fresh person's page, and the list of everything that the console or the policy complains about."""
    page = chromium.new_context(**options).new_page()  # type: ignore[arg-type]
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_keeps_its_policy_and_fits_the_window(bank: str, chromium: Browser, locale: str, width: int) -> None:
    page, complaints = visit(chromium, locale=locale, viewport={"width": width, "height": 700})
    for path in PAGES:
        page.goto(bank + path, wait_until="networkidle")
        assert page.evaluate("document.documentElement.lang") == locale[:2]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        expect(page.get_by_role("main")).to_be_visible()
    assert complaints == []


def test_the_policy_is_the_strict_one_and_names_the_hash_of_every_script(bank: str) -> None:
    for path in PAGES:
        answer = httpx.get(bank + path)
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["img-src"] == policy["font-src"] == policy["style-src"] == policy["form-action"] == "'self'"
        assert policy["base-uri"] == policy["frame-ancestors"] == policy["trusted-types"] == "'none'"
        assert policy["frame-src"] == "'self'"
        assert policy["media-src"] == "'none'", "no guidance, no films"
        assert policy["require-trusted-types-for"] == "'script'"
        for name in re.findall(r'src="/assets/([a-z]+\.js)"', answer.text):
            digest = base64.b64encode(hashlib.sha384((HERE / "assets" / name).read_bytes()).digest()).decode()
            assert f"'sha384-{digest}'" in policy["script-src"]
            assert f'integrity="sha384-{digest}"' in answer.text
        assert "style=" not in answer.text
        assert not re.search(r"<script>|<style|\son[a-z]+=", answer.text)


def test_one_page_may_be_framed_by_the_bank_and_has_no_power(bank: str, chromium: Browser) -> None:
    answer = httpx.get(bank + SAFETY, headers={"accept-language": "de"})
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    style = re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", policy.pop("style-src"))
    assert style, "its one style sheet by hash"
    assert policy == {
        "default-src": "'none'",
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'self'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    for width in (320, 1280):
        page, complaints = visit(chromium, locale="de-DE", viewport={"width": width, "height": 700})
        page.goto(bank + SAFETY, wait_until="networkidle")
        expect(page.get_by_role("heading", name="Drei Zeichen für Betrug")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("getComputedStyle(document.body).paddingTop") == "14px", "the hash is that of the style"
        assert complaints == []


def test_the_policy_bites(bank: str, chromium: Browser) -> None:
    page, complaints = visit(chromium)
    page.goto(bank)
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    assert any("Content Security Policy" in complaint for complaint in complaints)


def test_a_transfer_goes_over_three_pages_and_a_native_modal(bank: str, chromium: Browser) -> None:
    page, complaints = visit(chromium, locale="en-GB")
    page.goto(bank)
    page.get_by_role("link", name="New transfer").click()
    page.get_by_label("Payee", exact=True).fill("Lina Beispiel")
    page.get_by_label("IBAN").fill("DE02100500000054540402")
    page.get_by_label("Amount").fill("1,234.50")
    page.get_by_label("Reference").fill("Invoice 7")
    page.get_by_role("button", name="Review transfer").click()
    dialog = page.get_by_role("dialog", name="Send this transfer?")
    expect(dialog).to_contain_text("€1,234.50")
    expect(dialog).to_contain_text("DE02 1005 0000 0054 5404 02")
    assert page.evaluate("document.querySelector('dialog').matches(':modal')")
    dialog.get_by_role("button", name="Confirm and send").click()
    page.wait_for_url("**/transfer/done")
    expect(page.get_by_role("heading", name="Your transfer is on its way")).to_be_visible()
    page.get_by_role("link", name="Go to payments").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Lina Beispiel")
    assert complaints == []


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("IBAN", "DE02 1005 0000 0054 5404 03", "This IBAN is not right"),
        ("IBAN", "DE0210050000", "This IBAN is not right"),
        ("Amount", "nothing", "Enter an amount"),
        ("Amount", "0", "Enter an amount"),
        ("Amount", "4284.18", "more than this account holds"),
        ("Reference", "<b>", "Only letters"),
        ("Payee", " ", "Please fill in this field"),
    ],
)
def test_a_wrong_field_says_so_and_nothing_is_sent(
    bank: str, chromium: Browser, field: str, value: str, message: str
) -> None:
    page, _ = visit(chromium, locale="en-GB")
    page.goto(bank + "/transfer")
    page.get_by_role("button", name="Fill in an example").click()
    page.get_by_label(field, exact=field == "Payee").fill(value)
    page.get_by_role("button", name="Review transfer").click()
    expect(page.get_by_label(field, exact=field == "Payee")).to_be_focused()
    expect(page.locator("p.error", has_text=message)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_language_is_the_browsers_until_another_is_chosen_and_remembered(bank: str, chromium: Browser) -> None:
    page, _ = visit(chromium, locale="de-AT")
    page.goto(bank + "/payments")
    expect(page.get_by_role("heading", name="Umsätze")).to_be_visible()
    page.get_by_role("button", name="Alex Morgan: Sprache und Profil").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Payments")).to_be_visible()
    assert page.url == bank + "/payments"
    page.goto(bank + "/transfer")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_the_switch_of_language_leads_nowhere_else(bank: str) -> None:
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        answer = httpx.post(bank + "/language", data={"language": "de", "next": target})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert httpx.post(bank + "/language", data={"language": "xx"}).status_code == 400


def test_payments_are_filtered_and_sorted_in_the_page(bank: str, chromium: Browser) -> None:
    page, _ = visit(chromium, locale="en-GB")
    page.goto(bank + "/payments")
    page.get_by_label("Search payee or reference").fill("greenleaf")
    expect(page.get_by_role("status")).to_have_text("3 payments")
    page.get_by_role("button", name="Amount").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("−€61.27")
    expect(page.get_by_role("columnheader", name="Amount")).to_have_attribute("aria-sort", "ascending")
    page.get_by_label("Search payee or reference").fill("nobody")
    expect(page.get_by_text("No payment fits")).to_be_visible()


def test_cards_have_client_side_routes(bank: str, chromium: Browser) -> None:
    page, _ = visit(chromium, locale="en-GB")
    page.goto(bank + "/cards")
    page.evaluate("window.sameDocument = true")
    page.get_by_role("link", name="Limits").click()
    assert page.url == bank + "/cards/limits"
    expect(page.get_by_label("Cash machines")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("switch", name="Freeze card")).to_be_visible()
    assert page.evaluate("window.sameDocument") is True
    page.goto(bank + "/cards/credit")
    expect(page.get_by_role("heading", name="Credit card")).to_be_visible()


def test_both_catalogues_hold_the_same_texts_and_every_text_is_used() -> None:
    assert texts("en").keys() == texts("de").keys()
    sources = "".join(path.read_text("utf-8") for path in HERE.glob("pages/*.html"))
    computed = ("account.", "category.", "environment.", "title.")
    unused = [name for name in texts("en") if f"{{t:{name}}}" not in sources and not name.startswith(computed)]
    assert unused == []


def test_axe_finds_nothing_on_any_page(bank: str, chromium: Browser) -> None:
    axe = (Path(__file__).parents[3] / "node_modules/axe-core/axe.min.js").read_text("utf-8")
    for scheme in ("light", "dark"):
        page = chromium.new_context(bypass_csp=True, color_scheme=scheme).new_page()  # type: ignore[arg-type]
        for path in [*PAGES, SAFETY]:
            page.goto(bank + path, wait_until="networkidle")
            page.evaluate(axe)
            found = page.evaluate("axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].target))")
            assert found == [], f"{path} {scheme}"


def test_the_snippet_is_two_lines_and_the_policy_admits_exactly_the_sdk_and_the_content_server(
    serve: Serve, chromium: Browser, tmp_path: Path
) -> None:
    script = b"document.documentElement.dataset.sdk = document.currentScript.dataset.key"
    root = tmp_path / "root"
    (root / "sdk/0.1.0").mkdir(parents=True)
    (root / "sdk/0.1.0/handrail.js").write_bytes(script)
    (root / "channel/bank").mkdir(parents=True)
    (root / "channel/bank/production.json").write_text("{}")
    content = serve(create_content_server(root))
    digest = "sha384-" + base64.b64encode(hashlib.sha384(script).digest()).decode()
    config = tmp_path / "bank.json"
    bank = serve(create_bank("production", config))
    assert read_snippet(config) is None
    assert "data-key" not in httpx.get(bank).text
    write_snippet(config, Snippet("bank", '1.a"b', content, "production", "sdk/0.1.0/handrail.js", digest))
    page, complaints = visit(chromium)
    page.goto(bank, wait_until="networkidle")
    assert page.evaluate("document.documentElement.dataset.sdk") == "bank"
    assert page.evaluate("document.querySelector('[data-key]').dataset.trust") == '1.a"b'
    assert page.evaluate(f"fetch('{content}/channel/bank/production.json').then(r => r.json())") == {}
    assert [text for text in complaints if "preload" not in text] == []
    policy = httpx.get(bank).headers["content-security-policy"]
    assert f"connect-src 'self' {content}; media-src {content}; frame-src 'self';" in policy
    assert json.loads(config.read_text())["trust"] == '1.a"b'
