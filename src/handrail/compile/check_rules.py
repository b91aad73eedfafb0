"""Checks of rules: operators that fit the attribute's declared type, and no rule that asks about itself."""

from collections.abc import Iterator

from handrail.compile.problem import Problem
from handrail.schema.authored.application import ApplicationContent
from handrail.schema.authored.references import ARGUMENT_KINDS, INSIDE_KINDS, Kind, conditions, place, rules_of
from handrail.schema.authored.rules import Condition
from handrail.schema.authored.survey import Survey
from handrail.schema.authored.variables import OPERATORS_OF

_EXPECTED: dict[str, type | tuple[type, ...]] = {"text": str, "number": (int, float), "truth": bool, "date": str}
_Asks = dict[tuple[Kind, str], list[tuple[Kind, str]]]

_SET = ("isSet", "isNotSet")
_TYPE_OF = {"text": "text", "number": "number", "truth": "truth", "date": "time"}


def check_rules(content: ApplicationContent) -> Iterator[Problem]:
    """Conditions on attributes against the attribute's type; answers are asked about only inside their campaign."""
    types = {each.name: each.type for each in content.attributes}
    answers = dict(_answers(content))
    for kind, key, field, rule in rules_of(content):
        for path, condition in conditions(rule, *field):
            if condition.variable in INSIDE_KINDS and field[0] != "content":
                yield Problem("error", "rule.inside-only", place(kind, key, *path), {"id": condition.argument or ""})
            declared: str | None = None
            if condition.variable == "attribute":
                declared = types.get(condition.argument or "")
            elif condition.variable == "answer" and field[0] == "content":
                declared = answers.get((key, condition.argument or ""))
            if declared is None or _fits(condition, declared):
                continue
            params = {"id": condition.argument or "", "operator": condition.operator, "type": declared}
            code = "rule.answer-type" if condition.variable == "answer" else "rule.type"
            yield Problem("error", code, place(kind, key, *path), params)


def _answers(content: ApplicationContent) -> Iterator[tuple[tuple[str, str], str]]:
    """(campaign, question) → type of its answer; several choices are one text, with spaces between."""
    for campaign in content.campaigns:
        if isinstance(campaign.content, Survey):
            for page in campaign.content.pages:
                for each in page.questions:
                    yield (campaign.id, each.id), "number" if each.question in ("nps", "rating") else "text"


def _fits(condition: Condition, declared: str) -> bool:
    if condition.operator in _SET:
        return True
    known = next(operators for name, operators in OPERATORS_OF.items() if name == _TYPE_OF[declared])
    if condition.operator not in known:
        return False
    if condition.operator == "withinLastDays" or declared == "truth":
        return True
    values = condition.value if isinstance(condition.value, list) else [condition.value]
    return all(isinstance(v, _EXPECTED[declared]) and not isinstance(v, bool) for v in values)


def check_cycles(content: ApplicationContent) -> Iterator[Problem]:
    """Segments and screens whose rules lead back to themselves."""
    asks: _Asks = {}
    for kind, key, field, rule in rules_of(content):
        if kind in ("segment", "screen"):
            asks[kind, key] = [
                (ARGUMENT_KINDS[condition.variable], condition.argument or "")
                for _, condition in conditions(rule, *field)
                if condition.variable in ("segment", "screen")
            ]
    for kind, key in sorted(asks):
        if _reaches(asks, (kind, key)):
            where = place(kind, key, "rule")
            yield Problem("error", "rule.cycle", where, {"kind": kind, "id": key})


def _reaches(asks: _Asks, start: tuple[Kind, str]) -> bool:
    """Whether a rule asks about its own thing, directly or through others."""
    seen: set[tuple[Kind, str]] = set()
    waiting = list(asks[start])
    while waiting:
        each = waiting.pop()
        if each == start:
            return True
        if each not in seen:
            seen.add(each)
            waiting += asks.get(each, [])
    return False
