"""The attack cases without WebCrypto: at a plain-http address in Chromium, and against Python by the hundred."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from package.channel_fuzz import Fuzz
from package.test_vectors_in_chromium import CASES, FILES, cases_served
from package.twin import ROOT, alike, bundle, keep_signatures
from proof import Proof

BATCH = 250


def own_verifier(out: Path) -> Path:
    """The verifier as ``handrail-http.js`` has it: with what the build puts in the browser's place."""
    replaced = json.loads((ROOT / "sdk/src/http/replaced.json").read_text())
    names = [f"--define:{name}={instead}" for name, instead in replaced.items()]
    inject = f"--inject:{ROOT / 'sdk/src/http/webCrypto.ts'}"
    return bundle(out, "sdk/src/transport/verify.ts", "esm", "--minify", inject, *names)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page of ``http://verifier.intranet.example`` that has answered every case."""
    folder = tmp_path_factory.mktemp("plain")
    own_verifier(folder / "verify.mjs")
    with cases_served(folder) as port, sync_playwright() as playwright:
        rule = "--host-resolver-rules=MAP verifier.intranet.example 127.0.0.1"
        off = "--disable-features=HttpsUpgrades"
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", rule, off])
        opened = browser.new_page()
        opened.goto(f"http://verifier.intranet.example:{port}/")
        opened.wait_for_function("globalThis.answers !== undefined", timeout=120_000)
        yield opened
        browser.close()


@pytest.mark.proof
def test_every_case_is_answered_without_webcrypto_as_written_down(page: Page, proof: Proof) -> None:
    assert page.evaluate("[isSecureContext, crypto.subtle === undefined]") == [False, True]
    found: dict[str, list[dict[str, Any]]] = page.evaluate("globalThis.answers")
    wrong = []
    for name, file, at in CASES:
        case = FILES[file][at]
        wanted = {key: case[key] for key in ("expect", "verdict") if key in case}
        if found[file][at] != wanted:
            wrong.append((name, found[file][at], wanted))
    assert not wrong, f"{len(wrong)} of {len(CASES)}: {wrong[:3]}"
    assert sum(map(len, found.values())) == len(CASES) >= 400
    proof.record("vectors-plain-http", cases=len(CASES), files=len(FILES))


@pytest.mark.proof
@pytest.mark.timeout(14_400)
def test_python_and_the_verifier_without_webcrypto_answer_random_channel_files_alike(
    proof: Proof, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_signatures(monkeypatch)
    count = proof.size(500, 50_000)
    kinds = alike(own_verifier(tmp_path / "verify.mjs"), Fuzz(20261126 + count), count, BATCH)
    assert kinds["ok"] > count / 10, kinds
    assert len(kinds) >= 14, kinds
    proof.record("twins-plain-http", inputs=count, disagreements=0, answers=dict(kinds))
