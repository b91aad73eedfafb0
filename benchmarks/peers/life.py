"""What comes after the first step: by hand, through the tour, while waiting, on the next page, and after the end."""

import copy
from typing import Any

from benchmarks.peers.bench import Bench
from benchmarks.peers.browser import Window, cpu_ms
from benchmarks.peers.content import ENGLISH, STEPS, tour
from benchmarks.peers.subjects import NOTHING, Subject, Tag

from sdk.heap import objects_in

CLICKS = 4
CYCLES = 100
FEW = 2
"""Runs of what comes out the same every time."""
LIVE = "window.Handrail?.diagnose().release !== undefined"


def without_start(bench: Bench, name: str) -> Subject:
    """The tour, published once more so that it starts by hand only: the event that it waits for never comes."""
    content = copy.deepcopy(tour(bench.elements)) | {"trackedEvents": [{"name": "never"}]}
    content["campaigns"][0]["autoPlay"]["trigger"] = {"on": "trackedEvent", "event": "never"}
    return bench.publish(name, content)


BY_HAND = """(selector) => {
  const go = Object.assign(document.createElement('button'), { id: 'go', textContent: 'Show me how' })
  go.style.cssText = 'position:fixed;right:20px;bottom:20px'
  go.onclick = (event) => {
    Handrail.trigger('tour')
    window.took = probe.painted(selector, event.timeStamp)
  }
  document.body.append(go)
}"""


def by_hand(bench: Bench) -> None:
    """Warm, from a person's click to the first step; some pages in each run, each with its click."""
    subject = without_start(bench, "by-hand")
    for _ in range(bench.runs):
        with bench.opened() as window:
            for _ in range(CLICKS):
                window.page.evaluate("([tags]) => probe.inject(tags, '')", [list(subject.tags)])
                window.page.wait_for_function(LIVE)
                window.page.evaluate(BY_HAND, subject.painted)
                window.page.click("#go")
                bench.note("byHandMs", bench.ours, window.page.evaluate("took"))
                window.open(f"{bench.site.origin}/page/300")


def shift(bench: Bench) -> None:
    """Layout shift over the start, every step, scrolling and resizing; the page alone shifts by nothing."""
    for _ in range(min(bench.runs, FEW)):
        for subject in (NOTHING, *bench.subjects):
            with bench.opened() as window:
                window.inject(subject)
                for _ in STEPS[1:]:
                    window.page.wait_for_timeout(100)
                    if subject is not NOTHING:
                        window.page.evaluate(subject.advance)
                window.page.wait_for_timeout(100)
                window.page.mouse.wheel(0, -300)
                window.page.wait_for_timeout(100)
                window.page.set_viewport_size({"width": 1200, "height": 700})
                window.page.wait_for_timeout(250)
                bench.note("layoutShift", subject, window.page.evaluate("probe.shift()"))


INSERT = """async (observed) => {
  if (observed) new MutationObserver(() => {}).observe(document, { childList: true, subtree: true })
  const list = document.createElement('section')
  document.body.append(list)
  for (let batch = 0; batch < 50; batch++) {
    for (let at = 0; at < 10; at++) {
      const row = document.createElement('div')
      row.append(Object.assign(document.createElement('span'), { className: 'cell', textContent: `${batch}.${at}` }))
      list.append(row)
    }
    await new Promise((done) => setTimeout(done, 20))
  }
}"""
"""A thousand nodes in a second, in fifty batches."""


