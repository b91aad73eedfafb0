"""Hostile content, signed by hand as no console would sign it, and outsiders without a key: nothing of theirs is done.

What the console refuses of the same is in ``tests/schema`` and ``tests/compile``; here all of that has failed already.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Playwright

from journeys.conftest import Person, people, wait_until
from journeys.sdk_world import World, running_world
from journeys.test_sdk_smoke import application, balloon, element, greeting, tour, unharmed

WATCHED = """
window.canary = 0
window.heard = []
window.pressed = []
addEventListener('handrail:error', (e) => heard.push(e.detail.code))
addEventListener('click', (e) => pressed.push(e.target.id), true)
const native = Element.prototype.attachShadow
window.roots = []
Element.prototype.attachShadow = function (o) { const root = native.call(this, o); roots.push(root); return root }
"""
"""Before the page: who executes something raises the canary; our closed roots are seen from the test only."""

FORM = (
    '<h1>Accounts</h1><button id="pay" data-handrail-id="pay">Pay</button>'
    '<a id="away" data-handrail-id="away" href="/away">Away</a>'
    '<label>Note <input id="note" data-handrail-id="note"></label>'
    '<label>Password <input id="pin" type="password" data-handrail-id="pin"></label>'
    '<label>Shown <input id="shown" type="text" autocomplete="Current-Password" data-handrail-id="shown"></label>'
    '<label>Card <input id="card" autocomplete="section-a CC-Number" data-handrail-id="card"></label>'
    '<div data-handrail-private><label>Own <input id="own" data-handrail-id="own"></label></div>'
)
ELEMENTS = [element("pay"), *(element(name, "input") for name in ("note", "pin", "shown", "card", "own"))]

SCRIPT_LINKS = [
    "javascript:canary++",
    "JaVaScRiPt:canary++",
    " javascript:canary++",
    "java\tscript:canary++",
    "java\nscript:canary++",
    "\x01javascript:canary++",
    "\u200bjavascript:canary++",
    "data:text/html,<script>opener.canary++</script>",
    "vbscript:canary",
    "blob:http://127.0.0.1/1",
    "file:///etc/passwd",
    "//foreign.example/",
    "\\\\foreign.example",
    "/\\foreign.example",
    "view-source:http://127.0.0.1/",
    "intent://scan/#Intent;end",
]
"""Written so that some reader of addresses takes them for a script, another host or another application."""

MARKUP = [
    "<img src=x onerror=canary++>",
    "<script>canary++</script>",
    "</h2></dialog><svg/onload=canary++>",
    "{{constructor.constructor('canary++')()}}",
    "{{__proto__}}{{ toString }}{{constructor}}",
    "${canary++}",
    "<%= canary++ %>",
    "[[canary]](javascript:canary++)",
]


@pytest.fixture(scope="module")
def clerk_of_all(playwright: Playwright) -> Iterator[Person]:
    """One browser for all attacks: each has origins of its own, so that nothing is remembered."""
    with people(playwright) as make:
        someone = make(set())
        someone.context.add_init_script(WATCHED)
        yield someone


@pytest.fixture
def clerk(clerk_of_all: Person, world: World) -> Person:
    clerk_of_all.egress.allowed = {world.page, world.content}
    for kept in (clerk_of_all.violations, clerk_of_all.errors, clerk_of_all.egress.refused):
        kept.clear()
    return clerk_of_all


@pytest.fixture
def world() -> Iterator[World]:
    with running_world() as started:
        started.html["/"] = FORM
        yield started


def is_live(clerk: Person) -> None:
    live = "Handrail.diagnose().release !== undefined"
    wait_until("verified content is in use", lambda: clerk.page.evaluate(live))


def start(world: World, clerk: Person, allow: Mapping[str, object] | None = None) -> None:
    """The page's own call, with what it allows content to do."""
    publisher = world.publisher
    options = {"key": publisher.application, "trust": publisher.trust, "selfHostedUrl": world.content}
    clerk.page.evaluate("async (o) => { await Handrail.start(o) }", {**options, "allow": allow or {}})


