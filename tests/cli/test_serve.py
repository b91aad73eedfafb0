"""``handrail serve`` and ``handrail admin`` as processes."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from handrail.cli.serve import PortTakenError, listen

SERVE = "import typer; from handrail.cli.serve import serve; typer.run(serve)"
ADMIN = "from handrail.cli.admin import app; app()"
FIRST = (
    "from handrail.cli.serve import start_django\n"
    "from handrail.settings import read_console_settings\n"
    "start_django(read_console_settings())\n"
    "from handrail.applications.services import first_run\n"
    "first_run(email='ada@example.com', display_name='Ada', password='correct horse battery')\n"
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HANDRAIL_", "DJANGO_"))}
    return {**kept, "HANDRAIL_DATA_DIR": str(tmp_path / "var"), "PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.fixture
def console(environment: dict[str, str]) -> Iterator[str]:
    port = free_port()
    environment["HANDRAIL_CONSOLE_ORIGIN"] = f"http://127.0.0.1:{port}"
    environment["HANDRAIL_DEMO_SIGN_IN"] = "1"
    command = [sys.executable, "-c", SERVE, "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        try:
            httpx.get(f"http://127.0.0.1:{port}/first-run", timeout=2)
            break
        except httpx.HTTPError:
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGINT)
    process.wait(15)


def run(code: str, *arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_a_taken_port_is_named_with_what_to_do() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTakenError) as refused:
            listen("127.0.0.1", port)
    assert refused.value.code == "serve.port-taken"
    assert f"--port {port + 1}" in refused.value.message


def test_a_fresh_console_starts_and_a_link_from_its_machine_signs_in_once(
    console: str, environment: dict[str, str]
) -> None:
    assert httpx.get(console + "/", follow_redirects=True).url.path == "/first-run"
    assert run(FIRST, environment=environment).returncode == 0
    printed = run(ADMIN, "create-sign-in-link", "ada@example.com", environment=environment)
    found = re.search(rf"{console}/sign-in/link/\S+", printed.stdout)
    assert found, printed
    with httpx.Client(follow_redirects=True) as browser:
        page = browser.get(found.group())
        assert page.url.path == "/"
        assert "Applications" in page.text
    assert httpx.get(found.group()).status_code == 410


def test_a_link_for_nobody_is_refused(environment: dict[str, str]) -> None:
    printed = run(ADMIN, "create-sign-in-link", "nobody@example.com", environment=environment)
    assert printed.returncode != 0
    assert "http://" not in printed.stdout


def test_an_unknown_setting_refuses_to_start(environment: dict[str, str]) -> None:
    printed = run(SERVE, "--port", str(free_port()), environment={**environment, "HANDRAIL_DATA_DIRECTORY": "/tmp"})
    assert printed.returncode != 0
    assert "HANDRAIL_DATA_DIRECTORY" in printed.stderr
