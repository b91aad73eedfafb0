"""The SDK alone, under the strictest policy: it verifies what was published and paints it."""

from collections.abc import Iterator
from typing import Any

import pytest

from journeys.conftest import NewPerson, Person, wait_until
from journeys.sdk_world import World, running_world

PLAIN_PAGE = '<h1>Accounts</h1><p>Text</p><a href="/next">New transfer</a><button id="pay">Pay</button>'


@pytest.fixture
def world() -> Iterator[World]:
    with running_world() as started:
        started.html["/"] = PLAIN_PAGE
        yield started


BROWSERS_OWN = ("googleapis.com", "google.com")
"""Hosts that Chromium asks for by itself, refused by the proxy."""


def unharmed(someone: Person) -> None:
    """The page's policy was kept, no script failed, and no host but the two was asked for by the page."""
    assert not someone.violations
    assert not someone.errors
    assert not [host for host in someone.egress.refused if not any(own in host for own in BROWSERS_OWN)]


def greeting(text: str = "Welcome", **more: Any) -> dict[str, Any]:
    return {
        "id": "greeting",
        "name": "Greeting",
        "autoPlay": {"trigger": {"on": "static"}, "frequency": {"often": "always"}},
        "content": {
            "kind": "announcement",
            "blocks": [
                {"block": "heading", "text": {"en": text, "de": "Willkommen"}},
                {"block": "text", "text": {"en": "This is **new**.", "de": "Das ist **neu**."}},
                {"block": "buttons", "buttons": [{"label": {"en": "Fine", "de": "Gut"}, "actions": [{"do": "close"}]}]},
            ],
        },
        **more,
    }


def application(*campaigns: dict[str, Any], **more: Any) -> dict[str, Any]:
    languages = [{"name": "en", "displayName": "English"}, {"name": "de", "displayName": "Deutsch"}]
    return {"name": "Bank", "languages": languages, "campaigns": list(campaigns), **more}


def test_an_announcement_is_painted_from_verified_bytes(world: World, person: NewPerson) -> None:
    world.publish(application(greeting()))
    clerk = person({world.page, world.content})
    clerk.page.goto(world.page)
    dialog = clerk.sees.wait("dialog", "Welcome")
    assert dialog.properties.get("modal") is True
    assert clerk.sees.find("button", "Fine")
    clerk.sees.press("button", "Fine")
    clerk.sees.wait_gone("dialog", "Welcome")
    unharmed(clerk)


def element(name: str, tag: str = "button") -> dict[str, Any]:
    """A captured element that the page names by ``data-handrail-id``."""
    locator = {"tag": tag, "developerId": f"data-handrail-id={name}", "path": [tag]}
    return {"id": name, "name": name, "locator": locator}


def balloon(step: str, anchor: str, text: str, advance: list[dict[str, Any]], following: str | None) -> dict[str, Any]:
    blocks = [{"block": "heading", "text": {"en": text}}]
    made = {"step": "balloon", "id": step, "element": anchor, "blocks": blocks, "advance": advance}
    return made if following is None else {**made, "next": following}


def tour(steps: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "id": "tour",
        "name": "Tour",
        "mayStartByLink": True,
        "content": {"kind": "walkthrough", "starts": [steps[0]["id"]], "steps": steps},
        **more,
    }


def test_the_greeting_speaks_the_readers_language(world: World, person: NewPerson) -> None:
    world.publish(application(greeting()))
    clerk = person({world.page, world.content}, locale="de-CH")
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Willkommen")
    clerk.page.keyboard.press("Escape")
    clerk.sees.wait_gone("dialog", "Willkommen")


def test_a_walkthrough_goes_over_page_loads_into_a_native_modal_and_on_after_a_reload(
    world: World, person: NewPerson
) -> None:
    world.html["/"] = '<h1>Accounts</h1><a href="/transfer" data-handrail-id="new">New transfer</a>'
    world.html["/transfer"] = (
        '<h1>Transfer</h1><label>IBAN <input data-handrail-id="iban"></label>'
        '<dialog id="confirm"><p>Sure?</p><button data-handrail-id="send">Send</button></dialog>'
    )
    world.publish(
        application(
            tour(
                [
                    balloon("one", "new", "Begin here", [{"on": "elementClick"}], "two"),
                    balloon("two", "iban", "Whom to pay", [{"on": "valueEntered"}], "three"),
                    balloon("three", "send", "Send it", [{"on": "nextButton"}], None),
                ]
            ),
            elements=[element("new", "a"), element("iban", "input"), element("send")],
        )
    )
    clerk = person({world.page, world.content})
    clerk.page.goto(world.page + "/?handrail=start/tour")
    clerk.sees.wait("dialog", "Begin here")
    clerk.sees.press("link", "New transfer")
    clerk.sees.wait("dialog", "Whom to pay")
    clerk.page.reload()
    clerk.sees.wait("dialog", "Whom to pay")
    clerk.page.get_by_label("IBAN").fill("DE02")
    clerk.page.get_by_label("IBAN").blur()
    clerk.sees.wait_gone("dialog", "Whom to pay")
    assert not clerk.sees.find("dialog", "Send it")
    clerk.page.evaluate("document.querySelector('dialog').showModal()")
    node = clerk.sees.wait("dialog", "Send it")
    x, y = clerk.sees.middle(node)
    hit = clerk.page.evaluate("([x, y]) => document.elementFromPoint(x, y)?.closest('dialog')?.id ?? ''", [x, y])
    assert hit == "confirm", "inside the native modal, so not inert"
    clerk.sees.press("button", "Done")
    clerk.sees.wait_gone("dialog", "Send it")
    unharmed(clerk)


