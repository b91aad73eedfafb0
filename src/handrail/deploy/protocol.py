"""One deployment, from the lock to the receipt. Every command that makes something live ends in ``put_live``.

lock → verify the whole package → plan → put what differs, fsync → read everything back → replace the channel file
(the commit) → look from outside → receipt. Before the commit nothing that a visitor can reach has changed.
"""

import socket
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from handrail.deploy.errors import AfterCommitError, DeployError, PostCheckError, ReadBackError, ReceiptsError
from handrail.deploy.plan import Plan, holds, known_state, live_verdict, make_plan, read_or_other
from handrail.deploy.receipts import Receipt, Receipts
from handrail.deploy.targets.base import Progress, Target, no_progress
from handrail.package.opened import VerifiedPackage, verify_package
from handrail.package.tree import BLOB_NAME
from handrail.package.verify import CHANNEL_LIMIT, Verdict, channel_name, sha256_hex, verify_channel

if TYPE_CHECKING:
    from handrail.deploy.outside import Finding


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


@dataclass(frozen=True)
class Outcome:
    """What a deployment did.

    Attributes:
        action: deploy, rollback, pause, …
        target: its name.
        verdict: of what is live now (of what would be, after a dry run).
        plan: what was compared and written.
        committed: whether the channel file was replaced.
        receipt: the journal's line; None after a dry run, or when nothing changed.
        findings: what was seen from outside.
        warnings: codes.
        promise: what the deployment survives on that target, in words.
    """

    action: str
    target: str
    verdict: Verdict
    plan: Plan
    committed: bool
    receipt: Receipt | None = None
    findings: tuple["Finding", ...] = ()
    warnings: tuple[str, ...] = field(default=())
    promise: str = ""

    def as_data(self) -> dict[str, object]:
        """For ``--json``."""
        before = self.plan.live_before
        return {
            "action": self.action,
            "target": self.target,
            "application": self.verdict.pointer.application,
            "environment": self.verdict.pointer.environment,
            "release": self.verdict.release.version,
            "seq": self.verdict.pointer.seq,
            "status": self.verdict.pointer.status,
            "before": None if before is None else {"release": before.release.version, "seq": before.pointer.seq},
            "committed": self.committed,
            "new": list(self.plan.new),
            "healed": list(self.plan.changed),
            "kept": len(self.plan.kept),
            "receipt": None if self.receipt is None else self.receipt.sha256,
            "findings": [each.as_data() for each in self.findings],
            "warnings": list(self.warnings),
            "promise": self.promise,
        }


def deploy(package: bytes, target: Target, options: Options, action: str = "deploy") -> Outcome:
    """Make a package live on a target.

    Args:
        package: the zip's bytes; nothing in it is trusted.
        target: where to; it is opened and closed here.
        options: see there.
        action: for the receipt.

    Returns:
        What was done. Deploying what is live already heals files whose bytes differ and changes nothing else.

    Raises:
        PackageError, DeployError: with ``exit_code``; before the commit the old release stays live.
    """
    # Before the target is touched: a document root is made only for a package that verifies.
    verified = _verify(package, options)
    target.open(create=not options.dry_run)
    try:
        if options.dry_run:
            plan = _prepare(verified, target, options)
            return Outcome(action, target.name, verified.verdict, plan, committed=False, warnings=verified.warnings)
        options.receipts.prepare()
        with target.lock(break_lock=options.break_lock):
            target.sweep()
            plan = _prepare(verified, target, options)
            _put_files(target, verified, plan, options.progress)
            name = channel_name(verified.opened.hint.application, verified.opened.hint.environment)
            committed = plan.replaces_channel
            if committed:
                commit(target, name, verified.opened.channel, verified.verdict)
            sdk = {n: sha256_hex(d) for n, d in verified.opened.content.items() if n.startswith("sdk/")}
            last = options.receipts.last(verified.opened.hint.application, verified.opened.hint.environment)
            # Killed between commit and receipt last time: the journal catches up now.
            changed = committed or bool(plan.writes) or last is None or last.state != verified.verdict.state
            receipt = write_receipt(target, options, action, verified.verdict, sdk) if changed else None
        findings = look_from_outside(target, options, name, verified.opened.channel, verified.verdict)
        return Outcome(
            action=action,
            target=target.name,
            verdict=verified.verdict,
            plan=plan,
            committed=committed,
            receipt=receipt,
            findings=findings,
            warnings=verified.warnings,
            promise=target.promise,
        )
    finally:
        target.close()


