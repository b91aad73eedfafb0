"""The form of a campaign with many parts, as an author sees it in Chromium: parts fold, and nothing is lost by it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from console.campaigns.test_preview_seen import SEED
from console.served import Console, findings, served


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with served(tmp_path_factory.mktemp("folds"), SEED) as running:
        yield running


@pytest.fixture
def desk(console: Console, browser: Browser) -> Iterator[Page]:
    """The author's window at the form of a walkthrough of seven steps."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(console.link("author"))
    page.goto(address(console))
    yield page
    context.close()


def address(console: Console, campaign: str = "first-transfer") -> str:
    key = console.said.partition("key:")[2].strip()
    return f"{console.origin}/applications/{key}/campaigns/{campaign}/"


def step(page: Page, number: int) -> Locator:
    return page.locator(".step-card").nth(number - 1)


def line(page: Page, number: int) -> Locator:
    """What is read of a step, folded or not."""
    return step(page, number).locator(".fold > summary")


def opened(page: Page) -> list[int]:
    """Numbers of the open steps."""
    found: list[int] = page.locator(".step-card > details").evaluate_all(
        "all => all.map((each, index) => each.open ? index + 1 : 0).filter(Boolean)"
    )
    return found


def save(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Control+s")


def test_a_form_is_read_at_a_glance_by_headings_and_folds_by_keyboard(desk: Page) -> None:
    assert opened(desk) == [1]
    steps = desk.get_by_role("heading", level=2, name="Step at an element")
    expect(steps).to_have_count(7)
    expect(steps.nth(3)).to_have_text("4 Amount Step at an element")
    line(desk, 3).focus()
    desk.keyboard.press("Enter")
    assert opened(desk) == [1, 3]
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.name") == "content.steps.2.name"
    desk.get_by_role("button", name="Fold all", exact=True).click()
    assert opened(desk) == []
    assert desk.evaluate("document.documentElement.scrollHeight") < 2000
    desk.get_by_role("button", name="Unfold all").click()
    assert opened(desk) == [1, 2, 3, 4, 5, 6, 7]
    assert findings(desk) == []


def test_what_is_open_stays_open_over_saving_and_coming_back(console: Console, desk: Page) -> None:
    line(desk, 1).click()
    line(desk, 5).click()
    step(desk, 5).get_by_label("Name").fill("Look it over")
    expect(line(desk, 5)).to_contain_text("Look it over")
    save(desk)
    expect(line(desk, 5)).to_contain_text("Look it over")
    assert opened(desk) == [5]
    desk.reload()
    assert opened(desk) == [5]
    # Another campaign begins as every form does.
    desk.goto(address(console, "help"))
    assert opened(desk) == [1]
    line(desk, 1).click()
    step(desk, 2).get_by_role("button", name="Move entry 2 up").click()
    expect(line(desk, 1)).to_contain_text("Watch how a transfer works")
    assert opened(desk) == []


def test_a_new_step_is_open_and_a_moved_one_as_it_was(desk: Page) -> None:
    line(desk, 1).click()
    desk.get_by_role("button", name="Step in the middle of the page").click()
    expect(desk.locator(".step-card")).to_have_count(8)
    assert opened(desk) == [8]
    assert desk.evaluate("document.activeElement.name") == "content.steps.7.name"
    expect(line(desk, 8)).to_have_text("8 Step in the middle of the page", use_inner_text=True)
    desk.keyboard.press("Tab")
    step(desk, 8).get_by_label("English").first.fill("Well **done**")
    expect(line(desk, 8).locator("bdi")).to_have_text("Well done")
    step(desk, 8).get_by_role("button", name="Move step 8 up").click()
    expect(line(desk, 7).locator("bdi")).to_have_text("Well done")
    assert opened(desk) == [7]
    step(desk, 3).get_by_role("button", name="Move step 3 up").click()
    expect(line(desk, 2).locator("bdi")).to_have_text("IBAN")
    assert opened(desk) == [7]
    assert desk.evaluate("document.activeElement.closest('[data-place]').dataset.place") == "content.steps.1"
    step(desk, 7).get_by_role("button", name="Remove step 7").click()
    expect(desk.locator(".step-card")).to_have_count(7)
    assert opened(desk) == []


def test_a_link_to_a_mistake_unfolds_its_step(desk: Page) -> None:
    line(desk, 4).click()
    step(desk, 4).get_by_label("Wait for the element, seconds").fill("99999")
    line(desk, 4).click()
    with desk.expect_navigation():
        desk.keyboard.press("Control+s")
    expect(line(desk, 4)).to_contain_text("needs another look")
    assert 4 in opened(desk)
    desk.get_by_role("button", name="Fold all", exact=True).click()
    field = step(desk, 4).get_by_label("Wait for the element, seconds")
    expect(field).to_be_hidden()
    desk.get_by_role("alert").get_by_role("link").click()
    expect(field).to_be_in_viewport()
    assert opened(desk) == [4]


def at_the_bottom(page: Page) -> None:
    page.get_by_role("button", name="Unfold all").click()
    page.evaluate("scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })")
    assert page.evaluate("scrollY") > 3000


@pytest.mark.parametrize("height", [1000, 500])
def test_a_refused_save_leads_to_what_is_said_about_it(desk: Page, height: int) -> None:
    desk.set_viewport_size({"width": 1440, "height": height})
    step(desk, 1).get_by_label("Wait for the element, seconds").fill("99999")
    at_the_bottom(desk)
    with desk.expect_navigation():
        desk.get_by_role("button", name="Save").click()
    refusal = desk.get_by_role("alert", name="Not saved yet: some fields need another look.")
    expect(refusal).to_be_focused()
    expect(refusal).to_be_in_viewport(ratio=1)
    assert findings(desk) == []
    # By keyboard the list is the next stop, and a press leads to the field.
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(step(desk, 1).get_by_label("Wait for the element, seconds")).to_be_in_viewport()
    # Refused once more, it is the same, whatever the address leads to.
    at_the_bottom(desk)
    save(desk)
    expect(refusal).to_be_focused()
    expect(refusal).to_be_in_viewport(ratio=1)
    # A part that is added has the focus as ever, and the list is gone.
    refusal.get_by_role("link").click()
    at_the_bottom(desk)
    desk.get_by_role("button", name="Step in the middle of the page").click()
    expect(desk.locator(".step-card")).to_have_count(8)
    expect(refusal).to_have_count(0)
    expect(step(desk, 8).get_by_label("Name")).to_be_focused()


def test_who_saves_after_somebody_else_is_led_to_what_would_change(desk: Page) -> None:
    with desk.context.expect_page() as opening:
        desk.evaluate("open(location.href)")
    other = opening.value
    other.get_by_label("Labels").fill("theirs")
    save(other)
    at_the_bottom(desk)
    save(desk)
    refusal = desk.get_by_role("alert", name="saved a newer version while you were writing")
    expect(refusal).to_be_focused()
    expect(refusal).to_be_in_viewport(ratio=1)


def test_a_link_to_a_field_unfolds_its_step_without_script_too(console: Console, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(console.link("author"))
    page.goto(address(console))
    expect(page.get_by_role("button", name="Unfold all")).to_have_count(0)
    page.goto(f"{address(console)}#f-content-steps-3-waitS")
    expect(page.locator("#f-content-steps-3-waitS")).to_be_visible()
    context.close()


def test_questions_fold_inside_their_pages(console: Console, desk: Page) -> None:
    desk.goto(address(console, "transfer-survey"))
    page = desk.locator("[data-place='content.pages.1']")
    words = desk.locator("[data-place='content.pages.1.questions.1']")
    said = words.locator("summary")
    expect(said).to_be_hidden()
    page.locator("summary").first.click()
    expect(words.get_by_role("heading", level=3)).to_contain_text("2 In your own words")
    said.click()
    words.get_by_label("English").fill("Tell us **more**")
    expect(said).to_contain_text("Tell us more")
    expect(page.locator("summary").first).to_contain_text("What was in the way?")
    # Who writes in a question sees its page.
    expect(desk.get_by_label("What is shown").locator("option:checked")).to_contain_text("What was in the way?")
    assert findings(desk) == []
    most = words.get_by_label("At most, characters")
    most.fill("99999")
    said.click()
    save(desk)
    expect(most).to_be_visible()
    desk.get_by_role("button", name="Fold all", exact=True).click()
    expect(said).to_be_hidden()
    desk.get_by_role("alert").get_by_role("link").click()
    expect(most).to_be_in_viewport()
    most.fill("300")
    save(desk)
    desk.reload()
    expect(most).to_be_visible()
    assert desk.locator("details[open]").count() == 2
    words.get_by_role("button", name="Move question 2 up").click()
    expect(desk.locator("[data-place='content.pages.1.questions.0'] summary")).to_contain_text("Tell us more")
    expect(desk.locator("[data-place='content.pages.1.questions.1'] details")).not_to_have_attribute("open", "")


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_it_fits_a_phone_in_german_and_either_direction(console: Console, browser: Browser, direction: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, locale="de-DE")
    page = context.new_page()
    page.goto(console.link("author"))
    page.goto(address(console))
    page.evaluate("direction => { document.documentElement.dir = direction }", direction)
    page.get_by_role("button", name="Alle aufklappen").click()
    expect(step(page, 1).get_by_label("Es geht weiter, sobald").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    # The buttons of a step lie on its line, and not on its words.
    words = line(page, 2).locator(".fold-words").bounding_box()
    tools = step(page, 2).locator("> .item-tools").bounding_box()
    assert words is not None and tools is not None
    if direction == "ltr":
        assert words["x"] + words["width"] <= tools["x"]
    else:
        assert tools["x"] + tools["width"] <= words["x"]
    # Those of a question lie above its words, which have the width for themselves.
    page.goto(address(console, "transfer-survey"))
    page.evaluate("direction => { document.documentElement.dir = direction }", direction)
    page.get_by_role("button", name="Alle aufklappen").click()
    question = page.locator("[data-place='content.pages.1.questions.0']")
    words = question.locator(".fold-words").bounding_box()
    tools = question.locator("> .item-tools").bounding_box()
    assert words is not None and tools is not None
    assert tools["y"] + tools["height"] <= words["y"]
    assert words["width"] > 120
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
