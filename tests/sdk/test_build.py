"""What the build makes of the SDK: its weight, and the names that it shortens."""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
SDK = ROOT / "src/handrail/static/sdk"
MOST_BYTES = 33_265
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


DECLARED = """
run(() => [later(2), own.call({ kept: 3 }), count(1, 1, 1, 1), [...each()].length, outer()])
function later(left) { return left > 0 ? later(left - 1) + 1 : 0 }
function own() { return this.kept }
function count() { return (() => arguments.length)() }
function* each() { yield 1; yield 2 }
function outer() { const value = inner() + 1; return value; function inner() { return 5 } }
"""
TO_ARROWS = """
import { minify } from 'terser'
import { toArrows } from './to-arrows.mjs'
const whole = { mangle: false, compress: false }
const { ast } = await minify(process.argv[1], { ...whole, format: { spidermonkey: true, code: false } })
const { code } = await minify(toArrows(ast), { ...whole, parse: { spidermonkey: true } })
let told
new Function('run', code)((call) => { told = call() })
console.log(JSON.stringify({ told, functions: [...code.matchAll(/function\\*? *(\\w+)/g)].map(([, name]) => name) }))
"""


def test_functions_become_arrows_where_nothing_changes_by_it() -> None:
    run = ["node", "--input-type=module", "--eval", TO_ARROWS, DECLARED]
    found = json.loads(subprocess.run(run, cwd=ROOT / "sdk", capture_output=True, check=True, text=True).stdout)
    assert found == {"told": [2, 3, 4, 2, 6], "functions": ["own", "count", "each"]}


def test_what_objects_are_made_with_must_not_become_an_arrow() -> None:
    run = ["node", "--input-type=module", "--eval", TO_ARROWS, "function Made() {} run(() => new Made())"]
    refused = subprocess.run(run, cwd=ROOT / "sdk", capture_output=True, check=False, text=True)
    assert refused.returncode == 1
    assert "write it as a class" in refused.stderr
