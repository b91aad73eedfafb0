"""May these bytes be trusted? Bytes in, verdict out; nothing is read, written or fetched here.

The twin of ``sdk/src/transport/verify.ts``; both must answer every case of ``tests/golden/attacks`` alike.
The order of the checks is part of the format: see ``docs/reference/package-format.md``.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from handrail.package.canonical import parse_canonical
from handrail.package.envelope import (
    POINTER_TYPE,
    RELEASE_TYPE,
    ROOT_TYPE,
    WHAT,
    Envelope,
    check_envelope,
    parse_envelope,
)
from handrail.package.errors import (
    AnchorMismatchError,
    EquivocationError,
    ExpiredError,
    PointerRootError,
    ReleaseMismatchError,
    RootChainError,
    RootRollbackError,
    SeqLowerError,
    SignatureMissingError,
    TooLargeError,
    WrongApplicationError,
    WrongEnvironmentError,
)
from handrail.package.fields import Fields, a_list, seconds_of
from handrail.package.keys import PublicKey
from handrail.package.roles import KeySet, Pointer, Release, Root, Status
from handrail.package.trust import Trust, trust_of

CHANNEL_LIMIT = 786_432
"""Largest channel file in bytes."""
LINE_FEED = b"\n"
"""Ends what is signed of a channel file, where it brings boot files along."""

MOST_ROOTS = 32

SOON_S = 10 * 86_400
"""How long before an expiry the warning begins."""


@dataclass(frozen=True)
class State:
    """What a verifier remembers of the last pointer it accepted; kept per application and environment.

    Attributes:
        root: version of the last root.
        seq: of the pointer.
        pointer: SHA-256 of the pointer's payload, hex.
        status: active or paused.
    """

    root: int
    seq: int
    pointer: str
    status: Status


@dataclass(frozen=True)
class Verdict:
    """A channel file that verified.

    Attributes:
        root: the newest root.
        release: what may be shown (not while ``pointer.status`` is paused).
        pointer: what is live.
        state: to be remembered, as a maximum.
        trust: anchor of the newest root, for pages that are updated.
        signers: role → key ids that validly signed.
        warnings: codes ``package.expired`` and ``package.expires-soon``.
        envelopes: pointer, release and the roots of the chain, newest last.
    """

    root: Root
    release: Release
    pointer: Pointer
    state: State
    trust: str
    signers: Mapping[str, tuple[str, ...]]
    warnings: tuple[str, ...]
    pointer_envelope: Envelope
    release_envelope: Envelope
    root_envelopes: tuple[Envelope, ...]

    @property
    def is_trial(self) -> bool:
        """Whether the environment asks for no approval signatures (trial key mode, staging)."""
        return self.root.environments[self.pointer.environment].approve is None

    @property
    def release_name(self) -> str:
        """``releases/<n>-<sha16>.json``."""
        return release_name(self.release.version, self.release_envelope.sha256)


def release_name(version: int, sha256: str) -> str:
    """File name of a release in package and document root."""
    return f"releases/{version}-{sha256[:16]}.json"


def channel_name(application: str, environment: str) -> str:
    """File name of a channel file in package and document root."""
    return f"channel/{application}/{environment}.json"


@dataclass(frozen=True)
class Channel:
    """The three parts of a channel file, parsed as envelopes only."""

    roots: tuple[Envelope, ...]
    release: Envelope
    pointer: Envelope


def parse_channel(channel: bytes) -> Channel:
    """Take a channel file apart without trusting anything in it; what stands behind its first line is left aside.

    Raises:
        TooLargeError: over 768 kB, or one part over its limit.
        MalformedError: not canonical, another key set, no roots or more than 32.
    """
    what = "the channel file"
    if len(channel) > CHANNEL_LIMIT:
        raise TooLargeError(what=what, limit=CHANNEL_LIMIT)
    signed = channel.partition(LINE_FEED)[0]
    fields = Fields(parse_canonical(signed, what), what, ("pointer", "release", "roots"))
    roots = a_list(fields.raw("roots"), "the root chain", MOST_ROOTS)
    if not roots:
        raise fields.bad("roots", "the list is empty")
    # The form of all is looked at before the size of any: a reader may check the form in one go.
    for each in (*roots, fields.raw("release"), fields.raw("pointer")):
        check_envelope(each, "an envelope")
    return Channel(
        roots=tuple(parse_envelope(each, ROOT_TYPE) for each in roots),
        release=parse_envelope(fields.raw("release"), RELEASE_TYPE),
        pointer=parse_envelope(fields.raw("pointer"), POINTER_TYPE),
    )


def verify_channel(
    channel: bytes,
    *,
    application: str,
    environment: str,
    trust: str,
    now: datetime,
    state: State | None = None,
    grace_days: int = 0,
) -> Verdict:
    """Verify a channel file.

    Args:
        channel: its bytes as received.
        application: the key that the page (or the deployer) expects.
        environment: the expected environment.
        trust: the pinned anchor, ``<version>.<base64url>``.
        now: with time zone.
        state: what was remembered; None on a first visit.
        grace_days: how long after ``expires`` it is still accepted (SDK 30, command line 0).

    Returns:
        The verdict; its ``state`` is to be stored.

    Raises:
        PackageError: the first check that failed, in the documented order.
    """
    parts = parse_channel(channel)
    chain, signers = _verify_roots(parts.roots, Trust.parse(trust), application)
    root = chain[-1]
    if state is not None and state.root > root.version:
        raise RootRollbackError(version=root.version, seen=state.root)
    if environment not in root.environments:
        raise WrongEnvironmentError(what="the root", expected=environment, found=", ".join(root.environments))
    pointer, by_pointer = _verify_pointer(parts.pointer, root, application, environment)
    _check_order(pointer, parts.pointer.sha256, _comparable(state, chain, environment))
    release, by_author, by_approve = _verify_release(parts.release, root, pointer)
    warnings = _check_expiry(root, pointer, int(now.timestamp()), grace_days)
    return Verdict(
        root=root,
        release=release,
        pointer=pointer,
        state=State(root.version, pointer.seq, parts.pointer.sha256, pointer.status),
        trust=trust_of(parts.roots[-1].payload),
        signers={"root": signers, "author": by_author, "approve": by_approve, "pointer": by_pointer},
        warnings=warnings,
        pointer_envelope=parts.pointer,
        release_envelope=parts.release,
        root_envelopes=parts.roots,
    )


def _verify_roots(
    envelopes: tuple[Envelope, ...], trust: Trust, application: str
) -> tuple[tuple[Root, ...], tuple[str, ...]]:
    """The roots from the anchor on. Roots before it are not looked into: the anchor replaces them."""
    start = next((i for i, each in enumerate(envelopes) if trust.names(each.payload)), None)
    if start is None:
        raise AnchorMismatchError(trust=str(trust))
    root = Root.from_payload(envelopes[start].payload)
    if root.version != trust.version:
        raise AnchorMismatchError(trust=str(trust))
    _check_application("the root", root.application, application)
    signers = check_quorum(envelopes[start], root.keys, root.root, "root")
    chain = [root]
    for envelope in envelopes[start + 1 :]:
        check_quorum(envelope, root.keys, root.root, "root")
        following = Root.from_payload(envelope.payload)
        if following.version != root.version + 1:
            raise RootChainError(reason=f"version {following.version} follows version {root.version}")
        _check_application("the root", following.application, application)
        signers = check_quorum(envelope, following.keys, following.root, "root")
        chain.append(following)
        root = following
    return tuple(chain), signers


def verify_root_chain(envelopes: tuple[Envelope, ...], trust: str) -> tuple[Root, ...]:
    """The roots from the anchor on, without a channel: for those who make the next one.

    Raises:
        PackageError: the chain does not hold the anchor, or does not verify; expiry is not looked at.
    """
    anchor = Trust.parse(trust)
    start = next((each for each in envelopes if anchor.names(each.payload)), None)
    if start is None:
        raise AnchorMismatchError(trust=str(anchor))
    return _verify_roots(envelopes, anchor, Root.from_payload(start.payload).application)[0]


def check_quorum(envelope: Envelope, keys: Mapping[str, PublicKey], role: KeySet, name: str) -> tuple[str, ...]:
    """Key ids that validly signed.

    Raises:
        SignatureMissingError: fewer than the threshold.
    """
    signers = envelope.signers(keys, role.keyids)
    if len(signers) < role.threshold:
        what = WHAT[envelope.payload_type]
        raise SignatureMissingError(what=what, have=len(signers), need=role.threshold, role=name)
    return signers


def _verify_pointer(
    envelope: Envelope, root: Root, application: str, environment: str
) -> tuple[Pointer, tuple[str, ...]]:
    signers = check_quorum(envelope, root.keys, root.environments[environment].pointer, "pointer")
    pointer = Pointer.from_payload(envelope.payload)
    _check_application("the pointer", pointer.application, application)
    _check_environment("the pointer", pointer.environment, environment)
    if pointer.root != root.version:
        raise PointerRootError(found=pointer.root, expected=root.version)
    return pointer, signers


def _comparable(state: State | None, chain: tuple[Root, ...], environment: str) -> State | None:
    """The remembered state, or nothing where the pointer's keys have changed since it was made.

    Every pointer accepted now names the newest root, so one signed by the replaced keys cannot come back.
    """
    if state is None or state.root < chain[0].version:
        return None
    then = chain[state.root - chain[0].version].environments.get(environment)
    return state if then is not None and then.pointer == chain[-1].environments[environment].pointer else None


def _check_order(pointer: Pointer, sha256: str, state: State | None) -> None:
    if state is None:
        return
    if pointer.seq < state.seq:
        raise SeqLowerError(found=pointer.seq, seen=state.seq)
    if pointer.seq == state.seq and sha256 != state.pointer:
        raise EquivocationError(seq=pointer.seq)


def verify_release(
    envelope: Envelope, root: Root, environment: str
) -> tuple[Release, tuple[str, ...], tuple[str, ...]]:
    """A release by itself: signatures of author and approvers, application, environment.

    Returns:
        The release, the authors' and the approvers' key ids that validly signed.

    Raises:
        PackageError: it does not verify under this root.
    """
    by_author = check_quorum(envelope, root.keys, root.author, "author")
    approve = root.environments[environment].approve
    by_approve = () if approve is None else check_quorum(envelope, root.keys, approve, "approve")
    release = Release.from_payload(envelope.payload)
    _check_application("the release", release.application, root.application)
    _check_environment("the release", release.environment, environment)
    return release, by_author, by_approve


def _verify_release(
    envelope: Envelope, root: Root, pointer: Pointer
) -> tuple[Release, tuple[str, ...], tuple[str, ...]]:
    if envelope.sha256 != pointer.release_sha256:
        raise ReleaseMismatchError(reason="its hash differs")
    release, by_author, by_approve = verify_release(envelope, root, pointer.environment)
    if release.version != pointer.release_version:
        raise ReleaseMismatchError(reason=f"version {release.version}, not {pointer.release_version}")
    return release, by_author, by_approve


def _check_expiry(root: Root, pointer: Pointer, now: int, grace_days: int) -> tuple[str, ...]:
    """Warnings; a paused pointer is never refused for age: showing nothing is always safe."""
    warnings: list[str] = []
    for what, expires in (("the root", root.expires), ("the pointer", pointer.expires)):
        at = seconds_of(expires)
        if now >= at + grace_days * 86_400 and pointer.status != "paused":
            raise ExpiredError(what=what, expires=expires)
        if now >= at:
            warnings.append("package.expired")
        elif now >= at - SOON_S:
            warnings.append("package.expires-soon")
    return tuple(dict.fromkeys(warnings))


def _check_application(what: str, found: str, expected: str) -> None:
    if found != expected:
        raise WrongApplicationError(what=what, found=found, expected=expected)


def _check_environment(what: str, found: str, expected: str) -> None:
    if found != expected:
        raise WrongEnvironmentError(what=what, found=found, expected=expected)


def sha256_hex(data: bytes) -> str:
    """SHA-256 in 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()
