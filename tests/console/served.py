"""A console in a process of its own, with seeded data, and what a browser and axe say of its pages."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
START = """
from handrail.cli.serve import start_django
from handrail.settings import read_console_settings
start_django(read_console_settings())
"""
SERVE = "import typer; from handrail.cli.serve import serve; typer.run(serve)"
LINK = "from handrail.cli.admin import app; app()"


@dataclass
class Console:
    """It runs.

    Attributes:
        origin: its address.
        said: what the seed printed.
        environment: of its processes.
    """

    origin: str
    said: str
    environment: dict[str, str]

    def link(self, who: str = "founder") -> str:
        """A one-time link that signs somebody in."""
        command = [sys.executable, "-c", LINK, "create-sign-in-link", f"{who}@example.com"]
        printed = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True).stdout
        found = re.search(r"http://\S+", printed)
        assert found
        return found.group()


@contextmanager
def served(folder: Path, seed: str) -> Iterator[Console]:
    """Seed a data directory, and serve it until the block ends, however it ends.

    Args:
        folder: the data directory.
        seed: Python that runs first, with Django started and the tests' modules at hand.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HANDRAIL_", "DJANGO_"))}
    environment = {
        **kept,
        "HANDRAIL_DATA_DIR": str(folder),
        "HANDRAIL_CONSOLE_ORIGIN": f"http://127.0.0.1:{port}",
        "HANDRAIL_ALLOW_LOOPBACK_HOSTING": "1",
        "HANDRAIL_DEMO_SIGN_IN": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "tests"), *sys.path]),
    }
    seeded = subprocess.run(
        [sys.executable, "-c", START + seed], env=environment, capture_output=True, text=True, check=False
    )
    assert seeded.returncode == 0, seeded.stderr
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        origin = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                httpx.get(origin + "/account/login/", timeout=5)
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield Console(origin, seeded.stdout, environment)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that asks nobody but the pages."""
    flags = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        yield launched
        launched.close()


def findings(page: Page) -> list[str]:
    """What axe finds on the page as it is now."""
    page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(
        "rules => axe.run({runOnly: rules}).then(result => result.violations.map("
        "v => v.id + ' ' + v.nodes.map(n => n.target.join(' ')).join(' | ')))",
        RULES,
    )
    return found
