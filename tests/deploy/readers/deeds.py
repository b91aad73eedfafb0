"""Deploys, rolls back and collects without end, in a process of its own, until a file says stop.

As a program: ``python -m deploy.readers.deeds '{"how":…,"roots":[…],"folder":…}'`` prints counts as JSON.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from deploy.readers.releases import make_package
from handrail.deploy.errors import DeployError
from handrail.deploy.gc import KEEP_DAYS, collect
from handrail.deploy.locations import Locations
from handrail.deploy.pointing import point, rolled_back
from handrail.deploy.protocol import Options, deploy
from handrail.deploy.receipts import Receipts
from handrail.deploy.targets.directory import DirectoryTarget
from handrail.package.build import next_seq
from handrail.package.verify import channel_name, verify_channel
from package.bank import KNOWN, Bank

CHANNEL = channel_name("bank", "production")
PACE = "collections"
"""File in the folder of deeds: how many there were so far."""


@dataclass
class Deeds:
    """What is done to one or several document roots.

    Attributes:
        roots: the document roots, which are the locations of one target.
        folder: for packages and journals.
        month_s: so many seconds count as the thirty days for which ``handrail gc`` keeps what was replaced.
        done: counts by deed.
    """

    roots: list[Path]
    folder: Path
    month_s: float = 2.0
    done: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Nothing is live yet."""
        self.version, self._journal = 0, 0

    def options(self) -> Options:
        """What the deeds of ``handrail deploy`` and the others take."""
        # A new journal now and then: reading thousands of receipts again and again is not what is measured here.
        self._journal += 1
        receipts = Receipts(self.folder / "state", f"target {self._journal // 100}")
        known = {"application": "bank", "environment": "production", "known_sdk": KNOWN}
        return Options(trust=Bank().trust, receipts=receipts, **known)  # type: ignore[arg-type]

    @property
    def target(self) -> Locations:
        """Blobs on all of them first, then the channel files one after the other."""
        return Locations(tuple(DirectoryTarget(root) for root in self.roots))

    def live_seq(self) -> int | None:
        """The seq that is live on the first document root."""
        path = self.roots[0] / CHANNEL
        if not path.exists():
            return None
        now = datetime.now(UTC)
        names = {"application": "bank", "environment": "production"}
        return verify_channel(path.read_bytes(), trust=Bank().trust, now=now, **names).pointer.seq

    def package(self) -> bytes:
        """The next release."""
        self.version += 1
        return make_package(self.version, next_seq(self.live_seq(), datetime.now(UTC)))

    def deploy(self) -> None:
        """The next release, by ``handrail deploy``."""
        deploy(self.package(), self.target, self.options())
        self.done["deploys"] += 1

    def roll_back(self) -> None:
        """The release before, by ``handrail rollback``."""
        point(self.target, self.options(), key=Bank().key, action="rollback", choose=rolled_back(None))
        self.done["rollbacks"] += 1

    def collect(self) -> None:
        """What a month of ``month_s`` seconds has made superfluous, by ``handrail gc``."""
        ahead = timedelta(days=KEEP_DAYS) - timedelta(seconds=self.month_s)
        found = collect(self.target, replace(self.options(), now=lambda: datetime.now(UTC) + ahead))
        self.done["collections"] += 1
        count_file = self.folder / "collections.new"
        count_file.write_text(str(self.done["collections"]))
        count_file.replace(self.folder / PACE)
        self.done["removed"] += found.files

    @property
    def has_begun(self) -> bool:
        """Whether readers may come: something is live, and where files are removed, some were."""
        return self.done["collections"] == 0 or self.done["removed"] > 0

    def _unpack(self, script: str) -> None:
        path = self.folder / "package.zip"
        path.write_bytes(self.package())
        values = {"PATH": os.environ["PATH"], "PACKAGE": str(path)}
        for root in self.roots:
            root.mkdir(exist_ok=True)
            subprocess.run(["sh", "-euc", script], env={**values, "ROOT": str(root)}, check=True, capture_output=True)

    def unzip_over(self) -> None:
        """The next release by ``unzip -o``, which rewrites files in place."""
        self._unpack('unzip -q -o "$PACKAGE" -d "$ROOT"')
        self.done["unzipped"] += 1

    def by_hand(self) -> None:
        """The next release by the second and third part of VERIFY.txt, as a person pastes them."""
        path = self.folder / "package.zip"
        if not path.exists():
            path.write_bytes(make_package(1, 2))
        text = subprocess.run(["unzip", "-p", path, "VERIFY.txt"], capture_output=True, text=True, check=True).stdout
        _, _, second, third = text.partition("\n\nWhat these lines")[0].split("--- part ")
        self._unpack("\n".join(part.partition("---\n")[2] for part in (second, third)))
        self.done["by hand"] += 1


def handrail(deeds: Deeds) -> list[Callable[[], None]]:
    """Two releases forward, one back, and away with what is too old."""
    return [deeds.deploy, deeds.deploy, deeds.roll_back, deeds.collect]


HOW: dict[str, Callable[[Deeds], list[Callable[[], None]]]] = {
    "handrail": handrail,
    "unzip": lambda deeds: [deeds.unzip_over],
    "by-hand": lambda deeds: [deeds.by_hand],
}


def run(how: str, roots: list[str], folder: str, month_s: float) -> dict[str, int]:
    """Do deeds until ``folder/stop`` exists; ``folder/ready`` is made when readers may come.

    Raises:
        DeployError: one failed: nothing else touches these document roots, so none may.
    """
    place = Path(folder)
    deeds = Deeds([Path(root) for root in roots], place, month_s)
    steps = HOW[how](deeds)
    for number in count():
        try:
            steps[number % len(steps)]()
        except DeployError as error:
            raise SystemExit(f"{error.code}: {error.message}") from error
        if number + 1 >= len(steps) and deeds.has_begun:
            (place / "ready").touch()
        if (place / "stop").exists():
            return dict(deeds.done)
        time.sleep(0.001)
    raise AssertionError


if __name__ == "__main__":
    print(json.dumps(run(**json.loads(sys.argv[1]))))
