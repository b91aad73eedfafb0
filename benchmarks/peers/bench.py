"""What all measures share: browser, server, subjects, and the samples taken so far."""

import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.peers.browser import Browser, Window, window
from benchmarks.peers.content import STEPS, handrail, lay, pack, posthog_server, tour
from benchmarks.peers.pages import page_of
from benchmarks.peers.served import NO_STORE, File, Site, serve
from benchmarks.peers.subjects import FLOOR, FLOOR_JSON, HERE, NOTHING, PEERS, Subject
from playwright.sync_api import sync_playwright

from journeys.apps.served import capture
from journeys.conftest import CHROMIUM, FLAGS
from journeys.sdk_world import Publisher

SIZES = (300, 10_000)
Summary = dict[str, float]


@dataclass
class Bench:
    """One run of the benchmark.

    Attributes:
        browser, folder: Chromium, and where files are laid.
        site, content: the server of the page, and the content server beside it.
        runs: how often each subject is measured, in turn with the others.
        only: names of the subjects to measure; empty for all.
        elements: captured elements of the page.
        samples: measure → subject → values.
    """

    browser: Browser
    folder: Path
    site: Site
    content: Site
    runs: int
    only: frozenset[str]
    ours: Subject = NOTHING
    elements: list[dict[str, object]] = field(default_factory=list)
    samples: dict[str, dict[str, list[float]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def note(self, measure: str, subject: Subject | str, value: float) -> None:
        """Keep a value."""
        self.samples[measure][subject if isinstance(subject, str) else subject.name].append(value)

    @property
    def subjects(self) -> Sequence[Subject]:
        """The floors, Handrail and its peers, as asked for; the floors always."""
        return [
            subject
            for subject in (FLOOR, FLOOR_JSON, self.ours, *PEERS)
            if not self.only or subject.name in self.only or subject in (FLOOR, FLOOR_JSON)
        ]

    @contextmanager
    def opened(self, path: str = "/page/300") -> Iterator[Window]:
        """A fresh window on a page, at rest; what the servers were asked for before is forgotten."""
        with window(self.browser) as fresh:
            fresh.open(self.site.origin + path)
            self.site.asked.clear()
            self.content.asked.clear()
            yield fresh

    def publish(self, name: str, content: dict[str, object]) -> Subject:
        """Sign and lay a release of an application of that name; how its pages name it."""
        publisher = Publisher(application=name)
        folder = self.folder / "served" / name
        lay(self.content, folder, publisher, content)
        subject = handrail(self.content, publisher, name)
        with self.opened() as window:
            window.page.evaluate("([tags]) => probe.inject(tags, '')", [list(subject.tags)])
            window.page.wait_for_function("window.Handrail?.diagnose().release !== undefined")
            window.page.wait_for_timeout(300)
            pack(self.content, folder, {one.path for one in self.content.asked if one.status == 200})
        return subject


@contextmanager
def running(folder: Path, runs: int, only: frozenset[str]) -> Iterator[Bench]:
    """Servers and browser, with the tour published and its elements captured as an author does."""
    site, content = Site(), Site()
    site.add_folder(folder / "built", "/built")
    site.files["/content/steps.json"] = File((HERE / "entries/steps.json").read_bytes(), None, NO_STORE)
    html = {"Content-Type": "text/html; charset=utf-8", **NO_STORE}
    for size in SIZES:
        site.files[f"/page/{size}"] = File(page_of(size), None, html)
    site.files["/page/late"] = File(page_of(300, first=False), None, html)
    posthog_server(site)
    with serve(site), serve(content), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        bench = Bench(browser, folder, site, content, runs, only)
        with bench.opened() as author:
            bench.elements = [capture(author.page.locator(f"#t{at}"), f"t{at}") for at in range(len(STEPS))]
        bench.ours = bench.publish("handrail", tour(bench.elements))
        yield bench
        browser.close()


def summary(values: Sequence[float]) -> Summary:
    """Median, quartiles and 95th percentile of samples, and how many there are."""
    parts = statistics.quantiles(values, n=20, method="inclusive") if len(values) > 1 else [values[0]] * 19
    found = {
        "median": statistics.median(values),
        "lowerQuartile": parts[4],
        "upperQuartile": parts[14],
        "p95": parts[18],
    }
    return {name: round(value, 3) for name, value in found.items()} | {"samples": len(values)}
