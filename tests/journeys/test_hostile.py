"""A page built to break guidance: what is ours is painted, operable and announced all the same."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Playwright

from journeys.apps.served import capture
from journeys.apps.watched import KEEP_ROOTS, axe_findings, box_of, is_near, painted
from journeys.conftest import Person, people, wait_until
from journeys.sdk_world import World, running_world
from journeys.test_sdk_smoke import application, balloon, element, greeting, tour

PAGE = '<h1>Accounts</h1><main><button data-handrail-id="pay">Pay</button></main>'
STYLED = "style-src 'unsafe-inline'"


@pytest.fixture
def world() -> Iterator[World]:
    with running_world() as started:
        started.html["/"] = PAGE
        yield started


@pytest.fixture(scope="module")
def window(playwright: Playwright) -> Iterator[Person]:
    """One browser for all: each test's page is a host of its own."""
    with people(playwright) as new_person:
        yield new_person(set())


@pytest.fixture
def clerk(window: Person, world: World) -> Iterator[Person]:
    """Somebody with a fresh page; at the end nothing of hers was harmed."""
    window.egress.allowed = {world.page, world.content}
    for kept in (window.errors, window.violations):
        kept.clear()
    page = window.context.new_page()
    page.add_init_script(KEEP_ROOTS)
    yield Person(page, window.context, window.egress, window.violations, window.errors)
    page.close()
    assert not window.errors
    assert not window.violations


def guide(world: World, style: str = "") -> None:
    """A notice and a tour of one step that begins by itself, in a page with this style sheet."""
    if style:
        world.html["/"] = f"<style>{style}</style>{world.html['/']}"
        world.headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src {world.content}; {STYLED}; connect-src {world.content}; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
    walk = tour([balloon("one", "pay", "Pay here", [{"on": "nextButton"}], None)])
    walk["autoPlay"] = {"trigger": {"on": "static"}, "priority": 10}
    world.publish(application(greeting(), walk, elements=[element("pay")]))


def by_keyboard(clerk: Person, button: str) -> None:
    """Tab to a button and press it with Enter."""
    for _ in range(8):
        clerk.page.keyboard.press("Tab")
        if [node for node in clerk.sees.find("button", button) if node.properties.get("focused")]:
            clerk.page.keyboard.press("Enter")
            return
    raise AssertionError(f"{button} is not reached by Tab")


def is_guided(clerk: Person, world: World, axe: bool = True) -> None:
    """The notice, then the tour: each painted, named for screen readers, and gone by the keyboard alone."""
    clerk.page.goto(world.page)
    notice = clerk.sees.wait("dialog", "Welcome")
    assert notice.properties.get("modal") is True
    painted(clerk, notice)
    by_keyboard(clerk, "Fine")
    clerk.sees.wait_gone("dialog", "Welcome")
    step = clerk.sees.wait("dialog", "Pay here")
    painted(clerk, step)
    assert is_near(box_of(clerk, step), clerk.page.locator("[data-handrail-id=pay]").bounding_box())
    assert not axe or axe_findings(clerk.page) == []
    by_keyboard(clerk, "Done")
    clerk.sees.wait_gone("dialog", "Pay here")


STYLES = {
    "a reset of everything": "*,*::before,*::after{all:unset!important}",
    "every div is hidden": "div,dialog,[popover]{display:none!important;opacity:0!important;"
    "visibility:hidden!important;transform:scale(0)!important;clip-path:inset(50%)!important;pointer-events:none!important}",
    "everything is as high as it gets": "body *{z-index:2147483647!important;position:relative}"
    "main::after{content:'';position:fixed;inset:0;z-index:2147483647;pointer-events:none;background:#fffc}",
    "the page is transformed and contained": "html{filter:saturate(2);transform:translateX(40px);contain:layout paint;"
    "will-change:transform}body{perspective:10px;overflow:hidden;height:40px}",
    "texts without a size, huge letters": "html{font-size:0;line-height:0;letter-spacing:9px;text-transform:uppercase;"
    "direction:rtl;user-select:none;cursor:none}",
}


