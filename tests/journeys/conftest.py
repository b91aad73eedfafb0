"""What every journey needs: the demo started as a user would start it, and people with real browsers."""

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from journeys.egress import EgressProxy
from journeys.seen import Seen

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Chromium would ask Google what the fields of a form are, through the window's own way out.
    "--disable-features=AutofillServerCommunication,HttpsUpgrades,MediaRouter,OptimizationHints,NetworkTimeServiceQuerying",
]
PATIENCE_S = 150
expect.set_options(timeout=15_000)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--pictures DIR``: keep the README's pictures there."""
    parser.addoption("--pictures", help="keep the README's pictures in this folder (tests/journeys/test_pictures.py)")


@pytest.fixture(autouse=True)
def _journey_mark(request: pytest.FixtureRequest) -> None:
    request.node.add_marker(pytest.mark.journey)


def free_port_base(count: int = 8) -> int:
    """A port such that it and its followers are free now; below those that outgoing connections take."""
    while True:
        base = random.randrange(12_000, 32_000)
        try:
            for port in range(base, base + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return base


@dataclass
class Demo:
    """A running ``handrail demo``."""

    data: Path
    facts: dict[str, object]
    process: subprocess.Popen[bytes]
    log: Path

    def __getattr__(self, name: str) -> str:
        return str(self.facts[name])

    @property
    def document_root(self) -> Path:
        return Path(str(self.facts["documentRoot"]))

    @property
    def channel(self) -> Path:
        return self.document_root / f"channel/{self.key}/production.json"

    @property
    def origins(self) -> set[str]:
        """What a clerk's network lets through: the bank, the content server, the collector."""
        return {origin_of(self.app), origin_of(self.selfHostedUrl), origin_of(self.collector)}

    def refresh(self) -> dict[str, object]:
        self.facts = json.loads((self.data / "demo.json").read_text())
        return self.facts

    def sign_in(self, who: str) -> str:
        """A fresh one-time link for ``who`` (author, approver or administrator)."""
        command = [sys.executable, "-m", "handrail.cli", "admin", "create-sign-in-link", f"{who}@example.com"]
        environment = {**os.environ, "HANDRAIL_DATA_DIR": str(self.data), "HANDRAIL_CONSOLE_ORIGIN": self.console}
        printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        found = re.search(r"http://\S+", printed)
        assert found, printed
        return found.group()


def start_demo(data: Path) -> Demo:
    log = data.parent / "demo.log"
    command = [sys.executable, "-m", "handrail.cli", "demo", "--data", str(data), "--port-base", str(free_port_base())]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the demo ended by itself:\n{log.read_text()}")
        if "Ctrl-C" in log.read_text() and (data / "demo.json").exists():
            return Demo(data, json.loads((data / "demo.json").read_text()), process, log)
        time.sleep(0.1)
    process.terminate()
    process.wait(20)
    raise AssertionError(f"the demo did not come up:\n{log.read_text()}")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = start_demo(tmp_path_factory.mktemp("demo") / "var")
    yield running
    # Not SIGINT: who is started in the background of a script inherits that it is ignored.
    running.process.send_signal(signal.SIGTERM)
    running.process.wait(20)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Not for the session: while it runs, an event loop does, and Django's tests in the same worker refuse to."""
    with sync_playwright() as running:
        yield running


@dataclass
class Person:
    """Somebody with a browser window of their own; what went wrong in it is remembered."""

    page: Page
    context: BrowserContext
    egress: EgressProxy
    violations: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def sees(self) -> Seen:
        """The accessibility tree of the window in front."""
        return Seen(self.page)

    def is_unharmed(self) -> bool:
        """Nothing was refused by the Content-Security-Policy, no script failed, nothing else was asked for."""
        assert not self.violations, self.violations
        assert not self.errors, self.errors
        assert not self.egress.refused, self.egress.refused
        return True


WATCH_CSP = """
addEventListener('securitypolicyviolation', (e) => {
  console.error('CSP-VIOLATION ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sourceFile + ':' + e.lineNumber)
}, true)
"""

NewPerson = Callable[..., Person]


@contextmanager
def people(playwright: Playwright) -> Iterator[NewPerson]:
    """Makes people until the block ends: ``make({origins that they reach}, locale="de")``. Pop-up blocker on."""
    with ExitStack() as closing:

        def make(allowed: set[str], locale: str = "en-GB", **options: object) -> Person:
            egress, browsers_own = EgressProxy(allowed), EgressProxy(set())
            closing.callback(egress.close)
            closing.callback(browsers_own.close)
            # Two ways out: what Chromium asks for its own sake (updates, accounts) runs into the second, which
            # refuses everything; what the person's windows ask runs into the first, where it is counted.
            browser: Browser = playwright.chromium.launch(
                executable_path=CHROMIUM,
                args=[
                    *FLAGS,
                    f"--proxy-server=http://127.0.0.1:{browsers_own.port}",
                    "--proxy-bypass-list=<-loopback>",
                ],
                ignore_default_args=["--disable-popup-blocking"],
            )
            closing.callback(browser.close)
            context = browser.new_context(
                locale=locale,
                proxy={"server": f"http://127.0.0.1:{egress.port}", "bypass": "<-loopback>"},
                **options,  # type: ignore[arg-type]
            )
            context.add_init_script(WATCH_CSP)
            page = context.new_page()
            someone = Person(page, context, egress)

            def listen(opened: Page) -> None:
                opened.on("console", lambda m: someone.violations.append(m.text) if "CSP-VIOLATION" in m.text else None)
                opened.on("pageerror", lambda error: someone.errors.append(str(error)))

            listen(page)
            context.on("page", listen)
            return someone

        yield make


@pytest.fixture
def person(playwright: Playwright) -> Iterator[NewPerson]:
    """Makes people for one test: ``person({origins that they reach}, locale="de")``."""
    with people(playwright) as make:
        yield make


@pytest.fixture
def end_user(demo: Demo, person: NewPerson) -> Person:
    """A clerk at the bank: her browser reaches the bank and the content server, nothing else."""
    return person(demo.origins)


def console_person(
    demo: Demo, person: NewPerson, who: str, locale: str = "en-GB", more: set[str] | None = None
) -> Person:
    """Somebody signed in to the console."""
    someone = person({origin_of(demo.console), *(more or set())}, locale)
    someone.page.goto(demo.sign_in(who))
    return someone


def wait_until(what: str, true: Callable[[], object], patience_s: float = 20) -> None:
    """Poll until ``true()`` holds; says what did not happen otherwise."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        if true():
            return
        time.sleep(0.1)
    raise AssertionError(f"did not happen within {patience_s} s: {what}")


def origin_of(url: str) -> str:
    """Scheme, host and port."""
    return "/".join(url.split("/", 3)[:3])


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code < 500
    except httpx.HTTPError:
        return False


@contextmanager
def running(*command: str, ready: str, environment: dict[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """A program of ours in a process of its own, ended with SIGTERM.

    Args:
        command: what follows ``python -m``.
        ready: an address that answers as soon as it is up.
        environment: more environment variables.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        wait_until(f"{command[0]} answers at {ready}", lambda: answers(ready) or process.poll() is not None, 40)
        assert process.poll() is None, process.communicate()[0]
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


def handrail(*arguments: str | Path, code: int = 0, environment: dict[str, str] | None = None) -> str:
    """Run ``handrail …``, insist on its exit code, give everything that it printed."""
    command = [sys.executable, "-m", "handrail.cli", *map(str, arguments)]
    done = subprocess.run(
        command, env={**os.environ, **(environment or {})}, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == code, f"exit code {done.returncode}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr
