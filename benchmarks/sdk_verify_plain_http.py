"""Verification without WebCrypto (``handrail-http.js``) beside verification with it, in Chromium, in the same run.

PYTHONPATH=src:tests python benchmarks/sdk_verify_plain_http.py

Both run in isolated pages of the loopback address, where the clock is exact: how long the own verifier takes does not
depend on what the browser withholds elsewhere.
"""

import json
import subprocess
from base64 import b64encode
from pathlib import Path

from playwright.sync_api import sync_playwright
from sdk_verify import ENTRY, ISOLATED, OURS, summary

from journeys.conftest import CHROMIUM, FLAGS
from journeys.sdk_world import Publisher, serve

ROOT = Path(__file__).parents[1]
RUNS = 31
COMMAND = ["npx", "--no-install", "esbuild", "--bundle", "--minify", "--format=iife", "--loader=ts", "--target=es2022"]


def script(*more: str) -> str:
    """The verifier for a page."""
    built = subprocess.run([*COMMAND, *more], input=ENTRY.encode(), cwd=ROOT / "sdk", capture_output=True, check=True)
    return built.stdout.decode()


def main() -> None:
    """Print milliseconds and write ``benchmarks/results/sdk-verify-plain-http.json``."""
    replaced = json.loads((ROOT / "sdk/src/http/replaced.json").read_text())
    names = [f"--define:{name}={instead}" for name, instead in replaced.items()]
    scripts = {"webCrypto": script(), "own": script("--inject:src/http/webCrypto.ts", *names)}
    publisher = Publisher()
    content = {"name": "Bank", "languages": [{"name": "en", "displayName": "English"}]}
    channel = publisher.publish(content)[publisher.channel_name]
    given = {"channel": b64encode(channel).decode(), "trust": publisher.trust}
    measured: dict[str, list[dict[str, float]]] = {name: [] for name in scripts}
    with sync_playwright() as playwright, serve(lambda _: (200, ISOLATED, b"<p>x")) as origin:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for _ in range(RUNS):
            for name, code in scripts.items():
                page = browser.new_page()
                page.goto(origin)
                page.evaluate(code)
                page.wait_for_timeout(100)
                measured[name].append(page.evaluate(OURS, given))
                page.close()
        browser.close()
    figures = {
        name: {what: summary([run[what] for run in runs]) for what in ("cold", "again", "warm")}
        for name, runs in measured.items()
    }
    print(f"channel file of {len(channel)} bytes, three signatures, {RUNS} pages each, median ms (lower quartile)")
    print("             with WebCrypto       by itself")
    for what, words in (("cold", "first call"), ("again", "once more"), ("warm", "known bytes")):
        cells = [f"{figures[n][what]['median']:8.2f} ({figures[n][what]['lowerQuartile']:.2f})" for n in scripts]
        print(f"{words:12}" + "".join(f"{cell:>16}" for cell in cells))
    files = json.loads((ROOT / "src/handrail/static/sdk/index.json").read_text())["files"]
    weights = {name: files[name]["brotli"] for name in ("handrail.js", "handrail-http.js", "handrail-http.mjs")}
    print(f"bytes by Brotli: {weights}")
    found = {"channelBytes": len(channel), "runs": RUNS, "milliseconds": figures, "brotli": weights}
    (ROOT / "benchmarks/results/sdk-verify-plain-http.json").write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
