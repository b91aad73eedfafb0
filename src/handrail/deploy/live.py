"""What is live on a target right now: the channel file verified again, and every file of its release read again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from handrail.deploy.errors import TargetInvalidError, TargetUnreachableError
from handrail.deploy.locations import Locations, Where
from handrail.deploy.receipts import Receipts
from handrail.deploy.targets.base import Target
from handrail.package.errors import ExpiredError, FileChangedError, FileMissingError, PackageError
from handrail.package.fields import time_text
from handrail.package.tree import blob_name, read_checked, read_manifest
from handrail.package.verify import CHANNEL_LIMIT, State, Verdict, channel_name, sha256_hex, verify_channel

SDK_LIMIT = 4_194_304

What = Literal["changed", "missing", "unreadable"]
Liveness = Literal["live", "changed", "missing", "unreachable", "refused"]


@dataclass(frozen=True)
class Problem:
    """A file that is not as signed.

    Attributes:
        file: its name.
        what: changed, missing or unreadable.
        at: when it became so, as far as the target knows; for missing files when it was noticed.
    """

    file: str
    what: What
    at: datetime

    def as_data(self) -> dict[str, str]:
        """As reports carry it."""
        return {"file": self.file, "what": self.what, "at": time_text(self.at)}

    def sentence(self) -> str:
        """In words."""
        at = clock(self.at)
        if self.what == "missing":
            return f"{self.file} is missing on the server (noticed {at}); press Repair or run `handrail deploy`"
        if self.what == "unreadable":
            return f"{self.file} cannot be read on the server (noticed {at}); look at its permissions"
        return f"{self.file} changed on the server at {at}, not shown to anybody; press Repair or run `handrail deploy`"


@dataclass(frozen=True)
class Live:
    """What was found.

    Attributes:
        state: live; changed (files or the channel file are not as signed); missing (no channel file);
            unreachable (the target cannot be opened); refused (verifiable, but expired or older than known).
        release: number, where known.
        seq: of the pointer, where known.
        since: when the channel file came to lie there.
        problems: files that are not as signed.
        message: the whole in words.
        verdict: where the channel file verified.
    """

    state: Liveness
    release: int | None
    seq: int | None
    since: datetime | None
    problems: tuple[Problem, ...]
    message: str
    verdict: Verdict | None = None

    def as_data(self) -> dict[str, object]:
        """For ``--json`` and reports."""
        return {
            "state": self.state,
            "release": self.release,
            "seq": self.seq,
            "since": None if self.since is None else time_text(self.since),
            "problems": [each.as_data() for each in self.problems],
            "message": self.message,
        }


def clock(moment: datetime) -> str:
    """A time as people read it, in this machine's zone: ``10:41``, with the date unless it is today."""
    local = moment.astimezone()
    today = datetime.now().astimezone().date()
    return local.strftime("%H:%M" if local.date() == today else "%Y-%m-%d %H:%M")


def look(
    where: Where,
    receipts: Receipts,
    *,
    application: str,
    environment: str,
    trust: str,
    now: datetime,
) -> Live:
    """Read everything that is live on a target again; nothing is written.

    Args:
        where: one location or several; opened and closed here.
        receipts: its journal, for the last known state and the SDK files put there.
        application: the application's key.
        environment: its environment.
        trust: the pinned anchor.
        now: with time zone.

    Returns:
        What was found; of several locations the worst, with the words for each.
    """
    targets = Locations.of(where).targets
    found = [(each, _look(each, _Look(each, receipts, application, environment, trust, now))) for each in targets]
    return found[0][1] if len(found) == 1 else _together([(target.name, live) for target, live in found])


def _look(target: Target, at: "_Look") -> Live:
    try:
        target.open(create=False)
    except (TargetInvalidError, TargetUnreachableError) as error:
        return Live("unreachable", None, None, None, (), error.message)
    try:
        return at.run()
    except TargetUnreachableError as error:
        return Live("unreachable", None, None, None, (), error.message)
    except TargetInvalidError as error:
        return Live("changed", None, None, None, (), error.message)
    finally:
        target.close()


_WORST_LAST: tuple[Liveness, ...] = ("live", "unreachable", "missing", "changed", "refused")


