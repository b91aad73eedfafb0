"""What the deploy protocol asks of a place, whatever it is made of."""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

Progress = Callable[[str, int, int], None]
"""``progress(step, done, total)``."""


POWER_LOSS = "survives power loss"
"""The promise that needs no words: it is what a reader expects."""


def no_progress(step: str, done: int, total: int) -> None:
    """Show nothing."""


class Target(Protocol):
    """A document root."""

    @property
    def name(self) -> str:
        """As shown to people, e.g. ``/var/www/guides``."""

    @property
    def promise(self) -> str:
        """What a deployment there survives, in words; what depends on the place is known after a deployment."""

    def open(self, *, create: bool) -> None:
        """Resolve the place once.

        Args:
            create: make the document root when its parent folder exists.

        Raises:
            TargetInvalidError: it is no folder, or cannot be opened.
        """

    def close(self) -> None:
        """Give back every handle."""

    def lock(self, *, break_lock: bool) -> AbstractContextManager[None]:
        """Hold the deploy lock.

        Raises:
            LockedError: somebody else holds it.
        """

    def check_lock(self) -> None:
        """Make sure that the lock is still ours.

        Raises:
            LockLostError: it was broken.
        """

    def sweep(self) -> int:
        """Remove temporary files that a killed deployment left; returns their number. Only under the lock."""

    def read(self, name: str, limit: int) -> bytes | None:
        """At most ``limit + 1`` bytes of a file; None when absent; other bytes than any file's (empty) for links.

        Raises:
            OSError: it exists but cannot be read.
            TargetInvalidError: a folder on the way is a link.
        """

    def list_folder(self, folder: str) -> tuple[str, ...]:
        """Names in a folder, sorted; empty when it is absent."""

    def changed_at(self, name: str) -> datetime | None:
        """When the file last became what it is (status change time), in UTC; None when absent."""

    def put_all(self, files: Mapping[str, bytes], hashes: Mapping[str, str], progress: Progress) -> None:
        """Make files durable under their names.

        Args:
            files: name → bytes.
            hashes: name → SHA-256, hex, compared again while writing.
            progress: told after each file.

        Raises:
            NoSpaceError, WriteFailedError, ReadBackError: nothing of the channel was touched.
        """

    def commit(self, name: str, data: bytes, modified_s: int) -> None:
        """Replace one file atomically and durably.

        Args:
            name: the channel file.
            data: its bytes.
            modified_s: its modification time, seconds since 1970.

        Raises:
            NoSpaceError, WriteFailedError: not replaced.
            AfterCommitError: replaced, but not known to be durable.
        """

    def remove_all(self, names: Collection[str]) -> None:
        """Remove files durably; absent ones are fine. Only ``handrail gc`` calls it, under the lock.

        Args:
            names: relative to the document root.

        Raises:
            WriteFailedError: some may be gone already; the channel was not touched.
        """
