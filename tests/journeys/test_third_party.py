"""Guidance in web applications that nobody here wrote: captured, painted, operated by keyboard, found again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Playwright

from journeys.apps.cases import CASES, Case
from journeys.apps.served import Served, capture, serving
from journeys.apps.watched import KEEP_ROOTS, axe_findings, box_of, is_near, painted
from journeys.conftest import Person, people, wait_until

NOTICE = "Something new"


def content(elements: list[dict[str, Any]]) -> dict[str, Any]:
    """An announcement that comes once, a tour of three steps, and a tip."""

    def step(number: int, anchor: str, advance: str) -> dict[str, Any]:
        blocks = [{"block": "heading", "text": {"en": f"Step {anchor}"}}]
        following = {} if number == 3 else {"next": f"s{number + 1}"}
        return {
            "step": "balloon",
            "id": f"s{number}",
            "element": anchor,
            "blocks": blocks,
            "advance": [{"on": advance}],
            **following,
        }

    text = {"block": "text", "text": {"en": "You can be **guided** here."}}
    fine = {"block": "buttons", "buttons": [{"label": {"en": "Fine"}, "actions": [{"do": "close"}]}]}
    steps = [step(1, "begin", "elementClick"), step(2, "then", "nextButton"), step(3, "last", "nextButton")]
    return {
        "name": "Guided",
        "languages": [{"name": "en", "displayName": "English"}],
        "elements": elements,
        "campaigns": [
            {
                "id": "notice",
                "name": "Notice",
                "autoPlay": {"trigger": {"on": "static"}, "frequency": {"often": "onlyOnce"}},
                "content": {
                    "kind": "announcement",
                    "blocks": [{"block": "heading", "text": {"en": NOTICE}}, text, fine],
                },
            },
            {
                "id": "tour",
                "name": "Tour",
                "mayStartByLink": True,
                "content": {"kind": "walkthrough", "starts": ["s1"], "steps": steps},
            },
            {
                "id": "hint",
                "name": "Hint",
                "autoPlay": {"trigger": {"on": "static"}, "frequency": {"often": "always"}},
                "content": {"kind": "tip", "element": "tipped", "show": "focus", "blocks": [text]},
            },
        ],
    }


def record(served: Served, case: Case, author: Person) -> list[dict[str, Any]]:
    """What an author captures: walks the tour once and points at each element."""
    page = author.page
    page.goto(served.url)
    found = [capture(case.tipped(page), "tipped"), capture(case.begin(page), "begin")]
    case.begin(page).click()
    found.append(capture(case.then(page), "then"))
    found.append(capture(case.last(page), "last"))
    return found


@pytest.fixture(scope="module")
def author_and_clerk(playwright: Playwright) -> Iterator[tuple[Person, Person]]:
    """Two people for all applications: each application is a host of its own that neither was at before."""
    with people(playwright) as new_person:
        author, clerk = new_person(set()), new_person(set())
        clerk.page.add_init_script(KEEP_ROOTS)
        yield author, clerk


@contextmanager
def clerk_in(case: Case, author_and_clerk: tuple[Person, Person]) -> Iterator[tuple[Served, Person]]:
    """The application runs, and what the author captured in it is published; the clerk comes for the first time."""
    author, clerk = author_and_clerk
    with serving(case.app) as served:
        for person in author_and_clerk:
            person.egress.allowed |= served.origins
        served.world.publish(content(record(served, case, author)))
        yield served, clerk
        clerk.page.goto("about:blank")
        ours = served.world.content
        # The applications break their own policy here and there; nothing of ours may.
        assert not [one for one in clerk.violations if ours in one]
        assert not [one for one in clerk.errors if "handrail" in one.lower()], clerk.errors
        assert served.world.asked.count(served.world.publisher.channel_name) >= 2


@pytest.mark.parametrize("name", CASES)
def test_the_application_is_guided_through(name: str, author_and_clerk: tuple[Person, Person]) -> None:
    case = CASES[name]
    with clerk_in(case, author_and_clerk) as (served, clerk):
        page = clerk.page
        page.goto(served.url)
        notice = clerk.sees.wait("dialog", NOTICE)
        painted(clerk, notice)
        assert axe_findings(page) == []
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        clerk.sees.wait_gone("dialog", NOTICE)

        case.tipped(page).focus()
        said = clerk.sees.wait("note", "")
        painted(clerk, said)
        assert is_near(box_of(clerk, said), case.tipped(page).bounding_box())
        assert axe_findings(page) == []
        page.keyboard.press("Escape")
        clerk.sees.wait_gone("note", "")

        page.evaluate("Handrail.trigger('tour')")
        first = clerk.sees.wait("dialog", "Step begin")
        painted(clerk, first)
        assert is_near(box_of(clerk, first), case.begin(page).bounding_box())
        case.begin(page).click()
        second = clerk.sees.wait("dialog", "Step then")
        painted(clerk, second)
        assert is_near(box_of(clerk, second), case.then(page).bounding_box())
        assert axe_findings(page) == []
        next_by_keyboard(clerk, "Next")
        third = clerk.sees.wait("dialog", "Step last")
        assert is_near(box_of(clerk, third), case.last(page).bounding_box())
        case.changes(page)
        third = clerk.sees.wait("dialog", "Step last")
        wait_until("beside it", lambda: is_near(box_of(clerk, third), case.last(page).bounding_box()))
        page.reload()
        third = clerk.sees.wait("dialog", "Step last")
        painted(clerk, third)
        next_by_keyboard(clerk, "Done")
        clerk.sees.wait_gone("dialog", "Step last")


def next_by_keyboard(clerk: Person, label: str) -> None:
    """Press a balloon's button without a mouse: the focus is in the balloon, or at its element beside it."""

    def is_focused() -> bool:
        return any(node.properties.get("focused") for node in clerk.sees.find("button", label))

    for _ in range(12):
        clerk.page.keyboard.press("Tab")
        if not is_focused():
            continue
        clerk.page.keyboard.press("Enter")
        clerk.page.wait_for_timeout(1000)
        # An app that is still starting may take the focus between the two keys: then, and only then, once more.
        if is_focused() or not clerk.sees.find("button", label):
            return
    raise AssertionError(f"{label} is not reached by Tab")
