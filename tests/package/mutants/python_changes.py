"""Every way of weakening or tightening one check of a Python module, one at a time: its source, changed by the AST.

A change is named by module, function and the two texts, so that the name outlives edits elsewhere in the module.
"""

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType

from package.mutants.pattern_changes import pattern_changes

OTHER_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.NotEq),
    ast.LtE: (ast.Lt, ast.Eq),
    ast.Gt: (ast.GtE, ast.NotEq),
    ast.GtE: (ast.Gt, ast.Eq),
    ast.Eq: (ast.NotEq, ast.LtE, ast.GtE),
    ast.NotEq: (ast.Eq, ast.Lt, ast.Gt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
OTHER_SUMS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
    ast.LShift: ast.RShift,
}
WORDING = frozenset({"bad", "_invalid"})
"""Makers of errors, beside the classes whose name ends in ``Error``: their words are no check."""

Owner = tuple[ast.AST, str, int | None]


@dataclass(frozen=True)
class Change:
    """One changed place.

    Attributes:
        name: ``function: old → new``, with ``#2`` and so on where it occurs again.
        line: of the original.
        compiled: gives the changed module.
    """

    name: str
    line: int
    compiled: Callable[[], CodeType]


@dataclass(frozen=True)
class _Site:
    function: str
    owner: Owner
    old: ast.AST
    new: ast.AST | None


def changes_of(source: str, left_out: frozenset[str]) -> list[Change]:
    """All changes of a module.

    Args:
        source: its text.
        left_out: functions and classes that judge nothing (they write or name things), by qualified name.
    """
    tree = ast.parse(source)
    seen: Counter[str] = Counter()
    found = []
    for site in _sites(tree, "", left_out):
        text = f"{_text(site.old)} → {_text(site.new) or 'nothing'}"
        name = f"{site.function or 'the module'}: {text}"
        seen[name] += 1
        if seen[name] > 1:
            name = f"{name} #{seen[name]}"
        found.append(Change(name, getattr(site.old, "lineno", 0), _compiler(tree, site)))
    return found


def _compiler(tree: ast.Module, site: _Site) -> Callable[[], CodeType]:
    def compiled() -> CodeType:
        holder, field, index = site.owner
        before = getattr(holder, field)
        new = ast.copy_location(ast.Pass() if site.new is None else site.new, site.old)
        ast.fix_missing_locations(new)
        if index is None:
            setattr(holder, field, new)
        else:
            items = list(before)
            items[index : index + 1] = [] if site.new is None and not isinstance(site.old, ast.stmt) else [new]
            setattr(holder, field, items)
        try:
            return compile(tree, "changed", "exec")
        finally:
            setattr(holder, field, before)

    return compiled


def _text(node: ast.AST | None) -> str:
    return " ".join(ast.unparse(node).split()) if node is not None else ""


def _sites(node: ast.AST, function: str, left_out: frozenset[str]) -> Iterator[_Site]:
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "type_params", "bases"):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if not isinstance(child, ast.AST) or _is_wording(child):
                continue
            inner = function
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                inner = f"{function}.{child.name}".lstrip(".")
                if inner in left_out:
                    continue
            if _is_type(node, field, index):
                continue
            owner: Owner = (node, field, index)
            for new in _news(child, node, field):
                yield _Site(function, owner, child, new)
            yield from _sites(child, inner, left_out)


def _is_wording(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return isinstance(node, ast.JoinedStr)
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    return name.endswith("Error") or name in WORDING


def _is_type(node: ast.AST, field: str, index: int | None) -> bool:
    """What the type checker alone reads: the type of a cast, the values of a Literal."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "cast" and field == "args" and index == 0
    return isinstance(node, ast.Subscript) and ast.unparse(node.value) in ("Literal", "Callable")


def _news(node: ast.AST, parent: ast.AST, field: str) -> Iterator[ast.AST | None]:
    """What may stand in a node's place; None: nothing."""
    if isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)):
        # An `if` that only raises is changed by its condition.
        if not (isinstance(parent, ast.If) and len(getattr(parent, field)) == 1):
            yield None
    elif isinstance(node, ast.BoolOp):
        for index in range(len(node.values)):
            rest = [each for at, each in enumerate(node.values) if at != index]
            yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
    elif isinstance(node, ast.Compare):
        for index, op in enumerate(node.ops):
            others = OTHER_COMPARISONS[type(op)]
            # "Less than" says nothing of a word.
            is_word = any(_is_word(each) for each in (node.left, *node.comparators))
            for other in others[:1] if is_word else others:
                yield ast.Compare(node.left, [*node.ops[:index], other(), *node.ops[index + 1 :]], node.comparators)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.BinOp) and type(node.op) in OTHER_SUMS:
        yield ast.BinOp(node.left, OTHER_SUMS[type(node.op)](), node.right)
    elif isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    elif isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.keyword) and node.arg is not None:
        yield None
    if isinstance(parent, ast.If | ast.IfExp) and field == "test":
        yield ast.Constant(True)
        yield ast.Constant(False)
    if isinstance(parent, ast.comprehension) and field == "ifs":
        yield None
    if isinstance(parent, ast.Set | ast.Tuple | ast.List) and field == "elts" and _is_data(parent):
        yield None


def _is_word(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_data(node: ast.AST) -> bool:
    """A collection that is read (its elements are values), not one that is unpacked into names."""
    return isinstance(node, ast.Set) or isinstance(node.ctx, ast.Load)  # type: ignore[attr-defined]


def _constants(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
        yield ast.Constant(value - 1)
    elif isinstance(value, str | bytes):
        for pattern in pattern_changes(value if isinstance(value, str) else value.decode("latin1")):
            yield ast.Constant(pattern if isinstance(value, str) else pattern.encode("latin1"))
