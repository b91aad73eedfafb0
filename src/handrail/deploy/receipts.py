"""The journal of deeds on a target: one line each, chained by hashes, outside the document root.

Each line is canonical JSON; ``previous`` is the SHA-256 of the line before (64 zeros for the first), so that a
removed or changed line shows. The last line is also what is known of a target whose channel file vanished.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from handrail.deploy.durable import close, make_folders, write_all
from handrail.deploy.errors import ReceiptsError
from handrail.package.canonical import canonical, parse_canonical
from handrail.package.errors import MalformedError
from handrail.package.fields import a_dict, time_text
from handrail.package.roles import Status
from handrail.package.verify import State, Verdict

FIRST = "0" * 64

_REMOVAL = "gc"

_APPEND = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC


def default_state_folder() -> Path:
    """``~/.local/state/handrail``."""
    return Path.home() / ".local" / "state" / "handrail"


@dataclass(frozen=True)
class Receipt:
    """One deed, as it stands in the journal.

    Attributes:
        at: when, UTC.
        action: deploy, rollback, pause, resume, stop or heartbeat.
        state: of the pointer that went live.
        release: its number.
        root_sha256: hash of the newest root's payload; tells chains of other keys apart.
        sdk: path → SHA-256 of the SDK files that were put in place.
        locations: names of the places where it is live; empty in journals of before there were several.
        sha256: of the line itself.
    """

    at: str
    action: str
    application: str
    environment: str
    state: State
    release: int
    release_sha256: str
    root_sha256: str
    sdk: Mapping[str, str]
    host: str
    previous: str
    sha256: str
    locations: tuple[str, ...] = ()

    def as_data(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "action": self.action,
            "application": self.application,
            "at": self.at,
            "environment": self.environment,
            "host": self.host,
            "locations": list(self.locations),
            "previous": self.previous,
            "release": self.release,
            "releaseSha256": self.release_sha256,
            "seq": self.state.seq,
            "sha256": self.sha256,
            "status": self.state.status,
        }


@dataclass(frozen=True)
class Removal:
    """One ``handrail gc``, as it stands in the journal. It is written before the first file goes.

    Attributes:
        at: when, UTC.
        files: how many it set out to remove, over all locations.
        releases: names of the release files among them.
        locations: names of the places.
        sha256: of the line itself.
    """

    at: str
    files: int
    releases: tuple[str, ...]
    locations: tuple[str, ...]
    host: str
    previous: str
    sha256: str

    def as_data(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "action": _REMOVAL,
            "at": self.at,
            "files": self.files,
            "host": self.host,
            "locations": list(self.locations),
            "previous": self.previous,
            "releases": list(self.releases),
            "sha256": self.sha256,
        }


class Receipts:
    """The journal of one target.

    Args:
        folder: where journals lie.
        target: the target's name; each target has a journal of its own.
    """

    def __init__(self, folder: Path, target: str) -> None:
        """Nothing is read or made yet."""
        label = re.sub(r"[^a-z0-9]+", "-", target.lower()).strip("-")[-40:]
        self.path = folder / f"{label}-{hashlib.sha256(target.encode()).hexdigest()[:12]}.jsonl"
        self._target = target

    def prepare(self) -> None:
        """Make sure that a receipt can be written, before anything is changed.

        Raises:
            ReceiptsError: it cannot, or the chain is broken.
        """
        try:
            handle = self._open()
            try:
                # A run that was killed while it wrote may have left a line that is not durable yet.
                os.fsync(handle)
            finally:
                close(handle)
        except OSError as error:
            raise self._bad(str(error.strerror)) from error
        self.last()

    def _open(self) -> int:
        """The journal, made when absent. Its name and those of the folders above are durable before its first line."""
        if not self.path.exists() or self.path.stat().st_size == 0:
            self.path.parent.mkdir(0o700, parents=True, exist_ok=True)
            os.close(os.open(self.path, _APPEND, 0o600))
            make_folders(self.path.parent, 0o700)
        return os.open(self.path, _APPEND, 0o600)

    def __iter__(self) -> Iterator[Receipt]:
        """Every receipt of something that went live, oldest first.

        Raises:
            ReceiptsError: a line is malformed or does not follow the one before.
        """
        return (line for line in self.lines() if isinstance(line, Receipt))

    def lines(self) -> Iterator[Receipt | Removal]:
        """Every line, oldest first.

        Raises:
            ReceiptsError: a line is malformed or does not follow the one before.
        """
        previous = FIRST
        try:
            lines = self._whole_lines()
        except OSError as error:
            raise self._bad(str(error.strerror)) from error
        for number, line in enumerate(lines, 1):
            receipt = self._read(line, number)
            if receipt.previous != previous:
                raise self._bad(f"line {number} does not follow line {number - 1}: the journal was changed")
            previous = receipt.sha256
            yield receipt

    def last(self, application: str | None = None, environment: str | None = None) -> Receipt | None:
        """The newest receipt, of that application and environment when named."""
        found = None
        for receipt in self:
            if application in (None, receipt.application) and environment in (None, receipt.environment):
                found = receipt
        return found

    def newest_of(self, verdict: Verdict) -> Receipt | None:
        """The newest receipt of a channel file's application and environment, if it was made under the same keys.

        The same keys: its root is one of the chain; or it is a later one than the chain has, and an earlier receipt's
        root is one of the chain. The second is what tells a chain that was cut short from one of other keys.
        """
        pointer, roots = verdict.pointer, {each.sha256 for each in verdict.root_envelopes}
        found = [r for r in self if (r.application, r.environment) == (pointer.application, pointer.environment)]
        if not found or found[-1].root_sha256 in roots:
            return found[-1] if found else None
        cut = found[-1].state.root > verdict.root.version and any(each.root_sha256 in roots for each in found)
        return found[-1] if cut else None

    def append(
        self,
        action: str,
        verdict: Verdict,
        sdk: Mapping[str, str],
        host: str,
        now: datetime,
        *,
        locations: Sequence[str] = (),
    ) -> Receipt:
        """Write one receipt, durably.

        Args:
            action: deploy, rollback, pause, resume, stop or heartbeat.
            verdict: of what went live.
            sdk: path → SHA-256 of the SDK files that were put in place.
            host: this machine's name.
            now: with time zone.
            locations: names of the places where it went live.

        Raises:
            ReceiptsError: it could not be written.
        """
        written = self._append(_as_data(action, verdict, sdk, host, now, locations=locations))
        if not isinstance(written, Receipt):
            raise self._bad(f"{action} is no deed that makes something live")
        return written

    def append_removal(
        self, files: int, releases: Sequence[str], host: str, now: datetime, *, locations: Sequence[str]
    ) -> Removal:
        """Write what a ``handrail gc`` is about to remove, durably.

        Raises:
            ReceiptsError: it could not be written.
        """
        data: dict[str, object] = {
            "action": _REMOVAL,
            "at": time_text(now),
            "files": files,
            "host": _host(host),
            "locations": [_plain(each) for each in locations],
            "releases": list(releases),
        }
        written = self._append(data)
        if not isinstance(written, Removal):
            raise self._bad("what was written is no removal")
        return written

    def _append(self, data: dict[str, object]) -> Receipt | Removal:
        try:
            # ``prepare`` made it, and its name durable.
            handle = os.open(self.path, _APPEND, 0o600) if self.path.exists() else self._open()
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                newest = None
                for each in self.lines():
                    newest = each
                os.ftruncate(handle, sum(len(line) + 1 for line in self._whole_lines()))
                line = canonical(data | {"previous": newest.sha256 if newest else FIRST})
                write_all(handle, line + b"\n")
                os.fsync(handle)
            finally:
                close(handle)
        except OSError as error:
            raise self._bad(str(error.strerror)) from error
        return self._read(line, 0)

    def _whole_lines(self) -> list[bytes]:
        """Lines that were written to their end.

        What a power loss cut off is left out: a rest without line feed, and a last line with zeros in it, which stand
        for blocks that never reached the disk.
        """
        lines = self.path.read_bytes().split(b"\n")[:-1] if self.path.exists() else []
        return lines[:-1] if lines and b"\0" in lines[-1] else lines

    def _read(self, line: bytes, number: int) -> Receipt | Removal:
        try:
            data = a_dict(parse_canonical(line, f"line {number}"), f"line {number}")
            read = _removal if data["action"] == _REMOVAL else _receipt
            return read(data, hashlib.sha256(line).hexdigest())
        except (MalformedError, KeyError, TypeError, ValueError) as error:
            raise self._bad(f"line {number} is malformed") from error

    def _bad(self, reason: str) -> ReceiptsError:
        return ReceiptsError(path=str(self.path), reason=reason)


def _as_data(
    action: str, verdict: Verdict, sdk: Mapping[str, str], host: str, now: datetime, *, locations: Sequence[str]
) -> dict[str, object]:
    state = verdict.state
    return {
        "action": action,
        "application": verdict.pointer.application,
        "at": time_text(now),
        "environment": verdict.pointer.environment,
        "host": _host(host),
        "locations": [_plain(each) for each in locations],
        "pointer": state.pointer,
        "release": verdict.release.version,
        "releaseSha256": verdict.release_envelope.sha256,
        "root": state.root,
        "rootSha256": verdict.root_envelopes[-1].sha256,
        "sdk": dict(sdk),
        "seq": state.seq,
        "status": state.status,
    }


def _host(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "-", name)[:100]


def _plain(text: str) -> str:
    """A name as a canonical line can hold it: what is not printable ASCII becomes ``?``."""
    return re.sub(r"[^ !#-\[\]-~]", "?", text)[:300]


def _receipt(data: dict[str, object], sha256: str) -> Receipt:
    number = {key: cast(int, data[key]) for key in ("root", "seq", "release")}
    text = {key: str(value) for key, value in data.items() if isinstance(value, str)}
    return Receipt(
        at=text["at"],
        action=text["action"],
        application=text["application"],
        environment=text["environment"],
        state=State(number["root"], number["seq"], text["pointer"], cast(Status, text["status"])),
        release=number["release"],
        release_sha256=text["releaseSha256"],
        root_sha256=text["rootSha256"],
        sdk={path: str(sha) for path, sha in a_dict(data["sdk"], "the SDK files").items()},
        host=text["host"],
        previous=text["previous"],
        sha256=sha256,
        locations=_texts(data.get("locations", [])),
    )


def _removal(data: dict[str, object], sha256: str) -> Removal:
    return Removal(
        at=str(data["at"]),
        files=cast(int, data["files"]),
        releases=_texts(data["releases"]),
        locations=_texts(data["locations"]),
        host=str(data["host"]),
        previous=str(data["previous"]),
        sha256=sha256,
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in cast(list[object], value))
