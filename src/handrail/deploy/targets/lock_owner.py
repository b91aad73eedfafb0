"""Who holds a deploy lock that is a thing on the target (a folder, an object) and outlives its process."""

import json
import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

_HELD: set[str] = set()
"""Tokens of this process that are in use: any other with its process id was left behind by a broken connection."""


@dataclass(frozen=True)
class LockOwner:
    """The holder of a lock, as written into it.

    Attributes:
        token: random; tells two deployments of one process apart.
        host: name of the machine.
        pid: process there.
        since: seconds since 1970.
        system: the running system and its table of processes; empty where that cannot be told.
    """

    token: str
    host: str
    pid: int
    since: int
    system: str

    @classmethod
    def me(cls) -> "LockOwner":
        """This process, now."""
        return cls(secrets.token_hex(8), socket.gethostname(), os.getpid(), int(time.time()), _system())

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """While a deployment takes or holds a lock under this name."""
        _HELD.add(self.token)
        try:
            yield
        finally:
            _HELD.discard(self.token)

    def to_bytes(self) -> bytes:
        """JSON."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "LockOwner | None":
        """Read it; None when it is not of that form."""
        try:
            found = json.loads(data)
            texts = [str(found[name])[:100] for name in ("token", "host", "system")]
            return cls(texts[0], texts[1], int(found["pid"]), int(found["since"]), texts[2])
        except (ValueError, KeyError, TypeError):
            return None

    @property
    def is_dead(self) -> bool:
        """Whether it belongs to nobody any more: only then is taking its lock safe unasked.

        That is so when its process, of this very system, has ended, or is this one and did not get to give it back. A
        process id means nothing on another machine, after a restart or in another container, so all of those count as
        alive.
        """
        if not self.system or self.system != _system() or self.host != socket.gethostname():
            return False
        if self.pid == os.getpid():
            return self.token not in _HELD
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False
        return False


def owner_in_words(owner: LockOwner | None) -> dict[str, str]:
    """``owner`` and ``age`` for ``LockedError``."""
    if owner is None:
        return {"owner": "an unknown process", "age": "an unknown time"}
    age = max(0, int(time.time()) - owner.since)
    return {"owner": f"process {owner.pid} on {owner.host}", "age": f"{age // 60} min {age % 60} s"}


def _system() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("utf-8").strip()
        return f"{boot} {os.readlink('/proc/self/ns/pid')}"  # noqa: PTH115 (a link to no path)
    except OSError:
        return ""
