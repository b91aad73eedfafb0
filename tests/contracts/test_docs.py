"""What the documentation says is true: generated pages, links, commands."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)#\s]+)(?:#[^)]*)?\)|!\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize("name", ["errors.md", "commands.md", "settings.md"])
def test_the_reference_is_what_the_code_says(name: str, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "docs/generate.py", str(tmp_path)], cwd=ROOT, check=True)
    committed = (ROOT / "docs/reference" / name).read_text()
    assert (tmp_path / name).read_text() == committed, "run make schema"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"```.*?```|`[^`\n]+`", "", page.read_text(), flags=re.DOTALL)
    targets = [a or b for a, b in LINK.findall(prose)]
    broken = [t for t in targets if not re.match(r"[a-z]+:", t) and not (page.parent / t).exists()]
    assert not broken


def test_the_make_targets_that_the_readme_names_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    named = set(re.findall(r"`?make ([a-z-]+)", (ROOT / "README.md").read_text()))
    assert {"start", "test"} <= named
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in named)


def test_the_makefile_stays_an_index() -> None:
    assert len((ROOT / "Makefile").read_text().splitlines()) <= 80


def test_each_handrail_command_in_the_docs_exists() -> None:
    commands = (ROOT / "docs/reference/commands.md").read_text()
    known = set(re.findall(r"^## `handrail ([a-z -]+?)`", commands, re.MULTILINE))
    first_words = {name.split()[0] for name in known}
    named = set()
    for page in PAGES:
        if page.name not in {"commands.md", "CHANGELOG.md"}:
            named |= set(re.findall(r"`handrail ([a-z][a-z-]+)", page.read_text()))
    assert named - first_words == set()
