"""The unit that ``handrail watch --systemd`` prints: systemd takes it, it is hardened, and the watch runs under it."""

import configparser
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.console_server import TOKEN, ConsoleServer
from deploy.place import lasting
from handrail.deploy.errors import ConfigError
from handrail.deploy.systemd import Unit, unit_text
from package.bank import KNOWN, SEQ, Bank

SDK_SHA256 = next(iter(next(iter(KNOWN.values()))))


class Machine:
    """A machine with a ``handrail.toml``, a document root and a token."""

    def __init__(self, folder: Path, console: str) -> None:
        self.folder = folder
        (folder / "www").mkdir()
        (folder / "token").write_text(TOKEN)
        (folder / "handrail.toml").write_text(
            f'[targets.production]\ntarget = "{folder}/www"\napplication = "bank"\nenvironment = "production"\n'
            f'trust = "{Bank().trust}"\nconsole = "{console}"\n'
        )
        self.environment = {**os.environ, "HOME": str(folder)}

    def command(self, *arguments: str) -> list[str]:
        return [str(Path(sys.executable).with_name("handrail")), "watch", "production", *arguments]

    def unit(self, *arguments: str) -> str:
        command = [*self.command(*arguments), "--systemd"]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path, "http://127.0.0.1:9")


def read(text: str) -> dict[str, dict[str, list[str]]]:
    """Sections → keys → every value; systemd allows a key several times."""
    found: dict[str, dict[str, list[str]]] = {}
    section = ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(section, {}).setdefault(key, []).append(value)
    return found


def test_systemd_takes_the_unit_and_calls_it_hardened(machine: Machine, tmp_path: Path) -> None:
    assert shutil.which("systemd-analyze"), "systemd-analyze is needed (Debian: systemd)"
    file = tmp_path / "handrail-watch.service"
    file.write_text(machine.unit("--user", "www-data"))
    checked = subprocess.run(["systemd-analyze", "verify", str(file)], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(file)]
    secure = subprocess.run(command, capture_output=True, text=True, check=False)
    assert secure.returncode == 0, secure.stdout[-300:]
    assert "OK" in secure.stdout
    (tmp_path / "wrong.service").write_text(file.read_text().replace("Type=exec", "Type=exek"))
    wrong = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / "wrong.service")], capture_output=True, text=True, check=False
    )
    assert "exek" in wrong.stderr


def test_the_unit_writes_only_where_it_must_and_holds_no_secret(machine: Machine) -> None:
    text = machine.unit("--token-file", str(machine.folder / "token"), "--check-every", "30")
    service = read(text)["Service"]
    assert service["ReadWritePaths"] == [str(machine.folder / "www")]
    assert service["User"] == [(machine.folder / "www").owner()]
    assert service["LoadCredential"] == [f"token:{machine.folder}/token"]
    assert service["Environment"] == ["HANDRAIL_TOKEN_FILE=%d/token"]
    assert service["ProtectSystem"] == ["strict"]
    assert service["Restart"] == ["always"]
    assert service["ExecStart"][0].endswith("handrail watch production --check-every 30 --state /var/lib/handrail")
    assert TOKEN not in text


def test_a_target_elsewhere_gets_an_account_of_its_own(machine: Machine) -> None:
    toml = machine.folder / "handrail.toml"
    toml.write_text(toml.read_text().replace(f"{machine.folder}/www", "sftp://guides@web1/var/www"))
    service = read(machine.unit())["Service"]
    assert service["DynamicUser"] == ["yes"]
    assert "User" not in service
    assert "ReadWritePaths" not in service


@pytest.mark.parametrize("path", ["relative", "/a b", "/a%h", '/a"b', "/a\nExecStart=/bin/sh"])
def test_a_path_that_a_unit_cannot_hold_is_refused(path: str) -> None:
    with pytest.raises(ConfigError, match="cannot stand in a unit"):
        unit_text(Unit(command=("/usr/bin/handrail",), folder=path, target="x", user=None, token_file="/t"))
    with pytest.raises(ConfigError, match="not the name of an account"):
        unit_text(Unit(command=("/x",), folder="/x", target="x", user="ro ot", token_file="/t"))


def test_arguments_are_quoted(tmp_path: Path) -> None:
    text = unit_text(
        Unit(
            command=("/usr/bin/handrail", "watch", "a b", "50%", "$x"),
            folder="/x",
            target="x\ny",
            user=None,
            token_file="/t",
        )
    )
    assert 'ExecStart=/usr/bin/handrail watch "a b" "50%%" "$$x"' in text
    assert "Description=Handrail: deploys what the console publishes to x y" in text
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.read_string(text)
    assert parser.sections() == ["Unit", "Service", "Install"]


def test_the_watch_as_a_process_survives_an_outage_and_a_restart_and_ends_by_sigterm(tmp_path: Path) -> None:
    server = ConsoleServer()
    machine = Machine(tmp_path, server.origin)
    environment = {**machine.environment, "HANDRAIL_TOKEN_FILE": str(tmp_path / "token"), "PYTHONUNBUFFERED": "1"}
    arguments = machine.command("--state", str(tmp_path / "state"), "--check-every", "1", "--accept-sdk", SDK_SHA256)

    def start() -> "subprocess.Popen[str]":
        return subprocess.Popen(arguments, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True)

    def wait_live(release: int) -> None:
        deadline = time.monotonic() + 20
        while not any(r["state"] == "live" and r["release"] == release for r in server.reports):
            assert time.monotonic() < deadline, server.reports
            time.sleep(0.05)

    def wait_refused() -> None:
        deadline = time.monotonic() + 20
        while not server.refused:
            assert time.monotonic() < deadline, "the watch never asked"
            time.sleep(0.05)

    def end(process: "subprocess.Popen[str]", number: signal.Signals) -> str:
        process.send_signal(number)
        said = process.communicate(timeout=20)[0]
        assert process.returncode == (0 if number == signal.SIGTERM else -number)
        return said

    try:
        server.status = 503
        process = start()
        wait_refused()
        server.status = 200
        server.offer(SEQ, 1, lasting())
        wait_live(1)
        said = end(process, signal.SIGKILL)
        assert "cannot be reached: it answers 503" in said
        process = start()
        server.offer(SEQ + 2, 2, lasting(version=2, seq=SEQ + 2))
        wait_live(2)
        assert end(process, signal.SIGTERM).rstrip().endswith("stopped")
    finally:
        server.close()
