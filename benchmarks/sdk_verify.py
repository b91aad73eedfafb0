"""How long verification takes in Chromium: cold (first call of a page) and warm (bytes that were verified before).

PYTHONPATH=src:tests python benchmarks/sdk_verify.py

Beside it, in pages of the same run, WebCrypto's own floor: importing the key and checking the three signatures. Every
page is fresh, and isolated: clocks of other pages are rounded to a tenth of a millisecond. On a machine that does other
things as well, the lower quartile says more than the median.
"""

import json
import statistics
import subprocess
from base64 import b64encode
from pathlib import Path

from playwright.sync_api import sync_playwright

from journeys.conftest import CHROMIUM, FLAGS
from journeys.sdk_world import Publisher, serve

ROOT = Path(__file__).parents[1]
ISOLATED = {
    "Content-Type": "text/html",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
RUNS = 41
ENTRY = """
import {verifyChannel, requireUnexpired} from './src/transport/verify'
import {importKeys} from './src/transport/importKeys'
Object.assign(globalThis, {verifyChannel, requireUnexpired, importKeys})
"""
HEAD = """async ({channel, trust}) => {
  const bytes = Uint8Array.from(atob(channel), (c) => c.charCodeAt(0))
  // What is signed; behind it stands what the file brings along.
  const [line] = new TextDecoder().decode(bytes).split('\\n')
  const time = async (call) => { const begun = performance.now(); await call(); return performance.now() - begun }
"""
OURS = (
    HEAD
    + """
  const asked = {application: 'bank', environment: 'production', trust, now: Date.now(), graceDays: 30}
  let verified
  const cold = await time(async () => { verified = await verifyChannel(bytes, asked) })
  const again = await time(() => verifyChannel(bytes, asked))
  const kept = JSON.stringify({trust, channel: line, verified})
  const warm = await time(() => {
    const known = JSON.parse(kept)
    const [read] = new TextDecoder().decode(bytes).split('\\n')
    if (known.trust !== trust || known.channel !== read) throw new Error('changed')
    requireUnexpired(known.verified, Date.now(), 30)
  })
  return {cold, again, warm}
}"""
)
FLOOR = (
    HEAD
    + """
  const plain = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
  const parts = JSON.parse(line)
  const all = [parts.roots[0], parts.release, parts.pointer]
  const pub = plain(Object.values(JSON.parse(atob(all[0].payload)).keys)[0].pub)
  const jobs = all.map((part) => {
    const payload = plain(part.payload)
    const head = new TextEncoder().encode(`DSSEv1 ${part.payloadType.length} ${part.payloadType} ${payload.length} `)
    return [plain(part.signatures[0].sig), new Uint8Array([...head, ...payload])]
  })
  const algorithm = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'}
  const check = async () => {
    const key = await crypto.subtle.importKey('raw', pub, algorithm, false, ['verify'])
    const good = await Promise.all(jobs.map(([sig, data]) => crypto.subtle.verify(algorithm, key, sig, data)))
    if (good.includes(false)) throw new Error('not signed')
  }
  return {floorCold: await time(check), floorAgain: await time(check)}
}"""
)


def main() -> None:
    """Print milliseconds and write ``benchmarks/results/sdk-verify.json``."""
    command = [
        "npx",
        "--no-install",
        "esbuild",
        "--bundle",
        "--minify",
        "--format=iife",
        "--loader=ts",
        "--target=es2022",
    ]
    built = subprocess.run(command, input=ENTRY.encode(), cwd=ROOT / "sdk", capture_output=True, check=True)
    script = built.stdout.decode()
    publisher = Publisher()
    channel = publisher.publish({"name": "Bank", "languages": [{"name": "en", "displayName": "English"}]})[
        publisher.channel_name
    ]
    given = {"channel": b64encode(channel).decode(), "trust": publisher.trust}
    measured: list[dict[str, float]] = []
    with sync_playwright() as playwright, serve(lambda _: (200, ISOLATED, b"<p>x")) as origin:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for _ in range(RUNS):
            run: dict[str, float] = {}
            for measure in (FLOOR, OURS):
                page = browser.new_page()
                page.goto(origin)
                page.evaluate(script)
                page.wait_for_timeout(100)
                run |= page.evaluate(measure, given)
                page.close()
            measured.append(run)
        browser.close()
    figures = {name: summary([run[name] for run in measured]) for name in measured[0]}
    print(f"channel file of {len(channel)} bytes, {RUNS} pages, in ms")
    print("  lower quartile   median")
    for name, what in (
        ("cold", "verified, first call of a page"),
        ("floorCold", "WebCrypto alone, first call of a page: one key, three signatures"),
        ("again", "verified once more"),
        ("floorAgain", "WebCrypto alone once more"),
        ("warm", "bytes verified before"),
    ):
        print(f"{figures[name]['lowerQuartile']:16.2f}{figures[name]['median']:9.2f}  {what}")
    size = json.loads(
        subprocess.run(["node", "benchmarks/sdk-verify-size.mjs"], cwd=ROOT, capture_output=True, check=True).stdout
    )
    print(f"verification adds {size['gzip']} bytes to the SDK by gzip, {size['brotli']} by Brotli")
    results = ROOT / "benchmarks/results"
    results.mkdir(parents=True, exist_ok=True)
    found = {"channelBytes": len(channel), "runs": RUNS, "milliseconds": figures, "adds": size}
    (results / "sdk-verify.json").write_text(json.dumps(found, indent=2) + "\n")


def summary(values: list[float]) -> dict[str, float]:
    """Lower quartile and median."""
    return {
        "lowerQuartile": round(statistics.quantiles(values, n=4)[0], 2),
        "median": round(statistics.median(values), 2),
    }


if __name__ == "__main__":
    main()
