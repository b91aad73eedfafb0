"""``stop()`` leaves nothing in the page, whatever was shown; the heap does not grow; two SDKs on a page are two."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from journeys.sdk_world import Publisher, sdk_file
from proof import Proof
from sdk.campaigns import PAGE, boot, campaign, contents
from sdk.mutations import Mutator
from sdk.stage import PNG_SHA256, Signer, Stage, chromium, stage

KINDS = [(f"{kind} {at}", kind, content) for at, (kind, content) in enumerate(contents(PNG_SHA256))]
MOST_HEAP = 30_000
"""Bytes that may stay after ``stop()``, of 100 starts together too."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Machine code that the engine makes along the way is no object of ours; without it the heap tells of objects alone.
    with chromium("--js-flags=--jitless") as running:
        yield running


@pytest.fixture(scope="module")
def bank(browser: Browser) -> Iterator[Stage]:
    with stage(browser, PAGE) as ready:
        # The first start of all: what the browser itself makes once is not ours.
        put(ready, *KINDS[0][1:])
        start(ready)
        stop(ready)
        yield ready


def put(bank: Stage, kind: str, content: dict[str, Any], signer: Signer | None = None) -> None:
    """Put a release with one campaign before the page."""
    whole = boot([campaign("c0", kind, content)])
    whole["application"] = (signer or bank.signer).publisher.application
    bank.page.evaluate("(files) => put(files)", (signer or bank.signer).release(Mutator(1).bytes_of(whole)))


def start(bank: Stage) -> None:
    """Start the SDK, begin the campaign and let it be painted."""
    bank.page.evaluate(
        """async (trust) => {
          localStorage.clear(); sessionStorage.clear(); roots.length = sent.length = 0
          await Handrail.start({ key: 'bank', trust, selfHostedUrl: location.origin })
          await Handrail.trigger('c0')
          await turn(20)
        }""",
        bank.signer.publisher.trust,
    )


def stop(bank: Stage) -> None:
    """Stop it, and wait until what was under way has ended."""
    bank.page.evaluate("async () => { Handrail.stop(); await turn(20) }")


def repeat(bank: Stage, cycles: int) -> None:
    """Start, show and stop so many times, in one go: each question from outside would leave something of its own."""
    bank.page.evaluate(
        """async ([trust, cycles]) => {
          for (let cycle = 0; cycle < cycles; cycle++) {
            localStorage.clear(); sessionStorage.clear()
            await Handrail.start({ key: 'bank', trust, selfHostedUrl: location.origin })
            await Handrail.trigger('c0')
            await turn(20)
            Handrail.stop()
            await turn(20)
            roots.length = sent.length = 0
          }
        }""",
        [bank.signer.publisher.trust, cycles],
    )


def heap(page: Page) -> int:
    """Bytes of the page's heap after garbage was collected."""
    session = page.context.new_cdp_session(page)
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    used = int(session.send("Runtime.getHeapUsage")["usedSize"])
    session.detach()
    return used


@pytest.mark.parametrize(("kind", "content"), [each[1:] for each in KINDS], ids=[each[0] for each in KINDS])
def test_stop_leaves_nothing_of_a_kind(bank: Stage, kind: str, content: dict[str, Any]) -> None:
    put(bank, kind, content)
    page = bank.page.evaluate("document.documentElement.outerHTML")
    before = bank.page.evaluate("opened()")
    start(bank)
    during = bank.page.evaluate("opened()")
    if kind != "tip":
        assert during["nodes"] > before["nodes"]
    assert during["listeners"] > before["listeners"]
    bank.page.evaluate("usePage()")
    stop(bank)
    assert bank.page.evaluate("opened()") == before
    assert bank.page.evaluate("document.documentElement.outerHTML") == page
    assert before["patched"] == during["patched"] == 0
    assert during["frames"] == before["frames"]
    assert bank.crashes == []


def test_stop_before_anything_came_leaves_nothing(bank: Stage) -> None:
    put(bank, *KINDS[0][1:])
    page = bank.page.evaluate("document.documentElement.outerHTML")
    before = bank.page.evaluate("opened()")
    found = bank.page.evaluate(
        """async (trust) => {
          const started = Handrail.start({ key: 'bank', trust, selfHostedUrl: location.origin })
          Handrail.stop()
          await started
          await turn(50)
          return opened()
        }""",
        bank.signer.publisher.trust,
    )
    assert found == before
    assert bank.page.evaluate("document.documentElement.outerHTML") == page


@pytest.mark.proof
def test_a_hundred_starts_and_stops_leave_the_heap_flat(bank: Stage, proof: Proof) -> None:
    cycles = proof.size(100, 2_000)
    whole = boot([campaign(f"c{at}", kind, content) for at, (_, kind, content) in enumerate(KINDS)])
    bank.page.evaluate("(files) => put(files)", bank.signer.release(Mutator(1).bytes_of(whole)))
    repeat(bank, 30)
    before = heap(bank.page)
    repeat(bank, cycles)
    grown = heap(bank.page) - before
    proof.record("start-stop", cycles=cycles, grown=grown)
    assert grown <= MOST_HEAP


def test_two_sdks_on_a_page_do_not_disturb_each_other(browser: Browser) -> None:
    other = Signer(Publisher(application="shop"))
    with stage(browser, PAGE) as bank:
        put(bank, "announcement", KINDS[2][2])
        put(bank, "announcement", KINDS[1][2], other)
        before = bank.page.evaluate("opened()")
        found = bank.page.evaluate(
            """async ([script, trusts]) => {
              const { createHandrail } = await import(`data:text/javascript;base64,${script}`)
              const shown = () => document.querySelectorAll('[data-handrail-ui]').length
              const [one, two] = [createHandrail(), createHandrail()]
              const told = []
              const seen = []
              for (const [sdk, key, trust] of [[one, 'bank', trusts[0]], [two, 'shop', trusts[1]]]) {
                const callbacks = { event: ({ type, name }) => told.push(`${key} ${type} ${name}`) }
                await sdk.start({ key, trust, selfHostedUrl: location.origin, callbacks })
                await sdk.trigger('c0')
                seen.push(shown())
              }
              one.setUserAttribute('name', 'Ada')
              two.sendTrackedEvent('paid')
              const keys = Object.keys(localStorage).map((key) => key.split(':')[2])
              one.stop()
              await turn(20)
              seen.push(shown())
              const running = [one.diagnose().started, two.diagnose().started, two.handleBack()]
              two.stop()
              await turn(20)
              return { seen, told, keys: [...new Set(keys)].sort(), running, after: opened() }
            }""",
            [
                base64.b64encode(sdk_file("handrail.mjs")[1]).decode(),
                [bank.signer.publisher.trust, other.publisher.trust],
            ],
        )
    assert found["seen"] == [1, 2, 1]
    assert found["keys"] == ["bank", "shop"]
    assert found["running"] == [False, True, True]
    assert "bank attributeSet name" in found["told"]
    assert "shop attributeSet name" not in found["told"]
    assert "shop trackedEvent paid" in found["told"]
    assert "bank trackedEvent paid" not in found["told"]
    assert found["after"] == before
