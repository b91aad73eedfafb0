"""A page of plain http in an intranet: browsers withhold WebCrypto there, ``handrail-http.js`` verifies by itself."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from journeys.conftest import NewPerson, Person, free_port_base, running, wait_until
from journeys.sdk_world import World, running_world
from journeys.test_sdk_smoke import application, balloon, element, greeting, tour, unharmed

NAMES = {"bank.intranet.example": "127.0.0.1", "guides.intranet.example": "127.0.0.1"}
HEARD = "window.heard = []; addEventListener('handrail:error', (e) => heard.push(e.detail.code))"
SURVEY = {
    "id": "survey",
    "name": "Survey",
    "mayStartByLink": True,
    "content": {
        "kind": "survey",
        "pages": [
            {
                "id": "first",
                "questions": [
                    {"question": "rating", "id": "ease", "text": {"en": "How easy was it?"}, "required": True}
                ],
            },
            {"id": "second", "questions": [{"question": "shortText", "id": "why", "text": {"en": "Why?"}}]},
        ],
        "thanks": [{"block": "heading", "text": {"en": "Thank you"}}],
    },
}


@pytest.fixture
def intranet() -> Iterator[World]:
    """Page and content server under names of an intranet, without TLS."""
    with running_world() as world:
        world.html["/"] = '<h1>Accounts</h1><a href="/transfer" data-handrail-id="new">New transfer</a>'
        world.html["/transfer"] = '<h1>Transfer</h1><label>IBAN <input data-handrail-id="iban"></label>'
        world.page = world.page.replace("127.0.0.1", "bank.intranet.example")
        world.content = world.content.replace("127.0.0.1", "guides.intranet.example")
        world.script = "handrail-http.js"
        yield world


def clerk_in(world: World, person: NewPerson, *more: str) -> Person:
    someone = person({world.page, world.content, *more})
    someone.egress.names = NAMES
    someone.page.add_init_script(HEARD)
    return someone


def content(*more: dict[str, Any]) -> dict[str, Any]:
    steps = [
        balloon("one", "new", "Begin here", [{"on": "elementClick"}], "two"),
        balloon("two", "iban", "Whom to pay", [{"on": "nextButton"}], None),
    ]
    return application(greeting(), tour(steps), *more, elements=[element("new", "a"), element("iban", "input")])


def test_guidance_plays_and_is_continued_where_the_browser_has_no_cryptography(
    intranet: World, person: NewPerson
) -> None:
    intranet.publish(content())
    clerk = clerk_in(intranet, person)
    clerk.page.goto(intranet.page)
    assert clerk.page.evaluate("[isSecureContext, typeof crypto.subtle, typeof crypto.randomUUID]") == [
        False,
        "undefined",
        "undefined",
    ]
    clerk.sees.wait("dialog", "Welcome")
    said = clerk.page.evaluate("ABBI.diagnose()")
    assert said["verified"] is True
    assert said["problems"] == []
    clerk.sees.press("button", "Fine")
    clerk.sees.wait_gone("dialog", "Welcome")
    clerk.page.evaluate("ABBI.trigger('tour')")
    clerk.sees.wait("dialog", "Begin here")
    clerk.sees.press("link", "New transfer")
    clerk.sees.wait("dialog", "Whom to pay")
    clerk.sees.press("button", "Done")
    clerk.sees.wait_gone("dialog", "Whom to pay")
    assert clerk.page.evaluate("heard") == []
    unharmed(clerk)


def test_what_nobody_signed_is_refused_without_webcrypto_too(intranet: World, person: NewPerson) -> None:
    intranet.publish(content())
    honest = dict(intranet.files)
    channel = intranet.publisher.channel_name

    def first_visit() -> list[str]:
        clerk = clerk_in(intranet, person)
        clerk.page.goto(intranet.page)
        wait_until("it is said", lambda: clerk.page.evaluate("heard.length > 0"))
        clerk.page.wait_for_timeout(300)
        assert not clerk.sees.find("dialog", "Welcome")
        assert not clerk.sees.find("dialog", "Give PIN")
        unharmed(clerk)
        codes: list[str] = clerk.page.evaluate("heard")
        return codes

    for name, data in honest.items():
        intranet.files[name] = data.replace(b"Welcome", b"Give PIN")
    assert set(first_visit()) == {"sdk.blob", "sdk.boot"}

    # A signature that is changed in one letter, and one of a stranger.
    parts = json.loads(honest[channel].partition(b"\n")[0])
    sig = parts["pointer"]["signatures"][0]["sig"]
    parts["pointer"]["signatures"][0]["sig"] = ("B" if sig[0] == "A" else "A") + sig[1:]
    intranet.files = {**honest, channel: json.dumps(parts, separators=(",", ":")).encode()}
    assert "package.signature-missing" in first_visit()
    stranger = World(type(intranet.publisher)())
    stranger.publish(application(greeting("Give PIN")))
    intranet.files = stranger.files
    assert "package.anchor-mismatch" in first_visit()

    # The instrument: the same eyes see what was signed.
    intranet.files = honest
    clerk = clerk_in(intranet, person)
    clerk.page.goto(intranet.page)
    clerk.sees.wait("dialog", "Welcome")


def test_answers_and_events_reach_the_collector(intranet: World, person: NewPerson, tmp_path: Path) -> None:
    port = free_port_base(1)
    origin = f"http://collector.intranet.example:{port}"
    command = ["handrail.cli", "collect", "--data", str(tmp_path), "--port", str(port), "--origin", intranet.page]
    intranet.publish(application(SURVEY), overlay={"collector": f"{origin}/h/in"})
    intranet.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src {intranet.content}; connect-src {intranet.content} {origin}; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    with running(*command, ready=f"http://127.0.0.1:{port}/h/in"):
        clerk = clerk_in(intranet, person, origin)
        clerk.egress.names = {**NAMES, "collector.intranet.example": "127.0.0.1"}
        clerk.page.goto(f"{intranet.page}/?handrail=start/survey")
        clerk.sees.wait("group", "How easy was it?")
        clerk.sees.press("radio", "4 / 5")
        clerk.sees.press("button", "Next")
        clerk.sees.fill("textbox", "Why?", "It went fast.")
        clerk.sees.press("button", "Send")
        clerk.sees.wait("heading", "Thank you")
        clerk.page.goto("about:blank")

        def batches() -> list[dict[str, Any]]:
            files = [path for path in tmp_path.rglob("*") if path.is_file()]
            return [
                json.loads(line) for path in files for line in path.read_text().splitlines() if "surveyAnswer" in line
            ]

        wait_until("the answers have arrived", batches)
        events = [event for batch in batches() for event in batch["events"]]
        answers = {each["name"]: each["properties"]["answer"] for each in events if each["type"] == "surveyAnswer"}
        assert answers == {"ease": 4, "why": "It went fast."}
        assert len({each["session"] for each in events}) == 1
        unharmed(clerk)


def test_the_usual_build_says_why_it_shows_nothing_there(intranet: World, person: NewPerson) -> None:
    intranet.script = "handrail.js"
    intranet.publish(content())
    clerk = clerk_in(intranet, person)
    clerk.page.goto(intranet.page)
    wait_until("it is said", lambda: clerk.page.evaluate("ABBI.diagnose().refused"))
    assert clerk.page.evaluate("ABBI.diagnose().refused") == "sdk.insecure-page"
    assert not clerk.sees.find("dialog", "Welcome")
    unharmed(clerk)
