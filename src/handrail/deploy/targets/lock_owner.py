"""Who holds a deploy lock that is a thing on the target (a folder, an object) and outlives its process."""

import json
import os
import secrets
import socket
import time
from dataclasses import asdict, dataclass
from pathlib import Path


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
        """Whether it was a process of this very system that has ended: only then is taking its lock safe unasked.

        A process id means nothing on another machine, after a restart or in another container, so all of those count
        as alive.
        """
        if not self.system or self.system != _system() or self.host != socket.gethostname():
            return False
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
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot} {os.readlink('/proc/self/ns/pid')}"  # noqa: PTH115 (a link to no path)
    except OSError:
        return ""
