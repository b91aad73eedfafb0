"""Rules as sentences: "Country is one of DE, AT and session number is at least 3"."""

import re

from handrail.compile.names import Names
from handrail.compile.wording import Said, Speech, join, knows, quoted, say
from handrail.schema.authored.rules import All, Condition, Not, Rule
from handrail.schema.authored.variables import VARIABLES
from handrail.schema.base import JsonScalar

_ARGUMENT_KIND = {
    "screen": "screen",
    "segment": "segment",
    "elementPresent": "element",
    "elementVisible": "element",
    "elementHasValue": "element",
    "elementText": "element",
    "elementValue": "element",
    "campaignSeen": "campaign",
    "campaignClicked": "campaign",
    "campaignCompleted": "campaign",
}
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/+-]*\Z")
_FREE_TEXT = frozenset(
    {
        "attribute",
        "userId",
        "url",
        "path",
        "query",
        "fragment",
        "referrer",
        "pageTitle",
        "elementText",
        "elementValue",
        "answer",
        "returned",
    }
)


def say_rule(rule: Rule | None, names: Names) -> Said:
    """A rule in both languages, beginning with a capital letter."""
    said = say("rule.everybody") if rule is None else _say(rule, names, inner=False)
    return Said(said[:1].upper() + said[1:], said.german[:1].upper() + said.german[1:])


def rule_in_words(rule: Rule | None, names: Names | None = None, language: Speech = "en") -> str:
    """A rule as a sentence.

    Args:
        rule: None means everybody.
        names: names of the elements, segments and the like it speaks of; without them ids are shown.
        language: of the sentence.
    """
    return say_rule(rule, names or Names()).in_(language)


def _say(rule: Rule, names: Names, *, inner: bool) -> Said:
    if isinstance(rule, Condition):
        return _condition(rule, names)
    if isinstance(rule, Not):
        return say("not", part=_say(rule.not_, names, inner=False))
    parts = rule.all if isinstance(rule, All) else rule.any
    if not parts:
        return say("rule.always" if isinstance(rule, All) else "rule.never")
    if len(parts) == 1:
        return _say(parts[0], names, inner=inner)
    word = say("and" if isinstance(rule, All) else "or")
    said = join([_say(part, names, inner=True) for part in parts], Said(f" {word} ", f" {word.german} "))
    return Said(f"({said})", f"({said.german})") if inner else said


def _condition(condition: Condition, names: Names) -> Said:
    variable, operator = condition.variable, condition.operator
    argument = Said("")
    if condition.argument is not None:
        kind = _ARGUMENT_KIND.get(variable)
        argument = names.quoted(kind, condition.argument) if kind else quoted(condition.argument)
    if VARIABLES[variable].type == "truth" and knows(f"truth.{variable}.{operator}"):
        return say(f"truth.{variable}.{operator}", argument=argument)
    subject = say(f"variable.{variable}", argument=argument)
    value = condition.value
    if operator == "between" and isinstance(value, list):
        return say(
            f"operator.{operator}",
            variable=subject,
            first=_value(variable, value[0]),
            last=_value(variable, value[1]),
        )
    values = value if isinstance(value, list) else [value]
    said = join([_value(variable, each) for each in values]) if values else say("nothing")
    return say(f"operator.{operator}", variable=subject, value=said)


def _value(variable: str, value: JsonScalar) -> Said:
    if isinstance(value, bool):
        return say("yes" if value else "no")
    if variable == "weekday" and knows(f"weekday.{value}"):
        return say(f"weekday.{value}")
    if isinstance(value, str) and (variable in _FREE_TEXT or not _PLAIN.match(value)):
        return quoted(value)
    return Said(str(value))
