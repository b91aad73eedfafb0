"""Rules read as sentences in English and German."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from compile.sample import sample
from handrail.compile.names import Names
from handrail.compile.rules import rule_in_words
from handrail.compile.wording import knows
from handrail.schema.authored.rules import Condition, Rule
from handrail.schema.authored.variables import OPERATORS_OF, VARIABLES

_RULE: TypeAdapter[Rule] = TypeAdapter(Rule)
_AUDIENCE = {
    "all": [
        {"variable": "country", "operator": "oneOf", "value": ["DE", "AT"]},
        {"variable": "sessionNumber", "operator": "atLeast", "value": 3},
        {
            "any": [
                {"variable": "elementVisible", "argument": "send", "operator": "isTrue"},
                {"not": {"variable": "segment", "argument": "clerks", "operator": "isTrue"}},
            ]
        },
    ]
}


def test_an_audience_reads_in_english() -> None:
    assert rule_in_words(_RULE.validate_python(_AUDIENCE), Names.of(sample())) == (
        "Country is one of DE, AT and session number is at least 3 and "
        '(element "Send" is visible or not (user is in segment "Clerks"))'
    )


def test_an_audience_reads_in_german() -> None:
    assert rule_in_words(_RULE.validate_python(_AUDIENCE), Names.of(sample()), "de") == (
        "Land ist eines von DE, AT und Sitzungsnummer ist mindestens 3 und "
        "(Element „Send“ ist sichtbar oder nicht (Benutzer gehört zum Segment „Clerks“))"
    )


def test_no_rule_means_everybody() -> None:
    assert rule_in_words(None) == "Everybody"
    assert rule_in_words(None, language="de") == "Alle"


@pytest.mark.parametrize(
    ("variable", "operator"), [(v, o) for v, spec in VARIABLES.items() for o in OPERATORS_OF[spec.type]]
)
def test_every_variable_and_operator_has_words(variable: str, operator: str) -> None:
    assert knows(f"truth.{variable}.{operator}") or (knows(f"variable.{variable}") and knows(f"operator.{operator}"))


@given(st.text(min_size=1, max_size=30))
def test_values_are_shown_so_that_nothing_hides(value: str) -> None:
    said = rule_in_words(Condition(variable="path", operator="equals", value=value))
    assert said.isprintable() or "\u00ad" in said
    assert said.startswith('Path is "')
    assert not said.startswith(("{", "["))