@pytest.mark.parametrize("name", STYLES)
def test_a_style_sheet_does_not_reach_it(clerk: Person, world: World, name: str) -> None:
    guide(world, STYLES[name])
    is_guided(clerk, world)


def test_the_pages_backdrop_of_dialogs_does_not_dim_the_page_for_a_balloon(clerk: Person, world: World) -> None:
    guide(world, "::backdrop{background:rgb(9,9,9)!important;pointer-events:auto!important}body{background:#fff}")
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Welcome")
    clerk.page.keyboard.press("Escape")
    clerk.sees.wait("dialog", "Pay here")
    corner = clerk.page.screenshot(clip={"x": 1000, "y": 600, "width": 4, "height": 4})
    light = Image.open(io.BytesIO(corner)).convert("RGB").getpixel((1, 1))
    assert min(light) > 120, "dimmed once, by our spotlight, and not by what the page made of backdrops"
    clerk.page.get_by_role("button", name="Pay").click(timeout=3000)


NATIVES = {
    "frozen prototypes": "for (const one of [Object, Array, String, Number, Function, Promise, Map, Set, RegExp, Date, "
    "Element, Node, HTMLElement, EventTarget, Document, ShadowRoot, CSSStyleSheet, Event]) "
    "{ Object.freeze(one.prototype); Object.freeze(one) } Object.freeze(JSON); Object.freeze(Math)",
    "a library of 2007": """
      String.prototype.toJSON = function () { return '"' + this + '"' }
      Object.prototype.each = function () {}
      Array.prototype.remove = function () {}
      Element.prototype.show = Element.prototype.hide = function () { return this }""",
    "methods that another script has wrapped": """
      for (const [kind, name] of [[Array, 'map'], [Array, 'filter'], [Array, 'some'], [EventTarget, 'addEventListener'],
        [Node, 'appendChild'], [Element, 'append'], [Promise, 'then']]) {
        const native = kind.prototype[name]
        kind.prototype[name] = function (...given) { return native.apply(this, given) }
      }
      const { stringify } = JSON, { fetch, setTimeout: later, Promise: Native } = window
      JSON.stringify = (...given) => stringify(...given)
      window.fetch = (...given) => fetch(...given)
      window.setTimeout = (...given) => later(...given)
      window.Promise = class extends Native {}
      window.MutationObserver = class extends MutationObserver {}""",
}


@pytest.mark.parametrize("name", NATIVES)
def test_what_a_page_did_to_the_language_does_not_break_it(clerk: Person, world: World, name: str) -> None:
    guide(world)
    clerk.page.add_init_script(NATIVES[name])
    # axe itself does not survive what that library does to objects.
    is_guided(clerk, world, axe="2007" not in name)


