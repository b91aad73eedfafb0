"""The preview beside a campaign's form, as an author sees it in Chromium: every kind, by the SDK's own renderer."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from console.served import Console, findings, served

SEED = """
from actors import make_bank
from handrail.campaigns.content import import_content
from handrail.campaigns.services import save_campaign
from handrail.demo.guidance import sample_content, sample_media
from handrail.schema.authored.campaign import Campaign
bank = make_bank()
sample = sample_content()
import_content(actor=bank.author, application=bank.application, content=sample, media=sample_media())
as_sent = {"mode": "json", "by_alias": True, "exclude_unset": True}
contents = {each.id: each.content.model_dump(**as_sent) for each in sample.campaigns}
film = contents["how-transfers-work"]
next = [{"on": "nextButton"}]
heading = {"block": "heading", "text": {"en": "Press it"}}
press = {"step": "balloon", "id": "press", "element": "new-transfer", "blocks": [heading], "next": "film"}
press |= {"advance": [{"on": "elementClick"}]}
popup = {"step": "popup", "id": "film", "blocks": film["blocks"], "advance": next}
more = {
    "whole": contents["welcome"] | {"form": "fullScreen"},
    "whole-film": film | {"form": "fullScreen"},
    "film-aside": film | {"form": "slideIn"},
    "modal-survey": contents["transfer-survey"] | {"form": "modal"},
    "popup": {"kind": "walkthrough", "starts": ["film"], "steps": [popup]},
    "press-then-popup": {
        "kind": "walkthrough",
        "starts": ["press"],
        "steps": [press, popup | {"blocks": film["blocks"][:1]}],
    },
}
for name, content in more.items():
    campaign = Campaign.model_validate({"id": name, "name": name, "content": content})
    save_campaign(actor=bank.author, application=bank.application, document=campaign, expected_version=None)
print("key:" + bank.application.key)
"""
ROOTS = """
window.roots = []
const attach = Element.prototype.attachShadow
Element.prototype.attachShadow = function (init) { const root = attach.call(this, init); roots.push(root); return root }
addEventListener('securitypolicyviolation', (e) => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))
"""
SHOWN = (
    "[...roots].filter((r) => r.isConnected).map((r) => [...r.querySelectorAll('.panel,.stand')]"
    ".map((e) => e.innerText ?? '').join(' ')).join(' ')"
)
PANEL = "roots.filter((r) => r.isConnected).flatMap((r) => [...r.querySelectorAll('.panel')])[0]"
CLOSE = f"{PANEL}.querySelector('.close')"


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with served(tmp_path_factory.mktemp("preview"), SEED) as running:
        yield running


@pytest.fixture(scope="module")
def desk(console: Console, browser: Browser) -> Iterator[Page]:
    """The author's window; what it complained about is looked at in the end."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    context.add_init_script(ROOTS)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(console.link("author"))
    yield page
    # An answer that says what is wrong (422) is an error to the browser itself, and so is a frame that is left out.
    assert [each for each in complaints if "422" not in each and "frame-src" not in each] == []
    context.close()


DRAWN = "As end users see it."
LEFT_OUT = "A page of the application itself is left out here; on the page it is shown."


def address(console: Console, campaign: str) -> str:
    key = console.said.partition("key:")[2].strip()
    return f"{console.origin}/applications/{key}/campaigns/{campaign}/"


def open_campaign(console: Console, page: Page, campaign: str, said: str = DRAWN) -> Frame:
    """The page of a campaign; gives the frame once something is drawn in it."""
    page.goto(address(console, campaign))
    expect(page.locator("[data-preview-status]")).to_contain_text(said)
    return frame_of(page)


def frame_of(page: Page) -> Frame:
    handle = page.locator("[data-preview-frame]").element_handle()
    assert handle is not None
    frame = handle.content_frame()
    assert frame is not None
    return frame


def wait_shown(page: Page, text: str) -> None:
    """Until the frame shows a text. Playwright's own waiting would need ``eval``, which the frame's policy forbids."""
    deadline = time.monotonic() + 10
    while text not in (seen := str(frame_of(page).evaluate(SHOWN))) and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert text in seen


