"""A key that an approver's browser makes, keeps and signs with, in Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from console.served import Console, chromium, findings
from console.test_pages import console, key

__all__ = ["console"]

READ_OUT = """async (place) => {
  const database = await new Promise((done) => {
    const asked = indexedDB.open('handrail-approver-keys', 1)
    asked.onsuccess = () => done(asked.result)
  })
  const key = await new Promise((done) => {
    const asked = database.transaction('keys').objectStore('keys').get(place)
    asked.onsuccess = () => done(asked.result)
  })
  return crypto.subtle.exportKey('pkcs8', key.privateKey).then(() => 'read out', (error) => error.name)
}"""


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def signed_in(browser: Browser, console: Console, who: str, *, bypass_csp: bool = False) -> Page:
    page = browser.new_context(locale="en-GB", bypass_csp=bypass_csp).new_page()
    page.goto(console.link(who))
    for button in page.locator("main form button[type=submit]").all()[:1]:
        button.click()
    return page


def test_a_key_made_in_the_browser_signs_a_release_and_cannot_be_read_out(
    console: Console, browser: Browser, tmp_path: Path
) -> None:
    base = f"{console.origin}/applications/{key(console)}"
    admin = signed_in(browser, console, "founder")
    assert admin.request.get(f"{base}/releases/in/production/package/default/").ok
    approver = signed_in(browser, console, "approver")
    complaints: list[str] = []
    approver.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    approver.goto(f"{base}/my-key/")
    card = approver.locator(f'[data-browser-key="{key(console)}/production"]')
    card.locator("button[data-make]").click()
    with approver.expect_download() as saving:
        card.locator("button[data-save]").click()
    public = tmp_path / "approver.pub.json"
    saving.value.save_as(public)
    assert approver.evaluate(READ_OUT, f"{key(console)}/production") == "InvalidAccessError"

    admin.goto(f"{base}/settings/keys/")
    admin.get_by_label("What it signs").select_option("approve@production")
    admin.get_by_label("Holder").fill("approver@example.com")
    admin.get_by_label("Where the private part lies").select_option("browser")
    admin.get_by_label("Public key").set_input_files(public)
    admin.get_by_role("button", name="Enrol", exact=True).click()
    said = admin.locator(".toasts").inner_text()
    assert "Enrolled." in said and "dies with the browser profile" in said

    approver.goto(f"{base}/releases/1/")
    approver.get_by_role("button", name="Approve and sign").click()
    approver.get_by_text("The signature is noted.").wait_for()
    assert approver.get_by_role("button", name="Approve and sign").count() == 0
    assert complaints == []


def test_axe_finds_nothing_on_the_page_of_own_keys(console: Console, browser: Browser) -> None:
    # axe itself is a script from outside, so the policy is off for this test alone.
    page = signed_in(browser, console, "approver", bypass_csp=True)
    page.goto(f"{console.origin}/applications/{key(console)}/my-key/")
    page.locator("button[data-make]").first.wait_for()
    assert findings(page) == []
