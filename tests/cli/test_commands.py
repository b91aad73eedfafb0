"""The commands as a person or a pipeline runs them: in processes of their own."""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.console_server import TOKEN, ConsoleServer
from deploy.place import TODAY, lasting
from handrail.demo.guidance import sample_content
from package.bank import KNOWN, SEQ, Bank
from package.guided import guided_package

SOURCE = Path(__file__).parents[2] / "src"
ACCEPTED = [part for hashes in KNOWN.values() for sha in hashes for part in ("--accept-sdk", sha)]


class Shell:
    """A folder with two packages and a `handrail.toml`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.root = folder, folder / "www"
        (folder / "one.zip").write_bytes(lasting())
        (folder / "two.zip").write_bytes(lasting(2, SEQ + 10, "Hello"))
        (folder / "key.pem").write_bytes(Bank().key.to_pem(b"secret"))
        (folder / "password").write_bytes(b"secret\n")
        for name in ("key.pem", "password"):
            (folder / name).chmod(0o600)
        self.configure()

    def configure(self, **more: str) -> None:
        values = {"target": str(self.root), "application": "bank", "environment": "production", "trust": Bank().trust}
        lines = [f"{name} = {json.dumps(value)}" for name, value in {**values, **more}.items()]
        (self.folder / "handrail.toml").write_text("\n".join(["[targets.production]", *lines]))

    def run(self, *arguments: str, token: str | None = None) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "HOME": str(self.folder)}
        if token:
            environment["HANDRAIL_TOKEN"] = token
        command = [sys.executable, "-m", "handrail.cli", *arguments]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)

    def data(self, *arguments: str) -> dict[str, object]:
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr + done.stdout
        found: dict[str, object] = json.loads(done.stdout)
        return found


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_verify_says_valid_or_refuses_with_a_code(shell: Shell) -> None:
    good = shell.run("package", "verify", "one.zip", "--trust", Bank().trust, *ACCEPTED)
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith(f"Valid: release 1 of bank/production, seq {SEQ}, active, 5 files.")
    assert "Trial key mode" in good.stdout
    unknown = shell.run("package", "verify", "one.zip", "--trust", Bank().trust)
    assert unknown.returncode == 10
    assert unknown.stderr.startswith("package.sdk-unknown: ")
    assert shell.run("package", "verify", "one.zip").stderr.startswith("cli.trust-missing")
    missing = shell.run("package", "verify", "no.zip", "--trust", Bank().trust, "--json")
    assert missing.returncode == 10
    assert json.loads(missing.stdout)["error"]["code"] == "cli.file"


def test_verify_reads_a_document_root_too(shell: Shell) -> None:
    assert shell.run("deploy", "one.zip", "production", *ACCEPTED).returncode == 0
    found = shell.data("package", "verify", str(shell.root), "--trust", Bank().trust)
    assert (found["valid"], found["release"], found["trial"]) == (True, 1, True)
    next(shell.root.glob("blobs/*.png")).write_bytes(b"tampered")
    done = shell.run("package", "verify", str(shell.root), "--trust", Bank().trust)
    assert (done.returncode, done.stderr.partition(":")[0]) == (10, "package.file-changed")


def test_verify_loads_only_what_it_needs(shell: Shell) -> None:
    """Typer itself uses Pydantic to read parameters; nothing of ours does."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE)}
    arguments = ["package", "verify", "one.zip", "--trust", Bank().trust, *ACCEPTED]
    command = [sys.executable, "-X", "importtime", "-m", "handrail.cli", *arguments]
    done = subprocess.run(command, cwd=shell.folder, env=environment, capture_output=True, text=True, check=True)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "handrail.package.verify" in loaded
    heavy = {"rich", "django", "httpx", "yaml", "handrail.compile", "handrail.schema", "handrail.deploy"}
    assert loaded & heavy == set()


def test_the_verifier_itself_needs_cryptography_alone(shell: Shell) -> None:
    code = (
        "import sys; from datetime import datetime, UTC; from pathlib import Path;"
        "from handrail.package.opened import verify_package; zip = Path('one.zip').read_bytes();"
        "verify_package(zip, trust=sys.argv[1], now=datetime.now(UTC), accept_sdk=sys.argv[2:]);"
        "print(sorted({m.partition('.')[0] for m in sys.modules} - set(sys.stdlib_module_names)))"
    )
    hashes = [sha for each in KNOWN.values() for sha in each]
    command = [sys.executable, "-S", "-c", f"import sys; sys.path += {sys.path!r}; {code}", Bank().trust, *hashes]
    done = subprocess.run(command, cwd=shell.folder, capture_output=True, text=True, check=True)
    known = {"__main__", "_cffi_backend", "_openssl", "cryptography", "handrail"}
    assert set(json.loads(done.stdout.replace("'", '"'))) <= known


