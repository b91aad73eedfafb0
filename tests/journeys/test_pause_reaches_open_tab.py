"""A pause, a stop or a deleted channel file reaches a tab that stays open, without a timer; a new load at once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from journeys.conftest import NewPerson, Person, wait_until
from journeys.sdk_world import World, running_world
from journeys.stored_world import PAGE
from journeys.test_sdk_smoke import application, balloon, element, greeting, tour

AT_ONCE = {"trigger": {"on": "static"}, "frequency": {"often": "always"}}
CHANNEL = "channel/bank/production.json"


@pytest.fixture
def world() -> Iterator[World]:
    with running_world() as started:
        started.html["/"] = PAGE
        yield started


def content() -> dict[str, object]:
    """A tour that starts by itself, and an announcement that waits for the page's event ``paid``."""
    steps = [
        balloon("one", "pay", "Pay here", [{"on": "nextButton"}], "two"),
        balloon("two", "send", "And send it", [{"on": "nextButton"}], None),
    ]
    paid = {"trigger": {"on": "trackedEvent", "event": "paid"}, "frequency": {"often": "always"}}
    thanks = greeting("Thanks for paying", id="thanks", autoPlay=paid)
    return application(
        tour(steps, autoPlay=AT_ONCE),
        thanks,
        trackedEvents=[{"name": "paid"}],
        elements=[element("pay"), element("send")],
    )


def open_tab(world: World, person: NewPerson) -> Person:
    """Somebody in the middle of the tour."""
    world.publish(content())
    clerk = person({world.page, world.content})
    clerk.page.clock.set_fixed_time(datetime.now(UTC))
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Pay here")
    clerk.page.wait_for_load_state("networkidle")
    return clerk


def later(clerk: Person, minutes: float) -> None:
    clerk.page.clock.set_fixed_time(datetime.now(UTC) + timedelta(minutes=minutes))


def use(clerk: Person) -> None:
    """A click beside everything, and time for what it may have started."""
    clerk.page.get_by_role("heading", name="Accounts").click()
    clerk.page.wait_for_timeout(500)


def asked(world: World) -> int:
    return world.asked.count(CHANNEL)


def test_a_pause_ends_what_is_running_after_five_minutes_of_use_and_nobody_asks_before(
    world: World, person: NewPerson
) -> None:
    clerk = open_tab(world, person)
    world.publish(content(), status="paused")
    before = asked(world)
    later(clerk, 4)
    use(clerk)
    assert clerk.sees.find("dialog", "Pay here")
    assert asked(world) == before, "within five minutes the server is left alone"
    later(clerk, 6)
    clerk.page.wait_for_timeout(800)
    assert asked(world) == before, "no timer: a tab that nobody uses asks nothing"
    use(clerk)
    clerk.sees.wait_gone("dialog", "Pay here")
    assert asked(world) == before + 1
    use(clerk)
    assert asked(world) == before + 1, "one question for five minutes"
    clerk.is_unharmed()


def test_a_pause_reaches_the_tab_at_its_next_campaign(world: World, person: NewPerson) -> None:
    clerk = open_tab(world, person)
    clerk.page.keyboard.press("Escape")
    clerk.sees.wait_gone("dialog", "Pay here")
    clerk.page.evaluate("ABBI.sendTrackedEvent('paid')")
    clerk.sees.wait("dialog", "Thanks for paying")
    clerk.sees.press("button", "Fine")
    clerk.sees.wait_gone("dialog", "Thanks for paying")
    world.publish(content(), status="paused")
    later(clerk, 6)
    clerk.page.evaluate("ABBI.sendTrackedEvent('paid')")
    clerk.page.wait_for_timeout(800)
    assert not clerk.sees.find("dialog", "Thanks for paying")
    clerk.is_unharmed()


def test_a_pause_reaches_the_tab_when_it_becomes_visible_again(world: World, person: NewPerson) -> None:
    clerk = open_tab(world, person)
    world.publish(content(), status="paused")
    clerk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    clerk.sees.wait_gone("dialog", "Pay here")


def test_a_stopped_campaign_ends_and_the_others_stay(world: World, person: NewPerson) -> None:
    clerk = open_tab(world, person)
    world.publish(content(), off=("tour",))
    later(clerk, 6)
    use(clerk)
    clerk.sees.wait_gone("dialog", "Pay here")
    clerk.page.evaluate("ABBI.sendTrackedEvent('paid')")
    clerk.sees.wait("dialog", "Thanks for paying")


def test_deleting_the_channel_file_stops_guidance_at_the_next_load_until_it_is_back(
    world: World, person: NewPerson
) -> None:
    clerk = open_tab(world, person)
    channel = world.files.pop(CHANNEL)
    before = asked(world)
    clerk.page.reload()
    wait_until("the channel file is asked for", lambda: asked(world) > before)
    clerk.page.wait_for_timeout(800)
    assert not clerk.sees.find("dialog", "Pay here")
    clerk.page.reload()
    clerk.page.wait_for_timeout(800)
    assert not clerk.sees.find("dialog", "Pay here")
    world.files[CHANNEL] = channel
    clerk.page.reload()
    clerk.sees.wait("dialog", "Pay here")


def test_deleting_the_channel_file_ends_what_is_running_in_a_tab_in_use(world: World, person: NewPerson) -> None:
    clerk = open_tab(world, person)
    del world.files[CHANNEL]
    later(clerk, 6)
    use(clerk)
    clerk.sees.wait_gone("dialog", "Pay here")
