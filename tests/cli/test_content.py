"""Export, import and check at the command line, against an HTTP server that keeps the console's contract."""

import base64
import hashlib
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from compile.sample import sample_data
from handrail.cli.app import app
from handrail.schema.authored.application import ApplicationContent
from handrail.schema.authored.files import from_files

TOKEN = "test-token"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)


class Console(ThreadingHTTPServer):
    """Keeps one application's content in memory and answers as ``docs/reference/content.md`` says."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        data = sample_data()
        sha256 = hashlib.sha256(PICTURE).hexdigest()
        data["media"][0].update(sha256=sha256, width=1, height=1)
        data["campaigns"][0]["content"]["blocks"][2]["media"] = sha256
        self.content: dict[str, Any] = data
        self.media = {sha256: PICTURE}
        self.version = 1
        self.refusal: tuple[int, dict[str, Any]] | None = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """The two addresses of the contract."""

    server: Console

    def do_GET(self) -> None:
        """Content or a picture."""
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            self._send(401, {"code": "access.unauthenticated", "message": "No valid token.", "params": {}})
        elif self.path == "/api/v1/applications/bank/content":
            self._send(200, self.server.content)
        elif self.path.startswith("/api/v1/applications/bank/media/"):
            self._send(200, self.server.media[self.path.rpartition("/")[2]])
        else:
            self._send(404, {"code": "access.not-found", "message": "The application was not found.", "params": {}})

    def do_PUT(self) -> None:
        """Replace the content, or refuse."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.refusal is not None:
            self._send(*self.server.refusal)
        elif body["baseVersion"] not in (None, str(self.server.version)):
            message = "The content was changed meanwhile."
            self._send(409, {"code": "content.changed-meanwhile", "message": message, "params": {}})
        else:
            self.server.content = body["content"]
            self.server.media |= {sha: base64.b64decode(data) for sha, data in body["media"].items()}
            self.server.version += 1
            self._send(200, {"created": [], "changed": ["campaign/welcome"], "removed": [], "unchanged": 9})

    def _send(self, status: int, body: dict[str, Any] | bytes) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("ETag", f'"{self.server.version}"')
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def console(monkeypatch: pytest.MonkeyPatch) -> Iterator[Console]:
    """A running console and a valid token."""
    monkeypatch.setenv("HANDRAIL_TOKEN", TOKEN)
    server = Console()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def _export(console: Console, directory: Path) -> Result:
    return _run("export", "bank", directory, "--console", console.address)


def _tree(directory: Path) -> dict[str, bytes]:
    return {p.relative_to(directory).as_posix(): p.read_bytes() for p in directory.rglob("*") if p.is_file()}


