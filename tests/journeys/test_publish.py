"""The main job: an author changes a text, an approver reads the difference, the clerk sees it; and back again."""

import base64
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from journeys.conftest import Demo, NewPerson, Person, console_person, wait_until

OLD = "Welcome to your new online banking"
NEW = "Everything moved closer together"


@pytest.fixture
def author(demo: Demo, person: NewPerson) -> Person:
    return console_person(demo, person, "author")


@pytest.fixture
def approver(demo: Demo, person: NewPerson) -> Person:
    return console_person(demo, person, "approver")


def clerk(demo: Demo, person: NewPerson) -> Person:
    """A new clerk: a browser that remembers nothing."""
    return person(demo.origins)


def open_page(demo: Demo, someone: Person, path: str) -> None:
    someone.page.goto(f"{demo.console}/applications/{demo.key}/{path}")


def write_heading(demo: Demo, author: Person, text: str) -> None:
    open_page(demo, author, "campaigns/welcome/")
    author.page.get_by_label("English", exact=True).first.fill(text)
    author.page.get_by_role("button", name="Save", exact=True).click()
    expect(author.page.get_by_text("Saved.", exact=True)).to_be_visible()


def publish(author: Person) -> int:
    """From the campaign's page to a proposed release; returns its number."""
    author.page.get_by_role("link", name="Review & publish").first.click()
    author.page.get_by_label("production").check()
    author.page.get_by_label("staging").uncheck()
    author.page.get_by_label("For the approver").fill("The new wording")
    author.page.get_by_role("button", name="Publish", exact=True).click()
    heading = author.page.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile(r"Release \d+"))
    return int(re.sub(r"\D", "", heading.inner_text()))


def approve(demo: Demo, approver: Person, release: int) -> None:
    open_page(demo, approver, f"releases/{release}/")
    approver.page.get_by_role("button", name="Approve").click()
    expect(approver.page.get_by_text("Approved and signed.")).to_be_visible()


def seen_live(demo: Demo, someone: Person, release: int) -> bool:
    open_page(demo, someone, "releases/in/production/")
    text = someone.page.get_by_role("main").inner_text()
    return (
        f"live\nrelease {release}" in text.replace("live release", "live\nrelease") and "seen by handrail watch" in text
    )


def test_a_changed_text_is_read_approved_and_shown(
    demo: Demo, person: NewPerson, author: Person, approver: Person
) -> None:
    clerk(demo, person).page.goto(demo.app)
    write_heading(demo, author, NEW)
    open_page(demo, author, "campaigns/")
    expect(author.page.get_by_role("row").filter(has_text="Welcome")).to_contain_text("changed since live")
    open_page(demo, author, "campaigns/welcome/")
    release = publish(author)
    expect(author.page.get_by_role("button", name="Approve")).to_have_count(0)

    open_page(demo, approver, f"releases/{release}/")
    sentence = approver.page.get_by_role("listitem").filter(has_text=NEW)
    expect(sentence).to_contain_text(f'heading, English: "{OLD}" → "{NEW}"')
    expect(approver.page.get_by_role("heading", name=re.compile("1 change against release"))).to_be_visible()
    began = time.monotonic()
    approve(demo, approver, release)

    channel = demo.channel
    wait_until("the channel file names the new release", lambda: f'"version":{release}'.encode() in _decoded(channel))
    deployed_after = time.monotonic() - began
    assert deployed_after < 10
    someone = clerk(demo, person)
    someone.page.goto(demo.app)
    someone.sees.wait("dialog", NEW)
    assert someone.is_unharmed()
    wait_until("the console says live, and why", lambda: seen_live(demo, approver, release))
    for each in (author, approver):
        assert not each.violations
        assert not each.errors


def _decoded(channel: Path, part: str = "pointer") -> bytes:
    """A payload of a channel file, so that a test can look for a number."""
    return base64.b64decode(json.loads(channel.read_bytes().partition(b"\n")[0])[part]["payload"])


def test_one_press_rolls_back(demo: Demo, person: NewPerson, author: Person, approver: Person) -> None:
    open_page(demo, approver, "releases/in/production/")
    history = approver.page.locator("table a").all_inner_texts()
    current, before = int(history[0]), int(history[1])
    open_page(demo, approver, f"releases/{before}/")
    approver.page.on("dialog", lambda dialog: dialog.accept())
    approver.page.get_by_role("button", name="Roll back to this").click()
    expect(approver.page.get_by_text(f"Rolled back to release {before}.")).to_be_visible()
    wait_until("the older release is named", lambda: f'"version":{before}'.encode() in _decoded(demo.channel))
    someone = clerk(demo, person)
    someone.page.goto(demo.app)
    someone.sees.wait("dialog", OLD)
    assert current > before


