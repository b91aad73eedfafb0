"""Servers on free loopback ports and a real Chromium for the demonstration's tests."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from handrail.demo.http import AsgiApp
from handrail.demo.serve import server

Serve = Callable[[AsgiApp], str]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts ASGI apps under uvicorn in threads; yields ``serve(app) -> origin`` and stops them all at the end."""
    started = []

    def start(app: AsgiApp) -> str:
        port = free_port()
        running = server(app, port)
        thread = threading.Thread(target=running.run, daemon=True)
        thread.start()
        deadline = time.monotonic() + 10
        while not running.started:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.01)
        started.append((running, thread))
        return f"http://127.0.0.1:{port}"

    yield start
    for running, thread in started:
        running.should_exit = True
        thread.join(10)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests; contexts keep them apart."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        )
        yield browser
        browser.close()
