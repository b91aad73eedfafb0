"""Makes what verifiers read. The builder reads no clock and no randomness: the same input gives the same bytes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handrail.package.assemble import assemble_package as assemble_package  # noqa: PLC0414 (published here)
from handrail.package.canonical import canonical, parse_canonical
from handrail.package.envelope import POINTER_TYPE, RELEASE_TYPE, ROOT_TYPE, read_envelope, sign
from handrail.package.errors import MalformedError
from handrail.package.fields import SHA256, time_text
from handrail.package.keys import PublicKey, Signer
from handrail.package.roles import EnvironmentRoles, FileRef, KeySet, Pointer, Release, Root, Status
from handrail.package.tree import EXTENSIONS, Manifest, blob_name
from handrail.package.verify import LINE_FEED, parse_channel, release_name, sha256_hex

Blobs = Mapping[str, bytes] | Iterable[tuple[str, bytes]]
"""``{"<sha256>.<ext>": bytes}`` or pairs of extension and bytes."""


@dataclass(frozen=True)
class Quorum:
    """Keys for a role and how many of them must sign."""

    keys: tuple[PublicKey, ...]
    threshold: int = 1

    def key_set(self) -> KeySet:
        """As a root names it: by key id, in order."""
        return KeySet(tuple(sorted({key.keyid for key in self.keys})), self.threshold)


@dataclass(frozen=True)
class EnvironmentKeys:
    """Keys of one environment; ``approve`` None asks for no approval signatures there."""

    pointer: Quorum
    approve: Quorum | None = None


def new_root(
    *,
    application: str,
    version: int,
    expires: datetime,
    root: Quorum,
    author: Quorum,
    environments: Mapping[str, EnvironmentKeys],
) -> bytes:
    """Payload of a root.

    Args:
        application: the application's key.
        version: 1 for the first, then one more each.
        expires: usually two years ahead.
        root: who may replace the root.
        author: who signs releases.
        environments: name → pointer and approval keys.

    Raises:
        MalformedError, KeyInvalidError, RolesOverlapError: no verifier would accept it.
    """
    quorums = [root, author, *(e.pointer for e in environments.values())]
    quorums += [e.approve for e in environments.values() if e.approve is not None]
    made = Root(
        application=application,
        version=version,
        expires=time_text(expires),
        keys={key.keyid: key for quorum in quorums for key in quorum.keys},
        root=root.key_set(),
        author=author.key_set(),
        environments={
            name: EnvironmentRoles(each.approve.key_set() if each.approve else None, each.pointer.key_set())
            for name, each in environments.items()
        },
    )
    payload = made.to_payload()
    Root.from_payload(payload)
    return payload


def sign_root(payload: bytes, signers: Iterable[Signer]) -> bytes:
    """Envelope of a root; version N+1 needs the thresholds of N and of N+1."""
    return sign(ROOT_TYPE, payload, signers).to_bytes()


def add_signatures(envelope: bytes, payload_type: str, signers: Iterable[Signer]) -> bytes:
    """The same envelope with further signatures: approval, or a second root key.

    Raises:
        MalformedError: not an envelope of that type.
    """
    return read_envelope(envelope, payload_type).signed_by(signers).to_bytes()


@dataclass(frozen=True)
class BuiltRelease:
    """A signed release and its files.

    Attributes:
        payload: the signed bytes; ``sha256`` is their hash, the identity of the release.
        envelope: DSSE, signed by the author.
        files: document-root names → bytes: blobs, manifest, and the release file itself.
    """

    payload: bytes
    envelope: bytes
    sha256: str
    files: dict[str, bytes]


def build_release(
    *,
    application: str,
    environment: str,
    version: int,
    created: datetime,
    boots: Mapping[str, bytes],
    blobs: Blobs,
    source: bytes,
    min_sdk: str,
    author: Signer,
    audit_head: str | None = None,
) -> BuiltRelease:
    """Hash the files of a release into a tree and sign it as the author.

    Args:
        application: the application's key.
        environment: the environment it is for.
        version: number of the release, from 1.
        created: with time zone.
        boots: lower-case locale tag, and ``*`` for every other locale → boot file; several tags may share one.
        blobs: content and media that boot files name by hash.
        source: canonical authored form; only its hash goes in, the package never carries it.
        min_sdk: the oldest SDK that can show this release.
        author: signs.
        audit_head: SHA-256 of the console's newest audit entry, hex.

    Raises:
        MalformedError: a name, an extension, a hash or a version is not of the allowed form.
    """
    files: dict[str, bytes] = {}
    for extension, data in _pairs(blobs):
        files[f"blobs/{sha256_hex(data)}.{extension}"] = data
    for data in boots.values():
        files[blob_name(_ref(data))] = data
    sizes = {name: len(data) for name, data in files.items()}
    manifest = Manifest(application, environment, version, audit_head, sizes).to_bytes()
    Manifest.from_bytes(manifest)
    files[blob_name(_ref(manifest))] = manifest
    payload = Release(
        application=application,
        environment=environment,
        version=version,
        created=time_text(created),
        boot={tag: _ref(data) for tag, data in boots.items()},
        manifest=_ref(manifest),
        source=_ref(source),
        min_sdk=min_sdk,
    ).to_payload()
    Release.from_payload(payload)
    envelope = sign(RELEASE_TYPE, payload, [author]).to_bytes()
    read_envelope(envelope, RELEASE_TYPE)
    sha256 = sha256_hex(payload)
    files[release_name(version, sha256)] = envelope
    return BuiltRelease(payload, envelope, sha256, dict(sorted(files.items())))


def next_seq(last: int | None, now: datetime) -> int:
    """The seq of a new pointer: two more than the last one known, or the time in seconds, rounded up to even."""
    seconds = int(now.timestamp())
    return max((last or 0) + 2, seconds + seconds % 2)


def sign_pointer(
    *,
    application: str,
    environment: str,
    release_version: int,
    release_sha256: str,
    root: int,
    seq: int,
    status: Status,
    off: Iterable[str],
    expires: datetime,
    key: Signer,
) -> bytes:
    """Envelope of a pointer.

    Args:
        application: the application's key.
        environment: its environment.
        release_version: number of the release that becomes live.
        release_sha256: hash of that release's payload, hex.
        root: version of the newest root.
        seq: see ``next_seq``.
        status: active, or paused (the kill switch).
        off: ids of campaigns that are stopped.
        expires: 30 days ahead where something renews it, else 180.
        key: of the pointer role.

    Raises:
        MalformedError: a field is not of the allowed form.
    """
    payload = Pointer(
        application=application,
        environment=environment,
        seq=seq,
        status=status,
        release_version=release_version,
        release_sha256=release_sha256,
        root=root,
        off=tuple(sorted(set(off))),
        expires=time_text(expires),
    ).to_payload()
    Pointer.from_payload(payload)
    return sign(POINTER_TYPE, payload, [key]).to_bytes()


def channel_file(roots: Sequence[bytes], release: bytes, pointer: bytes, boots: Sequence[bytes] = ()) -> bytes:
    """A channel file from envelopes.

    Args:
        roots: the whole chain, version 1 first.
        release: envelope of the release that the pointer names.
        pointer: its envelope.
        boots: boot files of the release that it brings along (``boots_to_bring``).

    Raises:
        MalformedError, TooLargeError: a part is not an envelope of its type, or too large.
    """
    data = canonical(
        {
            "pointer": parse_canonical(pointer, "the pointer"),
            "release": parse_canonical(release, "the release"),
            "roots": [parse_canonical(each, "the root") for each in roots],
        }
    )
    parse_channel(data)
    return LINE_FEED.join((data, *boots))


def _ref(data: bytes) -> FileRef:
    return FileRef(len(data), sha256_hex(data))


def _pairs(blobs: Blobs) -> Iterable[tuple[str, bytes]]:
    pairs = [(str(k), v) for k, v in (blobs.items() if isinstance(blobs, Mapping) else blobs)]
    for label, data in pairs:
        named, _, extension = label.rpartition(".")
        if extension not in EXTENSIONS:
            raise MalformedError(what="a blob", reason=f"the extension {extension} is not allowed")
        if named and (not SHA256.fullmatch(named) or sha256_hex(data) != named):
            raise MalformedError(what="a blob", reason=f"{label} is not named by its hash")
        yield extension, data
