"""How a deed on a target is to be done; the same for all commands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from handrail.deploy.receipts import Receipts
from handrail.deploy.targets.base import Progress, no_progress


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Options:
    """How to deploy.

    Attributes:
        trust: the pinned anchor.
        receipts: journal of the target.
        application: expected key; the package's own when None.
        environment: expected environment; the package's own when None.
        url: public URL to look through afterwards; None: no look from outside.
        dry_run: plan only.
        break_lock: take the lock even if it is held.
        accept_sdk: SHA-256 of SDK builds of one's own.
        known_sdk: path → hashes of SDK files; those of Handrail's releases when None.
        now: the clock.
        progress: told about every file.
    """

    trust: str
    receipts: Receipts
    application: str | None = None
    environment: str | None = None
    url: str | None = None
    dry_run: bool = False
    break_lock: bool = False
    accept_sdk: tuple[str, ...] = ()
    known_sdk: Mapping[str, frozenset[str]] | None = None
    now: Callable[[], datetime] = utc_now
    progress: Progress = no_progress