def quiet(clerk: Person) -> None:
    """Nothing was executed, nothing went anywhere, the page's policy was never even tried."""
    assert clerk.page.evaluate("canary") == 0
    assert "/away" not in clerk.page.url
    unharmed(clerk)


def blocks_of(boot: dict[str, Any]) -> list[Any]:
    blocks = boot["campaigns"][0]["content"]["blocks"]
    assert isinstance(blocks, list)
    return blocks


def test_links_that_are_scripts_are_text_and_buttons_with_them_do_nothing(world: World, clerk: Person) -> None:
    def poison(boot: dict[str, Any]) -> None:
        spans = [{"text": f"[{n}]", "bold": True, "italic": True, "link": link} for n, link in enumerate(SCRIPT_LINKS)]
        blocks_of(boot)[1:1] = [{"block": "text", "paragraphs": [spans]}]
        buttons = [
            {
                "label": f"B{n}",
                "style": "link",
                "actions": [{"do": "openLink", "link": link, "newTab": new_tab}, {"do": "sendEvent", "event": "x"}],
            }
            for n, link in enumerate(SCRIPT_LINKS)
            for new_tab in (False, True)
        ]
        blocks_of(boot)[2:2] = [{"block": "buttons", "buttons": buttons}]

    world.publish(application(greeting()), alter=poison)
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Welcome")
    leading = "roots.flatMap((r) => [...r.querySelectorAll('a,[href],[src],iframe,script,object,embed')]).length"
    assert clerk.page.evaluate(leading) == 0
    pressed = clerk.page.evaluate(
        "roots.flatMap((r) => [...r.querySelectorAll('button.link')]).map((b) => b.click()).length"
    )
    assert pressed == 2 * len(SCRIPT_LINKS)
    clerk.page.wait_for_timeout(200)
    assert len(clerk.context.pages) == 1
    assert clerk.page.url == world.page + "/"
    quiet(clerk)


def test_texts_that_imitate_markup_stay_texts(world: World, clerk: Person) -> None:
    def poison(boot: dict[str, Any]) -> None:
        line = [{"text": text, "bold": False, "italic": False} for text in MARKUP]
        blocks_of(boot)[1:1] = [
            {"block": "list", "numbered": False, "items": [[each] for each in line]},
            {"block": "heading", "line": line, "onclick": "canary++", "style": "x", "class": "x"},
            {"block": "text", "paragraphs": [[{"text": "entity", "link": "javascript&colon;canary++"}]]},
            {"block": "script", "text": "canary++"},
            {"block": "__proto__", "innerHTML": "<img src=x onerror=canary++>"},
            {"block": "html", "html": "<img src=x onerror=canary++>"},
        ]
        blocks_of(boot)[-1]["buttons"][0]["label"] = MARKUP[0]

    world.publish(application(greeting()), alter=poison)
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Welcome")
    items = clerk.page.evaluate("roots.flatMap((r) => [...r.querySelectorAll('li')].map((e) => e.textContent))")
    assert items[:3] == MARKUP[:3]
    assert items[3] == MARKUP[3], "what names no attribute stays as it is"
    assert items[4] == "", "names of the language's own are no attributes"
    assert clerk.sees.find("button", MARKUP[0])
    led = clerk.page.evaluate("roots.flatMap((r) => [...r.querySelectorAll('a')].map((e) => e.href))")
    assert led == [world.page + "/javascript&colon;canary++"], "entities are not read: a path of the page's own"
    strange = "roots.flatMap((r) => [...r.querySelectorAll('img,script,svg,[onclick],[onerror],[style]')]).length"
    assert clerk.page.evaluate(strange) == 0
    quiet(clerk)


STYLES = [
    ":host{--hr-text:#123456;background:url(http://foreign.example/seen)}",
    "@import 'http://foreign.example/style.css';:host{--hr-text:#123456}",
    ":host{--hr-text:#123456}.panel{background:image-set('http://foreign.example/a' 1x)}",
    ":host{--hr-text:#123456}.panel{background:\\75rl('http://foreign.example/b')}",
    "@font-face{font-family:x;src:url(http://foreign.example/f)}:host{--hr-text:#123456;--hr-font-family:x}",
]


