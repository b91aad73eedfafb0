"""Everything authored goes out as files and comes in again: byte for byte, over a running console, without a secret."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import expect

from journeys.conftest import Demo, NewPerson, Person, console_person, handrail
from journeys.desk import make_token

READ, WRITE = "read content (export)", "write content (import)"


@pytest.fixture
def administrator(demo: Demo, person: NewPerson) -> Person:
    return console_person(demo, person, "administrator")


def tree(folder: Path) -> dict[str, bytes]:
    """Path → bytes of all content files."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_what_was_authored_comes_out_goes_in_and_comes_out_byte_for_byte(
    demo: Demo, administrator: Person, tmp_path: Path
) -> None:
    token = {"HANDRAIL_TOKEN": make_token(demo, administrator, READ, WRITE)}
    first, second = tmp_path / "first", tmp_path / "second"
    handrail("export", demo.key, first, "--console", demo.console, environment=token)
    assert tree(first) == tree(Path(str(files("handrail.demo").joinpath("content"))))
    assert handrail("import", first, environment=token).startswith("Imported ")
    handrail("export", demo.key, second, "--console", demo.console, environment=token)
    assert tree(second) == tree(first)


def test_no_secret_and_no_person_leaves_with_it(demo: Demo, administrator: Person, tmp_path: Path) -> None:
    token = make_token(demo, administrator, READ)
    environment = {"HANDRAIL_TOKEN": token}
    handrail("export", demo.key, tmp_path / "out", "--console", demo.console, environment=environment)
    everything = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert b"Make your first transfer" in everything
    secrets = {token, (demo.data / "secret.key").read_text().strip(), (demo.data / "demo/watch-token").read_text()}
    for secret in secrets:
        assert secret.encode() not in everything
    assert not re.search(rb"hr_[\w-]{16}|PRIVATE KEY|[\w.]+@example\.com|Nora|Robin", everything)


def test_a_text_edited_in_a_file_stands_in_the_console(demo: Demo, administrator: Person, tmp_path: Path) -> None:
    token = {"HANDRAIL_TOKEN": make_token(demo, administrator, READ, WRITE)}
    handrail("export", demo.key, tmp_path, "--console", demo.console, environment=token)
    welcome = tmp_path / "campaigns/welcome.yaml"
    before = welcome.read_text()
    welcome.write_text(before.replace("en: Not now", "en: Perhaps later"))
    assert "changed campaign/welcome\n" in handrail("import", tmp_path, environment=token)
    page = administrator.page
    page.goto(f"{demo.console}/applications/{demo.key}/campaigns/")
    expect(page.get_by_role("row").filter(has_text="Welcome")).to_contain_text("changed since live")
    page.get_by_role("link", name="Welcome").click()
    assert "Perhaps later" in [field.input_value() for field in page.get_by_role("textbox").all()]
    welcome.write_text(before)
    handrail("import", tmp_path, environment=token)


def test_a_token_for_reading_does_not_write(demo: Demo, administrator: Person, tmp_path: Path) -> None:
    token = {"HANDRAIL_TOKEN": make_token(demo, administrator, READ)}
    handrail("export", demo.key, tmp_path, "--console", demo.console, environment=token)
    (tmp_path / "campaigns/card-limits.yaml").unlink()
    said = handrail("import", tmp_path, environment=token, code=10)
    assert said == (
        "This token may not do this: it needs the scope content:write for this application and environment. "
        "Nothing was changed.\n"
    )
    administrator.page.goto(f"{demo.console}/applications/{demo.key}/campaigns/")
    expect(administrator.page.get_by_role("link", name="Card limits explained")).to_be_visible()
