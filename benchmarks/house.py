"""Figures of the house: import cycles, sizes of modules and functions, docstrings, test mirror."""

import ast
import json
import statistics
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src/handrail"


def largest_cycle() -> int:
    """Number of modules in the largest strongly connected part of the import graph (1: no cycle)."""
    graph = grimp.build_graph("handrail", cache_dir=None)
    edges = {m: {t for t in graph.find_modules_directly_imported_by(m) if t in graph.modules} for m in graph.modules}
    largest = 1
    for module in sorted(edges):
        below = _reach(edges, module)
        if module in below:
            largest = max(largest, sum(1 for other in below if module in _reach(edges, other)))
    return largest


def _reach(edges: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    stack = [start]
    while stack:
        for found in edges[stack.pop()]:
            if found not in seen:
                seen.add(found)
                stack.append(found)
    return seen


def main() -> None:
    """Print the table and write ``results/house.json``."""
    modules = [p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts]
    lengths = [len(p.read_text().splitlines()) for p in modules]
    public = documented = longest = 0
    for path in modules:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                longest = max(longest, (node.end_lineno or 0) - node.lineno + 1)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith(
                "_"
            ):
                public += 1
                documented += bool(ast.get_docstring(node))
    tests = {p.name for p in (ROOT / "tests").rglob("test_*.py")}
    real = [p for p in modules if p.name != "__init__.py"]
    mirrored = sum(1 for p in real if f"test_{p.name}" in tests)
    typescript = [p for d in ("sdk/src", "console/src") for p in (ROOT / d).rglob("*.ts") if "schema" not in p.parts]
    figures = {
        "largest import cycle (1: none)": largest_cycle(),
        "Python modules": len(modules),
        "lines, longest module": max(lengths),
        "lines, median module": statistics.median(lengths),
        "lines, longest function": longest,
        "docstrings, % of public names": round(100 * documented / public, 1),
        "modules with a test file of their name, %": round(100 * mirrored / len(real), 1),
        "TypeScript files": len(typescript),
        "lines, longest TypeScript file": max(len(p.read_text().splitlines()) for p in typescript),
    }
    for name, value in figures.items():
        print(f"{name:45}{value:>8}")
    (Path(__file__).parent / "results").mkdir(exist_ok=True)
    (Path(__file__).parent / "results/house.json").write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
