"""Runs every benchmark in turn: ``make bench``. Each prints a table and writes ``benchmarks/results/<name>.json``."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BENCHMARKS = (
    "house.py",
    "deploy.py",
    "sdk-size.mjs",
    "sdk_verify.py",
    "sdk_verify_plain_http.py",
    "-m benchmarks.peers",
    "-m benchmarks.peers.report",
)


def main() -> int:
    """Run them; the exit code is that of the first that failed."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT / "tests")))}
    for name in BENCHMARKS:
        print(f"\n── {name}", flush=True)
        runner = ["node"] if name.endswith(".mjs") else [sys.executable]
        what = name.split() if name.startswith("-m ") else [f"benchmarks/{name}"]
        code = subprocess.run([*runner, *what], cwd=ROOT, env=environment, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
