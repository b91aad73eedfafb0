"""Captures the demo's elements on the running bank with the SDK's own recorder and writes their files.

Run it after a change of the bank's pages: ``python tests/demo/capture_elements.py``. What it captures is what an author
points at in Power Mode; the tests of the demo's content check that each is found again.
"""

import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from handrail.demo.bank.app import create_bank
from handrail.demo.serve import server
from handrail.schema.authored.file_forms import FORMS
from handrail.schema.authored.places import Element
from handrail.schema.authored.yaml_form import write_yaml

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "src/handrail/demo/content"
PORT = 8799


@dataclass(frozen=True)
class Wanted:
    """An element of the bank: its id and name, the screen it is on, and how a person would point at it."""

    id: str
    name: str
    screen: str
    path: str
    role: str
    label: str


WANTED = (
    Wanted("new-transfer", "New transfer (button)", "accounts", "/", "link", "New transfer"),
    Wanted("payee-field", "Payee", "transfer", "/transfer", "textbox", "Payee"),
    Wanted("iban-field", "IBAN", "transfer", "/transfer", "textbox", "IBAN"),
    Wanted("amount-field", "Amount", "transfer", "/transfer", "textbox", "Amount"),
    Wanted("review-button", "Review transfer (button)", "transfer", "/transfer", "button", "Review transfer"),
    Wanted("confirm-button", "Confirm and send (button)", "transfer", "/transfer", "button", "Confirm and send"),
    Wanted("receipt-title", "Receipt", "transfer-done", "/transfer/done", "heading", "Your transfer is on its way"),
)


def locator_script() -> str:
    """The SDK's locator as one script that defines ``handrailLocator``."""
    command = ["node_modules/.bin/esbuild", "sdk/src/locator/index.ts", "--bundle", "--format=iife"]
    command += ["--global-name=handrailLocator", "--log-level=error"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def go(page: Page, origin: str, wanted: Wanted) -> None:
    """Bring the page to where the element is on screen."""
    if wanted.screen == "accounts":
        page.goto(origin + wanted.path)
        return
    page.goto(f"{origin}/transfer")
    if wanted.id in ("confirm-button", "receipt-title"):
        page.locator("#fill-example").click()
        page.get_by_test_id("review-transfer").click()
    if wanted.id == "receipt-title":
        page.locator("#confirm-button").click()
        page.wait_for_url("**/transfer/done")


def main() -> None:
    """Capture all and write one file each."""
    running = server(create_bank(), PORT)
    threading.Thread(target=running.run, daemon=True).start()
    while not running.started:
        time.sleep(0.05)
    form = next(form for form in FORMS if form.field == "elements")
    script = locator_script()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_context(locale="en-GB", bypass_csp=True).new_page()
        for wanted in WANTED:
            go(page, f"http://127.0.0.1:{PORT}", wanted)
            page.evaluate(script + ";globalThis.handrailLocator = handrailLocator")
            found = page.get_by_role(wanted.role, name=wanted.label, exact=wanted.label == "Payee")  # type: ignore[arg-type]
            captured = found.evaluate(
                "e => { const locator = handrailLocator.record(e);"
                " return { locator, ...handrailLocator.grade(locator, document) } }"
            )
            element = Element.model_validate(
                {
                    "id": wanted.id,
                    "name": wanted.name,
                    "screen": wanted.screen,
                    "grade": captured["grade"],
                    "gradeReason": captured["reason"],
                    "locator": captured["locator"],
                }
            )
            data = element.model_dump(mode="json", by_alias=True, exclude_defaults=True)
            data.pop(form.key)
            (CONTENT / "elements" / f"{wanted.id}.yaml").write_text(write_yaml(data), "utf-8")
            sys.stdout.write(f"{wanted.id}: {captured['grade']} ({captured['reason']})\n")
        browser.close()
    running.should_exit = True


if __name__ == "__main__":
    main()