def test_show_prints_the_configuration_in_words(shell: Shell) -> None:
    (shell.folder / "guided.zip").write_bytes(guided_package(sample_content()))
    done = shell.run("package", "show", "guided.zip", "--trust", Bank().trust, *ACCEPTED)
    assert done.returncode == 0, done.stderr
    for title in ("Languages", "Settings", "Theme", "Screens", "Elements", "Campaigns", "Signatures"):
        assert f"\n{title}\n" in done.stdout
    assert "TRIAL KEY MODE" in done.stdout
    assert "nothing says that it is yours" in shell.run("package", "show", "guided.zip", *ACCEPTED).stdout


def test_diff_lists_files(shell: Shell) -> None:
    found = shell.data("package", "diff", "one.zip", "two.zip")
    assert [each["name"] for each in found["changed"]] == [  # type: ignore[attr-defined]
        "SHA256SUMS",
        "channel/bank/production.json",
        "handrail.json",
    ]
    assert found["unchanged"] == 3
    done = shell.run("package", "diff", "one.zip", "one.zip")
    assert done.stdout == "11 files are the same.\n"


def test_the_everyday_command(shell: Shell) -> None:
    planned = shell.run("deploy", "one.zip", "production", "--dry-run", *ACCEPTED)
    assert planned.returncode == 10, "the document root does not exist yet"
    done = shell.run("deploy", "one.zip", "production", *ACCEPTED)
    assert (
        done.stdout == f"Release 1 is live on {shell.root} (before: nothing); 7 new files, 0 healed, 0 already there.\n"
    )
    again = shell.run("deploy", "one.zip", "production", *ACCEPTED)
    assert again.stdout.startswith("Release 1 was live ")
    assert shell.data("deploy", "two.zip", "production", "--dry-run", *ACCEPTED)["before"] == {"release": 1, "seq": SEQ}
    assert shell.data("deploy", "two.zip", "production", *ACCEPTED)["committed"] is True
    older = shell.run("deploy", "one.zip", "production", *ACCEPTED)
    assert (older.returncode, older.stderr.partition(":")[0]) == (10, "package.seq-lower")
    assert (shell.folder / ".local/state/handrail").is_dir()


def test_a_misspelt_target_makes_no_folder(shell: Shell) -> None:
    done = shell.run("deploy", "one.zip", "prodction", "--trust", Bank().trust, *ACCEPTED)
    assert (done.returncode, done.stderr.partition(":")[0]) == (10, "deploy.config")
    assert not (shell.folder / "prodction").exists()


@pytest.mark.parametrize(
    "text", ["not toml [", "[other]", '[targets.x]\nurl = "a"', '[targets.x]\ntarget = "a"\nodd = "b"']
)
def test_a_broken_configuration_is_said(shell: Shell, text: str) -> None:
    (shell.folder / "handrail.toml").write_text(text)
    done = shell.run("deploy", "one.zip", "x")
    assert (done.returncode, done.stderr.partition(":")[0]) == (10, "deploy.config")


def test_deeds_with_the_pointer_key_offline(shell: Shell) -> None:
    assert shell.run("deploy", "one.zip", "production", *ACCEPTED).returncode == 0
    assert shell.run("deploy", "two.zip", "production", *ACCEPTED).returncode == 0
    key = ["--key", "key.pem", "--key-password-file", "password"]
    done = shell.run("rollback", "production", *key)
    assert done.stdout.startswith(f"Release 1 is live on {shell.root} (before: release 2)"), done.stderr
    assert shell.run("pause", "production", *key).stdout.startswith("Release 1 is paused")
    assert shell.run("resume", "production", *key).stdout.startswith("Release 1 is live")
    assert shell.data("stop", "production", "welcome", *key)["action"] == "stop"
    assert shell.data("heartbeat", "production", *key)["release"] == 1
    wrong = shell.run("pause", "production", "--key", "key.pem")
    assert (wrong.returncode, wrong.stderr.partition(":")[0]) == (10, "keys.password-needed")
    (shell.folder / "key.pem").chmod(0o640)
    assert shell.run("pause", "production", *key).stderr.startswith("keys.readable-by-others")
    assert shell.run("stop", "production", "welcome").stderr.startswith("deploy.config: --key")


def test_deeds_through_the_console(shell: Shell) -> None:
    server = ConsoleServer()
    try:
        shell.configure(console=server.origin)
        assert shell.run("deploy", "one.zip", "production", *ACCEPTED).returncode == 0
        assert shell.run("pause", "production").stderr.startswith("deploy.console-refused")
        server.answers["rollback"] = SEQ + 30
        server.offer(SEQ + 30, 1, lasting(seq=SEQ + 30))
        done = shell.run("rollback", "production", "1", token=TOKEN)
        assert server.deeds == [("rollback", {"release": 1})]
        assert done.returncode == 10
        assert done.stderr.startswith("package.sdk-unknown"), "what the console sends is verified like any package"
    finally:
        server.close()
    away = shell.run("pause", "production", token=TOKEN)
    assert (away.returncode, away.stderr.partition(":")[0]) == (20, "deploy.console-unreachable")


