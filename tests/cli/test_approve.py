"""``handrail approve`` on the approver's machine."""

import functools
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from handrail.package.build import channel_file, sign_root
from handrail.package.envelope import RELEASE_TYPE, read_envelope
from package.bank import SEQ, Bank, fixed_key
from package.lying_console import LyingConsole, content

SOURCE = Path(__file__).parents[2] / "src"
NEW = LyingConsole(shown=content(en="Read **this** at [home](https://evil.example/x)"))
OLD = LyingConsole(version=2)


class Desk:
    """The approver's machine: a key, a candidate, and a content server on which release 2 is live."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.key = fixed_key("approver")
        (folder / "anna.pem").write_bytes(self.key.to_pem())
        (folder / "anna.pem").chmod(0o600)
        (folder / "r3.zip").write_bytes(NEW.candidate(OLD))

    def run(self, *arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "HOME": str(self.folder)}
        command = [sys.executable, "-m", "handrail.cli", "approve", *arguments, "--trust", Bank().trust]
        command += ["--state", "state"]
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False, input=answer
        )

    def put_live(self, console: LyingConsole, seq: int = SEQ) -> None:
        place = self.folder / "www/channel/bank/production.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        built = console.release()[1]
        later = datetime.now(UTC) + timedelta(days=20)
        pointer = Bank().pointer(built, console.version, seq, expires=later)
        place.write_bytes(channel_file([sign_root(Bank().root(), [Bank().key])], built.envelope, pointer))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            return

    (tmp_path / "www").mkdir()
    handler = functools.partial(Quiet, directory=str(tmp_path / "www"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Desk(tmp_path, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_difference_to_what_is_live_is_shown_dangerous_things_first(desk: Desk) -> None:
    desk.put_live(OLD)
    done = desk.run("r3.zip", "--url", desk.url)
    assert done.returncode == 0, done.stderr
    assert "live at the public URL and verified" in done.stdout
    assert done.stdout.index("evil.example") > done.stdout.index("byte-equal")
    assert not list(desk.folder.glob("*.approval.json"))


def test_a_base_that_only_the_console_names_is_marked(desk: Desk) -> None:
    assert "ONLY THE CONSOLE SAYS" in desk.run("r3.zip").stdout


def test_a_false_base_is_refused(desk: Desk) -> None:
    desk.put_live(LyingConsole(shown=content(en="Something else is live"), version=2))
    done = desk.run("r3.zip", "--url", desk.url, "--key", "anna.pem", answer="3\n")
    assert (done.returncode, done.stderr.partition(":")[0]) == (10, "candidate.base-false")


def test_the_approval_is_the_release_with_the_approvers_signature(desk: Desk) -> None:
    done = desk.run("r3.zip", "--key", "anna.pem", answer="3\n")
    assert done.returncode == 0, done.stderr
    envelope = read_envelope((desk.folder / "r3.approval.json").read_bytes(), RELEASE_TYPE)
    keys = {desk.key.public.keyid: desk.key.public}
    assert envelope.signers(keys, keys) == (desk.key.public.keyid,)
    assert envelope.payload == NEW.release()[1].payload
    assert "does not name your key" in done.stdout
    again = json.loads(desk.run("r3.zip", "--json").stdout)
    assert (again["baseFrom"], again["changes"]) == ("machine", [])


@pytest.mark.parametrize("answer", ["n\n", "y\n", "2\n", ""])
def test_nothing_is_signed_without_the_number_of_the_release(desk: Desk, answer: str) -> None:
    done = desk.run("r3.zip", "--key", "anna.pem", answer=answer)
    assert done.returncode != 0
    assert not (desk.folder / "r3.approval.json").exists()
    assert not (desk.folder / "state").exists()


def test_a_script_names_the_hash_that_was_read(desk: Desk) -> None:
    sha256 = NEW.release()[1].sha256
    wrong = desk.run("r3.zip", "--key", "anna.pem", "--yes", "0" * 64)
    assert (wrong.returncode, wrong.stderr.partition(":")[0]) == (10, "approve.not-confirmed")
    assert desk.run("r3.zip", "--key", "anna.pem", "--yes", sha256, "--json").returncode == 0


def test_a_lying_candidate_is_refused_before_anything_is_shown(desk: Desk) -> None:
    (desk.folder / "r3.zip").write_bytes(LyingConsole(shipped=content(en="Call this number")).candidate())
    done = desk.run("r3.zip", "--key", "anna.pem", answer="3\n")
    assert (done.returncode, done.stdout) == (10, "")
    assert done.stderr.startswith("candidate.compiled-otherwise")


def test_the_authors_key_approves_nothing(desk: Desk) -> None:
    (desk.folder / "anna.pem").write_bytes(Bank().key.to_pem())
    done = desk.run("r3.zip", "--key", "anna.pem", answer="3\n")
    assert (done.returncode, done.stderr.partition(":")[0]) == (10, "approve.not-your-role")
