"""Wrong input is answered in words that say what to do; nothing is lost and nothing half done."""

import json
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from handrail.package.assemble import assemble_package
from journeys.conftest import Demo, NewPerson, Person, console_person, handrail
from journeys.desk import holding, make_token
from journeys.sdk_world import Publisher


@pytest.fixture
def author(demo: Demo, person: NewPerson) -> Person:
    return console_person(demo, person, "author")


@pytest.fixture
def administrator(demo: Demo, person: NewPerson) -> Person:
    return console_person(demo, person, "administrator")


def test_two_people_save_the_same_campaign_and_no_text_is_lost(
    demo: Demo, author: Person, administrator: Person
) -> None:
    address = f"{demo.console}/applications/{demo.key}/campaigns/card-limits/"
    for someone in (author, administrator):
        someone.page.goto(address)
    holding(author.page, "Your limits, your rules").fill("Nora's heading")
    author.page.get_by_role("button", name="Save", exact=True).click()
    expect(author.page.get_by_text("Saved.", exact=True)).to_be_visible()

    page = administrator.page
    holding(page, "Your limits, your rules").fill("Robin's heading")
    page.get_by_role("button", name="Save", exact=True).click()
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("Nora Feld saved a newer version while you were writing")
    expect(notice).to_contain_text("Nothing was overwritten, and your text is still in the form below.")
    expect(notice).to_contain_text('heading, English: "Nora\'s heading" → "Robin\'s heading"')
    assert holding(page, "Robin's heading").is_visible()
    author.page.goto(address)
    assert holding(author.page, "Nora's heading").is_visible()

    page.get_by_role("button", name="Save mine over it").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    author.page.goto(address)
    assert holding(author.page, "Robin's heading").is_visible()


def package_of(publisher: Publisher, folder: Path, **pointer: Any) -> Path:
    """A full package of somebody's own making."""
    release = publisher.publish({"name": "Bank", "languages": [{"name": "en", "displayName": "English"}]}, **pointer)
    files = {name: data for name, data in release.items() if not name.startswith("channel/")}
    zipped = assemble_package(
        kind="full",
        application=publisher.application,
        environment=publisher.environment,
        release=publisher.version,
        channel=release[publisher.channel_name],
        files=files,
        sdk={},
    )
    path = folder / f"{publisher.application}.zip"
    path.write_bytes(zipped)
    return path


def refused(package: Path, root: Path, trust: str, folder: Path) -> str:
    """`handrail deploy` says no, with exit code 10, and the document root is as it was."""
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    said = handrail("deploy", package, root, "--trust", trust, "--state", folder / "receipts", code=10)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
    return said


def test_an_expired_package_is_not_deployed(tmp_path: Path) -> None:
    publisher, root = Publisher(), tmp_path / "root"
    root.mkdir()
    handrail("deploy", package_of(publisher, tmp_path), root, "--trust", publisher.trust, "--state", tmp_path / "r")
    assert list(root.rglob("*.json"))
    expired = package_of(publisher, tmp_path, expires=datetime.now(UTC) - timedelta(days=2))
    said = refused(expired, root, publisher.trust, tmp_path)
    assert said.startswith("package.expired: ")
    assert "renew the pointer (handrail heartbeat)" in said


def test_a_foreign_package_and_a_wrong_anchor_are_not_deployed(demo: Demo, tmp_path: Path) -> None:
    said = refused(package_of(Publisher("other-bank"), tmp_path), demo.document_root, demo.trust, tmp_path)
    assert said.startswith("package.anchor-mismatch: ")
    assert "the package belongs to another application, or the anchor is not the one of this application" in said
    said = refused(Path(demo.package), demo.document_root, Publisher().trust, tmp_path)
    assert said.startswith("package.anchor-mismatch: ")
    said = refused(Path(demo.package), demo.document_root, "not an anchor", tmp_path)
    assert "trust" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_already_taken_is_said_with_another_one(command: str, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        option = "--port" if command == "serve" else "--port-base"
        said = handrail(command, option, str(port), "--data", tmp_path / "var", code=10)
    assert f"{command}.port-taken: Port {port} on 127.0.0.1 is" in said
    assert "othing was started." in said
    assert option in said.split("port-taken")[1], "it names the option that chooses another port"
    assert not (tmp_path / "var/demo.json").exists()


def test_an_import_with_an_unknown_field_or_a_broken_reference_changes_nothing(
    demo: Demo, administrator: Person, tmp_path: Path
) -> None:
    token = make_token(demo, administrator, "read content (export)", "write content (import)")
    address = f"{demo.console}/api/v1/applications/{demo.key}/content"
    with httpx.Client(headers={"Authorization": f"Bearer {token}"}, trust_env=False) as api:
        before = api.get(address)

        def put(content: dict[str, Any]) -> str:
            answer = api.put(address, json={"content": content})
            assert answer.status_code == 422, answer.text
            after = api.get(address)
            assert (after.content, after.headers["etag"]) == (before.content, before.headers["etag"])
            return answer.text

        unknown = before.json()
        unknown["settings"]["sesionTimeout"] = 900
        assert "sesionTimeout" in put(unknown)
        broken = before.json()
        walkthrough = next(each for each in broken["campaigns"] if each["id"] == "first-transfer")
        walkthrough["content"]["steps"][1]["element"] = "payee-feild"
        said = put(broken)
        assert "payee-feild" in said
        assert "campaigns/first-transfer.yaml" in json.loads(said)["problems"][0]["where"]

    # The same on the command line: every problem with its file and line.
    environment = {"HANDRAIL_TOKEN": token}
    handrail("export", demo.key, tmp_path, "--console", demo.console, environment=environment)
    file = tmp_path / "campaigns/first-transfer.yaml"
    file.write_text(file.read_text().replace("element: payee-field", "elemnt: payee-field"))
    said = handrail("import", tmp_path, environment=environment, code=10)
    assert "campaigns/first-transfer.yaml" in said
    assert "(line " in said
    assert "elemnt" in said
    assert "Nothing was changed." in said