@pytest.mark.parametrize("css", STYLES)
def test_a_theme_that_would_load_something_is_left_out(world: World, clerk: Person, css: str) -> None:
    def poison(boot: dict[str, Any]) -> None:
        boot["themes"][0]["css"] = css

    content = application(greeting(), themes=[{"id": "own", "name": "Own"}], settings={"defaultTheme": "own"})
    # Where the page has no policy of its own, only we stand between the style and the network.
    world.headers["Content-Security-Policy"] = "default-src * 'unsafe-inline'"
    world.publish(content, alter=poison)
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Welcome")
    colour = clerk.page.evaluate("getComputedStyle(roots[0].querySelector('dialog')).color")
    assert colour != "rgb(18, 52, 86)"
    clerk.page.wait_for_timeout(200)
    quiet(clerk)


def test_a_theme_of_the_consoles_making_is_taken(world: World, clerk: Person) -> None:
    themes = [{"id": "own", "name": "Own", "light": {"text": "#123456"}, "dark": {"text": "#eeeeee"}}]
    world.publish(application(greeting(), themes=themes, settings={"defaultTheme": "own"}))
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Welcome")
    assert clerk.page.evaluate("getComputedStyle(roots[0].querySelector('dialog')).color") == "rgb(18, 52, 86)"
    quiet(clerk)


def action(step: str, following: str | None = None, **deed: Any) -> dict[str, Any]:
    made = {"step": "action", "id": step, "deed": deed, "whenMissing": "skip", "waitS": 1}
    return made if following is None else {**made, "next": following}


def popup(step: str, text: str, following: str | None = None) -> dict[str, Any]:
    blocks = [{"block": "heading", "text": {"en": text}}]
    made = {"step": "popup", "id": step, "blocks": blocks, "advance": [{"on": "nextButton"}]}
    return made if following is None else {**made, "next": following}


def pressed_tour(*deeds: dict[str, Any]) -> dict[str, Any]:
    """A walkthrough that begins with a popup whose button a person presses; then come the deeds, one by one."""
    names = [f"deed-{n}" for n in range(len(deeds))] + ["end"]
    steps = [action(name, following, **deed) for name, following, deed in zip(names, names[1:], deeds, strict=False)]
    walk = tour([popup("begin", "May I?", names[0]), *steps, popup("end", "That was it")])
    return {**walk, "mayStartByLink": False, "autoPlay": {"trigger": {"on": "static"}}}


@pytest.mark.parametrize("allowed", [False, True])
def test_a_step_does_nothing_that_the_page_did_not_allow_and_never_touches_a_secret(
    world: World, clerk: Person, allowed: bool
) -> None:
    # As careless as a page can be.
    allow = {"type": "input, textarea", "select": "*"} if allowed else {}
    fields = ("note", "pin", "shown", "card", "own")
    walk = pressed_tour(
        {"do": "click", "element": "pay"},
        *({"do": "type", "element": name, "value": "stolen"} for name in fields),
        {"do": "call", "action": "transfer"},
        {"do": "navigate", "link": "https://foreign.example/"},
    )
    world.publish(application(walk, elements=ELEMENTS))
    clerk.page.goto(world.page)
    start(world, clerk, allow)
    clerk.page.evaluate("Handrail.registerAction('transfer', () => { canary++ })")
    clerk.sees.wait("dialog", "May I?")
    clerk.sees.press("button", "Next")
    clerk.sees.wait("dialog", "That was it")
    values = clerk.page.evaluate("[...document.querySelectorAll('input')].map((f) => f.value)")
    assert values == ["stolen" if allowed else "", "", "", "", ""]
    assert "pay" not in clerk.page.evaluate("pressed")
    heard = clerk.page.evaluate("heard")
    assert heard.count("sdk.deed-secret") == (4 if allowed else 0)
    assert heard.count("sdk.deed-not-allowed") == (3 if allowed else 8)
    assert clerk.page.url == world.page + "/"
    quiet(clerk)


