"""A package without a pointer, completed for a target: the pointer is signed here, and takes over what holds there.

What is paused stays paused and stopped campaigns stay stopped: a new release must not undo an emergency stop unasked.
Nor does it go back unasked: a release that is older than the live one is refused.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

from handrail.deploy.errors import NothingLiveError, TargetInvalidError
from handrail.deploy.keys.errors import BackwardsError, NothingWaitsError
from handrail.deploy.locations import Locations, Where
from handrail.deploy.options import Options
from handrail.deploy.plan import ANY_AGE_DAYS, highest_seq, known_states
from handrail.deploy.pointing import lifetime, rotated_seq
from handrail.package.assemble import assemble_package
from handrail.package.complete import Additions, Terms, complete, renew
from handrail.package.envelope import Envelope
from handrail.package.errors import PackageError, PointerMissingError
from handrail.package.keys import Signer
from handrail.package.opened import VerifiedPackage, open_package, verify_package
from handrail.package.roles import Release, Root, Status
from handrail.package.tree import Read, blob_name, read_checked
from handrail.package.unpointed import is_unpointed, parse_unpointed
from handrail.package.verify import (
    CHANNEL_LIMIT,
    Verdict,
    channel_name,
    parse_channel,
    verify_channel,
    verify_root_chain,
)

POINTER_DAYS = 30
"""How long a pointer lives where nothing tells how long the last one did."""


@dataclass(frozen=True)
class Wishes:
    """What the deployer wants otherwise.

    Attributes:
        days: how long the pointer lives; None: as long as the last one.
        show_again: ids of stopped campaigns that this release shows again.
        back: an older release than the live one is meant.
        roots: a newer chain than that of the package.
        approvals: of the release, which the package does not carry.
    """

    days: int | None = None
    show_again: Collection[str] = ()
    back: bool = False
    roots: tuple[Envelope, ...] = ()
    approvals: tuple[Envelope, ...] = ()


@dataclass(frozen=True)
class Pointed:
    """A package with its new pointer.

    Attributes:
        data: the zip.
        package: verified.
        before: what is live; None where nothing is known.
        renewed: it only renews what is live.
    """

    data: bytes = field(repr=False)
    package: VerifiedPackage
    before: Verdict | None
    renewed: bool = False

    def in_words(self) -> tuple[str, ...]:
        """What the pointer makes live, a sentence a line."""
        verdict, before = self.package.verdict, self.before
        release, pointer = verdict.release, verdict.pointer
        verb = "renews" if self.renewed else "makes live"
        lines = [
            f"The pointer {verb} release {release.version} of {release.application}, environment "
            f"{release.environment}, made {release.created}.",
            f"SHA-256 {verdict.release_envelope.sha256}",
            _signed(verdict),
            f"Before: {_named(before)}.",
        ]
        if pointer.status == "paused":
            lines.append("IT STAYS PAUSED, nothing is shown: `handrail resume` ends that.")
        if pointer.off:
            lines.append(f"These campaigns stay stopped: {', '.join(pointer.off)}.")
        if before is not None and before.root.version != verdict.root.version:
            lines.append(f"It brings root {verdict.root.version} (before: root {before.root.version}).")
        lines.append(f"It has seq {pointer.seq} and is good until {pointer.expires}.")
        return tuple(lines)

    def as_data(self) -> dict[str, object]:
        """For ``--json``."""
        verdict, before = self.package.verdict, self.before
        return {
            "application": verdict.release.application,
            "environment": verdict.release.environment,
            "release": verdict.release.version,
            "releaseSha256": verdict.release_envelope.sha256,
            "seq": verdict.pointer.seq,
            "status": verdict.pointer.status,
            "off": list(verdict.pointer.off),
            "expires": verdict.pointer.expires,
            "root": verdict.root.version,
            "renewed": self.renewed,
            "before": None if before is None else {"release": before.release.version, "seq": before.pointer.seq},
        }


def is_waiting(package: bytes) -> bool:
    """Whether it carries no pointer yet.

    Raises:
        PackageError: it cannot be opened.
    """
    return open_package(package).is_unpointed


def complete_for(
    package: bytes, where: Where, options: Options, keys: Sequence[Signer], wishes: Wishes | None = None
) -> Pointed:
    """The whole package for a target; ``deploy`` verifies it once more, under the lock.

    Args:
        package: the zip, without a pointer.
        where: the target; opened, read and closed here.
        options: see there; ``trust``, ``receipts``, ``now`` and ``accept_sdk`` count.
        keys: of the pointer role.
        wishes: see there.

    Raises:
        PointerThereError: it has a pointer already.
        BackwardsError: it is older than what is live.
        PackageError: something does not verify, or the keys are not those of the pointer; nothing was signed.
        DeployError: the target cannot be read.
    """
    wanted, now = wishes or Wishes(), options.now()
    live, seq, status = _live(package, Locations.of(where), options)
    lives = lifetime(live.pointer) if live else timedelta(days=POINTER_DAYS)
    terms = Terms(
        now=now,
        expires=now.replace(microsecond=0) + (lives if wanted.days is None else timedelta(days=wanted.days)),
        seq_after=seq,
        status=status,
        off=tuple(each for each in (live.pointer.off if live else ()) if each not in wanted.show_again),
    )
    return complete_on_terms(package, keys, options, terms=terms, wishes=wanted, live=live)


def complete_on_terms(
    package: bytes,
    keys: Sequence[Signer],
    options: Options,
    *,
    terms: Terms,
    wishes: Wishes,
    live: Verdict | None = None,
) -> Pointed:
    """The whole package, on terms that somebody else has set; no target is looked at.

    Args:
        package: the zip, without a pointer.
        keys: of the pointer role.
        options: ``trust``, ``accept_sdk`` and ``known_sdk`` count.
        terms: what the pointer says beside the release.
        wishes: ``back``, ``roots`` and ``approvals`` count.
        live: what is live, where that is known.

    Raises:
        PointerThereError, BackwardsError, PackageError: as ``complete_for``.
    """
    opened, chain = open_package(package), wishes.roots
    if opened.is_unpointed and live is not None:
        parts = parse_unpointed(opened.channel)
        version = Release.from_payload(parts.release.payload).version
        if version < live.release.version and not wishes.back:
            raise BackwardsError(release=version, live=live.release.version)
        chain = _newest(parts.roots, wishes.roots, live.root_envelopes)
        root = verify_root_chain(chain, options.trust)[-1]
        terms = replace(terms, seq_after=rotated_seq(live, root, terms.seq_after or 0))
    data = complete(
        package,
        keys,
        trust=options.trust,
        terms=terms,
        additions=Additions(chain, wishes.approvals),
        accept_sdk=options.accept_sdk,
        known=options.known_sdk,
    )
    return Pointed(data, _whole(data, options), live)


def renew_on_terms(
    package: bytes, keys: Sequence[Signer], options: Options, *, terms: Terms, wishes: Wishes
) -> Pointed:
    """A small package that renews the pointer of one that is live.

    Args:
        package: what is live, with its pointer.
        keys: of the pointer role.
        options: ``trust`` and ``now`` count.
        terms: ``now``, ``expires`` and ``seq_after`` count.
        wishes: ``roots`` and ``approvals`` count.

    Raises:
        PackageError: the first thing that is wrong; nothing was signed.
    """
    before = live_in(package, options)
    additions = Additions(wishes.roots, wishes.approvals)
    data = renew(package, keys, trust=options.trust, terms=terms, additions=additions)
    return Pointed(data, _whole(data, options), before, renewed=True)


def renew_for(where: Where, options: Options, keys: Sequence[Signer], wishes: Wishes) -> Pointed:
    """A small package for a target that renews what is live there, under newer roots and with further approvals.

    Args:
        where: opened, read and closed here.
        options: ``application`` and ``environment`` must be given.
        keys: of the pointer role in the newest root.
        wishes: ``days``, ``roots`` and ``approvals`` count.

    Raises:
        NothingLiveError: nothing is live there.
        PackageError: what is live does not verify, or what was made does not; nothing was signed.
    """
    application, environment = options.application or "", options.environment or ""
    locations, name, at = Locations.of(where), channel_name(application, environment), options.now()
    with locations.opened(create=False):
        live = _packages_on(locations, name, options)
    if not live:
        reason = "there is no channel file"
        raise NothingLiveError(application=application, environment=environment, target=locations.name, reason=reason)
    package, before = max(live, key=lambda each: (each[1].state.root, each[1].state.seq))
    seq = highest_seq(before, known_states([each for _, each in live], options.receipts.newest_of(before)))
    root = verify_root_chain(wishes.roots or before.root_envelopes, options.trust)[-1]
    lives = lifetime(before.pointer) if wishes.days is None else timedelta(days=wishes.days)
    terms = Terms(at, at.replace(microsecond=0) + lives, rotated_seq(before, root, seq))
    return renew_on_terms(package, keys, options, terms=terms, wishes=wishes)


def _packages_on(locations: Locations, name: str, options: Options) -> list[tuple[bytes, Verdict]]:
    """What is live on each location, as a package that needs all its other files there; with its verdict."""
    found = []
    for target in locations.targets:
        channel = target.read(name, CHANNEL_LIMIT)
        if channel is None:
            continue
        release = Release.from_payload(parse_channel(channel).release.payload)
        package = _light(channel, release, target.read)
        found.append((package, live_in(package, options)))
    return found


def _light(channel: bytes, release: Release, read: Read) -> bytes:
    manifest = blob_name(release.manifest)
    return assemble_package(
        kind="delta",
        application=release.application,
        environment=release.environment,
        release=release.version,
        channel=channel,
        files={manifest: read_checked(read, manifest, release.manifest.length)},
        sdk={},
    )


def live_in(package: bytes, options: Options) -> Verdict:
    """What the package of a live release says, whatever its age.

    Raises:
        PackageError: it does not verify.
    """
    opened = open_package(package)
    if opened.is_unpointed:
        raise PointerMissingError(release=opened.hint.release, environment=opened.hint.environment)
    return verify_channel(
        opened.channel,
        application=opened.hint.application,
        environment=opened.hint.environment,
        trust=options.trust,
        now=options.now(),
        grace_days=ANY_AGE_DAYS,
    )


def waiting_on(where: Where, options: Options) -> bytes:
    """The package of a release that lies on a target and waits for its pointer, as unzipping by hand leaves it.

    Args:
        where: opened and closed here; nothing is written.
        options: ``application`` and ``environment`` must be given.

    Returns:
        A package without a pointer that needs all its other files on the target.

    Raises:
        NothingWaitsError: nothing waits there.
        PackageError: its manifest is damaged.
    """
    application, environment = options.application or "", options.environment or ""
    name = channel_name(application, environment).replace("channel/", "pending/", 1)
    locations = Locations.of(where)
    with locations.opened(create=False):
        target = locations.targets[0]
        channel = target.read(name, CHANNEL_LIMIT)
        if channel is None or not is_unpointed(channel):
            raise NothingWaitsError(target=target.name, name=name)
        release = Release.from_payload(parse_unpointed(channel).release.payload)
        return _light(channel, release, target.read)


def _live(package: bytes, locations: Locations, options: Options) -> tuple[Verdict | None, int | None, Status]:
    """What is live on the newest location, the highest seq known, and whether it is paused.

    What does not verify is passed over: whether it may be replaced is for ``deploy`` to say. Then the journal tells.
    """
    hint = open_package(package).hint
    lives = []
    # A document root that is not there yet has nothing live; any other reason is for `deploy` to say as well.
    with suppress(TargetInvalidError), locations.opened(create=False):
        for target in locations.targets:
            channel = target.read(channel_name(hint.application, hint.environment), CHANNEL_LIMIT)
            verdict = _verified(channel, hint.application, hint.environment, options) if channel else None
            if verdict is not None:
                lives.append(verdict)
    if lives:
        live = max(lives, key=lambda each: (each.state.root, each.state.seq))
        seq = highest_seq(live, known_states(lives, options.receipts.newest_of(live)))
        return live, seq, live.pointer.status
    kept = [r for r in options.receipts if (r.application, r.environment) == (hint.application, hint.environment)]
    if not kept:
        return None, None, "active"
    return None, max(each.state.seq for each in kept), kept[-1].state.status


def _verified(channel: bytes, application: str, environment: str, options: Options) -> Verdict | None:
    try:
        return verify_channel(
            channel,
            application=application,
            environment=environment,
            trust=options.trust,
            now=options.now(),
            grace_days=ANY_AGE_DAYS,
        )
    except PackageError:
        return None


def _whole(data: bytes, options: Options) -> VerifiedPackage:
    return verify_package(
        data, trust=options.trust, now=options.now(), accept_sdk=options.accept_sdk, known=options.known_sdk
    )


def _newest(*chains: tuple[Envelope, ...]) -> tuple[Envelope, ...]:
    """The longest-lived chain: that of the highest root. Whether it is trusted is seen when it is verified."""
    return max((each for each in chains if each), key=_last_version)


def _last_version(chain: tuple[Envelope, ...]) -> int:
    return Root.from_payload(chain[-1].payload).version


def _signed(verdict: Verdict) -> str:
    approvers = verdict.signers.get("approve", ())
    author = ", ".join(keyid[:16] for keyid in verdict.signers["author"])
    if verdict.root.environments[verdict.release.environment].approve is None:
        return f"Proposed by key {author}. NO APPROVAL is asked for in this environment."
    return f"Proposed by key {author}, approved by {' and '.join(keyid[:16] for keyid in approvers)}."


def _named(before: Verdict | None) -> str:
    if before is None:
        return "nothing is known to be live"
    paused = ", paused" if before.pointer.status == "paused" else ""
    return f"release {before.release.version}{paused}, seq {before.pointer.seq}"
