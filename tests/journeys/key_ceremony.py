"""Keys on people's own machines, and the root that names them, by the command line and the console's pages."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from handrail.cli.app import app
from journeys.conftest import Demo, Person

DJANGO = """
import sys
from handrail.settings import name_django_settings
name_django_settings()
import django
django.setup()
exec(sys.argv[1])
"""

MIRA = """
from handrail.accounts.people import add_person
from handrail.applications.models import Application, Grant
mira = add_person(email="mira@example.com", display_name="Mira Blum", password=None)
Grant.objects.create(user=mira, role="approver", application=Application.objects.first())
"""


def in_console(demo: Demo, code: str) -> str:
    """Run Python inside the console's installation: what its administrator, or a thief of its database, can do."""
    environment = {**os.environ, "HANDRAIL_DATA_DIR": str(demo.data), "HANDRAIL_CONSOLE_ORIGIN": demo.console}
    done = subprocess.run(
        [sys.executable, "-c", DJANGO, code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass
class Machine:
    """Somebody's own machine: a folder with key files, and the command line."""

    folder: Path

    def run(self, *arguments: object, code: int = 0) -> str:
        """One ``handrail`` command; gives what it printed."""
        command = [sys.executable, "-m", "handrail.cli", *map(str, arguments)]
        environment = {**os.environ, "HOME": str(self.folder)}
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False, input=""
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def new_key(self, name: str, role: str) -> Path:
        """A key file; gives its public part. In this process: there are many keys, and starting Python costs most."""
        password, key, public = (self.folder / each for each in ("password", f"{name}.key", f"{name}.pub.json"))
        password.write_text("correct horse battery")
        password.chmod(0o600)
        make = ("new", key, "--role", role, "--label", name, "--password-file", password)
        for words in (make, ("export", key, "--out", public)):
            done = CliRunner().invoke(app, ["keys", *map(str, words)])
            assert done.exit_code == 0, done.exception
        return public

    def approve(self, candidate: Path, name: str, trust: str, code: int = 0) -> Path:
        """``handrail approve`` as a script of the approver runs it, after reading what it shows."""
        shown = self.run("approve", candidate, "--trust", trust, "--json", code=code)
        if code:
            return Path(shown)
        sha256 = json.loads(shown)["releaseSha256"]
        key = ("--key", f"{name}.key", "--password-file", "password")
        self.run("approve", candidate, "--trust", trust, *key, "--yes", sha256, "--json")
        return candidate.with_suffix(".approval.json")


def settings_page(demo: Demo, someone: Person, path: str) -> Page:
    someone.page.goto(f"{demo.console}/applications/{demo.key}/{path}")
    return someone.page


def enrol(demo: Demo, administrator: Person, seat: str, holder: str, public: Path, kept: str = "file") -> None:
    """Settings → Keys → Enrol a key."""
    page = settings_page(demo, administrator, "settings/keys/")
    page.get_by_label("What it signs").select_option(seat)
    page.get_by_label("Holder").fill(holder)
    page.get_by_label("Where the private part lies").select_option(kept)
    page.get_by_label("Public key").set_input_files(public)
    page.get_by_role("button", name="Enrol", exact=True).click()
    expect(page.get_by_text("Enrolled.")).to_be_visible()


def download(page: Page, name: str, to: Path) -> Path:
    with page.expect_download() as started:
        page.get_by_role("link", name=name).click()
    target = to / started.value.suggested_filename
    started.value.save_as(target)
    return target


def candidate_of(demo: Demo, someone: Person, release: int, to: Path) -> Path:
    return download(settings_page(demo, someone, f"releases/{release}/"), "Download the candidate", to)


def hand_in(demo: Demo, someone: Person, release: int, approval: Path, said: str = "The signature is noted.") -> None:
    page = settings_page(demo, someone, f"releases/{release}/")
    page.get_by_label("Approval (a .json file)").set_input_files(approval)
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text(said)).to_be_visible()


def prepare_root(demo: Demo, administrator: Person, *, undo: str) -> None:
    """Settings → Keys → Prepare the next root: all enrolled keys, one approval in production."""
    page = settings_page(demo, administrator, "settings/keys/")
    page.get_by_role("link", name="Prepare the next root").click()
    production = page.locator("section", has=page.get_by_role("heading", name="production"))
    production.get_by_label("Approval signatures needed").select_option("1")
    production.get_by_label(undo).check()
    page.get_by_label("How many of them must sign the root after it").select_option("2")
    page.get_by_role("button", name="Prepare", exact=True).click()
    expect(page.get_by_text("2 signatures are still needed.")).to_be_visible()


def sign_root(demo: Demo, administrator: Person, machine: Machine, name: str, said: str) -> None:
    """One administrator downloads the root, signs it by the line that the page shows, and hands it in."""
    page = settings_page(demo, administrator, "settings/keys/")
    line = page.locator("#sign-root").inner_text()
    file = download(page, "Download the root to sign", machine.folder)
    words = line.replace("\\\n", " ").replace("root.key", f"{name}.key").split()
    assert words[:3] == ["handrail", "keys", "sign"] and words[3] == file.name
    machine.run(*words[1:], "--password-file", "password", "--yes")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_label("Signed root (a .json file)").set_input_files(file)
    page.get_by_role("button", name="Hand in the root").click()
    expect(page.get_by_text(said)).to_be_visible()
