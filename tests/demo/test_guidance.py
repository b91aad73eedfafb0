"""The demo's content as code is sound, in the form an export writes, and fits the bank's pages in both languages."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from handrail.compile.check import check
from handrail.demo.bank.app import create_bank
from handrail.demo.guidance import sample_content, sample_files
from handrail.schema.authored.files import media_paths, to_files

ROOT = Path(__file__).parents[2]
PLACES = {
    "new-transfer": "accounts",
    "payee-field": "transfer",
    "iban-field": "transfer",
    "amount-field": "transfer",
    "review-button": "transfer",
    "confirm-button": "dialog",
    "receipt-title": "receipt",
}


def test_nothing_is_wrong_or_unwise_in_it() -> None:
    assert check(sample_content()) == []


def test_an_export_would_write_exactly_these_files() -> None:
    written = to_files(sample_content())
    texts = {path: bytes(body).decode() for path, body in sample_files().items() if path.endswith(".yaml")}  # type: ignore[arg-type]
    assert texts == written
    assert sample_files().keys() - texts.keys() == set(media_paths(sample_content()).values())


def test_every_text_is_in_every_language() -> None:
    content = sample_content()
    texts = [
        value
        for campaign in content.campaigns
        for value in _texts(campaign.model_dump(mode="json", by_alias=True, exclude_none=True)["content"])
    ]
    assert len(texts) > 15
    assert all(set(text) == {"en", "de", "ar"} for text in texts)


def _texts(value: object) -> list[dict[str, str]]:
    if isinstance(value, dict):
        own = [
            found
            for key, found in value.items()
            if key in ("text", "label", "title", "description", "captions") and isinstance(found, dict) and found
        ]
        return own + [text for found in value.values() for text in _texts(found)]
    return [text for found in value for text in _texts(found)] if isinstance(value, list) else []


@pytest.fixture(scope="session")
def locator() -> str:
    command = ["node_modules/.bin/esbuild", "sdk/src/locator/index.ts", "--bundle", "--format=iife"]
    command += ["--global-name=handrailLocator", "--log-level=error"]
    built = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return built + ";globalThis.handrailLocator = handrailLocator"


def look(page: Page, place: str, locator: str) -> dict[str, str]:
    """Element id → what the SDK's locator says of it on the page as it is now: an HTML id, or why not."""
    page.evaluate(locator)
    recorded = {
        element.id: element.locator.model_dump(mode="json", by_alias=True, exclude_none=True)
        for element in sample_content().elements
        if PLACES[element.id] == place
    }
    found: dict[str, str] = page.evaluate(
        """recorded => Object.fromEntries(Object.entries(recorded).map(([id, authored]) => {
             const wire = handrailLocator.toWire(authored, 'k')
             const found = handrailLocator.createLocator('k').find(wire)
             const { element } = found
             return [id, element ? element.textContent.trim() || element.id : JSON.stringify(found)]
           }))""",
        recorded,
    )
    return found


@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
def test_every_element_is_recognised_on_the_bank_in_both_languages(
    serve: Callable[..., str], chromium: Browser, locator: str, locale: str
) -> None:
    bank = serve(create_bank())
    page = chromium.new_context(locale=locale, bypass_csp=True).new_page()
    page.goto(bank)
    german = locale.startswith("de")
    assert look(page, "accounts", locator) == {"new-transfer": "Neue Überweisung" if german else "New transfer"}
    page.goto(bank + "/transfer")
    assert look(page, "transfer", locator) == {
        "payee-field": "payee",
        "iban-field": "iban",
        "amount-field": "amount",
        "review-button": "Überweisung prüfen" if german else "Review transfer",
    }
    page.locator("#fill-example").click()
    page.get_by_test_id("review-transfer").click()
    assert look(page, "dialog", locator) == {
        "confirm-button": "Bestätigen und senden" if german else "Confirm and send"
    }
    page.locator("#confirm-button").click()
    page.wait_for_url("**/transfer/done")
    title = "Ihre Überweisung ist unterwegs" if german else "Your transfer is on its way"
    assert look(page, "receipt", locator) == {"receipt-title": title}


def test_every_element_has_a_place_in_this_test() -> None:
    assert {element.id for element in sample_content().elements} == PLACES.keys()
