"""Deeds with the pointer key at hand, without console or network: roll back, pause, resume, stop, renew.

What is live is the source: its channel file gives roots and release, its ``releases/`` the older ones. The new
pointer gets a higher seq and goes live by the same commit as a deployment. Of several locations the newest is the
source, and all get the same pointer: one that stayed behind catches up.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from handrail.deploy.commit import Change, commit_all, look_from_outside
from handrail.deploy.errors import ForeignChannelError, NothingLiveError, ReleaseUnknownError, SeqExhaustedError
from handrail.deploy.locations import Locations, Where
from handrail.deploy.options import Options
from handrail.deploy.plan import ANY_AGE_DAYS, Plan, highest_seq, known_states
from handrail.deploy.protocol import DoneAt, Outcome
from handrail.deploy.targets.base import Target
from handrail.package.assemble import RELEASE_NAME
from handrail.package.brought import boots_to_bring
from handrail.package.build import add_signatures, channel_file, next_seq, sign_pointer
from handrail.package.canonical import LARGEST
from handrail.package.envelope import LIMITS, POINTER_TYPE, RELEASE_TYPE, Envelope, read_envelope
from handrail.package.errors import PackageError
from handrail.package.fields import seconds_of
from handrail.package.keys import Signer
from handrail.package.roles import Pointer, Release, Root, Status
from handrail.package.tree import verify_tree
from handrail.package.verify import (
    CHANNEL_LIMIT,
    State,
    Verdict,
    channel_name,
    parse_channel,
    release_name,
    verify_channel,
    verify_release,
    verify_root_chain,
)

_DAY_S = 86_400


@dataclass(frozen=True)
class Aim:
    """What a new pointer says.

    Attributes:
        release: what is to be live.
        envelope: the same, signed.
        status: active or paused.
        off: ids of stopped campaigns.
        shows_less: it only takes something away from what is live, so that damaged files are no reason to refuse it.
    """

    release: Release
    envelope: Envelope
    status: Status
    off: tuple[str, ...]
    shows_less: bool = False


Choose = Callable[[Locations, Verdict], Aim]


def point(
    where: Where,
    options: Options,
    *,
    key: Signer,
    action: str,
    choose: Choose,
    further: Sequence[Signer] = (),
    roots: tuple[Envelope, ...] = (),
) -> Outcome:
    """Sign a new pointer and make it live.

    Args:
        where: one location or several; opened and closed here.
        options: ``application`` and ``environment`` must be given.
        key: holds the pointer role.
        action: for the receipt.
        choose: what the pointer should say, given what is live.
        further: more keys of the role, where its threshold asks for them.
        roots: a newer chain of roots than the live one, which goes live with the pointer.

    Raises:
        NothingLiveError: nothing verified is live there.
        ForeignChannelError: the channel file of one location belongs to other root keys than that of another.
        SeqExhaustedError: somebody has used the highest seq.
        PackageError: the key does not hold the role, or the release does not verify today.
        DeployError: as ``deploy``.
    """
    locations = Locations.of(where)
    with locations.opened(create=False):
        if options.dry_run:
            source = _Source.of(locations, options).under(roots, options)
            verdict, _ = _signed(locations, source, choose, (key, *further), options)
            return _outcome(action, verdict, locations, source, dry_run=True)
        options.receipts.prepare()
        with locations.locked(break_lock=options.break_lock) as broken:
            for target in locations.targets:
                target.sweep()
            source = _Source.of(locations, options).under(roots, options)
            verdict, channel = _signed(locations, source, choose, (key, *further), options)
            last = options.receipts.last(options.application, options.environment)
            change = Change(action, source.name, channel, verdict, last.sdk if last else {})
            receipt = commit_all(locations.targets, source.plans, change, options)
        findings = look_from_outside(locations.name, change, options)
        outcome = _outcome(action, verdict, locations, source, dry_run=False)
        return replace(outcome, receipt=receipt, findings=findings, broken=broken)


def preview(where: Where, options: Options, *, action: str, choose: Choose) -> Outcome:
    """What a deed would do, without its key: for a dry run where the console holds it.

    Args:
        where: opened and closed here; nothing is written.
        options: as for ``point``.
        action: its name.
        choose: as for ``point``.

    Returns:
        An outcome whose verdict is that of what is live, with what the new pointer would say in place of the old.

    Raises:
        NothingLiveError, ForeignChannelError, SeqExhaustedError, ReleaseUnknownError: as ``point``.
    """
    locations = Locations.of(where)
    with locations.opened(create=False):
        source = _Source.of(locations, options)
        aim, seq = _aim(locations, source, choose, options)
        said = {"release_version": aim.release.version, "release_sha256": aim.envelope.sha256}
        pointer = replace(source.live.pointer, seq=seq, status=aim.status, off=aim.off, **said)  # type: ignore[arg-type]
        verdict = replace(source.live, release=aim.release, release_envelope=aim.envelope, pointer=pointer, warnings=())
        return _outcome(action, verdict, locations, source, dry_run=True)


def _outcome(action: str, verdict: Verdict, locations: Locations, source: "_Source", *, dry_run: bool) -> Outcome:
    done = tuple(
        DoneAt(target.name, plan, not dry_run, "" if dry_run else target.promise)
        for target, plan in zip(locations.targets, source.plans, strict=True)
    )
    return Outcome(action, verdict, done, dry_run=dry_run, warnings=verdict.warnings)


@dataclass(frozen=True)
class _Source:
    """What is live before a deed.

    Attributes:
        name: of the channel file.
        live: the newest verdict of all locations.
        each: verdict of each location; None where nothing verified is live.
        states: all that is known of the target.
    """

    name: str
    live: Verdict
    each: tuple[Verdict | None, ...]
    states: tuple[State, ...]
    rotated: bool = False
    """Other pointer keys than those of the live pointer: seqs count anew."""

    def under(self, roots: tuple[Envelope, ...], options: Options) -> "_Source":
        """The same under a newer chain of roots.

        Raises:
            PackageError: the chain does not verify.
        """
        if not roots:
            return self
        root = verify_root_chain(roots, options.trust)[-1]
        rotated = rotated_seq(self.live, root, 1) == 0
        return replace(self, live=replace(self.live, root=root, root_envelopes=roots), rotated=rotated)

    @property
    def plans(self) -> tuple[Plan, ...]:
        """One for each location: the channel file alone."""
        return tuple(Plan((), (), (), True, live) for live in self.each)

    @classmethod
    def of(cls, locations: Locations, options: Options) -> "_Source":
        """Look at every location.

        Raises:
            NothingLiveError, ForeignChannelError: see ``point``.
        """
        application, environment = options.application or "", options.environment or ""
        name = channel_name(application, environment)
        channels = [target.read(name, CHANNEL_LIMIT) for target in locations.targets]
        verdicts: list[Verdict | None] = []
        reason = ""
        for channel in channels:
            found = _verified(channel, options)
            verdicts.append(found if isinstance(found, Verdict) else None)
            reason = reason or (found if isinstance(found, str) else "")
        lives = [verdict for verdict in verdicts if verdict is not None]
        if not lives:
            raise NothingLiveError(
                application=application, environment=environment, target=locations.name, reason=reason
            )
        live = max(lives, key=lambda each: (each.state.root, each.state.seq))
        roots = {each.sha256 for each in live.root_envelopes}
        for target, channel, verdict in zip(locations.targets, channels, verdicts, strict=True):
            if verdict is None and channel is not None and _is_foreign(channel, roots):
                raise ForeignChannelError(name=name, target=target.name)
        return cls(name, live, tuple(verdicts), known_states(lives, options.receipts.newest_of(live)))


def _verified(channel: bytes | None, options: Options) -> Verdict | str:
    """A verdict, or why there is none."""
    if channel is None:
        return "there is no channel file"
    try:
        return verify_channel(
            channel,
            application=options.application or "",
            environment=options.environment or "",
            trust=options.trust,
            now=options.now(),
            grace_days=ANY_AGE_DAYS,
        )
    except PackageError as error:
        return f"{error.code}: {error.message}"


def _is_foreign(channel: bytes, roots: set[str]) -> bool:
    """Whether a channel file that does not verify belongs to other root keys; garbage belongs to nobody."""
    try:
        return roots.isdisjoint(each.sha256 for each in parse_channel(channel).roots)
    except PackageError:
        return False


def _aim(locations: Locations, source: _Source, choose: Choose, options: Options) -> tuple[Aim, int]:
    """What the pointer shall say, its files checked on every location, and its seq."""
    aim = choose(locations, source.live)
    for target, live in zip(locations.targets, source.each, strict=True):
        same = live is not None and live.release_envelope.sha256 == aim.envelope.sha256
        if aim.status != "paused" and not (aim.shows_less and same):
            verify_tree(target.read, aim.release)
    seq = next_seq(0 if source.rotated else highest_seq(source.live, source.states), options.now())
    if seq > LARGEST:
        pointer = source.live.pointer
        raise SeqExhaustedError(application=pointer.application, environment=pointer.environment, seq=seq - 2)
    return aim, seq


def _signed(
    locations: Locations, source: _Source, choose: Choose, keys: Sequence[Signer], options: Options
) -> tuple[Verdict, bytes]:
    """The new channel file, verified against everything that is known."""
    aim, seq = _aim(locations, source, choose, options)
    live, now = source.live, options.now()
    pointer = sign_pointer(
        application=live.pointer.application,
        environment=live.pointer.environment,
        release_version=aim.release.version,
        release_sha256=aim.envelope.sha256,
        root=live.root.version,
        seq=seq,
        status=aim.status,
        off=aim.off,
        expires=now + lifetime(live.pointer),
        key=keys[0],
    )
    pointer = add_signatures(pointer, POINTER_TYPE, keys[1:])
    boots = () if aim.status == "paused" else boots_to_bring(aim.release, locations.targets[0].read)
    channel = channel_file([each.to_bytes() for each in live.root_envelopes], aim.envelope.to_bytes(), pointer, boots)
    verdict = live
    for state in source.states:
        verdict = verify_channel(
            channel,
            application=live.pointer.application,
            environment=live.pointer.environment,
            trust=options.trust,
            now=now,
            state=state,
        )
    return verdict, channel


def rotated_seq(live: Verdict, root: Root, seq: int) -> int:
    """A seq under a newer root: 0 where other pointer keys count since then, so that it does not count any more."""
    environment = live.pointer.environment
    then, now = live.root.environments[environment], root.environments.get(environment)
    return seq if now is None or now.pointer == then.pointer else 0


def lifetime(pointer: Pointer) -> timedelta:
    """How long pointers of this environment live: as the last one did, at least a day; 30 days if it cannot be told."""
    seconds = seconds_of(pointer.expires) - pointer.seq
    return timedelta(seconds=seconds) if _DAY_S <= seconds <= 400 * _DAY_S else timedelta(days=30)


def unchanged(status: Status) -> Choose:
    """The live release with that status: pause, resume."""

    def choose(_: Locations, live: Verdict) -> Aim:
        less = status == "paused"
        return Aim(live.release, live.release_envelope, status, live.pointer.off, shows_less=less)

    return choose


def renewed(_: Locations, live: Verdict) -> Aim:
    """What is live, as it is: a heartbeat."""
    return Aim(live.release, live.release_envelope, live.pointer.status, live.pointer.off)


def stopped(campaigns: Iterable[str]) -> Choose:
    """The live release without these campaigns."""

    def choose(_: Locations, live: Verdict) -> Aim:
        off = tuple(sorted({*live.pointer.off, *campaigns}))
        return Aim(live.release, live.release_envelope, live.pointer.status, off, shows_less=True)

    return choose


def rolled_back(number: int | None) -> Choose:
    """An older release that verifies today on every location; without a number the newest before the live one."""

    def choose(locations: Locations, live: Verdict) -> Aim:
        found = _releases_on(locations)
        wanted = [n for n in found if (n < live.release.version if number is None else n == number)]
        where, problem = locations.name, "it is not on the target"
        for version in wanted:
            for envelope in found[version]:
                checked = _checked(locations.targets, envelope, live)
                if isinstance(checked, Release):
                    return Aim(checked, envelope, live.pointer.status, live.pointer.off)
                where, problem = checked
        shown = number if number is not None else f"before {live.release.version}"
        raise ReleaseUnknownError(release=shown, target=where, reason=problem)

    return choose


def _checked(targets: Sequence[Target], envelope: Envelope, live: Verdict) -> Release | tuple[str, str]:
    """A release that verifies today on every location; else where it does not, and why."""
    where = ", ".join(target.name for target in targets)
    try:
        release, *_ = verify_release(envelope, live.root, live.pointer.environment)
        for target in targets:
            where = target.name
            verify_tree(target.read, release)
    except (PackageError, OSError) as error:
        return where, str(error)
    return release


def _releases_on(locations: Locations) -> dict[int, list[Envelope]]:
    """Release files of all locations by number, newest first; nothing in them is verified yet, and other
    environments' are among them.
    """
    found: dict[int, dict[str, Envelope]] = {}
    for target in locations.targets:
        for version, envelope in _release_files(target):
            found.setdefault(version, {}).setdefault(envelope.sha256, envelope)
    return {version: list(found[version].values()) for version in sorted(found, reverse=True)}


def _release_files(target: Target) -> Iterable[tuple[int, Envelope]]:
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
            yield int(match[1]), envelope


@dataclass(frozen=True)
class Choice:
    """A release that can be live: it lies on every location, and verifies today down to its last file.

    Attributes:
        release: its number.
        sha256: of its payload, hex.
        created: when it was made, as signed.
        is_live: whether it is what the pointer names now.
    """

    release: int
    sha256: str
    created: str
    is_live: bool

    def as_data(self) -> dict[str, object]:
        """For ``--json``."""
        return {"release": self.release, "sha256": self.sha256, "created": self.created, "live": self.is_live}


def choices(where: Where, options: Options) -> tuple[Choice, ...]:
    """What ``rollback`` can choose from, newest first; nothing is written.

    Args:
        where: opened and closed here.
        options: ``application`` and ``environment`` must be given.

    Raises:
        NothingLiveError, ForeignChannelError: as ``point``.
    """
    locations = Locations.of(where)
    with locations.opened(create=False):
        live = _Source.of(locations, options).live
        listed = []
        for envelopes in _releases_on(locations).values():
            for envelope in envelopes:
                release = _checked(locations.targets, envelope, live)
                if isinstance(release, Release):
                    same = envelope.sha256 == live.release_envelope.sha256
                    listed.append(Choice(release.version, envelope.sha256, release.created, same))
        return tuple(listed)


def days_left(verdict: Verdict, now: datetime) -> int:
    """Whole days until the pointer expires; negative afterwards."""
    return (datetime.fromtimestamp(seconds_of(verdict.pointer.expires), UTC) - now).days
