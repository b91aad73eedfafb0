"""The walkthrough leads over three page loads, into a native modal dialog, and goes on after a reload."""

from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Playwright, Route, expect

from journeys.conftest import Demo, NewPerson, Person, wait_until
from journeys.desk import desk_of


def begin(demo: Demo, clerk: Person) -> None:
    clerk.page.goto(demo.app)
    clerk.sees.press("button", "Show me how")
    clerk.sees.wait("dialog", "Here it begins")


def test_it_leads_to_the_receipt_of_a_first_transfer(demo: Demo, end_user: Person) -> None:
    begin(demo, end_user)
    sees = end_user.sees
    sees.press("link", "New transfer")
    sees.wait("dialog", "Who gets the money?")
    assert end_user.page.url.endswith("/transfer")

    end_user.page.reload()
    sees = end_user.sees
    sees.wait("dialog", "Who gets the money?")
    end_user.page.get_by_role("button", name="Fill in an example").click()
    for heading in ("Who gets the money?", "The payee’s IBAN", "How much?"):
        if sees.find("dialog", heading):
            sees.press("button", "Next")
            sees.wait_gone("dialog", heading)
    sees.wait("dialog", "Look it over")
    end_user.page.get_by_role("button", name="Review transfer").click()

    inside = sees.wait("dialog", "All correct?")
    assert not inside.properties.get("hidden")
    x, y = sees.middle(inside)
    hit = end_user.page.evaluate("([x, y]) => document.elementFromPoint(x, y)?.closest('dialog')?.id ?? ''", [x, y])
    assert hit == "confirm-transfer", "the balloon is inside the native modal, so it is not inert"
    end_user.page.get_by_role("button", name="Confirm and send").click()

    sees.wait("dialog", "That was it")
    assert "/transfer/done" in end_user.page.url
    sees.press("button", "Done")
    sees.wait_gone("dialog", "That was it")
    assert end_user.is_unharmed()


def test_the_next_visit_knows_that_it_was_completed(demo: Demo, end_user: Person) -> None:
    begin(demo, end_user)
    sees = end_user.sees
    sees.press("link", "New transfer")
    sees.wait("dialog", "Who gets the money?")
    end_user.page.get_by_role("button", name="Fill in an example").click()
    for heading in ("Who gets the money?", "The payee’s IBAN", "How much?"):
        if sees.find("dialog", heading):
            sees.press("button", "Next")
            sees.wait_gone("dialog", heading)
    sees.wait("dialog", "Look it over")
    end_user.page.get_by_role("button", name="Review transfer").click()
    sees.wait("dialog", "All correct?")
    end_user.page.get_by_role("button", name="Confirm and send").click()
    sees.press("button", "Done")
    end_user.page.goto(demo.app)
    end_user.page.wait_for_timeout(1500)
    assert not end_user.sees.find("dialog", "Welcome to your new online banking")


def test_it_goes_on_in_german_when_the_page_does(demo: Demo, person: NewPerson) -> None:
    clerk = person(demo.origins, locale="de-DE")
    clerk.page.goto(demo.app)
    clerk.sees.press("button", "Zeigen Sie es mir")
    clerk.sees.wait("dialog", "Hier geht es los")
    clerk.sees.press("link", "Neue Überweisung")
    clerk.sees.wait("dialog", "Wer bekommt das Geld?")
    assert clerk.is_unharmed()


def test_a_permalink_starts_it_and_only_what_may_be_started_by_link(demo: Demo, end_user: Person) -> None:
    end_user.page.goto(demo.app + "/transfer?handrail=start/first-transfer/iban")
    end_user.sees.wait("dialog", "The payee’s IBAN")
    end_user.page.goto(demo.app + "/payments?handrail=start/welcome")
    end_user.page.wait_for_timeout(1500)
    assert not end_user.sees.find("dialog", "Welcome to your new online banking")


