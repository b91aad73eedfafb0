"""Rules as rows: groups (all or any of) of conditions, to any depth; what a person reads is the same in words.

Raw form of a group: ``{"join": "all"|"any", "negated": "true"|"", "rows": […]}``; of a condition:
``{"variable", "argument", "operator", "value", "negated"}``.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from handrail.schema.authored.application import ApplicationContent
from handrail.schema.authored.rules import All, Condition, Not, Rule
from handrail.schema.authored.variables import OPERATORS_OF, VARIABLES

_WITHOUT_VALUE: Final = ("isSet", "isNotSet", "isTrue", "isFalse")
_Types = Mapping[tuple[str, str], str]
"""(variable, what it is asked about) → declared type."""
_LISTS: Final = ("oneOf", "noneOf", "between")


def raw_from_rule(rule: Rule | None) -> dict[str, Any]:
    """The rows of a rule; None (everybody) is an empty group."""
    if rule is None:
        return {"join": "all", "negated": "", "rows": []}
    raw = _raw(rule)
    return raw if "rows" in raw else {"join": "all", "negated": "", "rows": [raw]}


def _raw(rule: Rule) -> dict[str, Any]:
    if isinstance(rule, Condition):
        return {
            "variable": rule.variable,
            "argument": rule.argument or "",
            "operator": rule.operator,
            "value": _shown(rule.value),
            "negated": "",
        }
    if isinstance(rule, Not):
        inner = _raw(rule.not_)
        if inner["negated"]:
            return {"join": "all", "negated": "true", "rows": [inner]}
        return {**inner, "negated": "true"}
    parts = rule.all if isinstance(rule, All) else rule.any
    return {
        "join": "all" if isinstance(rule, All) else "any",
        "negated": "",
        "rows": [_raw(part) for part in parts],
    }


def _shown(value: object) -> str:
    if isinstance(value, list):
        texts = [_shown(each) for each in value]
        return "\n".join(texts) if any("," in text for text in texts) else ", ".join(texts)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def rule_from_raw(raw: Mapping[str, Any], content: ApplicationContent, shown: object = None) -> dict[str, Any] | None:
    """The authored form (plain data, for the schema to validate); None where there is no condition at all.

    Args:
        raw: a group as posted.
        content: tells the declared types of attributes.
        shown: the raw content of the campaign that the rule stands in; tells which questions are answered by numbers.
    """
    types = {("attribute", each.name): each.type for each in content.attributes}
    found = _authored(raw, {**types, **{("answer", question): "number" for question in _numbers_in(shown)}})
    return found if found is not None and _has_condition(found) else None


def _numbers_in(shown: object) -> Iterator[str]:
    """Questions of a survey that are answered by a number."""
    for page in shown.get("pages") or [] if isinstance(shown, Mapping) else []:
        for question in page.get("questions") or []:
            if question.get("question") in ("nps", "rating"):
                yield str(question.get("id"))


def _has_condition(rule: Mapping[str, Any]) -> bool:
    if "not" in rule:
        return _has_condition(rule["not"])
    return "variable" in rule or any(_has_condition(each) for each in rule.get("all", rule.get("any", [])))


def _authored(raw: Mapping[str, Any], types: _Types) -> dict[str, Any] | None:
    rule: dict[str, Any]
    if "variable" in raw:
        rule = _condition(raw, types)
    else:
        rows = [_authored(each, types) for each in raw.get("rows") or [] if isinstance(each, Mapping)]
        parts = [each for each in rows if each is not None]
        # One condition needs no joining: so it also reads in content as code.
        rule = parts[0] if len(parts) == 1 else {"any" if raw.get("join") == "any" else "all": parts}
    return {"not": rule} if raw.get("negated") == "true" else rule


def _condition(raw: Mapping[str, Any], types: _Types) -> dict[str, Any]:
    variable, operator = str(raw["variable"]), str(raw.get("operator") or "")
    spec = VARIABLES.get(variable)
    operators = operators_of(variable)
    if operator not in operators:
        operator = operators[0]
    rule: dict[str, Any] = {"variable": variable, "operator": operator}
    argument = str(raw.get("argument") or "").strip()
    if spec is not None and spec.needs_argument:
        rule["argument"] = argument
    if operator in _WITHOUT_VALUE:
        return rule
    text = str(raw.get("value") or "")
    # What a function of the page returns has no declared type: what is written as a number is meant as one.
    number = spec is not None and (spec.type == "number" or types.get((variable, argument)) == "number")
    as_number = number or variable == "returned" or operator == "withinLastDays"
    if operator in _LISTS:
        parts = text.splitlines() if "\n" in text.strip() else text.split(",")
        rule["value"] = [_value(part.strip(), as_number) for part in parts if part.strip()]
    else:
        rule["value"] = _value(text.strip(), as_number)
    return rule


def _value(text: str, as_number: bool) -> str | int | float:
    """A number where one is asked for and written; else the text, which the schema then refuses in words."""
    if not as_number:
        return text
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


def operators_of(variable: str) -> tuple[str, ...]:
    """The operators that a variable knows."""
    spec = VARIABLES.get(variable)
    return OPERATORS_OF[spec.type] if spec is not None else OPERATORS_OF["text"]


def groups_in(raw: object, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every rule inside a raw part with its path, groups inside groups not by themselves; empty ones are none."""
    if isinstance(raw, list):
        for index, each in enumerate(raw):
            yield from groups_in(each, f"{path}.{index}")
    elif isinstance(raw, Mapping) and "join" in raw:
        if raw.get("rows"):
            yield path, raw
    elif isinstance(raw, Mapping):
        for key, each in raw.items():
            yield from groups_in(each, f"{path}.{key}")


def fresh_condition(_: object) -> dict[str, Any]:
    """A new row: on which page."""
    return {"variable": "path", "argument": "", "operator": "startsWith", "value": "", "negated": ""}


def fresh_group(_: object) -> dict[str, Any]:
    """A new group with one row."""
    return {"join": "any", "negated": "", "rows": [fresh_condition(None)]}
