"""What the SDK keeps in a browser: a visit that leaves everything behind that there is to leave, and its capture."""

from typing import Any

from journeys.conftest import NewPerson
from journeys.sdk_world import World
from journeys.test_sdk_smoke import application, balloon, element, greeting, tour

PAGE = '<h1>Accounts</h1><button data-handrail-id="pay">Pay</button><button data-handrail-id="send">Send</button>'
USER = "anna"
DUMP = "() => ({at: Date.now(), local: {...localStorage}, session: {...sessionStorage}})"


def publish(world: World) -> None:
    """An announcement that comes once, and after it a tour of two steps; events go to a collector that is not there."""
    once = {"trigger": {"on": "static"}, "frequency": {"often": "onlyOnce"}}
    steps = [
        balloon("one", "pay", "Pay here", [{"on": "nextButton"}], "two"),
        balloon("two", "send", "And send it", [{"on": "nextButton"}], None),
    ]
    world.html["/"] = PAGE
    world.data["user-id"] = USER
    world.publish(
        application(
            greeting(autoPlay=once),
            tour(steps, autoPlay=once),
            attributes=[{"name": "plan"}, {"name": "limit", "visibility": "private"}],
            elements=[element("pay"), element("send")],
        ),
        overlay={"collector": "https://collector.bank.example"},
    )


def visit(world: World, person: NewPerson) -> dict[str, Any]:
    """A visit that ends in the middle of the tour; what it left in the browser's storage.

    ``at`` is the browser's clock in milliseconds; ``local`` and ``session``: name → text.
    """
    publish(world)
    clerk = person({world.page, world.content})
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Welcome")
    clerk.page.evaluate("ABBI.setUserAttribute('plan', 'gold')")
    clerk.page.evaluate("ABBI.setPrivateUserAttribute('limit', 5)")
    clerk.page.evaluate("ABBI.setEventsFilter(['campaignClicked'])")
    clerk.sees.press("button", "Fine")
    clerk.sees.wait("dialog", "Pay here")
    clerk.sees.press("button", "Next")
    clerk.sees.wait("dialog", "And send it")
    clerk.page.wait_for_timeout(300)
    found: dict[str, Any] = clerk.page.evaluate(DUMP)
    publisher = world.publisher
    return {
        "application": publisher.application,
        "environment": publisher.environment,
        "trust": publisher.trust,
        "user": USER,
        **found,
    }
