"""Page loads by the SDK's rules over plain HTTP with kept connections, and what went wrong in each.

As a program: ``python -m deploy.readers.browser '{"port":…,"loads":…,…}'`` prints counts as JSON.
"""

import hashlib
import json
import random
import socket
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from handrail.package.errors import PackageError, SeqLowerError
from handrail.package.verify import State, Verdict, channel_name, verify_channel
from package.bank import Bank

CHANNEL = channel_name("bank", "production")
TRUST = Bank().trust
LONGEST_PAUSE_S = 60.0


class CutOffError(Exception):
    """The server closed the connection in the middle of an answer, as it does when a file shrinks under it."""


@dataclass(frozen=True)
class Answer:
    """Status, ETag and body."""

    status: int
    etag: str
    body: bytes


class Connection:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        """Nothing is connected yet."""
        self._port = port
        self._socket: socket.socket | None = None

    def get(self, path: str, etag: str = "") -> Answer:
        """An answer to GET.

        Raises:
            CutOffError: the body ended before its announced length.
        """
        condition = f"If-None-Match: {etag}\r\n" if etag else ""
        head = f"GET /{path} HTTP/1.1\r\nHost: guides.bank.example\r\n{condition}\r\n".encode()
        for attempt in (1, 2):
            fresh = self._socket is None
            if self._socket is None:
                self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=30)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self._socket.sendall(head)
                first = self._socket.recv(65_536)
                if first:
                    return self._read(self._socket, first)
            except (ConnectionError, BrokenPipeError):
                pass
            self.close()
            if fresh or attempt == 2:
                raise CutOffError(path)
        raise CutOffError(path)

    def _read(self, wire: socket.socket, data: bytes) -> Answer:
        while b"\r\n\r\n" not in data:
            data += self._more(wire)
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        status = int(lines[0].split(" ")[1])
        length = 0 if status == 304 else int(headers["content-length"])
        pieces, have = [body], len(body)
        while have < length:
            pieces.append(self._more(wire))
            have += len(pieces[-1])
        if headers.get("connection") == "close":
            self.close()
        return Answer(status, headers.get("etag", ""), b"".join(pieces))

    def _more(self, wire: socket.socket) -> bytes:
        data = wire.recv(262_144)
        if not data:
            self.close()
            raise CutOffError("in the middle")
        return data

    def close(self) -> None:
        """Close it; the next request opens another one."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


Known = dict[tuple[bytes, State | None], Verdict]


@dataclass
class Tab:
    """One visitor, who comes again and again (or for the first time at each load) and loads pages.

    Attributes:
        port: of the content server.
        random: chooses language and pauses.
        slow: file with the number of collections so far; now and then two or three pass between two steps of a load.
            None: no pauses. Seconds would mean something else on every machine.
        known: what was verified before: the same bytes and state give the same answer.
        seen: counts, see ``load``.
        releases: numbers of the releases that were shown.
    """

    port: int
    random: random.Random
    slow: Path | None
    known: Known
    seen: Counter[str] = field(default_factory=Counter)
    releases: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """A new browser profile."""
        self._wire = Connection(self.port)
        self._forget()

    def _forget(self) -> None:
        self._verdict: Verdict | None = None
        self._channel, self._etag = b"", ""

    def close(self) -> None:
        """Close its connection."""
        self._wire.close()

    def load(self) -> None:
        """One page load. Counts, besides ``loads``, what was noticed in it:

        ``torn`` wrong bytes or half an answer; ``missing`` a file that verified content names is not there;
        ``mixed`` parts of two releases would be shown together; ``stale`` the channel file was older than one seen
        before; ``refused`` it verified for another reason not; ``nothing`` nothing could be shown at the end.
        """
        noticed: set[str] = set()
        if self.random.random() < 0.3:
            self._forget()
        whole = False
        for _ in range(2):
            verdict = self._check(noticed)
            whole = verdict is not None and self._show(verdict, noticed)
            if whole:
                break
        if not whole:
            noticed.add("nothing")
        self.seen.update(["loads", *noticed])

    def _pause(self) -> None:
        if self.slow is None:
            return
        goal = int(self.slow.read_text()) + self.random.choice((0, 0, 0, 0, 0, 0, 2, 3))
        deadline = time.monotonic() + LONGEST_PAUSE_S
        while int(self.slow.read_text()) < goal and time.monotonic() < deadline:
            time.sleep(0.02)

    def _check(self, noticed: set[str]) -> Verdict | None:
        """Read the channel file; anything but a newer, verified one keeps the last verified."""
        try:
            answer = self._wire.get(CHANNEL, self._etag)
        except CutOffError:
            noticed.add("torn")
            return self._verdict
        if answer.status == 404:
            noticed.add("missing")
            return None
        if answer.status == 304:
            return self._verdict
        state = None if self._verdict is None else self._verdict.state
        try:
            found = self._verify(answer.body, state)
        except SeqLowerError:
            noticed.add("stale")
        except PackageError as error:
            noticed.add("torn" if error.code == "package.malformed" else "refused")
        else:
            self._verdict, self._etag = found, answer.etag
        return self._verdict

    def _verify(self, channel: bytes, state: State | None) -> Verdict:
        key = (hashlib.sha256(channel).digest(), state)
        if key not in self.known:
            now = datetime.now(UTC)
            self.known[key] = verify_channel(
                channel, application="bank", environment="production", trust=TRUST, now=now, state=state
            )
        return self.known[key]

    def _show(self, verdict: Verdict, noticed: set[str]) -> bool:
        """Boot file and content; whether all of it came."""
        version = verdict.release.version
        ref = verdict.release.boot[self.random.choice(("*", "de"))]
        self._pause()
        data = self._blob({"sha256": ref.sha256, "length": ref.length, "extension": "json"}, noticed)
        if data is None:
            return False
        boot = json.loads(data)
        parts = {boot["release"]}
        for each in boot["campaigns"]:
            self._pause()
            found = self._blob(each, noticed)
            if found is None:
                return False
            if each["extension"] == "json":
                parts.add(json.loads(found)["release"])
        if parts != {version}:
            noticed.add("mixed")
        self.releases.add(version)
        return True

    def _blob(self, ref: dict[str, Any], noticed: set[str]) -> bytes | None:
        """A blob with the signed bytes; fetched twice at most."""
        for _ in range(2):
            try:
                answer = self._wire.get(f"blobs/{ref['sha256']}.{ref['extension']}")
            except CutOffError:
                noticed.add("torn")
                continue
            if answer.status != 200:
                noticed.add("missing")
            elif len(answer.body) != ref["length"] or hashlib.sha256(answer.body).hexdigest() != ref["sha256"]:
                noticed.add("torn")
            else:
                return answer.body
        return None


def browse(port: int, loads: int, tabs: int, slow: str | None, seed: int) -> dict[str, int]:
    """Load pages in several tabs at once; counts, and how many different releases were shown.

    Raises:
        RuntimeError: a tab broke for a reason that is not counted.
    """
    known: Known = {}
    pace = Path(slow) if slow else None
    opened = [Tab(port, random.Random(f"{seed} {n}"), pace, known) for n in range(tabs)]
    broken: list[BaseException] = []

    def read(tab: Tab, count: int) -> None:
        try:
            for _ in range(count):
                tab.load()
        except BaseException as error:
            broken.append(error)
        finally:
            tab.close()

    shares = [loads // tabs + (n < loads % tabs) for n in range(tabs)]
    threads = [threading.Thread(target=read, args=each) for each in zip(opened, shares, strict=True)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if broken:
        raise RuntimeError("a tab broke") from broken[0]
    total: Counter[str] = Counter()
    for tab in opened:
        total.update(tab.seen)
    return {**total, "releases": len(set().union(*(tab.releases for tab in opened)))}


if __name__ == "__main__":
    print(json.dumps(browse(**json.loads(sys.argv[1]))))
