"""``handrail try`` as a person starts it, on an application that knows nothing of Handrail."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from demo.ports import free_ports
from handrail.demo.bank.app import create_bank
from journeys.seen import Seen

PATIENCE_S = 60


class Trial:
    """A running ``handrail try`` on an application."""

    def __init__(self, application: str, data: Path, base: int) -> None:
        self.log = data.parent / f"try-{time.monotonic_ns()}"
        command = [sys.executable, "-m", "handrail.cli", "try", f"{application}/transfer", "--data", str(data)]
        command += ["--port", str(base), "--console-port", str(base + 2), "--no-browser"]
        environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                command, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )

    def wait(self) -> str:
        """What it printed once it was up."""
        deadline = time.monotonic() + PATIENCE_S
        while "Ctrl-C ends the trial" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)
        return self.log.read_text()

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("try") / "var"


@pytest.fixture
def try_out(data: Path) -> Iterator[Callable[[str], tuple[Trial, int]]]:
    started: list[Trial] = []

    def begin(application: str) -> tuple[Trial, int]:
        base = free_ports(3)
        started.append(Trial(application, data, base))
        return started[-1], base

    yield begin
    for trial in started:
        if trial.process.poll() is None:
            trial.interrupt()


def test_from_the_command_to_the_own_application_with_power_mode_ready(
    serve: Callable[..., str], try_out: Callable[[str], tuple[Trial, int]], chromium: Browser, data: Path
) -> None:
    bank = serve(create_bank())
    trial, base = try_out(bank)
    printed = trial.wait()
    assert f"http://127.0.0.1:{base}/transfer" in printed
    link = re.search(r"http://127\.0\.0\.1:\d+/sign-in/link/\S+", printed)
    assert link is not None
    context = chromium.new_context(locale="en-GB")
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"http://127.0.0.1:{base}/transfer", wait_until="networkidle")
    expect(page.get_by_role("link", name="Handrail trial — only on this machine")).to_be_visible()
    snippet = page.locator("script[data-key]")
    expect(snippet).to_have_attribute("data-environment", "staging")
    expect(snippet).to_have_attribute("src", re.compile(rf"^http://127\.0\.0\.1:{base + 1}/sdk/.*/handrail-power\.js$"))
    assert page.evaluate("typeof window.Handrail.start") == "function"
    assert [text for text in complaints if "Content Security Policy" in text] == []
    console = context.new_page()
    console.goto(link.group())
    key = snippet.get_attribute("data-key")
    console.goto(f"http://127.0.0.1:{base + 2}/applications/{key}/power/")
    expect(console.get_by_text("Start Power Mode").first).to_be_visible()
    assert trial.interrupt() == 0
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{base}/", trust_env=False)
    assert [folder.name for folder in (data / "try").iterdir()] == [key]


def test_power_mode_works_in_the_application_behind_the_proxy(
    serve: Callable[..., str], try_out: Callable[[str], tuple[Trial, int]], chromium: Browser
) -> None:
    bank = serve(create_bank())
    trial, base = try_out(bank)
    link = re.search(r"http://127\.0\.0\.1:\d+/sign-in/link/[\w-]+\?next=(\S+)", trial.wait())
    assert link is not None
    context = chromium.new_context(locale="en-GB")
    console = context.new_page()
    console.goto(link.group())
    console.goto(f"http://127.0.0.1:{base + 2}{link.group(1)}")
    with context.expect_page() as opened:
        console.get_by_role("link", name="Start Power Mode").first.click()
    bridge = opened.value
    with context.expect_page() as opened:
        bridge.get_by_role("button", name=re.compile("^Open ")).click()
    app = opened.value
    complaints: list[str] = []
    app.on("pageerror", lambda error: complaints.append(str(error)))
    bridge.get_by_text("Connected.").wait_for()
    assert app.url.startswith(f"http://127.0.0.1:{base}/transfer")
    sees = Seen(app)
    sees.press("button", re.compile("Handrail Power Mode"))
    sees.press("button", "Capture")
    sees.press("button", "Capture an element")
    sees.wait("application", re.compile("Point at something"))
    x, y = sees.middle(sees.wait("button", "Review transfer"))
    app.mouse.move(x, y)
    sees.says("Matches: 1")
    app.mouse.click(x, y)
    sees.press("button", "Keep")
    sees.wait("dialog", "Captured items")
    assert complaints == []


def test_the_same_address_goes_on_with_the_same_trial_application(
    serve: Callable[..., str], try_out: Callable[[str], tuple[Trial, int]], data: Path
) -> None:
    bank = serve(create_bank())
    keys = []
    for _ in range(2):
        trial, base = try_out(bank)
        trial.wait()
        html = httpx.get(f"http://127.0.0.1:{base}/transfer", trust_env=False).text
        found = re.search(r'data-key="(\w+)"', html)
        assert found is not None
        keys.append(found.group(1))
        content = f"http://127.0.0.1:{base + 1}/channel/{keys[-1]}/staging.json"
        assert json.loads(httpx.get(content, trust_env=False).text.partition("\n")[0])["pointer"]
        assert trial.interrupt() == 0
    assert keys[0] == keys[1]


def test_an_application_that_does_not_answer_is_said_before_anything_starts(
    try_out: Callable[[str], tuple[Trial, int]], tmp_path: Path
) -> None:
    trial, _ = try_out(f"http://127.0.0.1:{free_ports(1)}")
    assert trial.process.wait(30) == 10
    assert "gave no answer" in trial.log.read_text()
    assert "Nothing was started" in trial.log.read_text()
