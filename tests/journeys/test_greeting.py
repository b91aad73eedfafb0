"""A clerk opens the bank and is greeted, in her language, by the customer's own servers only."""

from journeys.conftest import Demo, NewPerson, Person, origin_of

GREETING = "Welcome to your new online banking"
GERMAN_GREETING = "Willkommen in Ihrem neuen Online-Banking"


def test_a_first_visit_is_greeted_and_asks_nobody_but_bank_and_content_server(demo: Demo, end_user: Person) -> None:
    end_user.page.goto(demo.app)
    dialog = end_user.sees.wait("dialog", GREETING)
    assert dialog.properties.get("modal") is True
    assert end_user.sees.find("button", "Show me how")
    asked = set(end_user.egress.passed)
    assert asked <= demo.origins
    assert asked >= {origin_of(demo.app), origin_of(demo.selfHostedUrl)}
    assert origin_of(demo.console) not in end_user.egress.refused
    assert end_user.is_unharmed()


def test_the_greeting_speaks_german_to_who_speaks_german(demo: Demo, person: NewPerson) -> None:
    clerk = person(demo.origins, locale="de-AT")
    clerk.page.goto(demo.app)
    clerk.sees.wait("dialog", GERMAN_GREETING)
    clerk.sees.press("button", "Jetzt nicht")
    clerk.sees.wait_gone("dialog", GERMAN_GREETING)
    assert clerk.is_unharmed()


def test_closed_with_the_keyboard_it_gives_the_focus_back_and_stays_away_for_the_session(
    demo: Demo, end_user: Person
) -> None:
    end_user.page.goto(demo.app)
    end_user.sees.wait("dialog", GREETING)
    end_user.page.keyboard.press("Escape")
    end_user.sees.wait_gone("dialog", GREETING)
    end_user.page.goto(demo.app + "/payments")
    end_user.page.goto(demo.app)
    end_user.page.wait_for_load_state("networkidle")
    end_user.page.wait_for_timeout(1000)
    assert not end_user.sees.find("dialog", GREETING)
    assert end_user.is_unharmed()


def test_on_a_phone_in_the_dark_it_fits(demo: Demo, person: NewPerson) -> None:
    clerk = person(
        demo.origins,
        viewport={"width": 360, "height": 640},
        color_scheme="dark",
    )
    clerk.page.goto(demo.app)
    dialog = clerk.sees.wait("dialog", GREETING)
    x, y = clerk.sees.middle(dialog)
    assert 0 < x < 360
    assert 0 < y < 640
    assert clerk.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert clerk.is_unharmed()
