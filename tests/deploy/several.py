"""Several document roots behind one name, and targets of which one operation fails or is their process's last."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.place import Place
from handrail.deploy.errors import WriteFailedError
from handrail.deploy.locations import Locations
from handrail.deploy.protocol import Outcome, deploy
from handrail.deploy.targets.directory import DirectoryTarget
from handrail.package.tree import verify_tree
from handrail.package.verify import verify_channel
from package.bank import NOW, Bank

_OPERATIONS = ("open", "check_lock", "sweep", "read", "list_folder", "changed_at", "put_all", "commit", "remove_all")
CHANNEL = "channel/bank/production.json"


class Several(Place):
    """A few document roots, the first of which is ``root``; one journal."""

    def __init__(self, folder: Path, count: int = 3) -> None:
        super().__init__(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.roots = [folder / f"web{number}" for number in range(1, count + 1)]
        self.root = self.roots[0]

    @property
    def locations(self) -> Locations:
        return Locations(tuple(DirectoryTarget(root) for root in self.roots))

    def deploy(self, package: bytes, **changes: object) -> Outcome:
        return deploy(package, self.locations, self.options(**changes))

    def live(self) -> list[tuple[int, str] | None]:
        """Release and status that a visitor of each location gets, verified down to the last file."""
        return [_live(root) for root in self.roots]

    def releases(self) -> list[int | None]:
        """The release of each location."""
        return [None if each is None else each[0] for each in self.live()]

    def everything(self) -> dict[str, bytes]:
        """Every byte below the folder: document roots, locks, journal."""
        paths = (p for p in sorted(self.folder.rglob("*")) if p.is_file())
        return {str(p.relative_to(self.folder)): p.read_bytes() for p in paths}

    def copy(self, folder: Path) -> "Several":
        """The same document roots once more, with an empty journal."""
        made = Several(folder, len(self.roots))
        for source, goal in zip(self.roots, made.roots, strict=True):
            shutil.copytree(source, goal)
        return made


def _live(root: Path) -> tuple[int, str] | None:
    if not (root / CHANNEL).exists():
        return None
    target = DirectoryTarget(root)
    target.open(create=False)
    try:
        data = target.read(CHANNEL, 1_000_000) or b""
        verdict = verify_channel(data, application="bank", environment="production", trust=Bank().trust, now=NOW)
        verify_tree(target.read, verdict.release)
        return verdict.release.version, verdict.pointer.status
    finally:
        target.close()


class KilledError(BaseException):
    """Stands for the end of the process: no handler of the product catches it."""


@dataclass
class Trigger:
    """Counts the operations of all locations, and does something at one of them.

    Attributes:
        at: number of that operation; 0: never.
        kind: ``error`` (the disk refuses), ``kill before`` or ``kill after`` it.
        seen: location and name of every operation so far.
    """

    at: int = 0
    kind: str = "error"
    seen: list[tuple[str, str]] = field(default_factory=list)

    def run(self, target: str, name: str, call: Callable[[], Any]) -> Any:
        self.seen.append((target, name))
        here = len(self.seen) == self.at
        if here and self.kind == "kill before":
            raise KilledError
        if here and self.kind == "error":
            raise WriteFailedError(name=name, target=target, reason="Input/output error")
        result = call()
        if here and self.kind == "kill after":
            raise KilledError
        return result


class Faulty:
    """A real target; its operations go through a trigger."""

    def __init__(self, target: DirectoryTarget, trigger: Trigger) -> None:
        self._target, self._trigger = target, trigger

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._target, name)
        if name not in _OPERATIONS:
            return found
        return lambda *given, **named: self._trigger.run(
            Path(self._target.name).name, name, lambda: found(*given, **named)
        )


def faulty(several: Several, trigger: Trigger) -> Locations:
    """The locations, each with that trigger."""
    return Locations(tuple(Faulty(DirectoryTarget(root), trigger) for root in several.roots))
