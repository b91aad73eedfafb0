"""The two verifiers side by side: one answer each per case; cryptography is kept by key and signature."""

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from handrail.package.errors import PackageError
from handrail.package.keys import PublicKey
from handrail.package.verify import State, verify_channel
from package.channel_fuzz import Fuzz

ROOT = Path(__file__).parents[2]
MOST_KEPT = 20_000


def python_answer(case: dict[str, Any]) -> str:
    """``ok`` with what was accepted, or the code; any other exception is the verifier's failure and stays one."""
    try:
        verdict = verify_channel(
            case["channel"].encode("latin1") + b" " * case["pad"],
            application=case["application"],
            environment=case["environment"],
            trust=case["trust"],
            now=datetime.fromisoformat(case["now"]),
            state=None if case["state"] is None else State(**case["state"]),
            grace_days=case["graceDays"],
        )
    except PackageError as error:
        return error.code
    state = verdict.state
    more = f"{verdict.release.version} {len(verdict.pointer.off)}"
    return f"ok {state.root} {state.seq} {state.pointer} {state.status} {more}"


def keep_signatures(patch: pytest.MonkeyPatch) -> None:
    """Keys are loaded and signatures checked once each: random cases ask the same again and again."""
    load, verify = PublicKey.__dict__["_loaded"].func, PublicKey.verify

    class Same:
        """Equal to every other: the key object is no part of what an answer depends on."""

        def __init__(self, key: PublicKey) -> None:
            self.key = key

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Same)

        def __hash__(self) -> int:
            return 0

    loaded = lru_cache(MOST_KEPT)(lambda alg, pub, same: load(same.key))
    checked = lru_cache(MOST_KEPT)(lambda alg, pub, data, sig, same: verify(same.key, data, sig))
    patch.setattr(PublicKey, "_loaded", property(lambda self: loaded(self.alg, self.pub, Same(self))))
    patch.setattr(
        PublicKey, "verify", lambda self, data, sig: checked(self.alg, self.pub, data, sig, Same(self))
    )  # fmt: skip


class Twin:
    """The TypeScript verifier in Node."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        """Talk to a running ``twin.mjs``."""
        self._process = process

    def ask(self, cases: list[dict[str, Any]]) -> None:
        """Send a batch; its answers are fetched later, meanwhile both verifiers work."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(cases) + "\n")
        self._process.stdin.flush()

    def answers(self) -> list[str]:
        """The answers of the oldest batch."""
        assert self._process.stdout is not None
        found: list[str] = json.loads(self._process.stdout.readline())
        return found


def bundle(out: Path, entry: str = "sdk/src/transport/verify.ts", form: str = "esm", *more: str) -> Path:
    """A module of the SDK with all that it imports, as one file."""
    command = [ROOT / "node_modules/.bin/esbuild", ROOT / entry, "--bundle", f"--format={form}", "--target=es2022"]
    subprocess.run([*command, "--log-level=error", f"--outfile={out}", *more], check=True)
    return out


@contextmanager
def running_twin(module: Path) -> Iterator[Twin]:
    """Node with the bundled verifier, ended with the block."""
    command = ["node", str(ROOT / "tests/package/twin.mjs"), str(module)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Twin(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(30) == 0


def alike(module: Path, fuzz: Fuzz, count: int, batch: int) -> Counter[str]:
    """Have both verifiers answer random channel files; they must say the same of each.

    Args:
        module: the bundled verifier.
        fuzz: where the channel files come from.
        count: how many.
        batch: how many at a time.

    Returns:
        ``ok`` or code → how often it was the answer.
    """
    kinds: Counter[str] = Counter()
    with running_twin(module) as twin:
        for _ in range(0, count, batch):
            cases = [fuzz.case() for _ in range(batch)]
            twin.ask(cases)
            ours = [python_answer(case) for case in cases]
            theirs = twin.answers()
            different = [each for each in zip(ours, theirs, cases, strict=True) if each[0] != each[1]]
            assert not different, f"{len(different)} of {batch}: {different[:2]}"
            kinds.update(answer.partition(" ")[0] for answer in ours)
    return kinds
