"""The two verifiers, Python and TypeScript, give the same answer to random channel files."""

import json
import random
import subprocess
from base64 import b64decode, b64encode
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from golden.attacks.world import NOW, World
from handrail.package.canonical import canonical
from handrail.package.errors import PackageError
from handrail.package.verify import State, verify_channel

ROOT = Path(__file__).parents[2]
SEED, COUNT = 20261125, 600
ODD = [
    0,
    1,
    -1,
    2**53,
    2**53 - 1,
    None,
    True,
    "",
    "a",
    [],
    {},
    "__proto__",
    "2026-02-29T00:00:00Z",
    "9999-12-31T23:59:59Z",
]


def everywhere(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    places = [path]
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        places += everywhere(each, (*path, key))
    return places


def mutate(chance: random.Random, value: Any) -> Any:
    """The value with one place replaced, removed, repeated or renamed."""
    value = json.loads(json.dumps(value))
    path = chance.choice([each for each in everywhere(value) if each])
    parent = value
    for key in path[:-1]:
        parent = parent[key]
    what = chance.randrange(4)
    if what == 0:
        del parent[path[-1]]
    elif what == 1 and isinstance(parent, dict):
        parent[chance.choice(["__proto__", "constructor", "x", str(path[-1]).upper()])] = parent[path[-1]]
    elif what == 2 and isinstance(parent, list):
        parent.insert(chance.randrange(len(parent) + 1), parent[path[-1]])
    else:
        parent[path[-1]] = chance.choice(ODD)
    return value


def spoil(chance: random.Random, data: bytes) -> bytes:
    """A byte changed, added or removed."""
    at = chance.randrange(len(data))
    return chance.choice([
        data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :],
        data[:at] + bytes([chance.randrange(256)]) + data[at:],
        data[:at] + data[at + 1 :],
    ])  # fmt: skip


def envelope(chance: random.Random, w: World, kind: str, payload: bytes, by: list[str]) -> dict[str, Any]:
    """Signed by these keys, now and then by others, now and then over a changed payload."""
    keys = ["root1", "root2", "author", "pointer", "staging", "approve1", "approve2", "stranger"]
    if chance.random() < 0.06:
        by = chance.sample(keys, chance.randrange(4))
    if chance.random() < 0.06:
        payload = canonical(mutate(chance, json.loads(payload)))
    if chance.random() < 0.05:
        payload = spoil(chance, payload)
    made = w.envelope(kind, payload, by)
    return mutate(chance, made) if chance.random() < 0.05 else made


def random_case(chance: random.Random) -> dict[str, Any]:
    approve = chance.choice([None, None, ["approve1"], ["approve1", "approve2"], ["approve1", "author"]])
    w = World("bank", approve=approve, approve_threshold=chance.choice([1, len(approve or [1])]))
    length = chance.choice([1, 1, 2, 3])
    roots = [
        envelope(
            chance,
            w,
            "root",
            w.root(version=n, pointer=chance.choice([None, None, ["pointer", "author"]])),
            ["root1", "root2"],
        )
        for n in range(1, length + 1)
    ]
    status, seq = chance.choice(["active", "active", "paused"]), chance.choice([998, 1000, 1002])
    pointer = envelope(chance, w, "pointer", w.pointer(root=length, seq=seq, status=status), ["pointer"])
    release = envelope(chance, w, "release", w.release(), ["author", *(approve or [])])
    channel = canonical({"pointer": pointer, "release": release, "roots": roots})
    if chance.random() < 0.05:
        channel = spoil(chance, channel)
    try:
        trust = w.trust(b64decode(chance.choice(roots)["payload"]) if chance.random() < 0.3 else w.root())
    except (ValueError, KeyError, TypeError):
        trust = w.trust(w.root())
    return {
        "application": chance.choice(["bank"] * 30 + ["shop"]),
        "environment": chance.choice(["production"] * 30 + ["staging", "__proto__"]),
        "trust": trust,
        "now": chance.choice([NOW, NOW, NOW, "2026-12-25T10:00:00Z", "2027-02-01T00:00:00Z", "2029-01-01T00:00:00Z"]),
        "state": chance.choice([None, w.state(), w.state(root=2), {**w.state(), "pointer": "0" * 64}]),
        "graceDays": chance.choice([0, 30]),
        "channel": b64encode(channel).decode(),
    }


def python_answer(case: dict[str, Any]) -> str:
    try:
        state = verify_channel(
            b64decode(case["channel"]),
            application=case["application"],
            environment=case["environment"],
            trust=case["trust"],
            now=datetime.fromisoformat(case["now"]),
            state=None if case["state"] is None else State(**case["state"]),
            grace_days=case["graceDays"],
        ).state
    except PackageError as error:
        return error.code
    return f"ok {state.root} {state.seq} {state.pointer} {state.status}"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The TypeScript verifier as one module."""
    out = tmp_path_factory.mktemp("twin") / "verify.mjs"
    command = [ROOT / "node_modules/.bin/esbuild", ROOT / "sdk/src/transport/verify.ts", "--bundle", "--format=esm"]
    subprocess.run([*command, "--log-level=error", f"--outfile={out}"], check=True)
    return out


def test_both_verifiers_answer_random_channel_files_alike(bundle: Path) -> None:
    chance = random.Random(SEED)
    cases = [random_case(chance) for _ in range(COUNT)]
    ours = [python_answer(case) for case in cases]
    done = subprocess.run(
        ["node", ROOT / "tests/package/twin.mjs", bundle],
        input=json.dumps(cases), capture_output=True, text=True, check=True,
    )  # fmt: skip
    theirs = json.loads(done.stdout)
    different = [(o, t, case) for o, t, case in zip(ours, theirs, cases, strict=True) if o != t]
    assert not different, f"{len(different)} of {COUNT}: {different[:3]}"
    kinds = Counter(answer.partition(" ")[0] for answer in ours)
    assert kinds["ok"] > COUNT / 20
    assert len(kinds) >= 10, kinds
