"""Rules: and/or/not trees of variable, operator, value. Python validates and compiles them, the SDK evaluates."""

from __future__ import annotations

import re
from typing import Annotated, NamedTuple

from pydantic import Discriminator, Field, Tag, model_validator

from handrail.schema.authored.user_ids import UserIds
from handrail.schema.authored.variables import OPERATORS_OF, VARIABLES, Operator, VariableName, VariableType
from handrail.schema.base import AuthoredModel, JsonScalar, Slug

_LARGEST = 2**53 - 1


class _Form(NamedTuple):
    """How a compared text must look, and how to say so."""

    pattern: str
    like: str


_DATE = _Form(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z", "a day such as 2026-11-25")
_FORMS = {
    "date": _DATE,
    "timeOfDay": _Form(r"([01][0-9]|2[0-3]):[0-5][0-9]\Z", "a time such as 08:30"),
    "version": _Form(r"[0-9]{1,9}(\.[0-9]{1,9}){0,3}\Z", "a version such as 2.10"),
}


class All(AuthoredModel):
    """True when every part is true; an empty list is true."""

    all: Annotated[list[Rule], Field(max_length=64)]


class Any(AuthoredModel):
    """True when at least one part is true; an empty list is false."""

    any: Annotated[list[Rule], Field(max_length=64)]


class Not(AuthoredModel):
    """True when the part is false. A missing value makes its *condition* false, hence its negation true."""

    not_: Annotated[Rule, Field(alias="not")]


class Condition(AuthoredModel):
    """One comparison, e.g. ``{variable: attribute, argument: plan, operator: equals, value: gold}``."""

    variable: VariableName
    argument: Annotated[str, Field(max_length=128)] | None = None
    """What the variable is asked about: an attribute's name, an element's, segment's, screen's or campaign's id."""
    operator: Operator
    value: JsonScalar | Annotated[list[JsonScalar], Field(max_length=1000)] = None
    """One value; a list for oneOf/noneOf/between; absent for isSet, isNotSet, isTrue, isFalse."""

    @model_validator(mode="after")
    def _fits(self) -> Condition:
        spec = VARIABLES[self.variable]
        if spec.needs_argument != (self.argument is not None):
            need = "needs" if spec.needs_argument else "takes no"
            raise ValueError(f"the variable {self.variable} {need} argument")
        if self.operator not in OPERATORS_OF[spec.type]:
            known = ", ".join(OPERATORS_OF[spec.type])
            raise ValueError(f"the variable {self.variable} knows the operators {known}, not {self.operator}")
        self._check_value(spec.type)
        return self

    def _check_value(self, kind: VariableType) -> None:
        if self.operator in ("isSet", "isNotSet", "isTrue", "isFalse"):
            if self.value is not None:
                raise ValueError(f"the operator {self.operator} takes no value")
            return
        is_list = isinstance(self.value, list)
        if is_list != (self.operator in ("oneOf", "noneOf", "between")):
            raise ValueError(f"the operator {self.operator} takes {'one value' if is_list else 'a list of values'}")
        values = self.value if isinstance(self.value, list) else [self.value]
        if self.operator == "between" and len(values) != 2:
            raise ValueError("between takes two values")
        for value in values:
            self._check_one(kind, value)

    def _check_one(self, kind: VariableType, value: JsonScalar) -> None:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if isinstance(value, int | float) and abs(value) > _LARGEST:
            raise ValueError("a number lies between -9007199254740991 and 9007199254740991")
        if self.operator == "withinLastDays":
            if not (isinstance(value, int) and is_number and 0 <= value <= 36_500):
                raise ValueError("withinLastDays takes a whole number of days from 0 to 36500")
            return
        if value is None:
            raise ValueError(f"the operator {self.operator} needs a value")
        if kind == "number" and not is_number:
            raise ValueError(f"the variable {self.variable} is compared with numbers")
        if kind in ("text", "version", "time") and not isinstance(value, str):
            raise ValueError(f"the variable {self.variable} is compared with text")
        form = _FORMS.get(self.variable, _FORMS.get(kind))
        if form is not None and isinstance(value, str) and not re.match(form.pattern, value):
            raise ValueError(f"the variable {self.variable} is compared with {form.like}, not with {value!r}")
        if self.operator in ("before", "after") and kind == "any" and not re.match(_DATE.pattern, str(value)):
            raise ValueError(f"the operator {self.operator} takes {_DATE.like}, not {value!r}")


def _shape(value: object) -> str:
    """Which of the four shapes a tree has, so that an error speaks of that one alone."""
    fields = value if isinstance(value, dict) else getattr(value, "__dict__", {})
    return next((name for name in ("all", "any", "not") if name in fields or f"{name}_" in fields), "condition")


Rule = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[Any, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Condition, Tag("condition")],
    Discriminator(_shape),
]
"""``{all: […]}``, ``{any: […]}``, ``{not: …}`` or a condition."""


class Segment(AuthoredModel):
    """A named audience: a rule, a list of user ids, or both, and then both must hold."""

    id: Slug
    name: Annotated[str, Field(min_length=1, max_length=120)]
    rule: Rule
    """May be left out where there are user ids."""
    user_ids: UserIds | None = None
    """Only keyed hashes of them reach end users' pages."""

    @model_validator(mode="before")
    @classmethod
    def _everybody_listed(cls, data: object) -> object:
        if isinstance(data, dict) and data.get("rule") is None and (data.get("userIds") or data.get("user_ids")):
            return {**data, "rule": {"all": []}}
        return data


for _model in (All, Any, Not):
    _model.model_rebuild()
