"""The same guidance in Firefox ESR: announcement, walkthrough over page loads, native modal, shadow root, survey."""

import json
from collections.abc import Iterator

import pytest

from journeys.conftest import Demo, wait_until
from journeys.egress import EgressProxy
from journeys.firefox import Session, Window, firefox
from journeys.sdk_world import running_world
from journeys.test_kinds import GREETING, events
from journeys.test_sdk_smoke import application, balloon, element, greeting, tour

BEHIND_ROOTS = (
    "<h1>Accounts</h1><pay-card><template shadowrootmode=open><div><template shadowrootmode=open>"
    "<button data-handrail-id=pay>Pay</button></template></div></template></pay-card>"
)


@pytest.fixture(scope="module")
def egress() -> Iterator[EgressProxy]:
    proxy = EgressProxy(set())
    yield proxy
    proxy.close()


@pytest.fixture(scope="module")
def session(egress: EgressProxy) -> Iterator[Session]:
    """One Firefox for all; whom it may reach is said by each test."""
    with firefox(egress) as opened:
        yield opened


@pytest.fixture
def clerk(session: Session, egress: EgressProxy) -> Iterator[Window]:
    """Somebody who was never here; at the end nothing was harmed, and nobody else was asked for anything."""
    window = Window(session, egress)
    yield window
    assert window.is_unharmed()
    window.close()


@pytest.fixture
def customer(demo: Demo, clerk: Window) -> Window:
    """She reaches the bank, the content server and the collector."""
    clerk.egress.allowed = demo.origins
    return clerk


def counted(demo: Demo, clerk: Window, *wanted: tuple[str, str]) -> None:
    """Leave the page and wait until the events (type, campaign) have arrived at the collector."""
    kept = clerk.call("() => JSON.stringify(Object.values(localStorage))")
    clerk.goto("about:blank")

    def arrived() -> bool:
        return set(wanted) <= {(e["type"], e.get("campaign", "")) for e in events(demo) if e["session"] in kept}

    wait_until(f"{wanted} at the collector", arrived)


def lies_in(clerk: Window, role: str, name: str, dialog: str) -> bool:
    """Whether a widget is painted inside this dialog of the page, so that it is not inert."""
    found = clerk.wait(role, name)
    host = "(x, y) => document.elementFromPoint(x, y)?.closest('dialog')?.id ?? ''"
    return clerk.is_painted(found) and bool(clerk.call(host, *clerk.middle(found)) == dialog)


def test_an_announcement_is_painted_operated_by_keyboard_and_counted(demo: Demo, customer: Window) -> None:
    customer.goto(demo.app)
    assert customer.is_painted(customer.wait("dialog", GREETING))
    assert not customer.find("link", "New transfer"), "a modal announcement leaves nothing behind it to be operated"
    assert customer.is_painted(customer.tab_to("button", "Not now"))
    customer.key("Enter")
    customer.wait_gone("dialog", GREETING)
    assert customer.find("link", "New transfer")
    customer.reload()
    customer.wait("button", "Help")
    assert not customer.find("dialog", GREETING), "once per session"
    counted(demo, customer, ("campaignViewed", "welcome"), ("campaignClicked", "welcome"))


def test_a_walkthrough_goes_over_page_loads_into_a_native_modal_to_its_end(demo: Demo, customer: Window) -> None:
    customer.goto(demo.app)
    customer.wait("dialog", GREETING)
    customer.press("button", "Show me how")
    assert customer.is_painted(customer.wait("dialog", "Here it begins"))
    customer.press("link", "New transfer")
    customer.wait("dialog", "Who gets the money?")
    assert customer.url.endswith("/transfer")
    customer.reload()
    assert customer.is_painted(customer.wait("dialog", "Who gets the money?"))
    customer.press("button", "Fill in an example")
    for heading in ("Who gets the money?", "The payee’s IBAN", "How much?"):
        if customer.find("dialog", heading):
            customer.press("button", "Next")
            customer.wait_gone("dialog", heading)
    customer.wait("dialog", "Look it over")
    customer.press("button", "Review transfer")
    assert lies_in(customer, "dialog", "All correct?", "confirm-transfer")
    customer.press("button", "Confirm and send")
    customer.wait("dialog", "That was it")
    assert "/transfer/done" in customer.url
    customer.tab_to("button", "Done")
    customer.key("Enter")
    customer.wait_gone("dialog", "That was it")
    walked = ("campaignViewed", "stepViewed", "campaignCompleted")
    counted(demo, customer, *((each, "first-transfer") for each in walked))


def test_a_survey_goes_on_by_what_was_answered_and_its_answers_arrive(demo: Demo, customer: Window) -> None:
    customer.goto(f"{demo.app}/transfer")
    for button in ("Fill in an example", "Review transfer", "Confirm and send"):
        customer.press("button", button)
    assert customer.is_painted(customer.wait("group", "How easy was this transfer?"))
    customer.press("button", "Next")
    customer.key("ArrowRight")
    assert customer.find("group", "How easy was this transfer?"), "a required answer that is missing holds it back"
    customer.tab_to("button", "Next")
    customer.key("Enter")
    customer.press("radio", "Confirming it")
    customer.tab_to("textbox", "In your own words, if you like. No account numbers, please.")
    customer.key(*"It went fast.")
    customer.press("button", "Send")
    customer.wait("heading", "Thank you")
    customer.key("Escape")
    customer.wait_gone("heading", "Thank you")
    kept = customer.call("() => JSON.stringify(Object.values(localStorage))")
    counted(demo, customer, ("surveyAnswer", "transfer-survey"), ("campaignCompleted", "transfer-survey"))
    answered = [e for e in events(demo) if e["type"] == "surveyAnswer" and e["session"] in kept]
    answers = {e["name"]: e["properties"]["answer"] for e in answered}
    assert answers["ease"] == 2 and answers["hurdle"] == "confirm", json.dumps(answered)


def test_an_element_behind_two_shadow_roots_is_pointed_at_and_stays_the_pages(clerk: Window) -> None:
    with running_world() as world:
        clerk.egress.allowed = {world.page, world.content}
        world.html["/"] = BEHIND_ROOTS
        steps = [
            balloon("one", "pay", "Pay here", [{"on": "elementClick"}], "two"),
            balloon("two", "pay", "Once more", [{"on": "nextButton"}], None),
        ]
        walk = {**tour(steps), "autoPlay": {"trigger": {"on": "static"}, "priority": 10}}
        world.publish(application(greeting(), walk, elements=[element("pay")]))
        clerk.goto(world.page)
        clerk.wait("dialog", "Welcome")
        clerk.key("Escape")
        step = clerk.wait("dialog", "Pay here")
        assert clerk.is_painted(step)
        across, down = (
            abs(ours - theirs)
            for ours, theirs in zip(clerk.middle(step), clerk.middle(clerk.wait("button", "Pay")), strict=True)
        )
        assert across < 300 and down < 300, "beside its element"
        clerk.press("button", "Pay")
        clerk.wait("dialog", "Once more")
        clerk.tab_to("button", "Done")
        clerk.key("Enter")
        clerk.wait_gone("dialog", "Once more")
        assert clerk.call("() => document.querySelectorAll('[data-handrail-ui]').length") == 0