def test_nothing_acts_before_a_person_pressed_something_whatever_started_it(world: World, clerk: Person) -> None:
    allow = {"click": "#pay", "type": "#note", "call": ["transfer"]}
    steps = [
        action("one", "two", do="click", element="pay"),
        action("two", "three", do="type", element="note", value="stolen"),
        action("three", "end", do="call", action="transfer"),
        popup("end", "Not done"),
    ]

    def poison(boot: dict[str, Any]) -> None:
        boot["campaigns"][0]["link"] = True

    world.publish(application({**tour(steps), "mayStartByLink": False}, elements=ELEMENTS), alter=poison)
    clerk.page.goto(world.page + "/?handrail=start/tour")
    clerk.sees.wait("dialog", "Not done")
    clerk.page.evaluate("Handrail.registerAction('transfer', () => { canary++ })")
    for call in ("", "Handrail.trigger('tour')", "Handrail.openUrl('bank://1.0/trigger_campaign/tour')"):
        clerk.page.evaluate("Handrail.dismissCampaign(); heard.length = 0")
        if call:
            clerk.page.evaluate(f"void ({call})")
        else:
            # The permalink once more, now with all that the page allows.
            start(world, clerk, allow)
        clerk.sees.wait("dialog", "Not done")
        assert clerk.page.evaluate("heard") == ["sdk.deed-unasked"] * 3
        assert clerk.page.evaluate("[note.value, pressed.includes('pay')]") == ["", False]
    # A script of somebody's that presses our button is no person.
    clerk.page.evaluate("roots.at(-1).querySelector('button.button').click()")
    quiet(clerk)


PERMALINKS = [
    "handrail=start/locked",
    "handrail=start/locked/end",
    "handrail=event/paid",
    "handrail=start/paid",
    "handrail=paid",
    "handrail=trigger/locked",
    "handrail=start/__proto__",
    "handrail=start/constructor/constructor",
    "handrail=start/..%2flocked",
    "handrail=start//locked",
    "handrail[]=start/locked",
    "Handrail=start/locked",
    "handrail=start/open%00&handrail=start/locked",
    "handrail=" + "start/" * 500,
    "handrail=%E0%A4%A",
    "self-hosted-url=http://foreign.example&trust=1.0&key=bank",
]


def test_a_mailed_link_starts_only_what_may_be_started_by_link_and_sends_no_event(world: World, clerk: Person) -> None:
    """Permalinks are outsiders' texts: anybody can mail one."""
    locked = {**tour([popup("end", "Locked")], id="locked"), "mayStartByLink": False}
    by_event = greeting("By event", id="by-event")
    by_event["autoPlay"] = {"trigger": {"on": "trackedEvent", "event": "paid"}, "frequency": {"often": "always"}}
    opened = {**tour([popup("end", "Open to all")], id="open")}
    world.publish(application(locked, by_event, opened, trackedEvents=[{"name": "paid"}]))
    clerk.page.goto(world.page)
    for query in PERMALINKS:
        clerk.page.goto(f"{world.page}/?{query}")
        is_live(clerk)
        clerk.page.wait_for_timeout(60)
        assert clerk.page.evaluate("document.querySelectorAll('[data-handrail-ui]').length") == 0, query
        quiet(clerk)
    clerk.page.goto(f"{world.page}/?handrail=start/open")
    clerk.sees.wait("dialog", "Open to all")


MESSAGES = """() => {
  const texts = [{type: 'handrail', do: 'start', key: 'tour'}, {handrail: 'preview', content: {}}, 'start/tour', null,
    1, {kind: 'hello', version: 1}, {type: 'handrail:find', id: 'pay'}, {__proto__: {type: 'handrail:start'}}]
  const frame = document.createElement('iframe')
  document.body.append(frame)
  window.answers = []
  for (const target of [window, frame.contentWindow]) target.addEventListener('message', (e) => answers.push(e.data))
  for (const text of texts) {
    window.postMessage(text, '*', text === 1 ? [new MessageChannel().port1] : [])
    const told = {data: text, source: frame.contentWindow, origin: location.origin}
    window.dispatchEvent(new MessageEvent('message', told))
  }
  for (const name of ['handrail', 'handrail:start', 'handrail:error', 'abbi'])
    window.dispatchEvent(new CustomEvent(name, {detail: {key: 'tour', code: 'x'}}))
}"""


