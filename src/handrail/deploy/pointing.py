"""Deeds with the pointer key at hand, without console or network: roll back, pause, resume, stop, renew.

What is live is the source: its channel file gives roots and release, its ``releases/`` the older ones. The new
pointer gets a higher seq and goes live by the same commit as a deployment.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from handrail.deploy.errors import NothingLiveError, ReleaseUnknownError
from handrail.deploy.plan import ANY_AGE_DAYS, Plan, known_state
from handrail.deploy.protocol import Options, Outcome, commit, look_from_outside, write_receipt
from handrail.deploy.targets.base import Target
from handrail.package.assemble import RELEASE_NAME
from handrail.package.build import channel_file, next_seq, sign_pointer
from handrail.package.envelope import LIMITS, RELEASE_TYPE, Envelope, read_envelope
from handrail.package.errors import PackageError
from handrail.package.fields import seconds_of
from handrail.package.keys import SigningKey
from handrail.package.roles import Pointer, Release, Status
from handrail.package.tree import verify_tree
from handrail.package.verify import (
    CHANNEL_LIMIT,
    Verdict,
    channel_name,
    release_name,
    verify_channel,
    verify_release,
)

_DAY_S = 86_400


@dataclass(frozen=True)
class Aim:
    """What a new pointer says."""

    release: Release
    envelope: Envelope
    status: Status
    off: tuple[str, ...]


Choose = Callable[[Target, Verdict], Aim]


def point(target: Target, options: Options, *, key: SigningKey, action: str, choose: Choose) -> Outcome:
    """Sign a new pointer and make it live.

    Args:
        target: opened and closed here.
        options: ``application`` and ``environment`` must be given.
        key: holds the pointer role.
        action: for the receipt.
        choose: what the pointer should say, given what is live.

    Raises:
        NothingLiveError: nothing verified is live there.
        PackageError: the key does not hold the role, or the release does not verify today.
        DeployError: as ``deploy``.
    """
    application, environment = options.application or "", options.environment or ""
    name = channel_name(application, environment)
    target.open(create=False)
    try:
        options.receipts.prepare()
        with target.lock(break_lock=options.break_lock):
            target.sweep()
            live = _live(target, options, application, environment)
            aim = choose(target, live)
            verify_tree(target.read, aim.release)
            channel = _sign(live, aim, key, options)
            verdict = verify_channel(
                channel,
                application=application,
                environment=environment,
                trust=options.trust,
                now=options.now(),
                state=live.state,
            )
            plan = Plan((), (), (), True, live)
            if options.dry_run:
                return Outcome(action, target.name, verdict, plan, committed=False)
            last = options.receipts.last(application, environment)
            commit(target, name, channel, verdict)
            receipt = write_receipt(target, options, action, verdict, last.sdk if last else {})
        findings = look_from_outside(target, options, name, channel, verdict)
        warnings, promise = verdict.warnings, target.promise
        return Outcome(action, target.name, verdict, plan, True, receipt, findings, warnings, promise)
    finally:
        target.close()


def _live(target: Target, options: Options, application: str, environment: str) -> Verdict:
    def nothing(reason: str) -> NothingLiveError:
        return NothingLiveError(application=application, environment=environment, target=target.name, reason=reason)

    channel = target.read(channel_name(application, environment), CHANNEL_LIMIT)
    if channel is None:
        raise nothing("there is no channel file")
    try:
        verdict = verify_channel(
            channel,
            application=application,
            environment=environment,
            trust=options.trust,
            now=options.now(),
            grace_days=ANY_AGE_DAYS,
        )
    except PackageError as error:
        raise nothing(f"{error.code}: {error.message}") from error
    return verdict


def _sign(live: Verdict, aim: Aim, key: SigningKey, options: Options) -> bytes:
    pointer, now = live.pointer, options.now()
    last = known_state(live, options.receipts.last(pointer.application, pointer.environment), _roots(live))
    envelope = sign_pointer(
        application=pointer.application,
        environment=pointer.environment,
        release_version=aim.release.version,
        release_sha256=aim.envelope.sha256,
        root=live.root.version,
        seq=next_seq(last.seq if last else pointer.seq, now),
        status=aim.status,
        off=aim.off,
        expires=now + lifetime(pointer),
        key=key,
    )
    return channel_file([each.to_bytes() for each in live.root_envelopes], aim.envelope.to_bytes(), envelope)


def _roots(live: Verdict) -> set[str]:
    return {each.sha256 for each in live.root_envelopes}


def lifetime(pointer: Pointer) -> timedelta:
    """How long pointers of this environment live: as the last one did, at least a day; 30 days if it cannot be told."""
    seconds = seconds_of(pointer.expires) - pointer.seq
    return timedelta(seconds=seconds) if _DAY_S <= seconds <= 400 * _DAY_S else timedelta(days=30)


def unchanged(status: Status) -> Choose:
    """The live release with that status: pause, resume."""

    def choose(_: Target, live: Verdict) -> Aim:
        return Aim(live.release, live.release_envelope, status, live.pointer.off)

    return choose


def renewed(_: Target, live: Verdict) -> Aim:
    """What is live, as it is: a heartbeat."""
    return Aim(live.release, live.release_envelope, live.pointer.status, live.pointer.off)


def stopped(campaigns: Iterable[str]) -> Choose:
    """The live release without these campaigns."""

    def choose(_: Target, live: Verdict) -> Aim:
        off = tuple(sorted({*live.pointer.off, *campaigns}))
        return Aim(live.release, live.release_envelope, live.pointer.status, off)

    return choose


def rolled_back(number: int | None) -> Choose:
    """An older release that lies on the target and verifies today; without a number the newest before the live one."""

    def choose(target: Target, live: Verdict) -> Aim:
        candidates = dict(sorted(releases_on(target).items(), reverse=True))
        wanted = [n for n in candidates if (n < live.release.version if number is None else n == number)]
        problem = "it is not on the target"
        for version in wanted:
            for envelope in candidates[version]:
                try:
                    release, *_ = verify_release(envelope, live.root, live.pointer.environment)
                    verify_tree(target.read, release)
                except (PackageError, OSError) as error:
                    problem = str(error)
                else:
                    return Aim(release, envelope, live.pointer.status, live.pointer.off)
        shown = number if number is not None else f"before {live.release.version}"
        raise ReleaseUnknownError(release=shown, target=target.name, reason=problem)

    return choose


def releases_on(target: Target) -> dict[int, list[Envelope]]:
    """Release files on a target by number; nothing in them is verified yet, and other environments' are among them."""
    found: dict[int, list[Envelope]] = {}
    for entry in target.list_folder("releases"):
        name = f"releases/{entry}"
        match = RELEASE_NAME.fullmatch(name)
        data = target.read(name, LIMITS[RELEASE_TYPE]) if match else None
        if match is None or data is None:
            continue
        try:
            envelope = read_envelope(data, RELEASE_TYPE)
        except PackageError:
            continue
        if release_name(int(match[1]), envelope.sha256) == name:
            found.setdefault(int(match[1]), []).append(envelope)
    return found


def days_left(verdict: Verdict, now: datetime) -> int:
    """Whole days until the pointer expires; negative afterwards."""
    return (datetime.fromtimestamp(seconds_of(verdict.pointer.expires), UTC) - now).days