def write_acting_steps(page: Any) -> None:
    """In the form alone: what begins with a question goes on by writing into a field, and says so."""
    page.get_by_label("Name").fill("Fill it in for me")
    page.get_by_role("radio", name="Walkthrough").check()
    page.get_by_role("button", name="Create").click()
    page.get_by_role("button", name="Action on the page").click()
    acting = page.locator(".step-card").nth(1)
    expect(acting.get_by_text('data-allow-click="…"')).to_be_visible()
    acting.get_by_label("Does", exact=True).select_option("write into a field")
    expect(acting.get_by_text('data-allow-type="…"')).to_be_visible()
    acting.get_by_label("Name").fill("Payee")
    acting.get_by_label("Element", exact=True).select_option("Payee")
    acting.get_by_label("Text", exact=True).fill("Stadtwerke Musterstadt")
    page.get_by_role("button", name="Step in the middle of the page").click()
    last = page.locator(".step-card").nth(2)
    last.get_by_label("English", exact=True).first.fill("Filled in")
    last.get_by_label("English", exact=True).nth(1).fill("Look it over before you go on.")


ALLOWING = """({ more, ...options }) => {
  window.told = []
  Handrail.stop()
  const callbacks = { event: ({ type, name }) => told.push(`${type} ${name}`) }
  return Handrail.start({ ...options, ...more, callbacks })
}"""


def at_the_form(demo: Demo, clerk: Person, **more: object) -> None:
    """On the bank's form; its integrator started the SDK with ``more``; the walkthrough asks its question."""
    clerk.page.goto(demo.app + "/transfer")
    wait_until("it has started", lambda: clerk.page.evaluate("window.Handrail?.diagnose().release ?? 0"))
    options = {"key": demo.key, "trust": demo.trust, "selfHostedUrl": demo.selfHostedUrl, "more": more}
    clerk.page.evaluate(ALLOWING, options)
    clerk.page.evaluate("Handrail.trigger('fill-it-in-for-me')")
    clerk.sees.wait("dialog", "Let us show you how")


def allow_in_the_tag(route: Route) -> None:
    """The bank's own page, whose tag lets content write into one field."""
    with urlopen(route.request.url) as answer:
        page, headers = answer.read().decode(), dict(answer.headers)
    assert page.count("data-key=") == 1
    body = page.replace("data-key=", 'data-allow-type="#payee" data-key=').encode()
    route.fulfill(body=body, headers={**headers, "Content-Length": str(len(body))})


def test_an_acting_step_made_in_the_form_acts_where_the_page_allows_it_and_is_refused_elsewhere(
    demo: Demo, person: NewPerson, playwright: Playwright
) -> None:
    with desk_of(demo, playwright) as desk:
        write_acting_steps(desk.edit("campaigns/new/"))
        desk.save()
        release = desk.publish("fill-it-in-for-me")
        read = "\n".join(desk.difference(release))
        assert "Stadtwerke Musterstadt" in read, "the approver reads what will be written"
        desk.approve(release)
        desk.wait_served(release)

    clerk = person(demo.origins)
    at_the_form(demo, clerk, allow={"type": "#payee"})
    payee = clerk.page.locator("#payee")
    assert payee.input_value() == ""
    clerk.sees.press("button", "Start")
    clerk.sees.wait("dialog", "Filled in")
    assert payee.input_value() == "Stadtwerke Musterstadt"
    assert clerk.is_unharmed()

    by_tag = person(demo.origins)
    by_tag.page.route(demo.app + "/transfer", allow_in_the_tag)
    by_tag.page.goto(demo.app + "/transfer")
    wait_until("it has started", lambda: by_tag.page.evaluate("window.Handrail?.diagnose().release ?? 0"))
    by_tag.page.evaluate("Handrail.trigger('fill-it-in-for-me')")
    by_tag.sees.press("button", "Start")
    by_tag.sees.wait("dialog", "Filled in")
    assert by_tag.page.locator("#payee").input_value() == "Stadtwerke Musterstadt"
    assert by_tag.is_unharmed()

    for more in ({}, {"allow": {"type": "#iban", "click": "#payee"}}):
        stranger = person(demo.origins)
        at_the_form(demo, stranger, **more)
        stranger.sees.press("button", "Start")
        wait_until(
            "the refusal is told", lambda page=stranger.page: "error sdk.deed-not-allowed" in page.evaluate("told")
        )
        assert stranger.page.locator("#payee").input_value() == ""
        assert not stranger.sees.find("dialog", "Filled in")
        assert stranger.is_unharmed()
