"""Four eyes from end to end: keys of people, root 2 of 3, approval by file and in the browser, and a lying console."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Playwright, expect

from journeys.conftest import Demo, NewPerson, wait_until
from journeys.desk import make_token
from journeys.key_ceremony import candidate_of, download, hand_in, in_console, settings_page
from journeys.office import Office, greets, newcomer, office_in_trial, take_the_keys

GREETING = "Welcome to your new online banking"
pytestmark = pytest.mark.timeout(600)
"""A ceremony of many keys, windows and commands comes before the first test."""


@pytest.fixture(scope="module")
def office(demo: Demo, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office_in_trial(demo, playwright, tmp_path_factory) as made:
        take_the_keys(made)
        yield made


def test_a_release_approved_in_the_browser_is_shown_to_a_clerk(office: Office, person: NewPerson) -> None:
    demo, desk = office.demo, office.desk
    desk.rewrite("welcome", GREETING, "Seen by four eyes")
    release = desk.publish()
    assert settings_page(demo, desk.approver, f"releases/{release}/").get_by_role("button", name="Approve").count() == 0
    office.sign_in_browser(release)
    office.make_live(release)
    greets(demo, person, "Seen by four eyes")


def test_a_release_approved_on_ones_own_machine_is_shown_to_a_clerk(office: Office, person: NewPerson) -> None:
    demo, desk = office.demo, office.desk
    desk.rewrite("welcome", "Seen by four eyes", "Signed at home")
    release = desk.publish()
    candidate = candidate_of(demo, desk.approver, release, office.jonas.folder)
    shown = office.jonas.run("approve", candidate, "--trust", demo.trust, "--url", demo.selfHostedUrl)
    assert "live at the public URL and verified" in shown
    assert '"Seen by four eyes" → "Signed at home"' in shown
    hand_in(demo, desk.approver, release, office.jonas.approve(candidate, "jonas", demo.trust))
    desk.wait_served(release)
    greets(demo, person, "Signed at home")
    evidence = download(
        settings_page(demo, office.administrator, f"releases/{release}/"), "Download evidence", office.jonas.folder
    )
    said = office.jonas.run("evidence", "verify", evidence, "--trust", demo.trust)
    assert "approved and signed by Jonas Brandt" in said


def test_an_approval_handed_in_by_the_api_makes_it_live_and_stands_in_the_console(
    office: Office, person: NewPerson
) -> None:
    demo, desk, jonas = office.demo, office.desk, office.jonas
    desk.rewrite("welcome", "Signed at home", "Sent by the program")
    release = desk.publish()
    candidate = candidate_of(demo, desk.approver, release, jonas.folder)
    reading = make_token(demo, office.administrator, "read packages")
    writing = make_token(demo, office.administrator, "propose releases, hand in approvals")
    token = jonas.folder / "token"
    token.touch(0o600)
    shown = json.loads(jonas.run("approve", candidate, "--trust", demo.trust, "--json"))
    words = ["approve", candidate, "--trust", demo.trust, "--key", "jonas.key", "--password-file", "password"]
    words += ["--yes", shown["releaseSha256"], "--console", demo.console, "--token-file", token]
    token.write_text(reading)
    refused = jonas.run(*words, code=10)
    approval = candidate.with_suffix(".approval.json")
    assert approval.name in refused, "the signature is written before it is handed in, and where it lies is said"
    assert desk.served() != release
    approval.unlink()
    token.write_text(writing)
    assert f"Handed in: release {release}" in jonas.run(*words)
    desk.wait_served(release)
    page = settings_page(demo, office.administrator, f"releases/{release}/")
    expect(page.locator("dl.facts").filter(has_text="SHA-256")).to_contain_text("Jonas Brandt")
    greets(demo, person, "Sent by the program")


def test_a_pause_takes_everything_off_an_open_tab_and_resuming_brings_it_back(
    office: Office, person: NewPerson
) -> None:
    demo, desk = office.demo, office.desk
    clerk = person(demo.origins)
    clerk.page.clock.set_fixed_time(datetime.now(UTC))
    clerk.page.goto(demo.app)
    clerk.sees.wait("dialog", "Sent by the program")
    page = settings_page(demo, desk.approver, "releases/in/production/")
    page.get_by_label("Type production to confirm").fill("staging")
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_role("alert").or_(page.locator(".toast-note.error")).first).to_be_visible()
    assert desk.status() == "active", "the wrong name pauses nothing"
    page.get_by_label("Type production to confirm").fill("production")
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_text("Paused: nothing of Handrail shows here.")).to_be_visible()
    desk.wait_status("paused")
    clerk.page.clock.set_fixed_time(datetime.now(UTC) + timedelta(minutes=6))
    clerk.page.mouse.click(5, 5)
    clerk.sees.wait_gone("dialog", "Sent by the program")
    other = newcomer(demo, person)
    other.page.wait_for_timeout(1500)
    assert [each.name for each in other.sees.nodes() if each.role == "dialog" or each.name == "Help"] == []
    page.get_by_role("button", name="Resume").click()
    desk.wait_status("active")
    greets(demo, person, "Sent by the program")


def test_a_roll_back_shows_the_older_text_and_a_stopped_campaign_is_gone(office: Office, person: NewPerson) -> None:
    demo, desk = office.demo, office.desk
    older = desk.served() - 1
    desk.roll_back(older)
    desk.wait_served(older)
    greets(demo, person, "Signed at home")
    page = settings_page(demo, desk.approver, "releases/in/production/")
    welcome = page.locator("li:has(a[href*='campaigns/welcome/'])")
    welcome.get_by_role("button", name="Stop").click()
    expect(welcome).to_contain_text("stopped")
    wait_until("welcome stopped on the content server", lambda: desk.stopped() == ["welcome"])
    clerk = newcomer(demo, person)
    clerk.sees.wait("button", "Help")
    clerk.page.wait_for_timeout(1500)
    assert not clerk.sees.find("dialog", "Signed at home"), "the others run on, this one does not"
    assert clerk.is_unharmed()


@pytest.mark.parametrize(
    "lie",
    [
        # The page shows a harmless text, the release ships another one.
        "r.source = bytes(r.source).replace(b'The console lies', b'Harmless change')",
        # The release is what was signed, but a file that would ship is another one.
        "from handrail.library.models import Blob; b = Blob.objects.filter(sha256__in=r.files.values()).first();"
        " b.data = bytes(b.data).replace(b'e', b'a'); b.save()",
    ],
)
def test_what_an_edited_database_shows_is_not_signed(office: Office, lie: str) -> None:
    demo, desk = office.demo, office.desk
    page = desk.edit("campaigns/welcome/")
    fields = [each for each in page.get_by_role("textbox").all() if each.input_value() == "Sent by the program"]
    if fields:
        desk.rewrite("welcome", "Sent by the program", "The console lies")
    release = desk.publish()
    code = f"from handrail.publishing.models import Release; r = Release.objects.get(number={release}); {lie}; r.save()"
    in_console(demo, code)
    candidate = candidate_of(demo, desk.approver, release, office.jonas.folder)
    refused = str(office.jonas.approve(candidate, "jonas", demo.trust, code=10))
    assert any(each in refused for each in ("candidate.source-changed", "package.file-changed", "candidate."))
    assert not candidate.with_suffix(".approval.json").exists()
