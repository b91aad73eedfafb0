"""The pointer to a package, signed by whoever holds its key: with a console out of reach, or without one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handrail.package.assemble import Kind, assemble_package
from handrail.package.brought import boots_to_bring
from handrail.package.build import add_signatures, channel_file, next_seq, sign_pointer
from handrail.package.envelope import POINTER_TYPE, Envelope
from handrail.package.errors import ReleaseMismatchError
from handrail.package.keys import Signer
from handrail.package.opened import OpenedPackage, open_package, verify_package, verify_unpointed
from handrail.package.roles import Pointer, Release, Status
from handrail.package.tree import blob_name
from handrail.package.unpointed import Unpointed, parse_unpointed
from handrail.package.verify import State, parse_channel

_ANY_AGE_DAYS = 100_000


@dataclass(frozen=True)
class Terms:
    """What the new pointer says beside the release.

    Attributes:
        now: when it is signed, with time zone.
        expires: of the pointer.
        seq_after: the highest seq known of that environment; None where nothing is known.
        status: active or paused.
        off: ids of campaigns that stay stopped.
    """

    now: datetime
    expires: datetime
    seq_after: int | None = None
    status: Status = "active"
    off: tuple[str, ...] = ()


@dataclass(frozen=True)
class Additions:
    """What has happened since the package was made.

    Attributes:
        roots: a newer chain, which takes the place of the package's; empty: the package's.
        approvals: envelopes of the same release with further signatures.
    """

    roots: tuple[Envelope, ...] = ()
    approvals: tuple[Envelope, ...] = ()

    def applied(self, parts: Unpointed) -> Unpointed:
        """The parts with these additions; nothing is verified.

        Raises:
            ReleaseMismatchError: an approval is another release's.
        """
        signatures = dict(parts.release.signatures)
        for each in self.approvals:
            if each.sha256 != parts.release.sha256:
                raise ReleaseMismatchError(reason=f"an approval is for {each.sha256[:16]}")
            signatures |= each.signatures
        release = Envelope(parts.release.payload, parts.release.payload_type, signatures)
        return Unpointed(self.roots or parts.roots, release)


NOTHING = Additions()


def complete(
    package: bytes,
    keys: Sequence[Signer],
    *,
    trust: str,
    terms: Terms,
    additions: Additions = NOTHING,
    accept_sdk: Iterable[str] = (),
    known: Mapping[str, frozenset[str]] | None = None,
) -> bytes:
    """The whole package, of one without a pointer: everything is verified before the pointer is signed.

    Args:
        package: the zip.
        keys: of the pointer role, as many as its threshold asks for.
        trust: the pinned anchor.
        terms: what the pointer says.
        additions: newer roots and approvals that the package does not carry.
        accept_sdk: SHA-256 of SDK builds of one's own.
        known: path → hashes of SDK files; those of Handrail's releases when absent.

    Raises:
        PointerThereError: it has one already.
        SignatureMissingError: the keys do not hold the pointer role; or the approvers' signatures are too few.
        PackageError: the first thing that is wrong; nothing was signed.
    """
    opened = open_package(package)
    waiting = package
    if opened.is_unpointed and additions != NOTHING:
        parts = additions.applied(parse_unpointed(opened.channel))
        waiting = _assembled(opened, opened.hint.kind, parts.to_bytes(), opened.content)
    accept = tuple(accept_sdk)
    verified = verify_unpointed(waiting, trust=trust, now=terms.now, accept_sdk=accept, known=known)
    channel = _pointed(verified.proposal.parts, opened, keys, terms, verified.proposal.root.version)
    made = _assembled(opened, opened.hint.kind, channel, verified.opened.content)
    verify_package(made, trust=trust, now=terms.now, accept_sdk=accept, known=known)
    return made


def renew(package: bytes, keys: Sequence[Signer], *, trust: str, terms: Terms, additions: Additions = NOTHING) -> bytes:
    """A small package that renews the pointer of what is live: the same release, a higher seq, a later expiry.

    It is a delta that carries channel file, release and manifest and needs every other file on the target. With
    ``additions.roots`` it brings a rotated root to a target; status and ``off`` stay as they were.

    Args:
        package: the package that is live, whole or delta; its pointer may have expired.
        keys: of the pointer role in the newest root.
        trust: the pinned anchor.
        terms: ``now``, ``expires`` and ``seq_after`` count.
        additions: newer roots, and approvals that they ask for.

    Raises:
        PackageError: the package does not verify, or what was made does not; nothing is returned.
    """
    opened = open_package(package)
    # SDK files do not travel in a renewal, so that builds of one's own need no word here.
    files = {name: data for name, data in opened.content.items() if not name.startswith("sdk/")}
    bare = _assembled(opened, opened.hint.kind, opened.channel, files)
    old = verify_package(bare, trust=trust, now=terms.now, grace_days=_ANY_AGE_DAYS).verdict
    parts = additions.applied(Unpointed(old.root_envelopes, old.release_envelope))
    manifest = blob_name(old.release.manifest)
    light = {manifest: opened.content[manifest]}
    waiting = _assembled(opened, "delta", parts.to_bytes(), light)
    verified = verify_unpointed(waiting, trust=trust, now=terms.now)
    root, environment = verified.proposal.root, old.pointer.environment
    # What other pointer keys counted does not count any more: that is how a seq that was driven up is left behind.
    counts = old.root.environments[environment].pointer == root.environments[environment].pointer
    highest = max(terms.seq_after or 0, old.pointer.seq if counts else 0)
    same = Terms(terms.now, terms.expires, highest, old.pointer.status, old.pointer.off)
    channel = _pointed(parts, opened, keys, same, verified.proposal.root.version)
    made = _assembled(opened, "delta", channel, light)
    verify_package(made, trust=trust, now=terms.now, state=_comparable(old.state, channel))
    return made


def _comparable(state: State, channel: bytes) -> State:
    """The old state, as what it may be compared with: a shortened chain does not hold its root."""
    pointer = Pointer.from_payload(parse_channel(channel).pointer.payload)
    return State(min(state.root, pointer.root), state.seq, state.pointer, state.status)


def _pointed(parts: Unpointed, opened: OpenedPackage, keys: Sequence[Signer], terms: Terms, root: int) -> bytes:
    pointer = sign_pointer(
        application=opened.hint.application,
        environment=opened.hint.environment,
        release_version=opened.hint.release,
        release_sha256=parts.release.sha256,
        root=root,
        seq=next_seq(terms.seq_after, terms.now),
        status=terms.status,
        off=terms.off,
        expires=terms.expires,
        key=keys[0],
    )
    pointer = add_signatures(pointer, POINTER_TYPE, keys[1:])
    boots = boots_to_bring(Release.from_payload(parts.release.payload), opened.read)
    return channel_file([each.to_bytes() for each in parts.roots], parts.release.to_bytes(), pointer, boots)


def _assembled(opened: OpenedPackage, kind: Kind, channel: bytes, content: Mapping[str, bytes]) -> bytes:
    return assemble_package(
        kind=kind,
        application=opened.hint.application,
        environment=opened.hint.environment,
        release=opened.hint.release,
        channel=channel,
        files={name: data for name, data in content.items() if not name.startswith("sdk/")},
        sdk={name: data for name, data in content.items() if name.startswith("sdk/")},
    )
