"""How the SDK behaves in somebody else's page: it obeys the signed configuration, harms nothing, and leaves nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from journeys.conftest import NewPerson
from journeys.sdk_world import World, running_world
from journeys.test_sdk_smoke import application, balloon, element, greeting, tour, unharmed

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
HEARD = "window.heard = []; addEventListener('handrail:error', (e) => heard.push(e.detail.code))"
COUNT_LISTENERS = """
window.counts = {listeners: 0, observers: 0, timers: 0, frames: 0}
for (const kind of [EventTarget.prototype]) {
  const add = kind.addEventListener, remove = kind.removeEventListener
  const known = new Map()
  kind.addEventListener = function (type, listener, options) {
    const capture = typeof options === 'object' ? options?.capture === true : options === true
    const signal = typeof options === 'object' ? options?.signal : undefined
    if (this === window || this === document || this === window.navigation) {
      const key = type + capture
      const list = known.get(this) ?? known.set(this, new Map()).get(this)
      const set = list.get(key) ?? list.set(key, new Set()).get(key)
      if (!set.has(listener)) { set.add(listener); counts.listeners++ }
      if (signal) add.call(signal, 'abort', () => { if (set.delete(listener)) counts.listeners-- })
    }
    return add.call(this, type, listener, options)
  }
  kind.removeEventListener = function (type, listener, options) {
    const capture = typeof options === 'object' ? options?.capture === true : options === true
    if (known.get(this)?.get(type + capture)?.delete(listener)) counts.listeners--
    return remove.call(this, type, listener, options)
  }
}
const Native = MutationObserver
window.MutationObserver = class extends Native {
  observe(...given) { if (!this.on) { this.on = true; counts.observers++ } return super.observe(...given) }
  disconnect() { if (this.on) { this.on = false; counts.observers-- } return super.disconnect() }
}
const timeout = setTimeout, clear = clearTimeout
const open = new Set()
window.setTimeout = (call, ms, ...rest) => {
  const id = timeout((...given) => { if (open.delete(id)) counts.timers--; call(...given) }, ms, ...rest)
  open.add(id); counts.timers++
  return id
}
window.clearTimeout = (id) => { if (open.delete(id)) counts.timers--; clear(id) }
window.setInterval = () => { throw new Error('no intervals') }
const frame = requestAnimationFrame
window.requestAnimationFrame = (call) => { counts.frames++; return frame(call) }
"""


@pytest.fixture
def world() -> Iterator[World]:
    with running_world() as started:
        started.html["/"] = '<h1>Accounts</h1><button data-handrail-id="pay">Pay</button>'
        yield started


def test_a_client_side_route_moves_a_walkthrough_on_and_lets_a_screens_campaign_start(
    world: World, person: NewPerson
) -> None:
    walk = tour(
        [
            balloon("one", "pay", "Go to cards", [{"on": "pageChange", "screen": "cards"}], "two"),
            {
                "step": "popup",
                "id": "two",
                "blocks": [{"block": "heading", "text": {"en": "These are cards"}}],
                "advance": [{"on": "nextButton"}],
            },
        ]
    )
    on_cards = {"variable": "screen", "argument": "cards", "operator": "isTrue"}
    screens = [
        {"id": "cards", "name": "Cards", "rule": {"variable": "path", "operator": "startsWith", "value": "/cards"}}
    ]
    world.publish(
        application(walk, greeting("On cards", audience=on_cards), elements=[element("pay")], screens=screens)
    )
    clerk = person({world.page, world.content})
    clerk.page.goto(world.page + "/?handrail=start/tour")
    clerk.sees.wait("dialog", "Go to cards")
    clerk.page.evaluate("history.pushState({}, '', '/help')")
    clerk.page.wait_for_timeout(200)
    assert clerk.sees.find("dialog", "Go to cards")
    clerk.page.evaluate("history.pushState({}, '', '/cards/credit')")
    clerk.sees.wait("dialog", "These are cards")
    clerk.sees.press("button", "Done")
    clerk.sees.wait("dialog", "On cards")
    unharmed(clerk)


def test_a_late_element_is_waited_for_and_a_vanishing_one_is_followed(world: World, person: NewPerson) -> None:
    world.html["/"] = "<h1>Accounts</h1><main></main>"
    walk = tour([balloon("one", "pay", "Pay here", [{"on": "nextButton"}], None)])
    walk["autoPlay"] = {"trigger": {"on": "static"}}
    world.publish(application(walk, elements=[element("pay")]))
    clerk = person({world.page, world.content})
    clerk.page.goto(world.page)
    clerk.page.wait_for_timeout(500)
    assert not clerk.sees.find("dialog", "Pay here")
    add = """() => { const b = document.createElement('button'); b.dataset.handrailId = 'pay'; b.textContent = 'Pay';
        document.querySelector('main').replaceChildren(b) }"""
    clerk.page.evaluate(add)
    clerk.sees.wait("dialog", "Pay here")
    clerk.page.evaluate("document.querySelector('main').replaceChildren()")
    clerk.sees.wait_gone("dialog", "Pay here")
    clerk.page.evaluate(add)
    clerk.sees.wait("dialog", "Pay here")
    unharmed(clerk)


def test_audience_attributes_and_tracked_events_are_obeyed_at_once(world: World, person: NewPerson) -> None:
    gold = {"variable": "attribute", "argument": "plan", "operator": "equals", "value": "gold"}
    paid = greeting("Thanks for paying", id="thanks")
    paid["autoPlay"] = {"trigger": {"on": "trackedEvent", "event": "paid"}, "frequency": {"often": "always"}}
    world.publish(
        application(
            greeting("For gold: {{plan}}", audience=gold),
            paid,
            attributes=[{"name": "plan"}],
            trackedEvents=[{"name": "paid", "clickedElement": "pay"}],
            elements=[element("pay")],
        )
    )
    clerk = person({world.page, world.content})
    clerk.page.goto(world.page)
    clerk.page.wait_for_timeout(500)
    assert not clerk.sees.find("dialog", "For gold: gold")
    clerk.page.evaluate("ABBI.setUserAttribute('plan', 'gold')")
    clerk.sees.wait("dialog", "For gold: gold")
    clerk.sees.press("button", "Fine")
    clerk.sees.wait_gone("dialog", "For gold: gold")
    clerk.page.get_by_role("button", name="Pay").click()
    clerk.sees.wait("dialog", "Thanks for paying")
    unharmed(clerk)


def test_an_event_by_rule_is_noticed_on_a_page_on_which_a_walkthrough_goes_on(world: World, person: NewPerson) -> None:
    came = {"name": "came", "rule": {"variable": "path", "operator": "startsWith", "value": "/cards"}}
    welcome = greeting("You came to cards", id="cards")
    welcome["autoPlay"] = {"trigger": {"on": "trackedEvent", "event": "came"}, "frequency": {"often": "always"}}
    walk = tour([balloon("one", "pay", "Go on", [{"on": "nextButton"}], None)])
    world.html["/cards"] = world.html["/"]
    world.publish(application(walk, welcome, elements=[element("pay")], trackedEvents=[came]))
    clerk = person({world.page, world.content})
    clerk.page.goto(world.page + "/?handrail=start/tour")
    clerk.sees.wait("dialog", "Go on")
    clerk.page.goto(world.page + "/cards")
    clerk.sees.wait("dialog", "Go on")
    clerk.sees.press("button", "Done")
    clerk.sees.wait("dialog", "You came to cards")
    unharmed(clerk)


def test_what_comes_to_stand_on_the_page_while_a_modal_panel_is_open_lies_below_it(
    world: World, person: NewPerson
) -> None:
    gold = {"variable": "attribute", "argument": "plan", "operator": "equals", "value": "gold"}
    actions = [{"do": "sendEvent", "event": "asked"}]
    place = {"at": "element", "element": "pay"}
    content = {"kind": "launcher", "place": place, "label": {"en": "Help"}, "actions": actions}
    launcher = {"id": "help", "name": "Help", "audience": gold, "content": content}
    more = {"attributes": [{"name": "plan"}], "trackedEvents": [{"name": "asked"}], "elements": [element("pay")]}
    world.publish(application(greeting(), launcher, **more))
    clerk = person({world.page, world.content})
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Welcome")
    low = "document.querySelectorAll('[data-handrail-ui=low]')"
    assert clerk.page.evaluate(f"{low}.length") == 0
    clerk.page.evaluate("Handrail.setUserAttribute('plan', 'gold')")
    clerk.page.wait_for_function(f"{low}.length === 1")
    raised = f"{low}[0].matches(':popover-open')"
    assert clerk.page.evaluate(raised) is False, "in the top layer it would lie above the panel"
    clerk.page.keyboard.press("Escape")
    clerk.sees.wait_gone("dialog", "Welcome")
    clerk.sees.press("button", "Help")
    unharmed(clerk)


def test_caps_events_and_words_of_the_configuration_are_obeyed(world: World, person: NewPerson) -> None:
    world.data.clear()
    world.publish(
        application(
            greeting("First", id="first"),
            greeting("Second", id="second"),
            settings={
                "autoPlayCap": {"perSession": 1},
                "eventsOff": ["pageView"],
                "words": {"en": {"close": "Shut"}},
            },
        )
    )
    clerk = person({world.page, world.content})
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "First")
    assert clerk.sees.find("button", "Shut")
    clerk.sees.press("button", "Shut")
    clerk.page.wait_for_timeout(300)
    assert not clerk.sees.find("dialog", "Second")
    said = clerk.page.evaluate("Handrail.diagnose().campaigns.find((one) => one.campaign === 'second').reasons")
    assert any("in this session" in reason for reason in said)
    clerk.page.evaluate(
        f"""() => {{ window.told = []; Handrail.start({{key: 'bank', trust: {world.publisher.trust!r},
        selfHostedUrl: {world.content!r}, callbacks: {{event: (e) => told.push(e.type)}}}}) }}"""
    )
    clerk.page.wait_for_timeout(300)
    clerk.page.evaluate("Handrail.sendTrackedEvent('paid')")
    told = clerk.page.evaluate("told")
    assert "trackedEvent" in told
    assert "pageView" not in told
    unharmed(clerk)


def test_waiting_costs_one_observer_and_stop_leaves_nothing(world: World, person: NewPerson) -> None:
    walk = tour([balloon("one", "gone", "Nowhere", [{"on": "nextButton"}], None)])
    walk["autoPlay"] = {"trigger": {"on": "static"}}
    world.publish(application(greeting(), walk, elements=[element("gone")]))
    clerk = person({world.page, world.content})
    clerk.page.add_init_script(COUNT_LISTENERS)
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Welcome")
    clerk.sees.press("button", "Fine")
    clerk.sees.wait_gone("dialog", "Welcome")
    clerk.page.wait_for_timeout(300)
    waiting = clerk.page.evaluate("({...counts})")
    assert waiting["observers"] == 1
    assert waiting["timers"] == 0
    clerk.page.evaluate("counts.frames = 0")
    clerk.page.wait_for_timeout(1000)
    assert clerk.page.evaluate("counts.frames") == 0
    clerk.page.evaluate("Handrail.stop()")
    after = clerk.page.evaluate("({...counts})")
    assert (after["listeners"], after["observers"], after["timers"]) == (0, 0, 0)
    assert clerk.page.evaluate("document.querySelectorAll('[data-handrail-ui]').length") == 0
    unharmed(clerk)


def test_nothing_waits_where_nothing_can_come(world: World, person: NewPerson) -> None:
    world.publish(application(greeting()))
    clerk = person({world.page, world.content})
    clerk.page.add_init_script(COUNT_LISTENERS)
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Welcome")
    clerk.sees.press("button", "Fine")
    clerk.sees.wait_gone("dialog", "Welcome")
    clerk.page.wait_for_timeout(300)
    counts = clerk.page.evaluate("({...counts})")
    assert (counts["observers"], counts["timers"]) == (0, 0)


@pytest.mark.parametrize("known", [True, False])
def test_the_start_is_cut_into_tasks_where_the_browser_can_and_comes_anywhere(
    world: World, person: NewPerson, known: bool
) -> None:
    world.publish(application(greeting()))
    clerk = person({world.page, world.content})
    count = "const own = scheduler.yield; scheduler.yield = () => { window.pauses++; return own.call(scheduler) }"
    absent = "delete Scheduler.prototype.yield"
    clerk.page.add_init_script(f"window.pauses = 0; {count if known else absent}")
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Welcome")
    # Before the storage, after the check, after reading, and before it shows.
    assert clerk.page.evaluate("pauses") == (4 if known else 0)
    unharmed(clerk)


def test_what_the_page_calls_right_after_start_meets_that_start(world: World, person: NewPerson) -> None:
    world.html["/cards"] = world.html["/"]
    walk = tour([balloon("one", "pay", "Pay here", [{"on": "nextButton"}], None)])
    world.publish(application(walk, elements=[element("pay")]))
    clerk = person({world.page, world.content})
    clerk.page.goto(world.page)
    clerk.page.wait_for_function("Handrail.diagnose().release !== undefined")
    again = {"key": "bank", "trust": world.publisher.trust, "selfHostedUrl": world.content}
    stopped = "async (again) => { const answer = Handrail.start(again); Handrail.stop(); return await answer }"
    assert clerk.page.evaluate(stopped, again) == {"status": "nothing"}
    assert clerk.page.evaluate("Handrail.diagnose().started") is False
    clerk.page.evaluate("(again) => { Handrail.start(again); Handrail.trigger('tour', '/cards') }", again)
    clerk.page.wait_for_url(world.page + "/cards")
    clerk.sees.wait("dialog", "Pay here")
    unharmed(clerk)


def test_a_broken_callback_of_the_page_harms_neither_side(world: World, person: NewPerson) -> None:
    world.publish(application(greeting()))
    clerk = person({world.page, world.content})
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Welcome")
    clerk.page.evaluate(
        f"""() => Handrail.start({{key: 'bank', trust: {world.publisher.trust!r}, selfHostedUrl: {world.content!r},
        callbacks: {{willShow: () => {{ throw new Error('mine') }}, event: () => {{ throw new Error('mine') }}}}}})"""
    )
    clerk.sees.wait("dialog", "Welcome")
    unharmed(clerk)


def test_a_start_that_a_second_one_overtakes_breaks_off_without_an_error(world: World, person: NewPerson) -> None:
    world.publish(application(greeting()))
    clerk = person({world.page, world.content})
    clerk.page.add_init_script(HEARD)
    clerk.egress.delay_s = 0.3
    clerk.page.goto(world.page)
    again = {"key": "bank", "trust": world.publisher.trust, "selfHostedUrl": world.content}
    clerk.page.evaluate("(again) => Promise.all([Handrail.start(again), Handrail.start(again)])", again)
    clerk.sees.wait("dialog", "Welcome")
    assert clerk.page.evaluate("heard") == []
    unharmed(clerk)


def test_blocked_storage_shows_what_may_show_often_and_nothing_that_shows_once(world: World, person: NewPerson) -> None:
    once = greeting("Once", id="once")
    once["autoPlay"] = {"trigger": {"on": "static"}, "frequency": {"often": "onlyOnce"}, "priority": 90}
    world.publish(application(greeting("Often"), once))
    clerk = person({world.page, world.content})
    clerk.page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage']) "
        "Object.defineProperty(window, name, {get() { throw new DOMException('blocked', 'SecurityError') }})"
    )
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Often")
    assert clerk.page.evaluate("Handrail.diagnose().remembers") is False
    unharmed(clerk)


def test_a_picture_is_drawn_from_verified_bytes(world: World, person: NewPerson) -> None:
    import hashlib
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 30, 30)).save(buffer, "PNG")
    data = buffer.getvalue()
    sha = hashlib.sha256(data).hexdigest()
    shown = greeting()
    shown["content"]["blocks"].insert(1, {"block": "image", "media": sha, "alternative": {"en": "A red card"}})
    media = [{"sha256": sha, "name": "card", "extension": "png", "width": 40, "height": 30}]
    world.publish(application(shown, media=media), media={sha: data})
    clerk = person({world.page, world.content})
    clerk.page.goto(world.page)
    picture = clerk.sees.wait("image", "A red card")
    clerk.page.wait_for_timeout(300)
    x, y = clerk.sees.middle(picture)
    clip = {"x": x - 30, "y": y - 2, "width": 60, "height": 4}
    row = Image.open(io.BytesIO(clerk.page.screenshot(clip=clip))).convert("RGB")
    assert row.getpixel((30, 1)) == (200, 30, 30)
    # 40 pixels wide, as it is: not stretched over the panel.
    red = [at for at in range(60) if row.getpixel((at, 1)) == (200, 30, 30)]
    assert (red[0], red[-1]) == (10, 49)
    unharmed(clerk)


FORMS: list[dict[str, Any]] = [{"form": form} for form in ("modal", "banner", "slideIn", "fullScreen")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_form(world: World, person: NewPerson, scheme: str) -> None:
    clerk = person(
        {world.page, world.content}, viewport={"width": 320, "height": 640}, color_scheme=scheme, bypass_csp=True
    )
    # Only here: axe cannot look into closed roots.
    clerk.page.add_init_script(
        "const native = Element.prototype.attachShadow;"
        "Element.prototype.attachShadow = function (o) { return native.call(this, {...o, mode: 'open'}) }"
    )
    for number, form in enumerate(FORMS):
        shown = greeting(f"Form {number}")
        shown["content"] |= form
        world.publish(application(shown))
        check(clerk, world, f"Form {number}", "region" if form["form"] == "banner" else "dialog")
    world.data["starting-campaign-id"] = "tour"
    steps = [balloon("one", "pay", "Pay here", [{"on": "nextButton"}], None)]
    world.publish(application(tour(steps), elements=[element("pay")]))
    check(clerk, world, "Pay here", "dialog")


def check(clerk: Any, world: World, name: str, role: str) -> None:
    clerk.page.goto(world.page)
    clerk.sees.wait(role, name)
    clerk.page.wait_for_timeout(300)
    assert clerk.page.evaluate("document.documentElement.scrollWidth") <= 320
    clerk.page.add_script_tag(path=str(AXE))
    found = clerk.page.evaluate(
        """async () => (await axe.run({include: [['[data-handrail-ui]']]})).violations
        .map((v) => v.id + ': ' + v.nodes.map((n) => n.html).join(' '))"""
    )
    assert found == []
