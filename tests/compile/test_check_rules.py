"""Rules fit their attributes and never lead back to themselves."""

from typing import Any

import pytest

from compile.sample import sample_data
from handrail.compile.check_rules import check_cycles, check_rules
from handrail.schema.authored.application import ApplicationContent


def _content(kind: str, operator: str, value: object = None) -> ApplicationContent:
    data = sample_data()
    data["attributes"][0]["type"] = kind
    rule = {"variable": "attribute", "argument": "plan", "operator": operator}
    data["segments"][0]["rule"] = rule if value is None else {**rule, "value": value}
    return ApplicationContent.model_validate(data)


@pytest.mark.parametrize(
    ("kind", "operator", "value", "fits"),
    [
        ("text", "contains", "x", True),
        ("text", "oneOf", ["a", "b"], True),
        ("text", "oneOf", ["a", 1], False),
        ("text", "atLeast", 3, False),
        ("number", "between", [1, 2.5], True),
        ("number", "between", [1, "2"], False),
        ("number", "equals", True, False),
        ("number", "startsWith", "1", False),
        ("truth", "isTrue", None, True),
        ("truth", "equals", "true", False),
        ("truth", "isNotSet", None, True),
        ("date", "before", "2026-01-01", True),
        ("date", "withinLastDays", 3, True),
        ("date", "isSet", None, True),
        ("date", "contains", "2026", False),
    ],
)
def test_operators_fit_the_declared_type(kind: str, operator: str, value: object, fits: bool) -> None:
    assert (list(check_rules(_content(kind, operator, value))) == []) is fits


def _segments(**asks: str) -> ApplicationContent:
    data: dict[str, Any] = sample_data()
    data["segments"] = [
        {"id": key, "name": key, "rule": {"variable": "segment", "argument": asked, "operator": "isTrue"}}
        for key, asked in asks.items()
    ]
    return ApplicationContent.model_validate(data)


def test_a_circle_is_found_at_each_of_its_parts_and_only_there() -> None:
    found = list(check_cycles(_segments(a="b", b="c", c="a", d="a", e="gone")))
    assert [problem.where for problem in found] == [f"segments/{key}.yaml: rule" for key in "abc"]


def test_a_long_chain_is_no_circle() -> None:
    names = [f"s{n}" for n in range(300)]
    chain = dict(zip(names, [*names[1:], "end"], strict=True))
    assert list(check_cycles(_segments(**chain))) == []


@pytest.mark.parametrize(
    ("question", "operator", "value", "fits"),
    [
        ("would", "atLeast", 9, True),
        ("would", "equals", "9", False),
        ("why", "equals", "slow", True),
        ("why", "atMost", 3, False),
        ("why", "isNotSet", None, True),
    ],
)
def test_operators_fit_what_a_question_is_answered_with(
    question: str, operator: str, value: object, fits: bool
) -> None:
    data = sample_data()
    survey = next(each for each in data["campaigns"] if each["id"] == "opinion")
    rule = {"variable": "answer", "argument": question, "operator": operator}
    survey["content"]["pages"][0]["jumps"][0]["rule"] = rule if value is None else {**rule, "value": value}
    found = [each.code for each in check_rules(ApplicationContent.model_validate(data))]
    assert found == ([] if fits else ["rule.answer-type"])