def test_messages_from_other_windows_are_not_even_read(world: World, clerk: Person) -> None:
    world.publish(application(tour([popup("end", "Started")])))
    clerk.page.goto(world.page)
    is_live(clerk)
    clerk.page.evaluate(MESSAGES)
    clerk.page.wait_for_timeout(200)
    # Each of the eight came twice; nobody answered.
    assert clerk.page.evaluate("answers.length") == 16
    assert clerk.page.evaluate("document.querySelectorAll('[data-handrail-ui]').length") == 0
    quiet(clerk)


CLOBBERED = (
    '<form id="Handrail"><input name="q"><input name="start"></form>'
    '<a id="ABBI"></a><a id="ABBI" name="q" href="x:y"></a>'
    '<form id="canary2" name="currentStyle"><input name="attributes"><input name="parentNode"></form>'
    '<img name="currentScript" data-key="bank" data-trust="1.0" data-self-hosted-url="http://foreign.example">'
    '<a id="navigation"></a><a id="localStorage"></a><a id="crypto"></a><a id="visualViewport"></a>'
    '<div id="title"></div><form id="handrail"><input name="channel"></form>'
)
FATAL = (
    '<img name="createElement"><img name="documentElement"><img name="addEventListener"><img name="querySelectorAll">'
)


def test_elements_named_like_our_names_lead_nobody_astray(world: World, clerk: Person) -> None:
    world.html["/"] = CLOBBERED + FORM
    world.publish(application(greeting()))
    clerk.page.goto(world.page)
    # Its tag is not to be found under its name, so the page calls by script: no other server is asked instead.
    wait_until("the SDK is there", lambda: clerk.page.evaluate("typeof Handrail.start === 'function'"))
    start(world, clerk)
    clerk.sees.wait("dialog", "Welcome")
    clerk.sees.press("button", "Fine")
    clerk.sees.wait_gone("dialog", "Welcome")
    quiet(clerk)


def test_a_document_whose_own_functions_are_hidden_stays_whole_without_us(world: World, clerk: Person) -> None:
    world.html["/"] = FATAL + FORM
    world.publish(application(greeting()))
    clerk.page.goto(world.page)
    clerk.page.wait_for_timeout(500)
    clerk.page.locator("#note").fill("works")
    assert clerk.page.evaluate("note.value") == "works"
    quiet(clerk)


def test_an_element_that_another_one_imitates_is_not_acted_upon(world: World, clerk: Person) -> None:
    """A second element of the same name, e.g. in a comment that somebody wrote: which one is meant is not guessed."""
    world.html["/"] = FORM + '<button data-handrail-id="pay" id="false">Pay</button>'
    world.publish(application(pressed_tour({"do": "click", "element": "pay"}), elements=ELEMENTS))
    clerk.page.goto(world.page)
    start(world, clerk, {"click": "button"})
    clerk.sees.wait("dialog", "May I?")
    clerk.sees.press("button", "Next")
    clerk.sees.wait("dialog", "That was it")
    assert not {"pay", "false"} & set(clerk.page.evaluate("pressed"))
    quiet(clerk)


def test_a_balloon_of_a_stranger_cannot_stand_in_for_a_press(world: World, clerk: Person) -> None:
    """Clicks that scripts make move a step on, as the app's own may, but permit nothing."""
    walk = tour(
        [
            balloon("one", "pay", "Press pay", [{"on": "elementClick"}], "two"),
            action("two", "end", do="click", element="away"),
            popup("end", "That was it"),
        ]
    )
    walk |= {"mayStartByLink": False, "autoPlay": {"trigger": {"on": "static"}}}
    world.publish(application(walk, elements=[*ELEMENTS, element("away", "a")]))
    clerk.page.goto(world.page)
    start(world, clerk, {"click": "#away"})
    clerk.sees.wait("dialog", "Press pay")
    clerk.page.evaluate("pay.click()")
    clerk.sees.wait("dialog", "That was it")
    assert clerk.page.evaluate("heard") == ["sdk.deed-unasked"]
    quiet(clerk)
