"""Rule trees → flat branch programs.

Every condition becomes one node; ``all``, ``any`` and ``not`` only decide where its two branches lead, so the
program is as long as the tree has conditions and every branch leads forward: running it always ends. A missing
value makes its condition false, and a negation swaps branches: ``not`` of a condition on a missing value is true.
"""

from handrail.compile.rule_words import rule_in_words
from handrail.compile.text_hash import keyed_hash
from handrail.schema.authored.rules import All, Any, Condition, Not, Rule, Segment
from handrail.schema.authored.variables import Operator
from handrail.schema.base import JsonScalar
from handrail.schema.wire.program import FALSE, TRUE, Program

__all__ = ["compile_rule", "compile_segment", "rule_in_words"]

_Value = JsonScalar | list[JsonScalar]
_NEVER = Condition(variable="sessionNumber", operator="isSet")


def compile_rule(rule: Rule | None) -> Program:
    """Compile a rule; None (everybody) and rules that are always true become the program without nodes."""
    builder = _Builder()
    folded = True if rule is None else _fold(rule)
    if folded is False:
        builder.emit_never()
    elif folded is not True:
        builder.emit(folded, TRUE, FALSE)
    return builder.program()


USER_HASH_DIGITS = 10
"""Hexadecimal digits of a listed user's hash, 40 bits: one of 220 million strangers is taken for one of 5,000."""


def compile_segment(segment: Segment, application: str) -> Program:
    """Compile a segment: its rule, and before it whether the user is listed, where it has a list.

    Args:
        segment: as authored.
        application: the application's key, which keys the hashes.
    """
    program = compile_rule(segment.rule)
    if segment.user_ids is None:
        return program
    hashes = {keyed_hash(application, each)[:USER_HASH_DIGITS] for each in segment.user_ids}
    listed: list[JsonScalar] = [*sorted(hashes)]
    return Program(
        variable=["userHash", *program.variable],
        operator=["oneOf", *program.operator],
        value=[listed, *program.value],
        yes=[1 if program.variable else TRUE, *(each + 1 if each >= 0 else each for each in program.yes)],
        no=[FALSE, *(each + 1 if each >= 0 else each for each in program.no)],
    )


def _fold(rule: Rule) -> Rule | bool:
    """Take out what is always true or false (empty lists), so that only conditions remain as leaves."""
    if isinstance(rule, Condition):
        return rule
    if isinstance(rule, Not):
        part = _fold(rule.not_)
        return not part if isinstance(part, bool) else Not(not_=part)
    is_all = isinstance(rule, All)
    kept: list[Rule] = []
    for each in rule.all if isinstance(rule, All) else rule.any:
        part = _fold(each)
        if isinstance(part, bool):
            if part is not is_all:
                return part
        else:
            kept.append(part)
    if not kept:
        return is_all
    if len(kept) == 1:
        return kept[0]
    return All(all=kept) if is_all else Any(any=kept)


class _Builder:
    """Emits nodes in order. Targets below -2 are labels that are placed later, always after their users."""

    def __init__(self) -> None:
        self._nodes: list[tuple[str, Operator, _Value]] = []
        self._yes: list[int] = []
        self._no: list[int] = []
        self._next_label = -3
        self._placed: dict[int, int] = {}

    def emit(self, rule: Rule, yes: int, no: int) -> None:
        """Emit ``rule`` so that it goes on at ``yes`` or ``no`` (a label, TRUE or FALSE)."""
        if isinstance(rule, Condition):
            self._condition(rule, yes, no)
        elif isinstance(rule, Not):
            self.emit(rule.not_, no, yes)
        else:
            is_all = isinstance(rule, All)
            parts = rule.all if isinstance(rule, All) else rule.any
            for part in parts[:-1]:
                after = self._label()
                self.emit(part, after if is_all else yes, no if is_all else after)
                self._placed[after] = len(self._nodes)
            self.emit(parts[-1], yes, no)

    def emit_never(self) -> None:
        """Emit the shortest program that is false."""
        self._node(_NEVER.variable, _NEVER.operator, None, FALSE, FALSE)

    def _condition(self, condition: Condition, yes: int, no: int) -> None:
        variable = condition.variable
        name = variable if condition.argument is None else f"{variable}:{condition.argument}"
        value = condition.value
        if variable == "timeOfDay" and condition.operator == "between" and isinstance(value, list):
            first, last = value
            if isinstance(first, str) and isinstance(last, str) and first > last:
                # Over midnight: not (after the last and before the first).
                self._node(name, "after", last, len(self._nodes) + 1, yes)
                self._node(name, "before", first, no, yes)
                return
        self._node(name, condition.operator, value, yes, no)

    def _node(self, name: str, operator: Operator, value: _Value, yes: int, no: int) -> None:
        self._nodes.append((name, operator, value))
        self._yes.append(yes)
        self._no.append(no)

    def _label(self) -> int:
        self._next_label -= 1
        return self._next_label + 1

    def program(self) -> Program:
        """The finished program, labels replaced by node numbers."""
        return Program(
            variable=[name for name, _, _ in self._nodes],
            operator=[operator for _, operator, _ in self._nodes],
            value=[value for _, _, value in self._nodes],
            yes=[self._placed.get(t, t) for t in self._yes],
            no=[self._placed.get(t, t) for t in self._no],
        )