def test_the_downloaded_package_is_deployed_by_hand(
    demo: Demo, person: NewPerson, approver: Person, tmp_path: Path
) -> None:
    open_page(demo, approver, "releases/in/production/")
    line = approver.page.locator("#deploy-line").inner_text()
    with approver.page.expect_download() as download:
        approver.page.get_by_role("link", name="Download package").click()
    package = tmp_path / download.value.suggested_filename
    download.value.save_as(package)
    root = tmp_path / "document root"
    root.mkdir()
    words = line.replace("/var/www/guides", str(root).replace(" ", "\0")).split()
    assert words[:2] == ["handrail", "deploy"] and words[2] == package.name
    arguments = [word.replace("\0", " ") for word in words[1:]]
    arguments[1] = str(package)
    command = [sys.executable, "-m", "handrail.cli", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    deployed = root / f"channel/{demo.key}/production.json"
    assert deployed.read_bytes() == demo.channel.read_bytes(), "by hand and by watch the same bytes"


def test_a_file_changed_on_the_server_is_told_and_repaired_by_one_press(demo: Demo, approver: Person) -> None:
    boot = json.loads(_decoded(demo.channel, "release"))["boot"]["*"]["sha256"]
    blob = demo.document_root / f"blobs/{boot}.json"
    whole = blob.read_bytes()
    blob.write_bytes(whole + b" ")
    told = approver.page.get_by_text("A file was changed on the server")

    def is_told() -> bool:
        open_page(demo, approver, "releases/in/production/")
        return told.count() > 0 and approver.page.get_by_text(blob.name).count() > 0

    wait_until("the console tells it", is_told, patience_s=90)
    expect(approver.page.get_by_text("Nobody is shown a changed byte")).to_be_visible()
    approver.page.get_by_role("button", name="Repair").click()
    wait_until("the signed bytes are back", lambda: blob.read_bytes() == whole, patience_s=40)

    def is_well() -> bool:
        open_page(demo, approver, "releases/in/production/")
        return told.count() == 0

    wait_until("the console says it is well", is_well, patience_s=90)


def test_two_people_saving_the_same_campaign_lose_nothing(demo: Demo, author: Person) -> None:
    open_page(demo, author, "campaigns/welcome/")
    second = author.context.new_page()
    second.goto(author.page.url)
    second.get_by_label("Deutsch", exact=True).first.fill("Vom zweiten Fenster")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_text("Saved.", exact=True)).to_be_visible()
    author.page.get_by_label("English", exact=True).first.fill("From the first window")
    author.page.get_by_role("button", name="Save", exact=True).click()
    warning = author.page.get_by_role("alert").filter(has_text="saved a newer version while you were writing")
    expect(warning).to_be_visible()
    expect(warning).to_contain_text("From the first window")
    expect(author.page.get_by_label("English", exact=True).first).to_have_value("From the first window")
    author.page.get_by_role("link", name="Take theirs, drop mine").click()
    expect(author.page.get_by_label("Deutsch", exact=True).first).to_have_value("Vom zweiten Fenster")


def test_the_pages_fit_on_a_phone_and_speak_german(demo: Demo, person: NewPerson) -> None:
    someone = console_person(demo, person, "author", locale="de-DE")
    someone.page.set_viewport_size({"width": 360, "height": 740})
    for path, words in (
        ("campaigns/", "Kampagnen"),
        ("campaigns/first-transfer/", "Schritt an einem Element"),
        ("campaigns/welcome/auto-play/", "Zielgruppe"),
        ("campaigns/welcome/review/", "Prüfungen"),
        ("places/", "Bildschirme & Elemente"),
        ("audiences/", "Segmente"),
        ("themes/", "Designs"),
        ("languages/", "Ausgangssprache"),
        ("configuration/", "Notschalter"),
        ("releases/", "Alle Releases"),
        ("releases/in/production/", "Ausliefern"),
    ):
        open_page(demo, someone, path)
        expect(someone.page.get_by_role("main")).to_contain_text(words)
        width = someone.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, f"{path} is {width} pixels wide"
    assert not someone.violations
    assert not someone.errors
