"""The example goes into a running console and comes out again, over HTTP with a scoped token."""

import shutil
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer
from typer.testing import CliRunner, Result

from actors import Bank, make_bank
from handrail.applications.models import Scope
from handrail.applications.tokens import create_token
from handrail.cli.app import app
from handrail.schema.authored.files import from_files, to_files

EXAMPLE = Path(__file__).parents[2] / "examples" / "content"


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def _files(directory: Path) -> dict[str, bytes]:
    found = {p.relative_to(directory).as_posix(): p.read_bytes() for p in directory.rglob("*") if p.is_file()}
    return {path: data for path, data in found.items() if not path.startswith(".")}


@pytest.fixture
def connected(transactional_db: None, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Bank:
    """A bank on a running console, and a token that reads and writes its content."""
    made = make_bank()
    scopes = [Scope.CONTENT_READ, Scope.CONTENT_WRITE]
    _, secret = create_token(actor=made.administrator, application=made.application, label="code", scopes=scopes)
    monkeypatch.setenv("HANDRAIL_TOKEN", secret)
    return made


def test_the_example_goes_in_and_comes_out_byte_for_byte(
    connected: Bank, live_server: LiveServer, tmp_path: Path
) -> None:
    key = connected.application.key
    mine = tmp_path / "mine"
    shutil.copytree(EXAMPLE, mine)
    result = _run("import", mine, "--console", live_server.url, "--application", key)
    assert result.exit_code == 0, result.stderr
    assert "Nothing is live yet." in result.stdout

    out = tmp_path / "out"
    assert _run("export", key, out, "--console", live_server.url).exit_code == 0
    exported = _files(out)
    # The name is the administrators'; an import by an author leaves it.
    content = from_files(_files(EXAMPLE)).model_copy(update={"name": connected.application.name})
    texts = {path: data.decode() for path, data in exported.items() if path.endswith(".yaml")}
    assert texts == to_files(content)
    assert exported["media/hello.png"] == (EXAMPLE / "media" / "hello.png").read_bytes()

    again = _run("import", out)
    assert (again.exit_code, "changed " in again.stdout) == (0, False)


def test_a_stale_copy_is_refused_and_an_error_changes_nothing(
    connected: Bank, live_server: LiveServer, tmp_path: Path
) -> None:
    key = connected.application.key
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    shutil.copytree(EXAMPLE, mine)
    _run("import", mine, "--console", live_server.url, "--application", key)
    _run("export", key, theirs, "--console", live_server.url)
    welcome = mine / "campaigns" / "welcome.yaml"
    welcome.write_text(welcome.read_text(encoding="utf-8").replace("Später", "Nicht jetzt"), encoding="utf-8")
    first = _run("import", mine)
    assert "campaign/welcome" in first.stdout, first.output

    stale = _run("import", theirs)
    assert stale.exit_code == 10
    assert stale.stderr.strip()
    bad = (
        welcome.read_text(encoding="utf-8").replace("Not now", "x").replace("In **two minutes**", "Enter your PIN. In")
    )
    welcome.write_text(bad, encoding="utf-8")
    refused = _run("import", mine)
    assert refused.exit_code == 10
    assert "asks for a secret" in refused.stderr
    _run("export", key, theirs, "--console", live_server.url)
    text = (theirs / "campaigns" / "welcome.yaml").read_text(encoding="utf-8")
    assert ("Nicht jetzt" in text, "PIN" in text) == (True, False)