KINDS = {
    "welcome": ["Welcome to your new online banking", "Show me how"],
    "card-limits": ["Your limits, your rules"],
    "first-transfer": ["Here it begins", "Step 1 of 7"],
    "iban-tip": ["It stands on the invoice"],
    "transfer-survey": ["How easy was this transfer?"],
    "first-days": ["0 of 2 done", "Make a transfer"],
    "how-transfers-work": ["How a transfer works", "You need", "It arrives"],
    "help": ["Raise a card limit"],
}


@pytest.mark.parametrize("campaign", KINDS)
def test_every_kind_is_drawn(console: Console, desk: Page, campaign: str) -> None:
    open_campaign(console, desk, campaign)
    for text in KINDS[campaign]:
        wait_shown(desk, text)


def test_a_launcher_stands_at_the_place_of_its_element(console: Console, desk: Page) -> None:
    frame = open_campaign(console, desk, "show-me")
    place = "document.querySelector('.place button').getBoundingClientRect()"
    badge = "roots.flatMap((r) => [...r.querySelectorAll('.stand')])[0].getBoundingClientRect()"
    apart = "Math.hypot(a.right - b.x - b.width / 2, a.top - b.y - b.height / 2)"
    apart = f"(() => {{ const a = {place}, b = {badge}; return {apart} }})()"
    desk.wait_for_timeout(300)
    assert frame.evaluate(apart) < 4


def test_what_is_typed_is_seen_and_the_writer_goes_on_typing(console: Console, desk: Page) -> None:
    open_campaign(console, desk, "welcome")
    field = desk.locator("textarea[name='content.blocks.0.text.en']")
    field.fill("")
    field.press_sequentially("Good morning, everybody in the branch", delay=15)
    wait_shown(desk, "Good morning, everybody in the branch")
    assert desk.evaluate("document.activeElement.name") == "content.blocks.0.text.en"
    field.press_sequentially("!")
    wait_shown(desk, "Good morning, everybody in the branch!")
    assert field.input_value() == "Good morning, everybody in the branch!"
    assert desk.evaluate("scrollY") < 700, "the picture does not pull the page along"


def test_another_language_and_a_dark_system(console: Console, desk: Page) -> None:
    frame = open_campaign(console, desk, "welcome")
    ground = f"getComputedStyle({PANEL}).backgroundColor"
    wait_shown(desk, "Welcome to your new")
    light = frame.evaluate(ground)
    desk.get_by_role("combobox", name="Language").select_option("ar")
    wait_shown(desk, "مرحبًا بك في مصرفك الجديد")
    assert frame.evaluate(f"[{PANEL}.dir, {PANEL}.lang, document.documentElement.dir]") == ["rtl", "ar", "rtl"]
    desk.get_by_role("combobox", name="Colours").select_option("dark")
    desk.wait_for_timeout(400)
    assert frame.evaluate(ground) != light
    desk.get_by_role("combobox", name="Width").select_option("1024")
    assert frame.evaluate("innerWidth") == 1024
    box = desk.locator("[data-preview-place]").bounding_box()
    frame_box = desk.locator("[data-preview-frame]").bounding_box()
    assert box is not None and frame_box is not None
    assert frame_box["width"] <= box["width"] + 1
    assert frame_box["height"] <= box["height"] + 1


def test_a_page_of_the_application_itself_is_left_out_and_said(console: Console, desk: Page) -> None:
    open_campaign(console, desk, "stay-safe", LEFT_OUT)
    wait_shown(desk, "Stay safe when you pay")
    assert frame_of(desk).child_frames == []


def test_a_walkthrough_is_looked_at_step_by_step(console: Console, desk: Page) -> None:
    frame = open_campaign(console, desk, "first-transfer")
    views = desk.get_by_label("What is shown")
    labels = views.locator("option").all_inner_texts()
    assert len(labels) >= 7
    assert labels[0] == "Step 1: Here it begins"
    for label in labels[1:]:
        desk.get_by_role("button", name="Next step").click()
        wait_shown(desk, label.partition(": ")[2])
    expect(desk.get_by_role("button", name="Next step")).to_be_disabled()
    views.select_option(label=labels[0])
    wait_shown(desk, "Here it begins")
    # Pressing the element moves it on, as on the page; the list follows.
    frame.evaluate("[...document.querySelectorAll('.place button')].find((b) => b.textContent.includes('New')).click()")
    wait_shown(desk, labels[1].partition(": ")[2])
    expect(views.locator("option:checked")).to_have_text(labels[1])
    # What is typed now is drawn at this very step.
    desk.locator("input[name=name]").fill("Another name")
    desk.wait_for_timeout(600)
    wait_shown(desk, labels[1].partition(": ")[2])


