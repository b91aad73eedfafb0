"""Actions, triggers and the like read as words; links are told by where they lead."""

import pytest
from pydantic import TypeAdapter

from compile.sample import sample
from handrail.compile.names import Names
from handrail.compile.value_words import foreign_origin, say_actions, say_advances, say_frequency, say_trigger
from handrail.schema.authored.actions import Action
from handrail.schema.authored.campaign import Frequency, Trigger
from handrail.schema.authored.walkthrough import Advance

_NAMES = Names.of(sample())
_ACTIONS: TypeAdapter[list[Action]] = TypeAdapter(list[Action])
_ADVANCES: TypeAdapter[list[Advance]] = TypeAdapter(list[Advance])
_TRIGGER: TypeAdapter[Trigger] = TypeAdapter(Trigger)


def test_every_action_has_words() -> None:
    actions = _ACTIONS.validate_python(
        [
            {"do": "close"},
            {"do": "never"},
            {"do": "next"},
            {"do": "back"},
            {"do": "goToStep", "step": "open"},
            {"do": "openLink", "link": "/help"},
            {"do": "openLink", "link": "/help", "newTab": True},
            {"do": "startCampaign", "campaign": "welcome"},
            {"do": "startCampaign", "campaign": "first-transfer", "step": "send"},
            {"do": "sendEvent", "event": "paid"},
            {"do": "returnValue", "value": "yes"},
            {"do": "snooze", "minutes": 5},
        ]
    )
    said = say_actions(actions, _NAMES, "first-transfer")
    assert said.split("; ") == [
        "close",
        "never show again",
        "go to the next step",
        "go back",
        'go to step "Amount"',
        'open "/help"',
        'open "/help" in a new tab',
        'start campaign "Welcome"',
        'start campaign "First transfer" at step "send"',
        'send event "paid"',
        'hand the value "yes" to the page',
        "pause for 5 minutes",
    ]
    assert said.german.startswith("schließen; nie wieder zeigen; ")


def test_what_moves_a_step_on_has_words() -> None:
    advances = _ADVANCES.validate_python(
        [
            {"on": "elementClick", "element": "send"},
            {"on": "elementAppears"},
            {"on": "pageChange"},
            {"on": "timeout", "seconds": 3},
        ]
    )
    assert say_advances(advances, _NAMES) == (
        'a click on element "Send" or the element appearing or a change of page or 3 seconds passing'
    )


def test_triggers_have_words_also_odd_ones() -> None:
    assert say_trigger(_TRIGGER.validate_python({"on": "static"}), _NAMES) == "as soon as the audience rule is true"
    odd = _TRIGGER.validate_python({"on": "pageView", "event": "paid", "element": "send"})
    assert say_trigger(odd, _NAMES) == 'when a page is viewed, "paid", "Send"'


def test_frequencies_have_words() -> None:
    waits = Frequency(often="onceThenWait", wait=3, unit="weeks")
    assert say_frequency(waits).german == "einmal, dann wieder nach 3 Wochen"
    assert say_frequency(Frequency(often="always", wait=3)) == "always, 3"


@pytest.mark.parametrize(
    ("link", "origin"),
    [
        ("/path", None),
        ("mailto:a@b.example", None),
        ("https://own.example/x", None),
        ("HTTPS://OWN.example/x", None),
        ("https://other.example/x", "https://other.example"),
        ("https://own.example@evil.example/", "https://evil.example"),
        ("https://u@own.example/", "https://own.example"),
        ("https://own.example:8443/", "https://own.example:8443"),
        ("http://own.example/", "http://own.example"),
        ("https://[broken", "https://[broken"),
    ],
)
def test_links_to_other_origins_are_told(link: str, origin: str | None) -> None:
    assert foreign_origin(link, frozenset({"https://own.example"})) == origin
