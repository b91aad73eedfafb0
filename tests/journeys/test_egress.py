"""The running app depends on no outside server: everything but bank and content server is refused, and nobody asks."""

from collections.abc import Sequence

from journeys.conftest import Demo, NewPerson, Person, origin_of, wait_until
from journeys.egress import Passed

GREETING = "Welcome to your new online banking"


def test_a_whole_visit_asks_bank_and_content_server_and_nobody_else(demo: Demo, end_user: Person) -> None:
    page = end_user.page
    page.goto(demo.app)
    end_user.sees.press("button", "Show me how")
    end_user.sees.wait("dialog", "Here it begins")
    end_user.sees.press("link", "New transfer")
    end_user.sees.wait("dialog", "Who gets the money?")
    page.reload()
    end_user.sees.wait("dialog", "Who gets the money?")
    page.keyboard.press("Escape")
    for path in ("/payments", "/cards", "/cards/limits", "/profile", "/nowhere"):
        page.goto(demo.app + path)
    page.goto(demo.app)
    page.get_by_role("button", name="language and profile").click()
    page.get_by_role("button", name="Deutsch").click()
    page.get_by_role("link", name="Neue Überweisung").first.wait_for()
    page.wait_for_load_state("networkidle")
    assert set(end_user.egress.passed) == demo.origins
    assert end_user.egress.refused[origin_of(demo.console)] == 0
    assert end_user.is_unharmed()


def test_what_else_a_page_would_ask_for_is_refused_and_counted(demo: Demo, end_user: Person) -> None:
    """The instrument itself: without it, a visit that asks nobody would prove nothing."""
    page = end_user.page
    page.evaluate("url => fetch(url, { mode: 'no-cors' }).catch(() => {})", demo.console)
    page.evaluate("navigator.sendBeacon('http://collector.example.com/', 'seen')")
    counted = end_user.egress.refused
    wait_until("both are counted", lambda: page.wait_for_timeout(50) or len(counted) == 2)
    assert set(counted) == {origin_of(demo.console), "http://collector.example.com"}


def rounds(asked: Sequence[Passed]) -> int:
    """How many of the requests had to wait for the answer of another one, one after the other."""
    depth: list[int] = []
    for at, one in enumerate(asked):
        before = [depth[i] for i in range(at) if asked[i].ended and asked[i].ended <= one.began]
        depth.append(1 + max(before, default=0))
    return max(depth, default=0)


def test_a_cold_start_asks_twice_and_at_once_and_a_warm_one_once(demo: Demo, person: NewPerson) -> None:
    content = origin_of(demo.selfHostedUrl)
    clerk = person(demo.origins)
    # Far away, so that what need not wait for another answer is seen to run beside it.
    clerk.egress.delay_s = 0.25

    def visit(name: str, path: str, shown: str) -> list[Passed]:
        clerk.egress.log.clear()
        clerk.page.goto(demo.app + path)
        clerk.sees.wait("heading", shown)
        clerk.page.wait_for_load_state("networkidle")
        asked = [each for each in clerk.egress.log if each.url.startswith(content)]
        sizes = {each.url.removeprefix(content): (each.status, each.bytes) for each in asked}
        print(f"{name}: {len(asked)} requests, {sum(e.bytes for e in asked):,} bytes, {rounds(asked)} rounds: {sizes}")
        return asked

    cold = visit("cold start", "/", GREETING)
    kinds = sorted(each.url.removeprefix(content).split("/")[1] for each in cold)
    assert kinds == ["channel", "sdk"], "the channel file brings the boot file along"
    assert all(each.status == 200 for each in cold)
    assert rounds(cold) == 1
    assert sum(each.bytes for each in cold) < 150_000

    warm = visit("warm start", "/cards/limits", "Your limits, your rules")
    assert [each.url.removeprefix(content) for each in warm] == [f"/channel/{demo.key}/production.json"]
    assert warm[0].status == 304
    assert clerk.is_unharmed()