def _verify(package: bytes, options: Options) -> VerifiedPackage:
    return verify_package(
        package,
        trust=options.trust,
        now=options.now(),
        application=options.application,
        environment=options.environment,
        accept_sdk=options.accept_sdk,
        known=options.known_sdk,
    )


def _prepare(verified: VerifiedPackage, target: Target, options: Options) -> Plan:
    hint = verified.opened.hint
    live = live_verdict(target, verified)
    receipt = options.receipts.last(hint.application, hint.environment)
    state = known_state(live, receipt, {each.sha256 for each in verified.verdict.root_envelopes})
    verify_channel(
        verified.opened.channel,
        application=hint.application,
        environment=hint.environment,
        trust=options.trust,
        now=options.now(),
        state=state,
    )
    return make_plan(target, verified, live)


def _put_files(target: Target, package: VerifiedPackage, plan: Plan, progress: Progress) -> None:
    content = package.opened.content
    # A blob's name was compared with its bytes when the package was verified.
    hashes = {name: _hash_in(name) or sha256_hex(content[name]) for name in plan.writes}
    target.put_all({name: content[name] for name in plan.writes}, hashes, progress)
    read_back(target, {name: content[name] for name in content}, progress)
    for name in package.needs:
        if not holds(target, name, package.manifest.files[name]):
            raise ReadBackError(name=name, target=target.name)


def _hash_in(name: str) -> str | None:
    found = BLOB_NAME.fullmatch(name)
    return found and found[1]


def read_back(target: Target, files: Mapping[str, bytes], progress: Progress) -> None:
    """Every file reads as it should.

    Raises:
        ReadBackError: one does not.
    """
    for done, (name, data) in enumerate(files.items(), 1):
        if read_or_other(target, name, len(data)) != data:
            raise ReadBackError(name=name, target=target.name)
        progress("read back", done, len(files))


def commit(target: Target, name: str, channel: bytes, verdict: Verdict) -> None:
    """The commit point: replace the channel file, if the lock is still ours.

    Raises:
        LockLostError, NoSpaceError, WriteFailedError: the old one is still in place.
        AfterCommitError: the new one is in place, but what followed failed.
    """
    target.check_lock()
    try:
        target.commit(name, channel, verdict.pointer.seq)
    except AfterCommitError as error:
        reason = error.params["reason"]
        raise AfterCommitError(release=verdict.release.version, target=target.name, reason=reason) from error
    problem = _not_as_written(target, name, channel)
    if problem is not None:
        raise AfterCommitError(release=verdict.release.version, target=target.name, reason=problem)


def _not_as_written(target: Target, name: str, channel: bytes) -> str | None:
    """What is wrong with the channel file after the commit."""
    try:
        same = read_or_other(target, name, CHANNEL_LIMIT) == channel
    except DeployError as error:
        return f"its channel file could not be read back ({error.params.get('reason', error.code)})"
    return None if same else "its channel file does not read back as written"


def write_receipt(target: Target, options: Options, action: str, verdict: Verdict, sdk: Mapping[str, str]) -> Receipt:
    """Append to the journal.

    Raises:
        AfterCommitError: the journal could not be written; the release is live.
    """
    try:
        return options.receipts.append(action, verdict, sdk, socket.gethostname(), options.now())
    except ReceiptsError as error:
        reason = f"no receipt could be written ({error.params['reason']})"
        raise AfterCommitError(release=verdict.release.version, target=target.name, reason=reason) from error


def look_from_outside(
    target: Target, options: Options, name: str, channel: bytes, verdict: Verdict
) -> tuple["Finding", ...]:
    """The GET through the public URL, where one is given.

    Raises:
        PostCheckError: the SDK would not get what was deployed.
    """
    if options.url is None:
        return ()
    from handrail.deploy.outside import Outside, check_deployed

    with Outside(options.url) as outside:
        findings = check_deployed(outside, name, channel, verdict.release)
    worst = first_error(findings)
    if worst is not None:
        raise PostCheckError(
            release=verdict.release.version, target=target.name, url=options.url, reason=worst.message.rstrip(".")
        )
    return tuple(findings)


def first_error(findings: Iterable["Finding"]) -> "Finding | None":
    """The first finding that is an error."""
    return next((each for each in findings if each.level == "error"), None)
