"""What the build makes of the SDK: its weight, and the names that it shortens."""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
SDK = ROOT / "src/handrail/static/sdk"
MOST_BYTES = 32_700
"""handrail.js by Brotli may not get heavier. The must of the design notes is 30,000: lower this with what is saved."""


def test_the_runtime_does_not_get_heavier() -> None:
    files = json.loads((SDK / "index.json").read_text())["files"]
    assert 10_000 < files["handrail.js"]["brotli"] <= MOST_BYTES, "node benchmarks/sdk-size.mjs names the parts"


def test_the_names_that_are_shortened_are_the_sdks_own() -> None:
    subprocess.run(["node", "sdk/internal-names.mjs", "--check"], cwd=ROOT, check=True)


def test_names_that_others_know_are_not_shortened() -> None:
    internal = set(json.loads((ROOT / "sdk/src/internal-names.json").read_text()))
    wire = json.loads((ROOT / "schema/wire.schema.json").read_text())["$defs"].values()
    known = {name for model in wire for name in model.get("properties", {})}
    known |= {"key", "trust", "selfHostedUrl", "callbacks", "willShow", "signatures", "payload", "addEventListener"}
    assert internal
    assert len(known) > 100
    assert not internal & known


def test_a_name_that_becomes_known_outside_is_found(tmp_path: Path) -> None:
    copy = tmp_path / "sdk"
    subprocess.run(["cp", "-r", str(ROOT / "sdk"), str(copy)], check=True)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    person = copy / "src/player/createPerson.ts"
    person.write_text(person.read_text().replace("  lastAt: number\n", "  lastAt: number\n  phase?: string\n", 1))
    found = subprocess.run(
        ["node", "sdk/internal-names.mjs", "--check"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert found.returncode == 1
    assert "phase" in found.stderr
