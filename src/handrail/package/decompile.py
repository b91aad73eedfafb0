"""A flat program back to a rule tree, so that ``handrail package show`` can say it in words.

Programs are short-circuit code: two neighbours of which only the first leads to the second, and which share an exit,
are one and/or. Joining neighbours until one node is left gives the tree back. A program that does not come down to
one node (nobody's compiler makes such) has no tree.
"""

from dataclasses import dataclass
from typing import cast

Tree = dict[str, object]

_YES, _NO = -1, -2
_ALWAYS: Tree = {"all": []}
_NEVER: Tree = {"any": []}


@dataclass
class _Node:
    rule: Tree
    yes: int
    no: int


def decompile(program: dict[str, object]) -> Tree | None:
    """The rule tree of a program, as plain authored JSON; None when it has none.

    Args:
        program: ``{"variable","operator","value","yes","no"}``, five lists of one length.
    """
    nodes = _nodes(program)
    if nodes is None:
        return None
    start = _skip_constants(nodes)
    if start < 0:
        return _ALWAYS if start == _YES else _NEVER
    for node in nodes.values():
        if node.yes == _NO or node.no == _YES:
            # Said the way round that leads to yes: "not seen" reads better than a negated group.
            node.rule, node.yes, node.no = _negated(node.rule), node.no, node.yes
    while len(nodes) > 1:
        if not _join_one(nodes, start):
            return None
    last = nodes.get(start)
    if last is None:
        return None
    if (last.yes, last.no) == (_YES, _NO):
        return last.rule
    return _negated(last.rule) if (last.yes, last.no) == (_NO, _YES) else None


def _nodes(program: dict[str, object]) -> dict[int, _Node] | None:
    columns = [program.get(name) for name in ("variable", "operator", "value", "yes", "no")]
    if not all(isinstance(column, list) for column in columns):
        return None
    rows = list(zip(*cast(list[list[object]], columns), strict=False))
    nodes: dict[int, _Node] = {}
    for at, (variable, operator, value, yes, no) in enumerate(rows):
        name, _, argument = str(variable).partition(":")
        rule: Tree = {"variable": name, "operator": operator}
        if argument:
            rule["argument"] = argument
        if value is not None:
            rule["value"] = value
        exits = [each for each in (yes, no) if isinstance(each, int) and (each in (_YES, _NO) or at < each < len(rows))]
        if len(exits) != 2:
            return None
        nodes[at] = _Node(rule, exits[0], exits[1])
    return nodes


def _skip_constants(nodes: dict[int, _Node]) -> int:
    """Remove nodes that lead to one place whatever holds, and nodes that nothing leads to; returns the first node."""
    start = 0 if nodes else _YES
    for at in sorted(nodes, reverse=True):
        if nodes[at].yes == nodes[at].no:
            to = nodes.pop(at).yes
            for node in nodes.values():
                node.yes = to if node.yes == at else node.yes
                node.no = to if node.no == at else node.no
            start = to if start == at else start
    reached = {start}
    for at in sorted(nodes):
        if at in reached:
            reached |= {nodes[at].yes, nodes[at].no}
    for at in [at for at in nodes if at not in reached]:
        del nodes[at]
    return start


def _join_one(nodes: dict[int, _Node], start: int) -> bool:
    """Join one pair of neighbours; False when there is none."""
    leading: dict[int, list[int]] = {}
    for at, node in nodes.items():
        leading.setdefault(node.yes, []).append(at)
        leading.setdefault(node.no, []).append(at)
    for after in sorted((at for at in nodes if at != start), reverse=True):
        first = leading.get(after, [])
        if len(first) != 1:
            continue
        before, node = nodes[first[0]], nodes[after]
        joined = _joined(before, node, after)
        if joined is not None:
            nodes[first[0]] = joined
            del nodes[after]
            return True
    return False


def _joined(one: _Node, two: _Node, at: int) -> _Node | None:
    if one.yes == at and one.no == two.no:
        return _Node(_group("all", one.rule, two.rule), two.yes, two.no)
    if one.no == at and one.yes == two.yes:
        return _Node(_group("any", one.rule, two.rule), two.yes, two.no)
    if one.no == at and one.yes == two.no:
        return _Node(_group("all", _negated(one.rule), two.rule), two.yes, two.no)
    if one.yes == at and one.no == two.yes:
        return _Node(_group("any", _negated(one.rule), two.rule), two.yes, two.no)
    return None


def _negated(rule: Tree) -> Tree:
    return cast(Tree, rule["not"]) if "not" in rule else {"not": rule}


def _group(word: str, one: Tree, two: Tree) -> Tree:
    """And of ands is one and."""
    parts: list[Tree] = []
    for rule in (one, two):
        parts += cast(list[Tree], rule[word]) if word in rule else [rule]
    return {word: parts}