def waiting(bench: Bench) -> None:
    """Script time while twenty targets are waited for and the page inserts a thousand nodes."""
    elements = []
    launchers: list[dict[str, Any]] = []
    for at in range(20):
        element = copy.deepcopy(bench.elements[0]) | {"id": f"w{at}", "name": f"w{at}"}
        element["locator"]["htmlId"] = f"waited-{at}"  # type: ignore[index]
        element["locator"]["text"] = f"Waited {at}"  # type: ignore[index]
        elements.append(element)
        place = {"at": "element", "element": f"w{at}"}
        action = {"do": "sendEvent", "event": "pressed"}
        content = {"kind": "launcher", "place": place, "label": {"en": "Help"}, "actions": [action]}
        launchers.append({"id": f"l{at}", "name": f"l{at}", "content": content})
    ours = bench.publish(
        "waiting",
        {"name": "Bank", "languages": list(ENGLISH), "elements": elements, "campaigns": launchers},
    )
    for _ in range(bench.runs):
        for name, tags in (("nothing", ()), ("observer", ()), ("handrail", ours.tags)):
            with bench.opened() as window:
                window.page.evaluate("([tags]) => probe.inject(tags, '')", [list[Tag](tags)])
                if tags:
                    window.page.wait_for_function(LIVE)
                window.page.wait_for_timeout(300)
                before = window.metrics()
                window.page.evaluate(INSERT, name == "observer")
                after = window.metrics()
                bench.note("waitingScriptMs", name, cpu_ms(before, after, "ScriptDuration"))
                bench.note("waitingCpuMs", name, cpu_ms(before, after))


def warm(bench: Bench) -> None:
    """The next page: what is asked for, and whether guidance waits for a server that takes a second to answer."""
    channel = next(path for path in bench.content.files if path.startswith("/channel/handrail/"))
    for _ in range(bench.runs):
        with bench.opened() as window:
            window.inject(bench.ours)
            window.page.wait_for_timeout(200)
            window.open(f"{bench.site.origin}/page/300")
            bench.content.asked.clear()
            bench.content.delay_s[channel] = 1.0
            try:
                bench.note("warmPaintedMs", bench.ours, window.inject(bench.ours))
                window.page.wait_for_timeout(1200)
            finally:
                bench.content.delay_s.clear()
            bench.note("warmRequests", bench.ours, len(bench.content.asked))
            bench.note("warmConditional", bench.ours, sum(one.status == 304 for one in bench.content.asked))


CYCLE = """async ([options, shown, cycles]) => {
  for (let at = 0; at < cycles; at++) {
    await Handrail.start(options)
    await probe.painted(shown, performance.now())
    Handrail.stop()
    performance.clearResourceTimings()
  }
}"""


def stop(bench: Bench) -> None:
    """The heap after ``stop()`` over the loaded script that was never started, and what a hundred more cycles leave."""
    # A tour comes once on a page; what stands on it comes with every start.
    place = {"at": "element", "element": "t0"}
    actions = [{"do": "sendEvent", "event": "pressed"}]
    content = {"kind": "launcher", "place": place, "label": {"en": "Show me how this is done"}, "actions": actions}
    launcher = {"id": "launcher", "name": "Launcher", "content": content}
    preload, script = bench.publish("cycles", tour(bench.elements) | {"campaigns": [launcher]}).tags
    given = {"key": script["data-key"], "trust": script["data-trust"], "selfHostedUrl": script["data-self-hosted-url"]}
    idle = {name: value for name, value in script.items() if not name.startswith("data-")}
    for _ in range(min(bench.runs, FEW)):
        with bench.opened() as window:
            window.page.evaluate("([tags]) => probe.inject(tags, '')", [[preload, idle]])
            window.page.wait_for_function("window.Handrail !== undefined")
            loaded = _at_rest(window)
            heaps = []
            for cycles in (1, 5, CYCLES):
                window.page.evaluate(CYCLE, [given, ".launch", cycles])
                heaps.append(_at_rest(window))
            # By now everything is compiled that ever will be; of what runs often the engine still makes faster code.
            before = objects_in(window.page)
            window.page.evaluate(CYCLE, [given, ".launch", CYCLES])
            heaps.append(_at_rest(window))
            kept = objects_in(window.page) - before
            bench.note("heapAfterStopKb", bench.ours, (heaps[0] - loaded) / 1000)
            bench.note("heapAfterMoreKb", bench.ours, (heaps[1] - heaps[0]) / 1000)
            bench.note("heapPerCycleKb", bench.ours, kept / 1000 / CYCLES)
            bench.note("heapPerCycleWithCodeKb", bench.ours, (heaps[3] - heaps[2]) / 1000 / CYCLES)


def _at_rest(window: Window) -> float:
    window.page.wait_for_timeout(300)
    return window.collect()
