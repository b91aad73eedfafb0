"""``handrail demo`` as a person starts it: first start, second start, a taken port, Ctrl-C."""

import base64
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from demo.ports import free_ports

PATIENCE_S = 60
NAMES = {
    "console",
    "app",
    "appStaging",
    "selfHostedUrl",
    "collector",
    "documentRoot",
    "key",
    "trust",
    "package",
    "signIn",
}


@dataclass
class Running:
    """A started command and what it printed so far."""

    process: subprocess.Popen[bytes]
    log: Path

    def wait_for(self, words: str) -> float:
        """Seconds until it printed ``words``."""
        began = time.monotonic()
        while words not in self.log.read_text():
            assert self.process.poll() is None, f"it ended by itself:\n{self.log.read_text()}"
            assert time.monotonic() - began < PATIENCE_S, f"it did not come up:\n{self.log.read_text()}"
            time.sleep(0.05)
        return time.monotonic() - began

    def interrupt(self) -> int:
        """Ctrl-C; its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)


def start(data: Path, base: int) -> Running:
    log = data.parent / f"log-{time.monotonic_ns()}"
    command = [sys.executable, "-m", "handrail.cli", "demo", "--data", str(data), "--port-base", str(base)]
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    return Running(process, log)


def listening(base: int) -> list[int]:
    """Which of the five ports still answer."""
    found = []
    for port in range(base, base + 5):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                found.append(port)
    return found


@pytest.fixture(scope="module")
def base() -> int:
    return free_ports(5)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "var"


@pytest.fixture
def demo(data: Path, base: int) -> Iterator[Running]:
    running = start(data, base)
    yield running
    if running.process.poll() is None:
        running.interrupt()


def test_a_first_start_publishes_the_guidance_and_ends_with_fifteen_lines_and_the_same_as_data(
    demo: Running, data: Path, base: int
) -> None:
    demo.wait_for("Ctrl-C ends everything")
    facts = json.loads((data / "demo.json").read_text())
    assert facts.keys() == NAMES
    assert facts["signIn"].keys() == {"author", "approver", "administrator"}
    screen = demo.log.read_text().split("Handrail runs", 1)[1].splitlines()
    assert len(screen) == 15
    for name in ("console", "app", "appStaging", "selfHostedUrl", "documentRoot"):
        assert any(facts[name] in line for line in screen)
    with httpx.Client(trust_env=False) as client:
        for environment, page, build in (
            ("production", facts["app"], "handrail.js"),
            ("staging", facts["appStaging"], "handrail-power.js"),
        ):
            answer = client.get(f"{facts['selfHostedUrl']}/channel/{facts['key']}/{environment}.json")
            channel = json.loads(answer.text.partition("\n")[0])
            assert {"roots", "release", "pointer"} <= channel.keys()
            html = client.get(page).text
            script = re.search(r'<script src="([^"]+/sdk/[^"]+)"', html)
            assert script is not None
            assert script.group(1).endswith(build)
            assert client.get(script.group(1)).status_code == 200
            assert f'data-trust="{facts["trust"]}"' in html
        first = client.get(facts["signIn"]["author"])
        assert first.status_code == 302
        assert "handrail-session" in first.cookies
        assert httpx.get(facts["signIn"]["author"], trust_env=False).status_code == 410
    assert Path(facts["package"]).read_bytes()[:2] == b"PK"
    verify = [sys.executable, "-m", "handrail.cli", "package", "verify", facts["package"], "--trust", facts["trust"]]
    assert subprocess.run(verify, check=False, capture_output=True).returncode == 0
    assert oct((data / "demo" / "watch-token").stat().st_mode)[-3:] == "600"


def test_a_second_start_finds_everything_again_and_a_third_beside_it_is_refused(
    demo: Running, data: Path, base: int
) -> None:
    before = json.loads((data / "demo.json").read_text())
    demo.wait_for("Ctrl-C ends everything")
    after = json.loads((data / "demo.json").read_text())
    assert {n: after[n] for n in NAMES - {"signIn"}} == {n: before[n] for n in NAMES - {"signIn"}}
    assert after["signIn"] != before["signIn"]
    assert "default package" not in demo.log.read_text(), "what was made the first time is not made again"
    third = start(data, base)
    assert third.process.wait(20) != 0
    assert f"A demonstration runs already on http://127.0.0.1:{base}" in third.log.read_text()
    assert demo.interrupt() == 0
    assert listening(base) == []
    assert demo.log.read_text().rstrip().endswith("Ending …")


def test_on_other_ports_everything_names_the_new_addresses(data: Path) -> None:
    base = free_ports(5)
    running = start(data, base)
    running.wait_for("Ctrl-C ends everything")
    facts = json.loads((data / "demo.json").read_text())
    assert facts["console"] == f"http://127.0.0.1:{base}"
    answer = httpx.get(f"{facts['selfHostedUrl']}/channel/{facts['key']}/staging.json", trust_env=False)
    channel = json.loads(answer.text.partition("\n")[0])
    release = json.loads(base64.b64decode(channel["release"]["payload"]))
    boot = httpx.get(f"{facts['selfHostedUrl']}/blobs/{release['boot']['en']['sha256']}.json", trust_env=False).json()
    assert boot["settings"]["consoleOrigin"] == facts["console"]
    assert boot["settings"]["pageOrigins"] == [facts["appStaging"]]
    assert running.interrupt() == 0


def test_a_taken_port_is_said_before_anything_starts(tmp_path: Path) -> None:
    base = free_ports(5)
    with socket.socket() as other:
        other.bind(("127.0.0.1", base + 1))
        other.listen()
        refused = start(tmp_path / "var", base)
        assert refused.process.wait(20) == 10
    words = refused.log.read_text()
    assert f"Port {base + 1} on 127.0.0.1 is needed for the bank" in words
    assert "--port-base" in words
    assert not (tmp_path / "var").exists()


def test_when_the_console_dies_everything_ends_and_says_why(data: Path, base: int) -> None:
    running = start(data, base)
    running.wait_for("Ctrl-C ends everything")
    children = Path(f"/proc/{running.process.pid}/task/{running.process.pid}/children").read_text().split()
    console = next(pid for pid in children if b"serve" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"))
    os.kill(int(console), signal.SIGKILL)
    assert running.process.wait(20) == 20
    assert "The console ended by itself" in running.log.read_text()
    assert listening(base) == []