def test_two_alike_elements_are_refused_and_said(world: World, person: NewPerson) -> None:
    world.html["/"] = '<button data-handrail-id="pay">Pay</button><button data-handrail-id="pay">Pay</button>'
    step = {**balloon("one", "pay", "Pay here", [{"on": "nextButton"}], None), "waitS": 0}
    world.publish(application(tour([step]), elements=[element("pay")]))
    clerk = person({world.page, world.content})
    world.data["starting-campaign-id"] = "tour"
    clerk.page.goto(world.page)
    clerk.page.wait_for_timeout(800)
    assert not clerk.sees.find("dialog", "Pay here")
    unharmed(clerk)


def test_a_forged_boot_file_is_never_shown(world: World, person: NewPerson) -> None:
    world.publish(application(greeting()))
    for name, data in world.files.items():
        world.files[name] = data.replace(b"Welcome", b"Give PIN")
    clerk = person({world.page, world.content})
    clerk.page.add_init_script(
        "window.heard = []; addEventListener('handrail:error', (e) => heard.push(e.detail.code))"
    )
    clerk.page.goto(world.page)
    wait_until("both error events", lambda: {"sdk.blob", "sdk.boot"} <= set(clerk.page.evaluate("heard")))
    clerk.page.wait_for_timeout(300)
    assert "Give PIN" not in " ".join(node.name for node in clerk.sees.nodes())
    assert set(clerk.page.evaluate("heard")) == {"sdk.blob", "sdk.boot"}
    assert not clerk.errors


def test_a_forged_channel_leaves_a_returning_reader_with_what_was_verified(world: World, person: NewPerson) -> None:
    world.publish(application(greeting()))
    clerk = person({world.page, world.content})
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Welcome")
    stranger = World(type(world.publisher)())
    stranger.publish(application(greeting("Give PIN")))
    world.files.update(stranger.files)
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Welcome")
    newcomer = person({world.page, world.content})
    newcomer.page.goto(world.page)
    newcomer.page.wait_for_timeout(800)
    assert not newcomer.sees.find("dialog", "Give PIN")
    assert not newcomer.sees.find("dialog", "Welcome")
    unharmed(newcomer)


def test_a_pause_closes_what_is_open_when_the_page_becomes_visible(world: World, person: NewPerson) -> None:
    world.publish(application(greeting()))
    clerk = person({world.page, world.content})
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Welcome")
    world.publish(application(greeting()), status="paused")
    clerk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    clerk.sees.wait_gone("dialog", "Welcome")
    clerk.page.goto(world.page)
    clerk.page.wait_for_timeout(500)
    assert not clerk.sees.find("dialog", "Welcome")
    del world.files[world.publisher.channel_name]
    world.publish(application(greeting("Welcome again")))
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Welcome again")
    unharmed(clerk)


def test_a_stopped_campaign_is_closed_and_a_deleted_channel_shows_nothing(world: World, person: NewPerson) -> None:
    world.publish(application(greeting()))
    clerk = person({world.page, world.content})
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Welcome")
    world.publish(application(greeting()), off=["greeting"])
    clerk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    clerk.sees.wait_gone("dialog", "Welcome")
    world.publish(application(greeting("Back")))
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Back")
    del world.files[world.publisher.channel_name]
    clerk.page.goto(world.page)
    clerk.page.wait_for_timeout(800)
    assert not clerk.sees.find("dialog", "Back")
    unharmed(clerk)


def test_a_warm_start_asks_once_and_shows_without_waiting(world: World, person: NewPerson) -> None:
    world.publish(application(greeting()))
    clerk = person({world.page, world.content})
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Welcome")
    cold = [name for name in world.asked if not name.startswith("sdk/")]
    assert cold == [world.publisher.channel_name], "preloaded; it brings the boot file along"
    world.asked.clear()
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Welcome")
    # It is painted before the server has heard of the question.
    clerk.page.wait_for_load_state("networkidle")
    assert [name for name in world.asked if not name.startswith("sdk/")] == [world.publisher.channel_name]
