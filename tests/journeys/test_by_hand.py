"""No machine watches: the package is downloaded and put in place by `handrail deploy`, or by openssl and unzip."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from journeys.conftest import Demo, NewPerson, handrail, wait_until
from journeys.desk import Desk, desk_of
from journeys.places import Place, own_place

GREETING = "Welcome to your new online banking"


@pytest.fixture(scope="module")
def desk(demo: Demo, playwright: Playwright) -> Iterator[Desk]:
    with desk_of(demo, playwright) as people_at_work:
        yield people_at_work


@pytest.fixture
def place(demo: Demo, tmp_path: Path) -> Iterator[Place]:
    with own_place(demo, tmp_path) as servers:
        yield servers


def greets(place: Place, person: NewPerson, heading: str) -> None:
    """A new visitor is greeted with this, and with nothing else."""
    clerk = place.visitor(person)
    clerk.page.goto(place.bank)
    clerk.sees.wait("dialog", heading)
    assert clerk.is_unharmed()


def test_the_difference_is_a_sentence_and_no_json(desk: Desk) -> None:
    desk.rewrite("first-transfer", "The payee’s IBAN", "Where the money goes")
    release = desk.publish("first-transfer", note="Clearer")
    lines = desk.difference(release)
    sentence = (
        'Walkthrough "Make your first transfer", step 3, heading, English: "The payee’s IBAN" → "Where the money goes"'
    )
    assert sentence in lines
    assert not [line for line in lines if re.search(r'[{}\[\]]|":', line)], lines
    desk.approve(release)
    desk.wait_served(release)
    assert desk.served() == release


def test_handrail_deploy_by_hand_brings_each_release_to_who_opens_the_bank(
    desk: Desk, place: Place, person: NewPerson, tmp_path: Path
) -> None:
    def deploy() -> str:
        package = desk.download(tmp_path)
        handrail("package", "verify", package, "--trust", desk.demo.trust)
        return handrail(
            "deploy", package, place.root, "--trust", desk.demo.trust, "--state", tmp_path, "--url", place.url
        )

    older = desk.served()
    assert f"Release {older} is live" in deploy()
    greets(place, person, GREETING)

    desk.rewrite("welcome", GREETING, "By hand, once")
    desk.bring_live()
    assert f"(before: release {older})" in deploy()
    greets(place, person, "By hand, once")

    desk.roll_back(older)
    desk.wait_served(older)
    assert f"Release {older} is live" in deploy()
    greets(place, person, GREETING)

    desk.rewrite("welcome", "By hand, once", GREETING)


def parts_of(package: Path) -> list[str]:
    """The three parts that VERIFY.txt asks to paste into a shell."""
    text = subprocess.run(["unzip", "-p", package, "VERIFY.txt"], capture_output=True, text=True, check=True).stdout
    parts = re.split(r"^--- part \d.*$", text.partition("\nWhat these lines do not check")[0], flags=re.MULTILINE)
    assert len(parts) == 4
    return parts[1:]


def paste(part: str, package: Path, place: Place, trust: str) -> subprocess.CompletedProcess[str]:
    values = {"PACKAGE": str(package), "TRUST": trust, "ROOT": str(place.root), "PATH": os.environ["PATH"]}
    return subprocess.run(["bash"], input=part, env=values, capture_output=True, text=True, check=False)


def test_the_lines_of_verify_txt_do_it_too_over_the_live_document_root(
    desk: Desk, place: Place, person: NewPerson, tmp_path: Path
) -> None:
    def unzip() -> None:
        package = desk.download(tmp_path)
        said = [paste(part, package, place, desk.demo.trust) for part in parts_of(package)]
        assert [each.returncode for each in said] == [0, 0, 0], said
        assert f"\nVERIFIED: release {desk.served()}, seq " in said[0].stdout
        assert (said[1].stdout, said[2].stdout) == ("COPIED\n", "LIVE\n")

    older = desk.served()
    unzip()
    greets(place, person, GREETING)
    desk.rewrite("welcome", GREETING, "Unzipped over the live one")
    desk.bring_live()
    unzip()
    greets(place, person, "Unzipped over the live one")
    desk.roll_back(older)
    desk.wait_served(older)
    unzip()
    greets(place, person, GREETING)
    desk.rewrite("welcome", "Unzipped over the live one", GREETING)


def test_verify_txt_refuses_a_foreign_anchor_and_a_changed_byte(desk: Desk, place: Place, tmp_path: Path) -> None:
    package = desk.download(tmp_path)
    first = parts_of(package)[0]
    foreign = paste(first, package, place, "1." + "A" * 43)
    assert (foreign.returncode, foreign.stdout) == (10, "")
    assert "no root of the chain is the trust anchor" in foreign.stderr
    data = package.read_bytes()
    assert data.count(b"Card limits") or data.count(b"Your limits")
    package.write_bytes(data.replace(b"Your limits, your rules", b"Your money, my money!!!", 1))
    changed = paste(first, package, place, desk.demo.trust)
    assert changed.returncode == 10
    assert "REFUSED: blobs/" in changed.stderr


def test_watch_brings_it_within_seconds_and_the_release_page_says_so(desk: Desk, person: NewPerson, demo: Demo) -> None:
    desk.rewrite("card-limits", "Your limits, your rules", "Set your limits yourself")
    release = desk.publish("card-limits")
    pressed = desk.approve(release)
    desk.wait_served(release)
    took = time.monotonic() - pressed
    print(f"approved → served by the content server: {took:.1f} s")
    assert took < 15

    clerk = person({demo.app, demo.selfHostedUrl})
    clerk.page.goto(f"{demo.app}/cards/limits")
    clerk.sees.says("Set your limits yourself")
    page = desk.open(desk.approver.page, f"releases/{release}/")
    wait_until(
        "the release page says where it knows it from",
        lambda: page.reload() and "seen by handrail watch" in page.get_by_role("main").inner_text(),
    )
    said = " ".join(page.get_by_role("main").inner_text().split())
    assert re.search(rf"live release {release} seen by handrail watch .{{1,40}} · live since ", said), said