UNREADABLE = {
    "lists that JSON writes otherwise": "Array.prototype.toJSON = function () { return '[' + this.join(', ') + ']' }",
    "lists that are made otherwise": "Array.from = (one) => (Array.isArray(one) ? one : [...one])",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_where_signatures_cannot_be_checked_nothing_is_shown_and_it_is_said(
    clerk: Person, world: World, name: str
) -> None:
    guide(world)
    clerk.page.add_init_script(UNREADABLE[name])
    clerk.page.goto(world.page)
    wait_until("a problem", lambda: len(clerk.page.evaluate("Handrail.diagnose().problems")) > 0)
    clerk.page.wait_for_timeout(300)
    assert clerk.page.evaluate("Handrail.diagnose().verified") is False
    assert not clerk.sees.find("dialog", "Welcome")


def starts_at_once(world: World, text: str = "Pay here") -> None:
    """A tour of one step, started by the page, at an element that may not be there yet."""
    world.data["starting-campaign-id"] = "tour"
    world.publish(
        application(tour([balloon("one", "pay", text, [{"on": "nextButton"}], None)]), elements=[element("pay")])
    )


INNER = '<button data-handrail-id="pay">Pay</button>'
LATE = {
    "a frame that loads late": """() => { const frame = document.createElement('iframe'); frame.src = '/inner'
      frame.style.cssText = 'position:fixed;left:100px;top:100px;width:300px;height:200px'
      document.body.append(frame) }""",
    "an element that is defined late": """() => customElements.define('late-card', class extends HTMLElement {
      connectedCallback() { const root = this.attachShadow({ mode: 'open' })
        setTimeout(() => { const b = document.createElement('button')
          b.dataset.handrailId = 'pay'
          b.textContent = 'Pay';
          root.append(b) }, 300) } })""",
    "a shadow root in a shadow root": """() => { let root = document.body
      for (let depth = 0; depth < 3; depth++) { const host = document.createElement('div'); root.append(host)
        root = host.attachShadow({ mode: 'open' }) }
      const b = document.createElement('button'); b.dataset.handrailId = 'pay'
      b.textContent = 'Pay'; root.append(b) }""",
}


@pytest.mark.parametrize("name", LATE)
def test_an_element_behind_a_root_that_comes_late_is_found(clerk: Person, world: World, name: str) -> None:
    world.html["/"] = "<h1>Accounts</h1><late-card></late-card>"
    world.html["/inner"] = INNER
    world.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src {world.content}; connect-src {world.content}; frame-src 'self'"
    )
    world.data["screen"] = ""
    starts_at_once(world)
    clerk.page.goto(world.page)
    clerk.page.wait_for_timeout(400)
    assert not clerk.sees.find("dialog", "Pay here")
    clerk.page.evaluate(LATE[name])
    step = clerk.sees.wait("dialog", "Pay here")
    painted(clerk, step)
    where = clerk.page.frame_locator("iframe") if "frame" in name else clerk.page
    assert is_near(box_of(clerk, step), where.get_by_role("button", name="Pay").bounding_box())


def test_a_row_that_a_list_uses_again_for_something_else_is_no_longer_pointed_at(clerk: Person, world: World) -> None:
    rows = "".join(f"<li><button>{name}</button></li>" for name in ("Anna", "Berta", "Carl"))
    world.html["/"] = f"<h1>Payees</h1><ul>{rows}</ul>"
    clerk.page.goto(world.page)
    captured = capture(clerk.page.get_by_role("button", name="Anna"), "anna")
    world.data["starting-campaign-id"] = "tour"
    steps = [balloon("one", "anna", "Pay here", [{"on": "nextButton"}], None)]
    world.publish(application(tour(steps), elements=[captured]))
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "Pay here")
    scroll = """(names) => document.querySelectorAll('button').forEach((one, at) => { one.textContent = names[at] })"""
    clerk.page.evaluate(scroll, ["Berta", "Carl", "Dora"])
    clerk.sees.wait_gone("dialog", "Pay here", 5)
    clerk.page.evaluate(scroll, ["Zoe", "Anna", "Berta"])
    step = clerk.sees.wait("dialog", "Pay here", 8)
    row = clerk.page.get_by_role("button", name="Anna").bounding_box()
    assert row is not None and row["y"] < box_of(clerk, step)["y"] < row["y"] + 60


