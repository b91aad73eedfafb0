"""A document root and a journal for the tests, and packages of the bank with the clock of today."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from handrail.deploy.protocol import Options, Outcome, deploy
from handrail.deploy.receipts import Receipts
from handrail.deploy.targets.directory import DirectoryTarget
from package.bank import KNOWN, NOW, SEQ, Bank


class Place:
    """One document root below a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "www"
        self.state = folder / "state"

    @property
    def target(self) -> DirectoryTarget:
        return DirectoryTarget(self.root)

    @property
    def receipts(self) -> Receipts:
        return Receipts(self.state, str(self.root))

    def options(self, **changes: object) -> Options:
        made = Options(trust=Bank().trust, receipts=self.receipts, known_sdk=KNOWN, now=lambda: NOW)
        return replace(made, **changes)  # type: ignore[arg-type]

    def deploy(self, package: bytes, **changes: object) -> Outcome:
        return deploy(package, self.target, self.options(**changes))

    @property
    def channel(self) -> Path:
        return self.root / "channel/bank/production.json"

    def files(self) -> Mapping[str, bytes]:
        """Every file but the lock."""
        paths = (p for p in self.root.rglob("*") if p.is_file() and p.name != ".handrail.lock")
        return {str(p.relative_to(self.root)): p.read_bytes() for p in paths}


FIRST = Bank().package()
SECOND = Bank().package(version=2, seq=SEQ + 10, text="Hello")
TODAY = datetime.now(UTC)


def lasting(version: int = 1, seq: int = SEQ, text: str = "Welcome", **changes: object) -> bytes:
    """A package that is valid by today's clock, for commands in processes of their own."""
    return Bank().package(version=version, seq=seq, text=text, **{"expires": TODAY + timedelta(days=30), **changes})
