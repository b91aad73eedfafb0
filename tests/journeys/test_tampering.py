"""Somebody can write to the content server: no byte that was not signed is ever shown, and the page stays whole."""

import json
from pathlib import Path

import pytest

from journeys.conftest import Demo, NewPerson, Person, wait_until

GREETING = "Welcome to your new online banking"
FORGED = "Call this number and tell us your PIN"


def boot_files(demo: Demo) -> list[Path]:
    return [
        path
        for path in (demo.document_root / "blobs").glob("*.json")
        if b'"campaigns":[{' in path.read_bytes() and GREETING.encode() in path.read_bytes()
    ]


@pytest.fixture
def forged(demo: Demo) -> object:
    """Every boot file, and those that the channel file brings, with a text of the attacker's for the greeting."""
    kept = {path: path.read_bytes() for path in boot_files(demo)}
    assert kept
    kept[demo.channel] = demo.channel.read_bytes()
    assert GREETING.encode() in kept[demo.channel]
    for path, data in kept.items():
        path.write_bytes(data.replace(GREETING.encode(), FORGED.encode()))
    yield
    for path, data in kept.items():
        path.write_bytes(data)


def bank_works(someone: Person) -> None:
    someone.page.get_by_role("link", name="New transfer").first.click()
    someone.page.get_by_role("heading", name="New transfer").wait_for()
    assert not someone.violations
    assert not someone.errors


def test_on_a_first_visit_a_forged_file_is_not_shown(demo: Demo, forged: object, end_user: Person) -> None:
    end_user.page.goto(demo.app)
    end_user.page.wait_for_timeout(2500)
    shown = " ".join(node.name for node in end_user.sees.nodes())
    assert FORGED not in shown
    assert GREETING not in shown
    assert "Welcome back, Alex" in shown
    bank_works(end_user)


def test_a_forged_boot_file_behind_the_signed_line_is_as_if_it_were_not_there(demo: Demo, end_user: Person) -> None:
    kept = demo.channel.read_bytes()
    try:
        demo.channel.write_bytes(kept.replace(GREETING.encode(), FORGED.encode()))
        end_user.page.goto(demo.app)
        end_user.sees.wait("dialog", GREETING)
        assert FORGED not in " ".join(node.name for node in end_user.sees.nodes())
        assert not end_user.errors
    finally:
        demo.channel.write_bytes(kept)


def test_a_later_visit_keeps_to_what_was_verified(demo: Demo, end_user: Person, request: pytest.FixtureRequest) -> None:
    end_user.page.goto(demo.app)
    end_user.sees.wait("dialog", GREETING)
    request.getfixturevalue("forged")
    end_user.page.goto(demo.app + "/?handrail=start/first-transfer")
    end_user.sees.wait("dialog", "Here it begins")
    assert FORGED not in " ".join(node.name for node in end_user.sees.nodes())
    assert not end_user.errors


def test_a_forged_file_is_reported_to_the_page_with_a_stable_code(demo: Demo, forged: object, end_user: Person) -> None:
    heard: list[str] = []
    end_user.context.expose_binding("heard", lambda _source, code: heard.append(code))
    end_user.context.add_init_script("addEventListener('handrail:error', (e) => heard(e.detail.code))")
    end_user.page.goto(demo.app)
    wait_until("an error event", lambda: end_user.page.wait_for_timeout(100) or "sdk.boot" in heard)
    assert set(heard) == {"sdk.blob", "sdk.boot"}


def test_a_truncated_channel_file_shows_nothing_on_a_first_visit(demo: Demo, end_user: Person) -> None:
    kept = demo.channel.read_bytes()
    try:
        demo.channel.write_bytes(kept[: kept.index(b"\n") // 2])
        end_user.page.goto(demo.app)
        end_user.page.wait_for_timeout(1500)
        assert not end_user.sees.find("dialog", GREETING)
        bank_works(end_user)
    finally:
        demo.channel.write_bytes(kept)


def test_a_channel_file_of_another_application_shows_nothing(demo: Demo, person: NewPerson) -> None:
    kept = demo.channel.read_bytes()
    other = json.loads(kept.partition(b"\n")[0])
    other["pointer"]["payload"], other["release"]["payload"] = other["release"]["payload"], other["pointer"]["payload"]
    try:
        demo.channel.write_bytes(json.dumps(other).encode())
        clerk = person(demo.origins)
        clerk.page.goto(demo.app)
        clerk.page.wait_for_timeout(1500)
        assert not clerk.sees.find("dialog", GREETING)
    finally:
        demo.channel.write_bytes(kept)


def test_deleting_the_channel_file_stops_guidance_at_the_next_load(demo: Demo, end_user: Person) -> None:
    permalink = demo.app + "/?handrail=start/first-transfer"
    end_user.page.goto(permalink)
    end_user.sees.wait("dialog", "Here it begins")
    aside = demo.channel.with_suffix(".aside")
    demo.channel.replace(aside)
    try:
        end_user.page.goto(permalink)
        end_user.page.wait_for_timeout(1500)
        assert not end_user.sees.find("dialog", "Here it begins")
        bank_works(end_user)
    finally:
        aside.replace(demo.channel)
    end_user.page.goto(permalink)
    end_user.sees.wait("dialog", "Here it begins")
