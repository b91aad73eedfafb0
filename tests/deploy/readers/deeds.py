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
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from deploy.readers.releases import make_package
from handrail.deploy.errors import DeployError
from handrail.deploy.pointing import point, rolled_back
from handrail.deploy.protocol import Options, deploy
from handrail.deploy.receipts import Receipts
from handrail.deploy.targets.directory import DirectoryTarget
from handrail.package.build import next_seq
from handrail.package.verify import channel_name, verify_channel
from package.bank import KNOWN, Bank

CHANNEL = channel_name("bank", "production")


@dataclass
class Deeds:
    """What is done to one or several document roots.

    Attributes:
        roots: the document roots; each deed is done to all, one after the other.
        folder: for packages and journals.
        done: counts by deed.
    """

    roots: list[Path]
    folder: Path
    done: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Nothing is live yet."""
        self.version, self._journal = 0, 0

    def _options(self, root: Path) -> Options:
        # A new journal now and then: reading thousands of receipts again and again is not what is measured here.
        self._journal += 1
        receipts = Receipts(self.folder / "state", f"{root} {self._journal // 100}")
        known = {"application": "bank", "environment": "production", "known_sdk": KNOWN}
        return Options(trust=Bank().trust, receipts=receipts, **known)  # type: ignore[arg-type]

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
        package = self.package()
        for root in self.roots:
            deploy(package, DirectoryTarget(root), self._options(root))
        self.done["deploys"] += 1

    def roll_back(self) -> None:
        """The release before, by ``handrail rollback``."""
        for root in self.roots:
            options = self._options(root)
            point(DirectoryTarget(root), options, key=Bank().key, action="rollback", choose=rolled_back(None))
        self.done["rollbacks"] += 1

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
        _, _, second, third = text.partition("\n\nIf part 2")[0].split("--- part ")
        self._unpack("\n".join(part.partition("---\n")[2] for part in (second, third)))
        self.done["by hand"] += 1


def handrail(deeds: Deeds) -> list[Callable[[], None]]:
    """Two releases forward, one back."""
    return [deeds.deploy, deeds.deploy, deeds.roll_back]


HOW: dict[str, Callable[[Deeds], list[Callable[[], None]]]] = {
    "handrail": handrail,
    "unzip": lambda deeds: [deeds.unzip_over],
    "by-hand": lambda deeds: [deeds.by_hand],
}


def run(how: str, roots: list[str], folder: str) -> dict[str, int]:
    """Do deeds until ``folder/stop`` exists; ``folder/ready`` is made when the first is done.

    Raises:
        DeployError: one failed: nothing else touches these document roots, so none may.
    """
    place = Path(folder)
    deeds = Deeds([Path(root) for root in roots], place)
    steps = HOW[how](deeds)
    for number in count():
        try:
            steps[number % len(steps)]()
        except DeployError as error:
            raise SystemExit(f"{error.code}: {error.message}") from error
        (place / "ready").touch()
        if (place / "stop").exists():
            return dict(deeds.done)
        time.sleep(0.001)
    raise AssertionError


if __name__ == "__main__":
    print(json.dumps(run(**json.loads(sys.argv[1]))))
