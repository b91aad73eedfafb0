"""The SDK alone, under the strictest policy: it verifies what was published and paints it."""

from collections.abc import Iterator
from typing import Any

import pytest

from journeys.conftest import NewPerson
from journeys.sdk_world import World, running_world

PLAIN_PAGE = '<h1>Accounts</h1><p>Text</p><a href="/next">New transfer</a><button id="pay">Pay</button>'


@pytest.fixture
def world() -> Iterator[World]:
    with running_world() as started:
        started.html["/"] = PLAIN_PAGE
        yield started


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
    assert clerk.is_unharmed()