def test_export_and_import_change_nothing(console: Console, tmp_path: Path) -> None:
    assert _export(console, tmp_path).exit_code == 0
    before = _tree(tmp_path)
    assert before["media/logo.png"] == PICTURE
    result = _run("import", tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    files = {path: data for path, data in before.items() if not path.startswith(".")}
    assert ApplicationContent.model_validate(console.content) == from_files(files)
    again = tmp_path / "again"
    assert _export(console, again).exit_code == 0
    assert {k: v for k, v in _tree(again).items() if k != ".handrail.json"} == files


def test_an_edited_text_arrives(console: Console, tmp_path: Path) -> None:
    _export(console, tmp_path)
    file = tmp_path / "campaigns" / "welcome.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("de: Willkommen", "de: Hallo"), encoding="utf-8")
    result = _run("import", tmp_path)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "changed campaign/welcome"
    assert "Nothing is live yet." in result.stdout
    welcome = next(c for c in console.content["campaigns"] if c["id"] == "welcome")
    assert welcome["content"]["blocks"][0]["text"]["de"] == "Hallo"


def test_problems_are_told_and_nothing_is_sent(console: Console, tmp_path: Path) -> None:
    _export(console, tmp_path)
    file = tmp_path / "campaigns" / "welcome.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("priority:", "prioritty:"), encoding="utf-8")
    before = json.dumps(console.content)
    result = _run("import", tmp_path)
    assert result.exit_code == 10
    assert "campaigns/welcome.yaml: autoPlay.prioritty (line" in result.stderr
    assert 'did you mean "priority"?' in result.stderr
    assert "Nothing was changed" in result.stderr
    assert json.dumps(console.content) == before


def test_what_others_changed_meanwhile_is_not_overwritten(console: Console, tmp_path: Path) -> None:
    _export(console, tmp_path)
    console.version = 5
    result = _run("import", tmp_path)
    assert (result.exit_code, "changed meanwhile" in result.stderr) == (10, True)
    assert console.version == 5
    assert _run("import", tmp_path, "--force").exit_code == 0
    assert console.version == 6
    assert _run("import", tmp_path).exit_code == 0


def test_problems_that_the_console_finds_are_told(console: Console, tmp_path: Path) -> None:
    _export(console, tmp_path)
    problems = [{"where": "campaigns/welcome.yaml: theme", "what": "There is no such theme."}]
    console.refusal = (422, {"code": "content.invalid", "message": "No.", "params": {"problems": problems}})
    result = _run("import", tmp_path, "--json")
    assert result.exit_code == 10
    assert json.loads(result.stdout)["problems"] == problems


def test_an_export_keeps_comments_and_removes_what_is_gone(console: Console, tmp_path: Path) -> None:
    _export(console, tmp_path)
    (tmp_path / "README.md").write_text("ours")
    welcome = tmp_path / "campaigns" / "welcome.yaml"
    commented = "# greets everybody\n" + welcome.read_text(encoding="utf-8")
    welcome.write_text(commented, encoding="utf-8")
    gone = sorted(f"campaigns/{each['id']}.yaml" for each in console.content["campaigns"][1:])
    console.content["campaigns"] = console.content["campaigns"][:1]
    result = _run("export", "bank", tmp_path, "--console", console.address, "--json")
    assert json.loads(result.stdout)["removed"] == gone
    assert "campaigns/first-transfer.yaml" in gone
    assert not (tmp_path / "campaigns" / "first-transfer.yaml").exists()
    assert welcome.read_text(encoding="utf-8") == commented
    assert (tmp_path / "README.md").read_text() == "ours"


def test_a_directory_with_other_files_is_left_alone(console: Console, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    result = _export(console, tmp_path)
    assert result.exit_code == 10
    assert _tree(tmp_path) == {"thesis.txt": b"mine"}


def test_a_console_that_answers_no_one_is_told(console: Console, tmp_path: Path) -> None:
    result = _run("export", "bank", tmp_path / "x", "--console", "http://127.0.0.1:9")
    assert result.exit_code == 20
    assert "gave no usable answer" in result.stderr
    assert not (tmp_path / "x").exists()


def test_a_picture_with_other_bytes_is_refused(console: Console, tmp_path: Path) -> None:
    console.media = dict.fromkeys(console.media, b"tampered")
    result = _export(console, tmp_path / "x")
    assert result.exit_code == 20
    assert not (tmp_path / "x").exists()


def test_without_a_token_nothing_is_tried(console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HANDRAIL_TOKEN")
    result = _export(console, tmp_path / "x")
    assert result.exit_code == 10
    assert "HANDRAIL_TOKEN" in result.stderr
    monkeypatch.setenv("HANDRAIL_TOKEN", "wrong")
    assert "No valid token." in _export(console, tmp_path / "x").stderr


def test_check_needs_no_console(tmp_path: Path) -> None:
    (tmp_path / "application.yaml").write_text("name: Bank\nlanguages:\n  - name: en\n    displayName: English\n")
    assert _run("check", tmp_path).exit_code == 0
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns" / "c.yaml").write_text(
        "name: C\ncontent:\n  kind: announcement\n  closable: false\n  blocks:\n"
        "    - block: text\n      text:\n        en: Enter your PIN.\n"
    )
    result = _run("check", tmp_path)
    assert result.exit_code == 10
    assert "error: campaigns/c.yaml: content: It has neither a close button" in result.stdout
    assert "asks for a secret (pin)" in result.stdout
    assert "2 to correct, 1 to consider." in result.stdout
    assert json.loads(_run("check", tmp_path, "--json").stdout)["errors"] == 2


def test_links_out_of_the_directory_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("name: no\n")
    directory = tmp_path / "content"
    (directory / "segments").mkdir(parents=True)
    (directory / "application.yaml").write_text("name: B\nlanguages:\n  - name: en\n    displayName: English\n")
    (directory / "segments" / "s.yaml").symlink_to(tmp_path / "secret.yaml")
    assert _run("check", directory).exit_code == 0


def test_the_example_can_be_published() -> None:
    result = _run("check", Path(__file__).parents[2] / "examples" / "content")
    assert (result.exit_code, result.stdout) == (0, "0 to correct, 0 to consider.\n")
