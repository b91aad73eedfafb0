"""What a first start leaves in the heap after ``stop()``, told by V8's own snapshot: none of it may be objects of ours.

The heap as a whole is some 400 kB larger then: templates and prototypes of browser interfaces that nobody had asked for
before, and compiled functions, which the engine drops again when they get old. Neither is ours to free; objects are.
"""

import pytest

from sdk.campaigns import PAGE, boot, campaign, contents
from sdk.heap import objects_in
from sdk.mutations import Mutator
from sdk.stage import PNG_SHA256, chromium, stage

MOST_OBJECTS = 20_000
"""Bytes of objects, lists and functions that a first start may leave."""


@pytest.mark.parametrize("wanted", ["announcement", "walkthrough", "checklist"])
def test_a_first_start_leaves_no_objects_behind(wanted: str) -> None:
    kind, content = next(each for each in contents(PNG_SHA256) if each[0] == wanted)
    # Without machine code, so that the snapshot tells of objects alone.
    with chromium("--js-flags=--jitless") as browser, stage(browser, PAGE) as bank:
        files = bank.signer.release(Mutator(1).bytes_of(boot([campaign("c0", kind, content)])))
        bank.page.evaluate("(files) => put(files)", files)
        before = objects_in(bank.page)
        bank.page.evaluate(
            """async (trust) => {
              await Handrail.start({ key: 'bank', trust, selfHostedUrl: location.origin })
              await Handrail.trigger('c0')
              await turn(50)
            }""",
            bank.signer.publisher.trust,
        )
        assert bank.page.evaluate("roots.filter((one) => one.isConnected).length") > 0
        during = objects_in(bank.page)
        bank.page.evaluate(
            """async () => {
              Handrail.stop()
              roots.length = sent.length = 0
              localStorage.clear()
              sessionStorage.clear()
              await turn(50)
            }"""
        )
        left = objects_in(bank.page) - before
    assert left <= MOST_OBJECTS, f"{left} bytes stay, {during - before} while it ran"
