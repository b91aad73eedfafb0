"""The house stays liveable: layers, sizes, docstrings, names of hosts."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/handrail"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
TYPESCRIPT = sorted([*ROOT.glob("sdk/src/**/*.ts"), *ROOT.glob("console/src/**/*.ts")])
PUBLIC_PARTS = ("schema", "package", "deploy")


def tracked_files() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()]


def test_every_icon_that_a_page_names_is_there() -> None:
    """A page with an icon that is missing is an internal error, and some parts are shown to few people only."""
    icons = {each.stem for each in (SOURCE / "console/templates/console/icons").glob("*.svg")}
    pages = {str(page): re.findall(r'{% icon "([^"]+)"', page.read_text("utf-8")) for page in SOURCE.rglob("*.html")}
    assert sum(map(len, pages.values())) > 100
    assert {page: missing for page, named in pages.items() if (missing := sorted(set(named) - icons))} == {}


def test_imports_go_down_the_house_only() -> None:
    result = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout


def test_no_import_cycle() -> None:
    graph = grimp.build_graph("handrail", cache_dir=None)
    packages = sorted(module for module in graph.find_children("handrail"))
    for package in packages:
        below = graph.find_downstream_modules(package, as_package=True)
        above = graph.find_upstream_modules(package, as_package=True)
        tops = {name.split(".")[1] for name in below & above if not name.startswith(package)}
        assert not tops, f"{package} is in a cycle with {tops}"


def test_python_modules_are_short() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in MODULES}
    long = {str(p.relative_to(ROOT)): n for p, n in lengths.items() if n > 500}
    assert not long
    assert statistics.median(lengths.values()) <= 120


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_python_functions_are_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {(node.end_lineno or 0) - node.lineno + 1}"
        for path in MODULES
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > 60
    ]
    assert not long


def test_typescript_files_are_short() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in TYPESCRIPT
        if "schema" not in p.parts and (n := len(p.read_text().splitlines())) > 300
    }
    assert not long


def undocumented(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    if path.name != "__init__.py" and not ast.get_docstring(tree):
        yield f"{path.relative_to(ROOT)}: module"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if not ast.get_docstring(node):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
            if isinstance(node, ast.ClassDef):
                for method in node.body:
                    is_function = isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
                    if is_function and not method.name.startswith("_") and not ast.get_docstring(method):
                        yield f"{path.relative_to(ROOT)}:{method.lineno} {node.name}.{method.name}"


@pytest.mark.parametrize("part", PUBLIC_PARTS)
def test_everything_public_has_a_docstring(part: str) -> None:
    missing = [line for path in (SOURCE / part).rglob("*.py") for line in undocumented(path)]
    assert not missing


def test_no_file_names_a_registry_or_a_machine() -> None:
    hosts = re.compile(
        "|".join(("registry\\." + "npmjs", "pypi\\." + "org", "files\\.python" + "hosted", "deb\\." + "debian"))
    )
    machine = re.compile(r"(?<![\w.])/(work|root)/|\.\./" + "shared")
    found = []
    for path in tracked_files():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        if path != Path(__file__) and (hosts.search(text) or machine.search(text)):
            found.append(str(path.relative_to(ROOT)))
    assert not found


def test_lock_files_name_no_download_address() -> None:
    assert not re.search(r'"resolved": *"https?:', (ROOT / "package-lock.json").read_text())
    for requirements in (ROOT / "requirements").glob("*.txt"):
        text = requirements.read_text()
        assert not re.search(r"^ *(--index-url|--extra-index-url|-i) ", text, re.MULTILINE), requirements
        assert "--hash=sha256:" in text


def test_nothing_is_left_unfinished() -> None:
    marks = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "NotImplemented" + "Error")) + r")\b")
    found = [str(p.relative_to(ROOT)) for p in (*MODULES, *TYPESCRIPT) if marks.search(p.read_text())]
    assert not found


def test_only_the_doors_touch_the_managers() -> None:
    """``Model.objects`` in ``api`` and ``console`` would go around ``access.py``."""
    faces = [p for p in MODULES if p.is_relative_to(SOURCE / "api") or p.is_relative_to(SOURCE / "console")]
    found = [str(p.relative_to(ROOT)) for p in faces if re.search(r"\.objects\b", p.read_text())]
    assert not found


def test_only_settings_read_the_environment() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if not path.is_relative_to(SOURCE / "settings") and re.search(r"os\.environ|os\.getenv", path.read_text())
    ]
    assert not found
