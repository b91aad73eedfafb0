"""No claim of the threat model without a proof, and no proof that does not exist."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/security/threat-model.md"
PROSE = {"What is protected", "Out of scope, said openly"}
"""Sections that claim nothing."""
_PROOF = re.compile(r"`((?:tests|sdk)/[^`]+)`")


def sections(text: str) -> dict[str, str]:
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def claims(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each row of each table with what its last cell names; prose in a section of claims has no proof."""
    for title, body in sections(text).items():
        if title in PROSE:
            continue
        for line in filter(str.strip, body.splitlines()):
            if not line.startswith("|"):
                yield line, []
                continue
            cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
            if cells[-1].rstrip(" |") != "Proof" and not line.startswith("|---"):
                yield line, _PROOF.findall(cells[-1])


def problem(proof: str, root: Path = ROOT) -> str | None:
    """Why a proof does not count."""
    path, _, test = proof.partition("::")
    path, _, vector = path.partition("#")
    file = root / path
    if not file.is_file():
        return f"{path} does not exist"
    text = file.read_text("utf-8")
    if path.endswith(".py"):
        functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
        named = [node for node in functions if (node.name == test if test else node.name.startswith("test_"))]
        if not named:
            return f"{path} has no test {test}".rstrip()
        if any(re.search(r"pytest\.(?:skip|mark\.skip|mark\.xfail)", ast.unparse(node)) for node in named):
            return f"{path} may skip"
    if vector and vector not in {each["name"] for each in json.loads(text)}:
        return f"{path} has no vector {vector!r}"
    if path.endswith(".ts") and not (path.endswith(".test.ts") and re.search(r"\bit(?:\.each)?\(", text)):
        return f"{path} tests nothing"
    return None


def test_every_claim_names_a_proof() -> None:
    found = list(claims(PAGE.read_text("utf-8")))
    assert len(found) > 50
    assert [claim for claim, proofs in found if not proofs] == []


def test_every_proof_exists() -> None:
    named = [proof for _, proofs in claims(PAGE.read_text("utf-8")) for proof in proofs]
    assert len(set(named)) > 60
    assert [found for found in map(problem, sorted(set(named))) if found] == []


def test_a_claim_without_a_proof_and_a_proof_that_is_not_there_are_noticed(tmp_path: Path) -> None:
    rows = "| Promise | Proof |\n|---|---|\n| Nobody can | |\n| Somebody `tests/x.py` cannot | soon |\n"
    text = f"# T\n\n## Keys\n\n{rows}\nSafe.\n"
    assert [proofs for _, proofs in claims(text)] == [[], [], []]
    assert problem("tests/contracts/test_never.py") == "tests/contracts/test_never.py does not exist"
    here = "tests/contracts/test_threat_model.py"
    assert problem(f"{here}::test_every_proof_exists") is None
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_x.py").write_text("@pytest.mark.skipif(True)\ndef test_x(): ...\ndef test_y(): ...\n")
    assert problem("tests/test_x.py::test_x", tmp_path) == "tests/test_x.py may skip"
    assert problem("tests/test_x.py::test_y", tmp_path) is None
    assert problem(f"{here}::test_not_there") == f"{here} has no test test_not_there"
    assert problem("tests/golden/attacks/tuf.json#no such") == "tests/golden/attacks/tuf.json has no vector 'no such'"
    assert problem("tests/proof.py") == "tests/proof.py has no test"
    assert problem("sdk/test/transport/checks.ts") == "sdk/test/transport/checks.ts tests nothing"


def test_every_section_but_the_prose_has_a_table() -> None:
    found = sections(PAGE.read_text("utf-8"))
    assert set(found) >= PROSE
    assert [title for title, body in found.items() if title not in PROSE and "| Proof |\n" not in body] == []


def test_the_figures_in_the_readme_are_those_of_the_last_full_runs() -> None:
    rows = re.findall(r"\[([^\]]+)\]\((benchmarks/results/torture/[^)]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert len(rows) > 3
    for said, path in rows:
        figures = json.loads((ROOT / path).read_text("utf-8"))["figures"]
        for name, number in re.findall(r"(\w+) ([\d,]+)", said):
            assert figures[name] == int(number.replace(",", "")), f"{path}: {name}"
