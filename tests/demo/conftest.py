"""Servers on free loopback ports and a real Chromium for the demonstration's tests."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, sync_playwright

from demo.ports import free_port
from handrail.demo.http import AsgiApp
from handrail.demo.serve import server

Serve = Callable[..., str]
T = TypeVar("T")


@pytest.fixture
def run_async() -> Callable[[Coroutine[Any, Any, T]], T]:
    """Runs a coroutine in a thread of its own: Playwright's loop may be running in this one."""

    def run(work: Coroutine[Any, Any, T]) -> T:
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, work).result(30)

    return run


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts ASGI apps under uvicorn in threads, stops them all at the end.

    Yields ``serve(app, port=None, tls=None) -> origin``; ``tls`` is a certificate's and a key's path.
    """
    started = []

    def start(app: AsgiApp, port: int | None = None, tls: tuple[Path, Path] | None = None) -> str:
        port = port or free_port()
        running = server(app, port)
        if tls is not None:
            running.config.ssl_certfile, running.config.ssl_keyfile = str(tls[0]), str(tls[1])
        thread = threading.Thread(target=running.run, daemon=True)
        thread.start()
        deadline = time.monotonic() + 10
        while not running.started:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.01)
        started.append((running, thread))
        return f"{'https' if tls else 'http'}://127.0.0.1:{port}"

    yield start
    for running, thread in reversed(started):
        running.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def running_chromium() -> Iterator[Browser]:
    """One Chromium for the tests of a file: Playwright holds an event loop, in which Django's own tests cannot run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        )
        yield browser
        browser.close()


@pytest.fixture
def chromium(running_chromium: Browser, serve: Serve) -> Iterator[Browser]:
    """Chromium for one test; its windows are closed before the servers are."""
    yield running_chromium
    for context in running_chromium.contexts:
        context.close()