def test_whoever_goes_on_to_another_step_in_the_form_sees_that_one(console: Console, desk: Page) -> None:
    open_campaign(console, desk, "first-transfer")
    wait_shown(desk, "Here it begins")
    # The line of a step is enough; from then on its fields are.
    desk.locator("[data-place='content.steps.2'] summary").click()
    wait_shown(desk, "The payee’s IBAN")
    wait_shown(desk, "Step 3 of 7")
    field = desk.locator("textarea[name='content.steps.2.blocks.0.text.en']")
    field.focus()
    field.press_sequentially("!")
    wait_shown(desk, "!The payee’s IBAN")
    assert desk.evaluate("document.activeElement.name") == "content.steps.2.blocks.0.text.en"
    # A field of the whole changes nothing.
    desk.locator("input[name=name]").focus()
    desk.wait_for_timeout(300)
    expect(desk.get_by_label("What is shown").locator("option:checked")).to_contain_text("Step 3")
    open_campaign(console, desk, "transfer-survey")
    wait_shown(desk, "How easy was this transfer?")
    desk.get_by_role("button", name="Unfold all").click()
    desk.locator("textarea[name^='content.pages.1.questions.0.text.en']").focus()
    wait_shown(desk, desk.locator("textarea[name^='content.pages.1.questions.0.text.en']").input_value())


def test_what_is_wrong_is_said_in_place_of_a_picture(console: Console, desk: Page) -> None:
    open_campaign(console, desk, "welcome")
    field = desk.locator("textarea[name='content.blocks.0.text.en']")
    field.fill("")
    problems = desk.locator("[data-preview-problems] li")
    expect(problems).to_have_count(1)
    expect(problems).to_contain_text("missing in the base language")
    expect(desk.locator("[data-preview-place]")).to_be_hidden()
    field.fill("[a script](javascript:void)")
    expect(problems).to_contain_text("is not allowed")
    field.fill("Back again")
    expect(desk.locator("[data-preview-place]")).to_be_visible()
    wait_shown(desk, "Back again")


def test_nothing_in_the_frame_leads_away_or_acts(console: Console, desk: Page) -> None:
    frame = open_campaign(console, desk, "welcome")
    text = desk.locator("textarea[name='content.blocks.1.text.en']")
    text.fill("Read [the terms](https://bank.example/terms).")
    wait_shown(desk, "Read the terms.")
    frame.evaluate("roots.filter((r) => r.isConnected)[0].querySelector('a').click()")
    expect(desk.locator("[data-preview-status]")).to_have_text("On the page this leads to https://bank.example/terms.")
    assert frame.url.endswith("/preview/")
    frame.evaluate("roots.filter((r) => r.isConnected)[0].querySelector('.close').click()")
    expect(desk.locator("[data-preview-status]")).to_have_text("It was closed.")
    desk.get_by_role("button", name="Again").click()
    wait_shown(desk, "Read the terms.")
    assert frame.evaluate("try { parent.document.title } catch (error) { error.name }") == "SecurityError"


def test_it_is_reached_by_keyboard_and_axe_finds_nothing(console: Console, desk: Page) -> None:
    open_campaign(console, desk, "first-transfer")
    expect(desk.get_by_title("Preview of Make your first transfer")).to_be_visible()
    # A frame whose page is still coming is no stop of the Tab key yet.
    wait_shown(desk, "Step 1 of 7")
    desk.get_by_role("button", name="Again").focus()
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.title") == "Preview of Make your first transfer"
    assert findings(desk) == []
    desk.set_viewport_size({"width": 320, "height": 800})
    desk.wait_for_timeout(300)
    assert desk.evaluate("document.documentElement.scrollWidth") <= 320
    desk.set_viewport_size({"width": 1440, "height": 1000})


A_FILM = {name: ["How a transfer works"] for name in ["popup", "film-aside", "whole-film"]}
FIRST_SEEN = KINDS | A_FILM | {"whole": KINDS["welcome"], "modal-survey": KINDS["transfer-survey"]}