def test_a_popover_and_a_full_screen_element_of_the_page_do_not_bury_it(clerk: Person, world: World) -> None:
    world.html["/"] = (
        '<h1>Accounts</h1><button data-handrail-id="pay">Pay</button><div id="pop" popover>Menu</div>'
        '<section id="all"><button id="big">Whole screen</button></section>'
    )
    starts_at_once(world)
    clerk.page.goto(world.page)
    painted(clerk, clerk.sees.wait("dialog", "Pay here"))
    clerk.page.evaluate(
        "() => { const pop = document.querySelector('#pop'); pop.showPopover(); pop.style.width = '100vw'; "
        "pop.style.height = '100vh' }"
    )
    clerk.page.wait_for_timeout(200)
    painted(clerk, clerk.sees.wait("dialog", "Pay here"))
    clerk.page.evaluate("() => document.querySelector('#pop').hidePopover()")
    clerk.page.evaluate(
        "() => { const all = document.querySelector('#all'); "
        "all.prepend(document.querySelector('[data-handrail-id]')); "
        "document.querySelector('#big').onclick = () => all.requestFullscreen() }"
    )
    clerk.page.get_by_role("button", name="Whole screen").click()
    wait_until("full screen", lambda: clerk.page.evaluate("document.fullscreenElement !== null"))
    clerk.page.wait_for_timeout(300)
    step = clerk.sees.wait("dialog", "Pay here")
    painted(clerk, step)
    by_keyboard(clerk, "Done")
    clerk.sees.wait_gone("dialog", "Pay here")


def test_an_element_far_down_is_brought_into_sight_and_its_balloon_takes_the_focus(clerk: Person, world: World) -> None:
    world.html["/"] = "<h1>Accounts</h1>" + "<p>Text</p>" * 120 + INNER
    starts_at_once(world)
    clerk.page.goto(world.page)
    step = clerk.sees.wait("dialog", "Pay here")
    wait_until("in sight", lambda: 0 < box_of(clerk, step)["y"] < 720)
    wait_until("the balloon has the focus", lambda: clerk.sees.wait("dialog", "Pay here").properties.get("focused"), 5)
    painted(clerk, step)
    by_keyboard(clerk, "Done")
    clerk.sees.wait_gone("dialog", "Pay here")


def test_a_moving_element_is_followed_and_a_new_body_does_not_end_the_tour(clerk: Person, world: World) -> None:
    starts_at_once(world)
    clerk.page.goto(world.page)
    step = clerk.sees.wait("dialog", "Pay here")
    clerk.page.evaluate(
        "() => document.querySelector('[data-handrail-id]').animate([{}, {transform: 'translate(500px, 300px)'}], "
        "{duration: 600, fill: 'forwards'})"
    )
    clerk.page.wait_for_timeout(900)
    button = clerk.page.get_by_role("button", name="Pay")
    wait_until("beside it", lambda: is_near(box_of(clerk, step), button.bounding_box()))
    clerk.page.evaluate(
        "() => { const body = document.body.cloneNode(true); document.body.remove(); "
        "document.documentElement.append(body) }"
    )
    wait_until("at the new one", lambda: clerk.sees.find("dialog", "Pay here"))
    painted(clerk, clerk.sees.wait("dialog", "Pay here"))
    by_keyboard(clerk, "Done")
    clerk.sees.wait_gone("dialog", "Pay here")


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_narrow_window_with_forced_colours_and_without_motion_is_served(
    clerk: Person, world: World, direction: str
) -> None:
    """320 px is also what is left of 640 px at 200 % zoom."""
    world.html["/"] = f'<div dir="{direction}">{PAGE}</div>'
    guide(world)
    clerk.page.set_viewport_size({"width": 320, "height": 400})
    clerk.page.emulate_media(forced_colors="active", reduced_motion="reduce")
    clerk.page.goto(world.page)
    notice = clerk.sees.wait("dialog", "Welcome")
    assert clerk.sees.style(notice, "border-top-style", "animation-name") == ["solid", "none"]
    by_keyboard(clerk, "Fine")
    step = clerk.sees.wait("dialog", "Pay here")
    painted(clerk, step)
    box = box_of(clerk, step)
    assert box["x"] >= 0 and box["x"] + box["width"] <= 320 and box["y"] >= 0 and box["y"] + box["height"] <= 400
    for button in ("Done", "Close"):
        size = box_of(clerk, clerk.sees.wait("button", button))
        assert size["width"] >= 24 and size["height"] >= 24
    assert clerk.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert axe_findings(clerk.page) == []
    by_keyboard(clerk, "Done")
    clerk.sees.wait_gone("dialog", "Pay here")
