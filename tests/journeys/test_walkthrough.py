"""The walkthrough leads over three page loads, into a native modal dialog, and goes on after a reload."""

from journeys.conftest import Demo, NewPerson, Person


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