@pytest.mark.parametrize("campaign", FIRST_SEEN)
def test_who_types_before_anything_is_drawn_goes_on_typing(console: Console, desk: Page, campaign: str) -> None:
    desk.goto(address(console, campaign), wait_until="commit")
    field = desk.locator("input[name=name]")
    field.evaluate("field => { field.value = ''; field.focus() }")
    typed = ""

    def type_some() -> None:
        nonlocal typed
        for letter in "letters":
            desk.keyboard.type(letter, delay=10)
        typed += "letters"

    def is_drawn() -> bool:
        frame = frame_of(desk)
        return frame.url.endswith("/preview/") and FIRST_SEEN[campaign][0] in str(frame.evaluate(SHOWN))

    type_some()
    deadline = time.monotonic() + 20
    while not (seen := is_drawn()) and time.monotonic() < deadline:
        type_some()
    assert seen
    # The browser tells the page around a little later that the focus went into the frame.
    for _ in range(8):
        type_some()
    assert field.input_value() == typed
    assert desk.evaluate("document.activeElement.name") == "name"
    # Who plays it again by keyboard stays at the button.
    desk.get_by_role("button", name="Again").focus()
    desk.keyboard.press("Enter")
    desk.wait_for_timeout(500)
    expect(desk.get_by_role("button", name="Again")).to_be_focused()


def test_what_closes_in_the_frame_does_not_take_the_focus_back_there(console: Console, desk: Page) -> None:
    frame = open_campaign(console, desk, "press-then-popup")
    wait_shown(desk, "Press it")
    place = desk.locator("[data-preview-frame]").content_frame.get_by_role("button", name="New transfer")
    place.click()
    wait_shown(desk, "How a transfer works")
    assert frame.evaluate("document.hasFocus()")
    field = desk.locator("textarea[name='content.steps.1.blocks.0.text.en']")
    desk.get_by_role("button", name="Unfold all").click()
    field.focus()
    field.press_sequentially("Look: ", delay=15)
    wait_shown(desk, "Look: How a transfer works")
    desk.wait_for_timeout(500)
    desk.keyboard.type("!")
    assert field.input_value().startswith("Look: !")
    assert not frame.evaluate("document.hasFocus()")


def test_who_wants_to_go_into_what_was_drawn_quietly_gets_there(console: Console, desk: Page) -> None:
    frame = open_campaign(console, desk, "how-transfers-work")
    wait_shown(desk, "How a transfer works")
    status, again = desk.locator("[data-preview-status]"), desk.get_by_role("button", name="Again")
    assert frame.evaluate(f"{PANEL}.querySelector('video').controls")
    again.focus()
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.title") == "Preview of How transfers work"
    assert frame.evaluate("document.hasFocus()")
    for _ in range(20):
        if frame.evaluate(f"{CLOSE}.matches(':focus')"):
            break
        desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(status).to_have_text("It was closed.")
    again.click()
    expect(status).to_have_text(DRAWN)
    wait_shown(desk, "How a transfer works")
    # Its root is closed to Playwright's locators: the pointer goes to where the button is drawn.
    box = desk.locator("[data-preview-frame]").bounding_box()
    assert box is not None
    spot = f"(({{ x, y, width, height }}) => [x + width / 2, y + height / 2])({CLOSE}.getBoundingClientRect())"
    left, top = frame.evaluate(spot)
    scale = box["width"] / frame.evaluate("innerWidth")
    desk.mouse.click(box["x"] + left * scale, box["y"] + top * scale)
    expect(status).to_have_text("It was closed.")


# The same words in a box of the same measure: what is higher or wider than the chooser is cut short in it.
CUT = """select => {
  const style = getComputedStyle(select), box = document.createElement('div')
  const width = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
  const room = select.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom)
  Object.assign(box.style, { font: style.font, lineHeight: style.lineHeight, width: width + 'px' })
  box.textContent = select.selectedOptions[0].label
  document.body.append(box)
  const cut = box.scrollHeight > room + 1 || box.scrollWidth > width + 1
  box.remove()
  return cut
}"""


@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
def test_names_of_steps_are_read_whole_on_a_phone(console: Console, browser: Browser, locale: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, locale=locale)
    page = context.new_page()
    page.goto(console.link("author"))
    page.goto(address(console, "first-transfer"))
    view = page.locator("[data-preview-view]")
    expect(view.locator("option")).to_have_count(7)
    for index in range(7):
        view.select_option(index=index)
        assert not view.evaluate(CUT), view.locator("option:checked").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
