"""Root N+1: planned, checked against what is live, and signed by the keys at hand."""

from collections.abc import Iterable
from dataclasses import dataclass

from handrail.deploy.keys.errors import LiveReleaseError, LiveUnknownError, RotationRefusedError
from handrail.package.envelope import ROOT_TYPE, Envelope, sign
from handrail.package.errors import MalformedError
from handrail.package.keys import Signer
from handrail.package.roles import Release, Root
from handrail.package.rotation import Missing, Plan, broken_by, missing_signatures, next_root, read_next_root
from handrail.package.trust import trust_of
from handrail.package.verify import MOST_ROOTS, verify_root_chain


@dataclass(frozen=True)
class Rotation:
    """A root that follows.

    Attributes:
        roots: the whole chain, the new root last.
        current: the root before it.
        following: the new root.
        missing: thresholds that its signatures do not meet yet; empty: it is complete.
        unused: key ids that were to sign and hold the root role in neither.
    """

    roots: tuple[Envelope, ...]
    current: Root
    following: Root
    missing: tuple[Missing, ...]
    unused: tuple[str, ...] = ()

    @property
    def trust(self) -> str:
        """The anchor that pages pin from now on."""
        return trust_of(self.roots[-1].payload)


def rotate(
    roots: tuple[Envelope, ...],
    *,
    trust: str,
    plan: Plan,
    signers: Iterable[Signer],
    live: Iterable[tuple[str, Envelope]],
    nothing_live: frozenset[str] = frozenset(),
) -> Rotation:
    """Make the next root and sign it with the keys at hand.

    Args:
        roots: the chain so far.
        trust: an anchor in it.
        plan: what changes.
        signers: root keys of the old root, of the new one, or both.
        live: environment and envelope of every release that is live.
        nothing_live: environments in which nothing is.

    Raises:
        PackageError: the chain does not verify, or no verifier would accept the new root.
        LiveReleaseError, LiveUnknownError: a live release would not verify any more, or nobody showed it.
        RotationRefusedError: the chain is full, or the plan gives a root that no verifier would accept.
    """
    current = verify_root_chain(roots, trust)[-1]
    version = current.version + 1
    if version > MOST_ROOTS:
        raise RotationRefusedError(version=version, reason=f"a chain has at most {MOST_ROOTS} roots")
    try:
        payload = next_root(current, plan)
    except MalformedError as error:
        reason = f"{error.params['what']}: {error.params['reason']}"
        raise RotationRefusedError(version=version, reason=reason) from error
    following = Root.from_payload(payload)
    require_live(following, live, nothing_live)
    return _rotation(roots, current, following, sign(ROOT_TYPE, payload, []), signers)


def sign_further(roots: tuple[Envelope, ...], *, trust: str, signers: Iterable[Signer]) -> Rotation:
    """Add signatures to the last root of a chain: the other administrators' part of a ceremony.

    Raises:
        PackageError: the chain before it does not verify, or the last root does not follow.
    """
    current = verify_root_chain(roots[:-1], trust)[-1]
    envelope, following = read_next_root(roots[-1].to_bytes(), current)
    return _rotation(roots[:-1], current, following, envelope, signers)


def approved(release: Envelope, approvals: Iterable[Envelope]) -> Envelope:
    """A live release with the signatures of approvals that came later; those of other releases are passed over."""
    signatures = dict(release.signatures)
    for each in approvals:
        if each.sha256 == release.sha256:
            signatures |= each.signatures
    return Envelope(release.payload, release.payload_type, signatures)


def require_live(
    following: Root, live: Iterable[tuple[str, Envelope]], nothing_live: frozenset[str] = frozenset()
) -> None:
    """Refuse a root under which a live release no longer verifies.

    Raises:
        LiveReleaseError, LiveUnknownError: see ``rotate``.
    """
    shown = list(live)
    for environment in following.environments:
        if environment not in {name for name, _ in shown} | nothing_live:
            raise LiveUnknownError(version=following.version, environment=environment)
    for environment, envelope, error in broken_by(following, shown):
        number = Release.from_payload(envelope.payload).version
        raise LiveReleaseError(
            version=following.version, release=number, environment=environment, why=f"{error.code}: {error.message}"
        )


def _rotation(
    before: tuple[Envelope, ...], current: Root, following: Root, envelope: Envelope, signers: Iterable[Signer]
) -> Rotation:
    keys = list(signers)
    holders = {*current.root.keyids, *following.root.keyids}
    signed = envelope.signed_by(key for key in keys if key.public.keyid in holders)
    unused = tuple(key.public.keyid for key in keys if key.public.keyid not in holders)
    missing = missing_signatures(signed, current, following)
    return Rotation((*before, signed), current, following, missing, unused)