def test_watch_deploys_reports_and_ends_on_sigterm(shell: Shell) -> None:
    server = ConsoleServer()
    shell.root.mkdir()
    try:
        shell.configure(console=server.origin)
        (shell.folder / "token").write_text(TOKEN + "\n")
        server.offer(SEQ, 1, lasting())
        command = [
            sys.executable,
            "-m",
            "handrail.cli",
            "watch",
            "production",
            "--token-file",
            "token",
            "--check-every",
            "1",
        ]
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "HOME": str(shell.folder)}
        watch = subprocess.Popen(
            [*command, *ACCEPTED],
            cwd=shell.folder,
            env={**environment, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert watch.stdout is not None
        said = []
        for line in watch.stdout:
            said.append(line[9:].rstrip())
            if said[-1].startswith("release 1 live since "):
                break
        assert f"release 1 deployed (seq {SEQ}, 7 files written)" in said
        next(shell.root.glob("blobs/*.png")).write_bytes(b"tampered")
        line = watch.stdout.readline()
        assert "changed on the server at" in line
        end = time.monotonic() + 10
        while len(server.reports) < 3 and time.monotonic() < end:
            time.sleep(0.05)
        watch.terminate()
        assert watch.stdout.read().rstrip().endswith("stopped")
        assert watch.wait(10) == 0
        watch.stdout.close()
    finally:
        server.close()
    assert [each["state"] for each in server.reports][:3] == ["missing", "live", "changed"]


def test_an_unknown_setting_is_named(shell: Shell) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "HANDRAIL_TOKN": "x"}
    shell.configure(console="http://127.0.0.1:9")
    command = [sys.executable, "-m", "handrail.cli", "pause", "production"]
    done = subprocess.run(command, cwd=shell.folder, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr.startswith("settings.invalid: HANDRAIL_TOKN")


def test_help_lists_every_command_and_serve_config_prints_nginx(shell: Shell) -> None:
    listed = shell.run("--help").stdout
    for name in ("package", "deploy", "rollback", "pause", "resume", "stop", "watch", "doctor", "serve-config", "sdk"):
        assert f"  {name} " in listed
    assert "alias /srv/guides/$1;" in shell.run("serve-config", "nginx", "/srv/guides").stdout
    assert shell.run("no-such-command").returncode == 2


def test_an_expired_package_is_refused_in_words(shell: Shell) -> None:
    (shell.folder / "old.zip").write_bytes(lasting(expires=TODAY - timedelta(days=1)))
    done = shell.run("deploy", "old.zip", "production", *ACCEPTED)
    assert done.returncode == 10
    assert "The pointer expired at" in done.stderr


def test_a_full_disk_behind_the_output_does_not_hide_that_a_deed_is_done(shell: Shell) -> None:
    for arguments in (("deploy", "one.zip"), ("pause",), ("gc",)):
        more = ("--key", "key.pem", "--key-password-file", "password") if arguments == ("pause",) else ()
        accepted = ACCEPTED if arguments != ("gc",) else ()
        command = [sys.executable, "-m", "handrail.cli", *arguments, "production", *more, *accepted]
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "HOME": str(shell.folder)}
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                command, cwd=shell.folder, env=environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False
            )
        assert done.stderr == (
            "cli.done-unsaid: It is done, but what was done could not be printed: No space left on device. "
            "The receipts have it; see with --dry-run.\n"
        )
        assert done.returncode == 30
    assert (shell.root / "channel/bank/production.json").exists()


def test_gc_lists_what_would_go_and_then_removes_it(shell: Shell) -> None:
    for package in ("one.zip", "two.zip"):
        shell.data("deploy", package, "production", *ACCEPTED)
    options = ("production", "--keep-releases", "1", "--keep-days", "0")
    would = shell.data("gc", *options, "--dry-run")
    listed = shell.run("gc", *options, "--dry-run").stdout
    assert listed.startswith(f"Would remove 1 releases and 4 files from {shell.root}; 6 stay.\n  releases/1-")
    assert len(list(shell.root.glob("releases/1-*"))) == 1
    did = shell.data("gc", *options)
    assert (would["dryRun"], did["dryRun"], did["files"]) == (True, False, 5)
    assert would["locations"] == did["locations"]
    assert not list(shell.root.glob("releases/1-*"))
    assert shell.run("gc", "production").stdout == f"Removed 0 releases and 0 files from {shell.root}; 6 stay.\n"
    refused = shell.run("gc", str(shell.folder / "elsewhere"))
    assert (refused.returncode, refused.stderr.partition(":")[0]) == (10, "deploy.target-invalid")
