"""What content may do where the page lets it: acting steps, embedded pages, and room at the window's edge."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Frame, Playwright

from journeys.conftest import Person, people, wait_until
from journeys.sdk_world import World, running_world
from journeys.test_attacks import WATCHED, action, popup, start
from journeys.test_sdk_smoke import application, element, greeting, tour, unharmed

FORM = (
    '<h1>Transfer</h1><label>Note <input id="note" data-handrail-id="note"></label>'
    '<label>Kind <select id="kind" data-handrail-id="kind"><option value="">–</option>'
    '<option value="rent">Rent</option></select></label>'
    '<button id="more" type="button" data-handrail-id="more">More</button>'
)
ELEMENTS = [element("note", "input"), element("kind", "select"), element("more")]


@pytest.fixture(scope="module")
def browser_of_all(playwright: Playwright) -> Iterator[Person]:
    with people(playwright) as make:
        someone = make(set())
        someone.context.add_init_script(WATCHED)
        yield someone


@pytest.fixture
def world() -> Iterator[World]:
    with running_world() as started:
        started.html |= {"/": FORM, "/done": "<h1>Done</h1>", "/guide": "<h1>Guide</h1>"}
        yield started


@pytest.fixture
def clerk(browser_of_all: Person, world: World) -> Person:
    browser_of_all.egress.allowed = {world.page, world.content}
    for kept in (browser_of_all.violations, browser_of_all.errors, browser_of_all.egress.refused):
        kept.clear()
    browser_of_all.page.set_viewport_size({"width": 1280, "height": 720})
    return browser_of_all


def test_steps_act_where_the_page_allows_it_once_a_person_pressed_a_key(world: World, clerk: Person) -> None:
    returned = {"variable": "returned", "argument": "ask", "operator": "equals", "value": "yes"}
    walk = tour(
        [
            popup("begin", "Shall I fill it in?", "write"),
            action("write", "choose", do="type", element="note", value="For {{who}}"),
            action("choose", "press", do="select", element="kind", value="rent"),
            action("press", "ask", do="click", element="more"),
            action("ask", "split", do="call", action="isReady"),
            {"step": "split", "id": "split", "branches": [{"rule": returned, "next": "leave"}], "next": "no"},
            popup("no", "Not ready"),
            action("leave", "end", do="navigate", link="/done"),
            popup("end", "All done"),
        ]
    )
    walk |= {"mayStartByLink": False, "autoPlay": {"trigger": {"on": "static"}}}
    world.publish(application(walk, elements=ELEMENTS, attributes=[{"name": "who"}]))
    clerk.page.goto(world.page)
    clerk.page.evaluate(
        "Handrail.registerAction('isReady', async () => 'yes'); Handrail.setUserAttribute('who', 'Ada')"
    )
    start(world, clerk, {"click": "#more", "type": "#note", "select": "#kind", "call": ["isReady"]})
    clerk.page.evaluate(
        """() => { for (const type of ['input', 'change', 'click']) addEventListener(type, (e) => {
        sessionStorage.did = (sessionStorage.did ?? '') + `${e.target.id}:${type}:${e.target.value} ` }, true) }"""
    )
    clerk.sees.wait("dialog", "Shall I fill it in?")
    focused = "roots.flatMap((r) => r.activeElement?.textContent ?? []).join()"
    for _ in range(8):
        if clerk.page.evaluate(focused) == "Next":
            break
        clerk.page.keyboard.press("Tab")
    clerk.page.keyboard.press("Enter")
    clerk.sees.wait("dialog", "All done")
    assert clerk.page.url == world.page + "/done"
    did = clerk.page.evaluate("sessionStorage.did")
    assert "note:input:For Ada note:change:For Ada kind:input:rent kind:change:rent more:click:" in did
    # Reached by a call in between: the status tells it, too.
    clerk.sees.press("button", "Done")
    clerk.sees.wait_gone("dialog", "All done")
    history = clerk.page.evaluate("Object.entries(localStorage).map(([, v]) => v).join()")
    assert '"completed":true' in history
    unharmed(clerk)


def test_a_tracked_event_waits_until_its_campaign_may_play(world: World, clerk: Person) -> None:
    thanks = greeting("Thanks for paying", id="thanks")
    thanks["autoPlay"] = {"trigger": {"on": "trackedEvent", "event": "paid"}, "frequency": {"often": "always"}}
    settings = {"autoPlayCap": {"minSecondsBetween": 2}}
    once = greeting()
    once["autoPlay"]["frequency"] = {"often": "oncePerSession"}
    world.publish(application(once, thanks, trackedEvents=[{"name": "paid"}], settings=settings))
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Welcome")
    clerk.page.evaluate("Handrail.sendTrackedEvent('paid')")
    clerk.sees.press("button", "Fine")
    clerk.sees.wait_gone("dialog", "Welcome")
    assert not clerk.sees.find("dialog", "Thanks for paying")
    # The next page, a full load: the event of this session is not lost.
    clerk.page.goto(world.page + "/done")
    clerk.sees.wait("dialog", "Thanks for paying")
    clerk.sees.press("button", "Fine")
    clerk.page.goto(world.page + "/guide")
    clerk.page.wait_for_timeout(2500)
    assert not clerk.sees.find("dialog", "Thanks for paying"), "one event, one play"
    unharmed(clerk)


def framed(link: str) -> dict[str, Any]:
    shown = greeting("Read on")
    text = {"block": "text", "text": {"en": "Beside it."}}
    frame = {"block": "frame", "link": link, "title": {"en": "The guide"}, "height": 120}
    columns = [{"blocks": [text]}, {"width": 2, "blocks": [frame]}]
    shown["content"]["blocks"].insert(1, {"block": "columns", "columns": columns})
    return shown


def embedded(clerk: Person) -> Frame:
    """The page inside what is shown, once it is there."""
    found = clerk.page.wait_for_function("roots.flatMap((r) => [...r.querySelectorAll('iframe')])[0]").as_element()
    frame: Frame | None = found and found.content_frame()
    assert frame is not None
    return frame


def test_a_listed_page_is_embedded_without_any_power(world: World, clerk: Person) -> None:
    policy = "default-src 'none'; script-src * 'unsafe-inline'; connect-src *; frame-src 'self'"
    world.headers["Content-Security-Policy"] = policy
    world.html["/guide"] = "<h1>Guide</h1><script>try { parent.canary = 1; top.location = '/done' } catch {}</script>"
    content = application(framed(f"{world.page}/guide"), settings={"frameOrigins": [world.page]})
    world.publish(content)
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Read on")
    inside = embedded(clerk)
    made = clerk.page.evaluate(
        "(({title, height, sandbox, referrerPolicy}) => [title, height, sandbox.value, referrerPolicy])"
        "(roots.flatMap((r) => [...r.querySelectorAll('iframe')])[0])"
    )
    assert made == ["The guide", "120", "allow-scripts allow-forms allow-popups", "no-referrer"]
    inside.wait_for_selector("h1")
    # The same address, and yet a stranger: it can neither reach us nor lead the window away.
    assert clerk.page.evaluate("canary") == 0
    assert clerk.page.url == world.page + "/"
    columns = "roots.flatMap((r) => [...r.querySelectorAll('.columns>*')].map((e) => e.getBoundingClientRect().top))"
    tops = clerk.page.evaluate(columns)
    assert tops[0] == tops[1], "side by side"
    clerk.page.set_viewport_size({"width": 320, "height": 640})
    tops = clerk.page.evaluate(columns)
    assert tops[0] < tops[1], "one below the other"
    unharmed(clerk)


def test_a_page_of_the_application_itself_is_embedded_where_listed_and_follows_no_base(
    world: World, clerk: Person
) -> None:
    policy = "default-src 'none'; script-src * 'unsafe-inline'; connect-src *; frame-src 'self'"
    world.headers["Content-Security-Policy"] = policy
    world.html["/"] = "<h1>Accounts</h1><base href='https://elsewhere.example/'>"
    world.html["/guide"] = "<h1>Guide</h1><script>try { parent.canary = 1 } catch {}</script>"
    world.publish(application(framed("/guide"), settings={"frameOrigins": ["self"]}))
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Read on")
    inside = embedded(clerk)
    inside.wait_for_selector("h1")
    assert inside.url == f"{world.page}/guide"
    assert clerk.page.evaluate("canary") == 0
    unharmed(clerk)


@pytest.mark.parametrize("policy", ["frame-src 'none'", "frame-src https://elsewhere.example", "child-src 'none'"])
def test_a_page_that_the_policy_does_not_let_is_left_out_and_said(world: World, clerk: Person, policy: str) -> None:
    world.headers["Content-Security-Policy"] = f"default-src * 'unsafe-inline'; {policy}"
    world.publish(application(framed(f"{world.page}/guide"), settings={"frameOrigins": [world.page]}))
    listening = """(() => { window.listening = 0
      for (const [name, by] of [['addEventListener', 1], ['removeEventListener', -1]]) {
        const own = document[name]
        document[name] = function (type, ...rest) {
          if (type === 'securitypolicyviolation') listening += by
          return own.call(this, type, ...rest)
        } } })()"""
    clerk.page.add_init_script(f"if (top === window) {listening}")
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Read on")
    frames = "roots.flatMap((r) => [...r.querySelectorAll('iframe')]).length"
    wait_until("the empty frame is gone", lambda: clerk.page.evaluate(frames) == 0)
    assert clerk.sees.find("dialog", "Read on"), "what stood beside it stays"
    assert "sdk.frame" in clerk.page.evaluate("Handrail.diagnose().problems.join()")
    assert clerk.page.evaluate("listening") == 0
    # That the browser says so, once, is the test's own doing.
    clerk.violations.clear()
    unharmed(clerk)


@pytest.mark.parametrize(
    ("origin", "link"),
    [
        ("", "https://foreign.example/a"),
        ("https://listed.example", "https://listed.example.foreign.example/a"),
        ("https://listed.example", "/guide"),
        ("self", "self/guide"),
        ("self", "https://foreign.example/a"),
        ("javascript:", "javascript:/*/**/parent.canary++"),
    ],
)
def test_a_page_of_another_origin_is_left_out_whatever_was_signed(
    world: World, clerk: Person, origin: str, link: str
) -> None:
    def poison(boot: dict[str, Any]) -> None:
        boot["settings"]["frameOrigins"] = [origin]
        boot["campaigns"][0]["content"]["blocks"][1]["columns"][1]["blocks"][0]["link"] = link

    world.publish(application(framed("https://listed.example/a")), alter=poison)
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Read on")
    assert clerk.page.evaluate("roots.flatMap((r) => [...r.querySelectorAll('iframe')]).length") == 0
    assert clerk.page.evaluate("canary") == 0
    unharmed(clerk)


def test_corners_keep_off_what_the_page_has_at_its_edge(world: World, clerk: Person) -> None:
    launcher = {
        "id": "help",
        "name": "Help",
        "content": {
            "kind": "launcher",
            "place": {"at": "corner", "corner": "bottomEnd"},
            "label": {"en": "Help"},
            "actions": [{"do": "sendEvent", "event": "asked"}],
        },
    }
    world.publish(application(launcher, trackedEvents=[{"name": "asked"}]))
    clerk.page.set_viewport_size({"width": 360, "height": 640})
    clerk.page.goto(world.page)
    clerk.sees.wait("button", "Help")
    bottom = "Math.round(innerHeight - roots[0].querySelector('.stand').getBoundingClientRect().bottom)"
    assert clerk.page.evaluate(bottom) == 16
    clerk.page.evaluate("document.documentElement.style.setProperty('--handrail-edge-bottom', '62px')")
    assert clerk.page.evaluate(bottom) == 78
    unharmed(clerk)
