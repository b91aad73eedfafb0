"""The commit of a deed, on one location or several: channel files one after another, then the receipt.

Until the first channel file is replaced, a failure leaves the old release live everywhere. After that the others are
tried all the same, so that as few as possible stay behind, and what failed is named; doing it again finishes it.
"""

import socket
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from handrail.deploy.errors import (
    COMMITTED,
    AfterCommitError,
    CommitUnknownError,
    DeployError,
    PartlyLiveError,
    PostCheckError,
    ReceiptsError,
)
from handrail.deploy.options import Options
from handrail.deploy.plan import Plan, read_or_other
from handrail.deploy.receipts import Receipt
from handrail.deploy.targets.base import Target
from handrail.package.verify import CHANNEL_LIMIT, Verdict

if TYPE_CHECKING:
    from handrail.deploy.findings import Finding

State = Literal["live", "old", "unknown"]


@dataclass(frozen=True)
class Change:
    """What is to become live.

    Attributes:
        action: for the receipt.
        name: of the channel file.
        channel: its bytes.
        verdict: of them.
        sdk: path → SHA-256 of the SDK files in place.
    """

    action: str
    name: str
    channel: bytes
    verdict: Verdict
    sdk: Mapping[str, str]


def commit_all(targets: Sequence[Target], plans: Sequence[Plan], change: Change, options: Options) -> Receipt | None:
    """Replace the channel files that differ, and write one receipt for all.

    Args:
        targets: opened and locked.
        plans: one for each of them.
        change: what becomes live.
        options: of the deed.

    Returns:
        The receipt; None when nothing changed and the journal knows it already.

    Raises:
        LockLostError, NoSpaceError, WriteFailedError, …: the old release is still live on every location.
        AfterCommitError, CommitUnknownError: with one location: it is live, or may be.
        PartlyLiveError: some locations have it, some do not.
    """
    failures = _replace(targets, plans, change)
    if failures and len(targets) == 1:
        raise next(iter(failures.values()))
    live = [target.name for target in targets if target.name not in failures]
    details = [f"{name}: {error.message}" for name, error in failures.items()]
    receipt = None
    try:
        if live:
            receipt = _write_receipt(live, plans, change, options)
    except AfterCommitError as error:
        if not failures:
            raise
        details.append(error.message)
    if failures:
        states: dict[str, State] = {target.name: _state(failures.get(target.name)) for target in targets}
        raise PartlyLiveError(
            release=change.verdict.release.version,
            live=", ".join(name for name, state in states.items() if state == "live") or "no location for certain",
            details=" ".join(details),
            locations=states,
        )
    return receipt


def _replace(targets: Sequence[Target], plans: Sequence[Plan], change: Change) -> dict[str, DeployError]:
    """Commit one location after another; errors by location, once a commit can no longer be undone."""
    wanted = [target for target, plan in zip(targets, plans, strict=True) if plan.replaces_channel]
    begun = len(wanted) < len(targets)
    for target in wanted:
        target.check_lock()
    failures: dict[str, DeployError] = {}
    for target in wanted:
        try:
            _replace_one(target, change)
        except DeployError as error:
            if not begun and error.exit_code != COMMITTED:
                raise
            failures[target.name] = error
        begun = True
    return failures


def _replace_one(target: Target, change: Change) -> None:
    """The commit point of a location: replace its channel file, if the lock is still ours.

    Raises:
        LockLostError, NoSpaceError, WriteFailedError: the old one is still in place.
        AfterCommitError: the new one is in place, but what followed failed.
    """
    number = change.verdict.release.version
    target.check_lock()
    try:
        target.commit(change.name, change.channel, change.verdict.pointer.seq)
    except AfterCommitError as error:
        reason = error.params["reason"]
        raise AfterCommitError(release=number, target=target.name, reason=reason) from error
    problem = _not_as_written(target, change)
    if problem is not None:
        raise AfterCommitError(release=number, target=target.name, reason=problem)


def _not_as_written(target: Target, change: Change) -> str | None:
    """What is wrong with the channel file after the commit."""
    try:
        same = read_or_other(target, change.name, CHANNEL_LIMIT) == change.channel
    except DeployError as error:
        return f"its channel file could not be read back ({error.params.get('reason', error.code)})"
    return None if same else "its channel file does not read back as written"


def _is_news(plans: Sequence[Plan], change: Change, options: Options) -> bool:
    """Whether the journal should say it: something was written, or a run was killed before its receipt."""
    pointer = change.verdict.pointer
    last = options.receipts.last(pointer.application, pointer.environment)
    written = any(plan.replaces_channel or plan.writes for plan in plans)
    return written or last is None or last.state != change.verdict.state


def _write_receipt(live: Sequence[str], plans: Sequence[Plan], change: Change, options: Options) -> Receipt | None:
    """Append to the journal, if it is news.

    Raises:
        AfterCommitError: the journal could not be written; the release is live.
    """
    try:
        if not _is_news(plans, change, options):
            return None
        return options.receipts.append(
            change.action, change.verdict, change.sdk, socket.gethostname(), options.now(), locations=live
        )
    except (ReceiptsError, OSError) as error:
        said = error.params["reason"] if isinstance(error, ReceiptsError) else error.strerror
        reason = f"no receipt could be written ({said})"
        number = change.verdict.release.version
        raise AfterCommitError(release=number, target=", ".join(live), reason=reason) from error


def _state(error: DeployError | None) -> State:
    if isinstance(error, CommitUnknownError):
        return "unknown"
    return "live" if error is None or isinstance(error, AfterCommitError) else "old"


def look_from_outside(where: str, change: Change, options: Options) -> tuple["Finding", ...]:
    """The GET through the public URL, where one is given.

    Args:
        where: name of the target, for the error.
        change: what should be seen.
        options: of the deed.

    Raises:
        PostCheckError: the SDK would not get what was deployed.
    """
    if options.url is None:
        return ()
    from handrail.deploy.outside import Outside, check_deployed

    try:
        with Outside(options.url) as outside:
            findings = check_deployed(outside, change.name, change.channel, change.verdict.release)
    except OSError as error:
        raise _unseen(where, change, options, f"the system refused to look ({error.strerror})") from error
    worst = first_error(findings)
    if worst is not None:
        raise _unseen(where, change, options, worst.message.rstrip("."))
    return tuple(findings)


def _unseen(where: str, change: Change, options: Options, reason: str) -> PostCheckError:
    number = change.verdict.release.version
    return PostCheckError(release=number, target=where, url=options.url, reason=reason)


def first_error(findings: Iterable["Finding"]) -> "Finding | None":
    """The first finding that is an error."""
    return next((each for each in findings if each.level == "error"), None)