def _together(found: list[tuple[str, Live]]) -> Live:
    """Several locations as one: as bad as the worst, as old as the oldest."""
    lives = [live for _, live in found]
    worst = max(lives, key=lambda live: (_WORST_LAST.index(live.state), -(live.seq or 0)))
    message = "; ".join(f"{name}: {live.message}" for name, live in found)
    problems = tuple(problem for live in lives for problem in live.problems)
    if worst.state == "live" and len({live.seq for live in lives}) > 1:
        message = f"not every location has the same: {message}"
        return Live("changed", worst.release, worst.seq, worst.since, problems, message, worst.verdict)
    return Live(worst.state, worst.release, worst.seq, worst.since, problems, message, worst.verdict)


@dataclass(frozen=True)
class _Look:
    """One look at an opened target."""

    target: Target
    receipts: Receipts
    application: str
    environment: str
    trust: str
    now: datetime

    def run(self) -> Live:
        target, now = self.target, self.now
        name = channel_name(self.application, self.environment)
        try:
            channel = target.read(name, CHANNEL_LIMIT)
        except OSError:
            problem = Problem(name, "unreadable", now)
            return Live("changed", None, None, None, (problem,), problem.sentence())
        if channel is None:
            message = f"{name} is not there: nothing is shown to anybody"
            return Live("missing", None, None, None, (Problem(name, "missing", now),), message)
        since = target.changed_at(name)
        receipt = self.receipts.last(self.application, self.environment)
        try:
            verdict = self._verify(channel)
        except ExpiredError as error:
            return Live("refused", None, None, since, (), error.message)
        except PackageError as error:
            problem = Problem(name, "changed", since or now)
            message = f"{problem.sentence()} ({error.code}: {error.message})"
            return Live("changed", None, None, since, (problem,), message)
        sdk = receipt.sdk if receipt else {}
        return _summary(verdict, since, (*_check_tree(target, verdict, now), *_check_sdk(target, sdk, now)))

    def _verify(self, channel: bytes) -> Verdict:
        """Verify; the journal's state counts only where it is of the same keys."""

        def verify(state: State | None) -> Verdict:
            return verify_channel(
                channel,
                application=self.application,
                environment=self.environment,
                trust=self.trust,
                now=self.now,
                state=state,
            )

        verdict = verify(None)
        receipt = self.receipts.newest_of(verdict)
        return verdict if receipt is None else verify(receipt.state)


def _summary(verdict: Verdict, since: datetime | None, problems: tuple[Problem, ...]) -> Live:
    release, seq = verdict.release.version, verdict.pointer.seq
    kind = "paused" if verdict.pointer.status == "paused" else "live"
    words = [f"release {release} {kind}" + (f" since {clock(since)}" if since else "")]
    words += [problem.sentence() for problem in problems[:3]]
    if len(problems) > 3:
        words.append(f"and {len(problems) - 3} more files")
    return Live("changed" if problems else "live", release, seq, since, problems, "; ".join(words), verdict)


def _check_tree(target: Target, verdict: Verdict, now: datetime) -> tuple[Problem, ...]:
    """Every file of the live release; all problems, not only the first."""
    release = verdict.release
    try:
        manifest = read_manifest(target.read, release)
    except (FileMissingError, FileChangedError):
        problem = _file(target, blob_name(release.manifest), release.manifest.length, now)
        files = {blob_name(ref): ref.length for ref in release.boot.values()}
        return tuple(p for p in (problem, *(_file(target, n, size, now) for n, size in sorted(files.items()))) if p)
    except OSError:
        return (Problem(blob_name(release.manifest), "unreadable", now),)
    found = (_file(target, name, length, now) for name, length in manifest.files.items())
    return tuple(problem for problem in found if problem)


def _file(target: Target, name: str, length: int, now: datetime) -> Problem | None:
    try:
        read_checked(target.read, name, length)
    except FileMissingError:
        return Problem(name, "missing", now)
    except FileChangedError:
        return Problem(name, "changed", target.changed_at(name) or now)
    except OSError:
        return Problem(name, "unreadable", now)
    return None


def _check_sdk(target: Target, sdk: Mapping[str, str], now: datetime) -> tuple[Problem, ...]:
    problems: list[Problem] = []
    for name, sha256 in sorted(sdk.items()):
        try:
            data = target.read(name, SDK_LIMIT)
        except OSError:
            problems.append(Problem(name, "unreadable", now))
            continue
        if data is None:
            problems.append(Problem(name, "missing", now))
        elif sha256_hex(data) != sha256:
            problems.append(Problem(name, "changed", target.changed_at(name) or now))
    return tuple(problems)
