"""A channel file without a pointer: a release that waits for the one who may make it live.

It has the form of a channel file with ``"pointer":null``, lies under ``pending/`` in a package, and no verifier of
channel files accepts it: only ``complete`` makes something live of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handrail.package.canonical import canonical, parse_canonical
from handrail.package.envelope import RELEASE_TYPE, ROOT_TYPE, Envelope, check_envelope, parse_envelope
from handrail.package.errors import ExpiredError, TooLargeError, WrongApplicationError, WrongEnvironmentError
from handrail.package.fields import Fields, a_list, seconds_of
from handrail.package.roles import Release, Root
from handrail.package.trust import trust_of
from handrail.package.verify import (
    CHANNEL_LIMIT,
    MOST_ROOTS,
    SOON_S,
    release_name,
    verify_release,
    verify_root_chain,
)

_WHAT = "the channel file without a pointer"


@dataclass(frozen=True)
class Unpointed:
    """Roots and release, parsed as envelopes only."""

    roots: tuple[Envelope, ...]
    release: Envelope

    def to_bytes(self) -> bytes:
        """``{"pointer":null,"release":DSSE,"roots":[DSSE…]}``, canonical."""
        roots = [each.as_data() for each in self.roots]
        return canonical({"pointer": None, "release": self.release.as_data(), "roots": roots})


@dataclass(frozen=True)
class Proposal:
    """A release that verified, and that nothing points to yet.

    Attributes:
        root: the newest root.
        release: what may be made live.
        trust: anchor of the newest root.
        signers: role → key ids that validly signed; ``author`` and ``approve``.
        warnings: code ``package.expires-soon``.
        parts: the envelopes.
    """

    root: Root
    release: Release
    trust: str
    signers: Mapping[str, tuple[str, ...]]
    warnings: tuple[str, ...]
    parts: Unpointed

    @property
    def release_name(self) -> str:
        """``releases/<n>-<sha16>.json``."""
        return release_name(self.release.version, self.parts.release.sha256)


def unpointed_channel(roots: Sequence[bytes], release: bytes) -> bytes:
    """The channel file of a package whose pointer somebody else signs.

    Args:
        roots: envelopes of the whole chain, oldest first.
        release: envelope of the release.

    Raises:
        MalformedError, TooLargeError: a part is not an envelope of its type, or too large.
    """
    data = canonical(
        {
            "pointer": None,
            "release": parse_canonical(release, "the release"),
            "roots": [parse_canonical(each, "the root") for each in roots],
        }
    )
    parse_unpointed(data)
    return data


def is_unpointed(channel: bytes) -> bool:
    """Whether bytes begin as a channel file without a pointer does; nothing else is looked at."""
    return channel.startswith(b'{"pointer":null,')


def parse_unpointed(channel: bytes) -> Unpointed:
    """Take it apart without trusting anything in it.

    Raises:
        TooLargeError: over 768 kB, or one part over its limit.
        MalformedError: not canonical, another key set, a pointer, no roots or more than 32.
    """
    if len(channel) > CHANNEL_LIMIT:
        raise TooLargeError(what=_WHAT, limit=CHANNEL_LIMIT)
    fields = Fields(parse_canonical(channel, _WHAT), _WHAT, ("pointer", "release", "roots"))
    if fields.raw("pointer") is not None:
        raise fields.bad("pointer", "not null")
    roots = a_list(fields.raw("roots"), "the root chain", MOST_ROOTS)
    if not roots:
        raise fields.bad("roots", "the list is empty")
    # The form of all before the size of any, as in ``parse_channel``.
    for each in (*roots, fields.raw("release")):
        check_envelope(each, "an envelope")
    return Unpointed(
        tuple(parse_envelope(each, ROOT_TYPE) for each in roots), parse_envelope(fields.raw("release"), RELEASE_TYPE)
    )


def verify_unpointed_channel(
    channel: bytes, *, application: str, environment: str, trust: str, now: datetime
) -> Proposal:
    """Verify everything that a channel file without a pointer can show: root chain, release, the root's expiry.

    Args:
        channel: its bytes.
        application: the expected key.
        environment: the expected environment.
        trust: the pinned anchor.
        now: with time zone.

    Raises:
        PackageError: the first check that failed, in the order of ``verify_channel``.
    """
    parts = parse_unpointed(channel)
    root = verify_root_chain(parts.roots, trust)[-1]
    if root.application != application:
        raise WrongApplicationError(what="the root", found=root.application, expected=application)
    if environment not in root.environments:
        raise WrongEnvironmentError(what="the root", expected=environment, found=", ".join(root.environments))
    release, by_author, by_approve = verify_release(parts.release, root, environment)
    left = seconds_of(root.expires) - int(now.timestamp())
    if left <= 0:
        raise ExpiredError(what="the root", expires=root.expires)
    return Proposal(
        root=root,
        release=release,
        trust=trust_of(parts.roots[-1].payload),
        signers={"author": by_author, "approve": by_approve},
        warnings=("package.expires-soon",) if left <= SOON_S else (),
        parts=parts,
    )
