"""Chromium with a fresh window per run: what its main thread did, what it holds, how slow line and processor are."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.subjects import Subject
from playwright.sync_api import Browser, CDPSession, Page

PROBE = (Path(__file__).parent / "probe.js").read_text()
SETTLE_MS = 100
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
"""A round trip of 150 ms, 1.6 Mbit/s down, 750 kbit/s up, as Lighthouse has it."""


@dataclass
class Window:
    """A page in a browser context of its own: no cache, no storage, nothing compiled yet."""

    page: Page
    cdp: CDPSession

    def metrics(self) -> dict[str, float]:
        """Counters of the page's main thread since its start: seconds and bytes."""
        return {each["name"]: each["value"] for each in self.cdp.send("Performance.getMetrics")["metrics"]}

    def collect(self) -> float:
        """Bytes of the heap that are left after a full collection."""
        self.cdp.send("HeapProfiler.collectGarbage")
        return self.metrics()["JSHeapUsedSize"]

    def open(self, url: str) -> None:
        """Load a page and let it come to rest."""
        self.page.goto(url)
        self.page.wait_for_timeout(SETTLE_MS)

    def inject(self, subject: Subject) -> float:
        """Add what its developers paste; milliseconds until its balloon is painted."""
        return float(self.page.evaluate("([tags, shown]) => probe.inject(tags, shown)", _given(subject)))

    def throttle(self, rate: int) -> None:
        """Slow the processor down."""
        self.cdp.send("Emulation.setCPUThrottlingRate", {"rate": rate})

    def slow_line(self) -> None:
        """Slow the line down."""
        self.cdp.send("Network.enable")
        self.cdp.send("Network.emulateNetworkConditions", SLOW_4G)


def _given(subject: Subject) -> list[Any]:
    return [list(subject.tags), subject.painted]


@contextmanager
def window(browser: Browser) -> Iterator[Window]:
    """A fresh one, closed at the end."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    try:
        context.add_init_script(PROBE)
        page = context.new_page()
        cdp = context.new_cdp_session(page)
        cdp.send("Performance.enable")
        yield Window(page, cdp)
    finally:
        context.close()


def cpu_ms(before: dict[str, float], after: dict[str, float], name: str = "TaskDuration") -> float:
    """Milliseconds of the main thread between two readings."""
    return (after[name] - before[name]) * 1000
