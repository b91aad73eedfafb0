"""Rules become flat branch programs that mean the same and always end."""

import json
from pathlib import Path
from typing import Any as AnyValue

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from handrail.compile.rules import compile_rule, compile_segment
from handrail.schema.authored.rules import All, Any, Condition, Not, Rule, Segment
from handrail.schema.wire.program import FALSE, TRUE, Program

_RULE: TypeAdapter[Rule] = TypeAdapter(Rule)
_GOLDEN = [
    case
    for file in sorted((Path(__file__).parents[1] / "golden" / "rules").glob("*.json"))
    for case in json.loads(file.read_text(encoding="utf-8"))
]
_ATOMS = st.sampled_from("abcdef").map(lambda n: Condition(variable="attribute", argument=n, operator="isTrue"))
_TREES = st.recursive(
    _ATOMS,
    lambda parts: (
        st.lists(parts, max_size=4).map(lambda p: All(all=p))
        | st.lists(parts, max_size=4).map(lambda p: Any(any=p))
        | parts.map(lambda p: Not(not_=p))
    ),
    max_leaves=20,
)


def _walk(program: Program, truths: set[str]) -> bool:
    """Follow the branches; a node is visited at most once, so this ends."""
    at = 0 if program.variable else TRUE
    while at >= 0:
        following = program.yes[at] if program.variable[at].removeprefix("attribute:") in truths else program.no[at]
        assert following < 0 or following > at
        at = following
    return at == TRUE


def _meaning(rule: Rule, truths: set[str]) -> bool:
    if isinstance(rule, All):
        return all(_meaning(part, truths) for part in rule.all)
    if isinstance(rule, Any):
        return any(_meaning(part, truths) for part in rule.any)
    if isinstance(rule, Not):
        return not _meaning(rule.not_, truths)
    return rule.argument in truths


@given(_TREES, st.sets(st.sampled_from("abcdef")))
def test_a_program_means_what_its_tree_means(rule: Rule, truths: set[str]) -> None:
    assert _walk(compile_rule(rule), truths) == _meaning(rule, truths)


@given(_TREES)
def test_programs_are_well_formed_and_lead_forward(rule: Rule) -> None:
    program = compile_rule(rule)
    size = len(program.variable)
    assert {len(program.operator), len(program.value), len(program.yes), len(program.no)} == {size}
    for node, targets in enumerate(zip(program.yes, program.no, strict=True)):
        assert all(target in (TRUE, FALSE) or node < target < size for target in targets)


def test_nobody_is_excluded_without_a_rule() -> None:
    assert compile_rule(None).variable == []


def test_there_are_enough_golden_cases_with_distinct_names() -> None:
    names = [case["name"] for case in _GOLDEN]
    assert len(names) >= 150
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", _GOLDEN, ids=lambda case: case["name"])
def test_golden_rules_compile_to_their_programs(case: dict[str, AnyValue]) -> None:
    if "segment" in case:
        segment = Segment.model_validate({"id": "listed", "name": "Listed", **case["segment"]})
        program = compile_segment(segment, "bank-7f3a")
    else:
        program = compile_rule(_RULE.validate_python(case["rule"]))
    assert json.loads(program.wire_json()) == case["program"]


def test_no_listed_id_is_in_its_program() -> None:
    ids = [f"client-{number}@bank.example" for number in range(3000)]
    segment = Segment.model_validate({"id": "x", "name": "x", "userIds": ids})
    written = compile_segment(segment, "bank-7f3a").wire_json()
    assert b"client" not in written
    assert b"bank.example" not in written
    assert len(written) < 3000 * 13 + 200
    (listed,) = json.loads(written)["value"]
    assert listed == sorted(listed)
    assert compile_segment(segment, "shop").value != compile_segment(segment, "bank-7f3a").value
