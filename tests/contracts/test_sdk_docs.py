"""``docs/reference/sdk.md`` names everything of the SDK that a page can meet, and nothing that does not exist."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "sdk/src"
PLAYER = SOURCES / "player"
PAGE = (ROOT / "docs/reference/sdk.md").read_text()
INTEGRATE = (ROOT / "docs/how-to/integrate.md").read_text()
SDK_CODE = re.compile(r"\bsdk\.[a-z]+(?:-[a-z]+)*\b(?!\.)")


def _members(file: str, interface: str) -> list[str]:
    """Names of an interface's members, each once, in the order of the source."""
    source = (PLAYER / file).read_text()
    body = re.search(rf"export interface {interface} \{{\n(.*?)\n\}}", source, re.DOTALL)
    assert body is not None, f"{interface} is no longer in {file}"
    return list(dict.fromkeys(re.findall(r"^  (?:readonly )?(\w+)[?(:]", body[1], re.MULTILINE)))


@cache
def _code() -> str:
    return "\n".join(path.read_text() for path in sorted(SOURCES.rglob("*.ts")))


def _section(title: str) -> str:
    found = re.search(rf"^##+ {re.escape(title)}\n(.*?)(?=^##+ |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found is not None, f"sdk.md has no section {title}"
    return found[1]


def _first_cells(section: str) -> set[str]:
    """What stands in the first column of a section's tables, in backquotes, without arguments."""
    rows = re.findall(r"^\| (.*?) \|", section, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([^`(]+)(?:\([^`]*)?`", row)}


def _sdk_codes() -> set[str]:
    return set(re.findall(r"'(sdk\.[a-z-]+)'", _code()))


def _package_codes() -> set[str]:
    verify_error = (SOURCES / "transport/VerifyError.ts").read_text()
    union = re.search(r"^type Reason =\n((?:  \| '[a-z-]+'\n)+)", verify_error, re.MULTILINE)
    assert union is not None
    codes = {f"package.{name}" for name in re.findall(r"'([a-z-]+)'", union[1])}
    return codes | set(re.findall(r"'(package\.[a-z-]+)'", _code()))


def test_the_table_of_methods_is_the_facade() -> None:
    methods = set(_members("createHandrail.ts", "Handrail"))
    assert {"start", "diagnose", "handleBack"} <= methods
    assert _first_cells(_section("Methods")) == methods


def test_the_old_names_are_told() -> None:
    old = _members("withOldNames.ts", "OldNames")
    assert "setUserID" in old
    assert [name for name in old if f"`{name}`" not in _section("Methods")] == []


def test_the_table_of_options_is_what_start_takes() -> None:
    options = set(_members("options.ts", "StartOptions"))
    assert {"key", "trust", "selfHostedUrl"} <= options
    table = _section("Options").partition("`start` returns")[0]
    assert _first_cells(table) == options


def test_the_options_of_the_tag_are_all_but_what_is_no_text() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (yes|no)\b", _section("Options"), re.MULTILINE)
    assert {name for name, in_tag in rows if in_tag == "no"} == {"callbacks"}


def test_the_tag_reads_every_option_that_is_more_than_text() -> None:
    source = (PLAYER / "options.ts").read_text()
    options, _, rest = source.partition("interface StartOptions {")[2].partition("\n}")
    typed = dict(re.findall(r"^  (\w+)\??: (.+)$", options, re.MULTILINE))
    assert typed["key"] == "string" and typed["graceDays"] == "number"
    listed = re.search(r"const NUMBERS = new Set\(\[(.*?)\]\)", rest)
    reader = rest.partition("function readScriptOptions")[2]
    assert listed is not None and reader
    numbers = {name for name, kind in typed.items() if kind == "number"}
    assert numbers == set(re.findall(r"'(\w+)'", listed[1]))
    others = {name for name, kind in typed.items() if kind not in {"string", "number"}} - {"callbacks"}
    assert others == {"allow", "analytics", "eventsFilter", "powerMode"}
    assert [name for name in others if f"    {name}: " not in reader] == []


@pytest.mark.parametrize(
    ("section", "file", "interface"),
    [("Callbacks", "options.ts", "Callbacks"), ("Options", "options.ts", "StartResult")],
)
def test_what_the_page_is_given_is_told(section: str, file: str, interface: str) -> None:
    names = _members(file, interface)
    assert names
    assert [name for name in names if not re.search(rf"\b{name}\b", _section(section))] == []


def test_the_report_of_diagnose_is_told() -> None:
    names = _members("createHandrail.ts", "Report")
    assert names
    assert [name for name in names if f"`{name}`" not in _section("Why does it not show?")] == []


def test_every_code_of_the_sdk_is_explained_and_none_is_invented() -> None:
    codes = _sdk_codes()
    assert {"sdk.options", "sdk.unreachable", "sdk.stale"} <= codes
    explained = {code for code in _first_cells(_section("Errors")) if code.startswith("sdk.")}
    assert explained == codes
    named = {code for page in (PAGE, INTEGRATE) for code in SDK_CODE.findall(page)} - {"sdk.md"}
    assert named <= codes


def test_every_refusal_of_the_verifier_is_explained_and_none_is_invented() -> None:
    codes = _package_codes()
    assert {"package.expired", "package.expires-soon", "package.seq-lower"} <= codes
    explained = {code for code in _first_cells(_section("Errors")) if code.startswith("package.")}
    assert explained == codes


def test_every_type_of_event_is_told() -> None:
    wire = (SOURCES / "schema/wire.ts").read_text()
    types = re.search(r"eventsOff: \((.*?)\)\[\]", wire, re.DOTALL)
    assert types is not None
    assert set(re.findall(r"'(\w+)'", types[1])) <= set(re.findall(r"`(\w+)`", _section("Events")))


def test_the_attributes_of_the_page_are_those_that_are_looked_for() -> None:
    named = set(re.findall(r"data-handrail-[a-z]+", PAGE + INTEGRATE))
    assert {"data-handrail-id", "data-handrail-screen", "data-handrail-private", "data-handrail-attr"} <= named
    assert [name for name in named if name not in _code()] == []


def test_every_finding_of_doctor_that_the_guide_names_exists() -> None:
    from handrail.deploy.findings import KINDS

    assert set(re.findall(r"`doctor\.([a-z0-9-]+)`", INTEGRATE + PAGE)) <= set(KINDS)
    assert "doctor.md" in INTEGRATE
