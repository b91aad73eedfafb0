"""Rules are refused in words when a person writes one that cannot mean anything."""

import math

import pytest
from pydantic import TypeAdapter, ValidationError

from handrail.schema.authored.rules import Rule

_RULE: TypeAdapter[Rule] = TypeAdapter(Rule)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"variable": "userId", "argument": "x", "operator": "isSet"}, "takes no argument"),
        ({"variable": "attribute", "operator": "isSet"}, "needs an? ?argument|needs argument"),
        ({"variable": "country", "operator": "lessThan", "value": "DE"}, "knows the operators"),
        ({"variable": "country", "operator": "oneOf", "value": "DE"}, "takes a list"),
        ({"variable": "country", "operator": "equals", "value": ["DE"]}, "takes one value"),
        ({"variable": "country", "operator": "isSet", "value": "DE"}, "takes no value"),
        ({"variable": "country", "operator": "equals"}, "needs a value"),
        ({"variable": "country", "operator": "equals", "value": 3}, "compared with text"),
        ({"variable": "sessionNumber", "operator": "equals", "value": "3"}, "compared with numbers"),
        ({"variable": "sessionNumber", "operator": "equals", "value": True}, "compared with numbers"),
        ({"variable": "sessionNumber", "operator": "between", "value": [1, 2, 3]}, "two values"),
        ({"variable": "sessionNumber", "operator": "atLeast", "value": 2**60}, "lies between"),
        ({"variable": "sessionNumber", "operator": "atLeast", "value": math.inf}, "finite"),
        ({"variable": "date", "operator": "before", "value": "25.11.2026"}, "a day such as 2026-11-25"),
        ({"variable": "timeOfDay", "operator": "before", "value": "8:00"}, "a time such as 08:30"),
        ({"variable": "appVersion", "operator": "atLeast", "value": "v2"}, "a version such as 2.10"),
        ({"variable": "appVersion", "operator": "atLeast", "value": "٣"}, "a version such as 2.10"),
        ({"variable": "attribute", "argument": "a", "operator": "withinLastDays", "value": -1}, "whole number of days"),
        ({"variable": "attribute", "argument": "a", "operator": "before", "value": "soon"}, "a day such as"),
        ({"variable": "moon", "operator": "isSet"}, "attribute"),
        ({"all": [], "any": []}, "Extra inputs"),
    ],
)
def test_meaningless_conditions_are_refused(rule: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        _RULE.validate_python(rule)


def test_an_endless_nesting_is_refused() -> None:
    rule: dict[str, object] = {"variable": "userId", "operator": "isSet"}
    for _ in range(2000):
        rule = {"not": rule}
    with pytest.raises(ValidationError):
        _RULE.validate_python(rule)
