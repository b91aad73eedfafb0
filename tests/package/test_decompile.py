"""Every golden rule comes back from its program as a tree of the same program, and can be said in words."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from handrail.compile.rules import compile_rule, rule_in_words
from handrail.package.decompile import decompile
from handrail.package.describe import say_program
from handrail.schema.authored.rules import Rule

RULE: TypeAdapter[Rule] = TypeAdapter(Rule)
CASES = [
    case
    for path in sorted((Path(__file__).parents[1] / "golden/rules").glob("*.json"))
    for case in json.loads(path.read_text())
    if "rule" in case
]
LISTS = json.loads((Path(__file__).parents[1] / "golden/rules/user-lists.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_golden_program_comes_back_as_a_rule_of_the_same_program(case: dict[str, Any]) -> None:
    tree = decompile(case["program"])
    assert tree is not None
    rule = RULE.validate_python(tree)
    again = compile_rule(rule).model_dump(mode="json")
    assert again == case["program"]
    assert rule_in_words(rule)


@pytest.mark.parametrize("case", LISTS, ids=[case["name"] for case in LISTS])
def test_of_a_list_of_users_their_number_is_said_and_no_hash(case: dict[str, Any]) -> None:
    said = say_program(case["program"])
    assert not any(each in said for each in case["program"]["value"][0])
    never = case["segment"].get("rule") == {"any": []}
    assert said.startswith("one of 4 listed users, and: ") is not never
    if "rule" in case["segment"] and not never:
        assert said.endswith(rule_in_words(RULE.validate_python(case["segment"]["rule"])))


def test_the_words_of_a_program() -> None:
    rule = {
        "all": [
            {"variable": "country", "operator": "oneOf", "value": ["DE", "AT"]},
            {"any": [
                {"variable": "sessionNumber", "operator": "atLeast", "value": 3},
                {"not": {"variable": "campaignSeen", "argument": "welcome", "operator": "isTrue"}},
            ]},
        ]
    }  # fmt: skip
    program = compile_rule(RULE.validate_python(rule)).model_dump(mode="json")
    assert decompile(program) == rule


@pytest.mark.parametrize(
    "program",
    [
        {},
        {"variable": "x"},
        {"variable": ["a"], "operator": ["isSet"], "value": [None], "yes": [0], "no": [-2]},
        {"variable": ["a"], "operator": ["isSet"], "value": [None], "yes": ["x"], "no": [-2]},
        {"variable": ["a"], "operator": ["isSet"], "value": [None], "yes": [5], "no": [-2]},
    ],
)
def test_a_program_that_is_none_has_no_tree(program: dict[str, object]) -> None:
    assert decompile(program) is None
