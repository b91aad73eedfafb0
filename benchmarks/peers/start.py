"""From the moment a page gets its two lines until the first step is painted, and while it stands there."""

from benchmarks.peers.bench import Bench
from benchmarks.peers.browser import Window, cpu_ms
from benchmarks.peers.subjects import FLOOR_JSON, NOTHING, Subject

REST_MS, IDLE_MS = 250, 600
THROTTLE = 6


def start(bench: Bench) -> None:
    """Bytes, requests, processor, time, heap and idle processor on the page of 300 elements."""
    for _ in range(bench.runs):
        for subject in (NOTHING, *bench.subjects):
            with bench.opened() as window:
                _start_once(bench, window, subject)


def _start_once(bench: Bench, window: Window, subject: Subject) -> None:
    heap = window.collect()
    before = window.metrics()
    painted = window.inject(subject)
    after = window.metrics()
    if subject is not NOTHING:
        asked = [*bench.site.asked, *bench.content.asked]
        bench.note("bytes", subject, sum(one.bytes for one in asked))
        bench.note("requests", subject, len(asked))
        bench.note("paintedMs", subject, painted)
        bench.note("cpuMs", subject, cpu_ms(before, after))
        bench.note("scriptMs", subject, cpu_ms(before, after, "ScriptDuration"))
    window.page.wait_for_timeout(REST_MS)
    blocked = window.page.evaluate("probe.blocking()")
    first = window.metrics()
    window.page.wait_for_timeout(IDLE_MS)
    second = window.metrics()
    bench.note("idleMsPerSecond", subject, cpu_ms(first, second) / (second["Timestamp"] - first["Timestamp"]))
    if subject is not NOTHING:
        bench.note("longTasks", subject, blocked["count"])
        bench.note("heapKb", subject, (window.collect() - heap) / 1000)


def wide(bench: Bench) -> None:
    """The same start on 300 and on 10,000 elements, in turn."""
    for _ in range(bench.runs):
        for subject in bench.subjects:
            if subject.wide and subject.name != "posthog":
                for size in (300, 10_000):
                    with bench.opened(f"/page/{size}") as window:
                        before = window.metrics()
                        window.inject(subject)
                        bench.note(f"cpuMs{size}", subject, cpu_ms(before, window.metrics()))


def throttled(bench: Bench) -> None:
    """What of its tasks is over 50 ms on a processor six times as slow."""
    for _ in range(bench.runs):
        for subject in bench.subjects:
            if subject.wide and subject.name != "posthog":
                with bench.opened() as window:
                    window.throttle(THROTTLE)
                    window.inject(subject)
                    window.page.wait_for_timeout(100)
                    bench.note("blockingMs", subject, window.page.evaluate("probe.blocking()")["ms"])


def slow_line(bench: Bench) -> None:
    """Cold, on a slow line."""
    for _ in range(bench.runs):
        for subject in bench.subjects:
            if subject.wide:
                with bench.opened() as window:
                    window.slow_line()
                    bench.note("slowLineMs", subject, window.inject(subject))


LATE = """async (selector) => {
  await new Promise((done) => setTimeout(done, 200))
  const button = Object.assign(document.createElement('button'), { id: 't0', textContent: 'Begin 0' })
  const since = performance.now()
  document.querySelector('article').append(button)
  return probe.painted(selector, since)
}"""


def late(bench: Bench) -> None:
    """From the moment that an awaited element comes until the step is painted."""
    for _ in range(bench.runs):
        for subject in bench.subjects:
            if subject.waits:
                with bench.opened("/page/late") as window:
                    window.page.evaluate("([tags]) => probe.inject(tags, '')", [list(subject.tags)])
                    window.page.wait_for_timeout(250)
                    assert not window.page.evaluate("(shown) => probe.isShown(shown)", subject.painted), subject.label
                    bench.note("lateMs", subject, window.page.evaluate(LATE, subject.painted))


def rounds(bench: Bench) -> None:
    """How many requests must follow one another before the first step: by when the browser sent and had them."""
    for subject in bench.subjects:
        with bench.opened() as window:
            window.cdp.send("Network.enable")
            sent: dict[str, float] = {}
            had: dict[str, float] = {}
            window.cdp.on(
                "Network.requestWillBeSent", lambda e, into=sent: into.update({e["requestId"]: e["timestamp"]})
            )
            window.cdp.on("Network.loadingFinished", lambda e, into=had: into.update({e["requestId"]: e["timestamp"]}))
            window.slow_line()
            window.inject(subject)
            depth: dict[str, int] = {}
            for request, at in sorted(sent.items(), key=lambda one: one[1]):
                depth[request] = 1 + max((depth[other] for other in depth if had.get(other, at) < at), default=0)
            bench.note("rounds", subject, max(depth.values()))
    assert bench.samples["rounds"][FLOOR_JSON.name] == [2], "the floor fetches its text after its script"
