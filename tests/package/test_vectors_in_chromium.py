"""The attack cases in a real browser: a page loads the SDK's verifier from a local server and answers every one.

Node and Chromium have different engines for keys and signatures, so what holds in the one is not known of the other.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from package.channel_fuzz import Fuzz
from package.twin import bundle, python_answer
from proof import Proof

HERE = Path(__file__).parent
ATTACKS = HERE.parent / "golden/attacks"
FILES = {path.name: json.loads(path.read_text()) for path in sorted(ATTACKS.glob("*.json"))}
CASES = [(f"{file}: {case['name']}", file, at) for file, cases in FILES.items() for at, case in enumerate(cases)]
RANDOM = 500
"""Random channel files that the page answers too."""


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder, scripts as scripts, and writes no lines."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript", ".js": "text/javascript"}

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def cases_served(folder: Path) -> Iterator[int]:
    """Serve a folder that holds a verifier, with the page and the cases put beside it; gives the port."""
    (folder / "page.js").write_bytes((HERE / "vector_page.js").read_bytes())
    (folder / "index.html").write_text(
        '<!doctype html><title>Cases</title><script type="module" src="page.js"></script>'
    )
    for name, cases in FILES.items():
        (folder / name).write_text(json.dumps(cases))
    (folder / "files.json").write_text(json.dumps(list(FILES)))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Address and folder of a local server that has the page, the verifier and the cases."""
    folder = tmp_path_factory.mktemp("vectors")
    # Minified, as it is shipped: what a minifier could break is looked at too.
    bundle(folder / "verify.mjs", "sdk/src/transport/verify.ts", "esm", "--minify")
    with cases_served(folder) as port:
        yield f"http://127.0.0.1:{port}/", folder


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """An empty window of Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


@pytest.fixture(scope="module")
def answers(site: tuple[str, Path], page: Page) -> dict[str, list[dict[str, Any]]]:
    """What the page answered, by file."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(site[0])
    page.wait_for_function("globalThis.answers !== undefined", timeout=120_000)
    found: dict[str, list[dict[str, Any]]] = page.evaluate("globalThis.answers")
    assert wrong == []
    return found


@pytest.mark.parametrize(("file", "at"), [(file, at) for _, file, at in CASES], ids=[name for name, _, _ in CASES])
def test_a_case_is_answered_in_chromium_as_written_down(
    answers: dict[str, list[dict[str, Any]]], file: str, at: int
) -> None:
    case = FILES[file][at]
    wanted = {name: case[name] for name in ("expect", "verdict") if name in case}
    assert answers[file][at] == wanted


@pytest.mark.proof
def test_the_page_has_answered_every_case(answers: dict[str, list[dict[str, Any]]], page: Page, proof: Proof) -> None:
    assert {file: len(found) for file, found in answers.items()} == {file: len(cases) for file, cases in FILES.items()}
    assert page.context.browser is not None
    total = sum(len(found) for found in answers.values())
    assert total >= 400
    proof.record("vectors", cases=total, files=len(FILES), chromium=page.context.browser.version)


def test_random_channel_files_are_answered_as_in_python(
    answers: dict[str, list[dict[str, Any]]], site: tuple[str, Path], page: Page
) -> None:
    assert answers
    fuzz = Fuzz(4)
    cases = [fuzz.case() for _ in range(RANDOM)]
    (site[1] / "random.json").write_text(json.dumps(cases))
    found = page.evaluate("async () => await globalThis.answerAll('random.json')")
    different = [each for each in zip(map(python_answer, cases), found, cases, strict=True) if each[0] != each[1]]
    assert not different, f"{len(different)} of {RANDOM}: {different[:2]}"
    assert len({answer.partition(" ")[0] for answer in found}) >= 14
