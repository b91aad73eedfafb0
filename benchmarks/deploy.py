"""Verify and deploy a package of 500 files and 50 MB to a directory, beside a floor in the same run.

The floor hashes the same files once, writes each to a temporary file, renames it, and then makes one barrier
(``syncfs`` by way of ``os.sync``) and one directory fsync. A delta of one changed file is measured as well: its cost
should grow with the change. Medians of interleaved runs.
"""

import hashlib
import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from handrail.deploy.protocol import Options, deploy
from handrail.deploy.receipts import Receipts
from handrail.deploy.targets.directory import DirectoryTarget
from handrail.package.build import BuiltRelease, build_release
from package.bank import KNOWN, NOW, SEQ, Bank

FILES, SIZE, RUNS = 500, 100_000, 15
RESULTS = Path(__file__).parent / "results"


@dataclass
class PictureBank(Bank):
    """The bank of the tests, with a release that holds many pictures; the first ``changed`` of them are new."""

    changed: int = 0

    def release(self, version: int = 1, text: str = "Welcome") -> BuiltRelease:
        """As in the tests, with the pictures."""
        boot = b'{"format":1,"language":"en","release":%d,"campaigns":[]}' % version
        return build_release(
            application=self.application,
            environment=self.environment,
            version=version,
            created=NOW - timedelta(hours=1),
            boots={"*": boot, "en": boot},
            blobs=pictures(self.changed),
            source=b'{"text":"%b"}' % text.encode(),
            min_sdk="0.1.0",
            author=self.key,
        )


def pictures(changed: int = 0) -> list[tuple[str, bytes]]:
    """``FILES`` blobs of ``SIZE`` bytes that do not repeat; the first ``changed`` differ from the usual ones."""
    made = []
    for number in range(FILES):
        seed = hashlib.sha256(f"{number}{'changed' if number < changed else ''}".encode()).digest()
        made.append(("png", (seed * (SIZE // len(seed) + 1))[:SIZE]))
    return made


def floor(files: list[tuple[str, bytes]], root: Path) -> None:
    """What cannot be avoided."""
    for extension, data in files:
        name = root / f"{hashlib.sha256(data).hexdigest()}.{extension}"
        fresh = name.with_suffix(".new")
        fresh.write_bytes(data)
        fresh.replace(name)
    os.sync()
    handle = os.open(root, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def main() -> None:
    """Print the table and write ``results/deploy.json``."""
    bank = PictureBank()
    files = pictures()
    lasting = {"expires": datetime.now(UTC) + timedelta(days=30)}
    full = bank.package(**lasting)
    next_one = PictureBank(changed=1).package(version=2, seq=SEQ + 10, **lasting)
    times: dict[str, list[float]] = {"floor": [], "full": [], "one file changed": []}
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            plain = Path(folder, "plain")
            plain.mkdir()
            times["floor"].append(seconds(lambda plain=plain: floor(files, plain)))  # type: ignore[misc]
            shutil.rmtree(plain)
            root = Path(folder, "www")
            root.mkdir()
            options = Options(
                trust=bank.trust, receipts=Receipts(Path(folder, "state"), str(root)), known_sdk=KNOWN, now=lambda: NOW
            )
            for name, package in (("full", full), ("one file changed", next_one)):
                run = seconds(lambda p=package, r=root, o=options: deploy(p, DirectoryTarget(r), o))  # type: ignore[misc]
                times[name].append(run)
    median = {name: statistics.median(each) for name, each in times.items()}
    print(f"{FILES} files, {FILES * SIZE / 1e6:.0f} MB, medians of {RUNS} interleaved runs")
    print(f"{'':20}{'median':>10}{'spread':>18}{'× floor':>10}")
    for name, each in times.items():
        spread = f"{min(each) * 1000:.0f}-{max(each) * 1000:.0f} ms"
        print(f"{name:20}{median[name] * 1000:>7.0f} ms{spread:>18}{median[name] / median['floor']:>10.2f}")
    RESULTS.mkdir(exist_ok=True)
    result = {"files": FILES, "bytes": FILES * SIZE, "runs": RUNS, "seconds": times}
    (RESULTS / "deploy.json").write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
