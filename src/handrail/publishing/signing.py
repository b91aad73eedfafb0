"""From frozen content to signed bytes and stored files."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import takewhile

from django.db.models import Max

from handrail.accounts.audit import entries
from handrail.applications.models import Application, Environment, RootRecord
from handrail.applications.signing import author_key, holds_pointer, newest_root, pointer_key, root_envelopes
from handrail.campaigns.content import read_media
from handrail.compile.release import compile_release
from handrail.errors import NotFoundError
from handrail.library.media import store_blob
from handrail.library.models import Blob
from handrail.package.brought import boots_to_bring
from handrail.package.build import BuiltRelease, build_release, channel_file, next_seq, sign_pointer
from handrail.package.envelope import POINTER_TYPE, RELEASE_TYPE, read_envelope
from handrail.package.roles import Pointer as SignedPointer
from handrail.package.roles import Release as SignedRelease
from handrail.package.roles import Root
from handrail.package.unpointed import unpointed_channel
from handrail.package.verify import release_name, sha256_hex
from handrail.publishing.models import Pointer, Release
from handrail.schema.authored.application import ApplicationContent, Overlay


def keys_since(environment: Environment, root: int) -> int:
    """Since which root those who sign pointers in that root have held the role without a break.

    Args:
        environment: of the pointer.
        root: version of the root that the pointer names.

    Returns:
        The version of that root.

    Raises:
        NotFoundError: this console knows no such root, or it does not name the environment.
    """
    records = RootRecord.objects.filter(application=environment.application, version__lte=root)
    roots = [Root.from_payload(bytes(each.payload)) for each in records.order_by("-version")]
    holders = [roles.pointer if (roles := each.environments.get(environment.name)) else None for each in roots]
    if not roots or roots[0].version != root or holders[0] is None:
        raise NotFoundError(what=f"Root {root} with pointer keys of {environment.name}")
    return root - len(list(takewhile(lambda each: each == holders[0], holders))) + 1


def root_to_bring(pointer: Pointer) -> int | None:
    """Version of the newest root, where the pointer does not name it and only the deployer could sign one that does.

    Until then pages go on believing the keys of the old root.
    """
    environment = pointer.environment
    newest = newest_root(environment.application)
    named = SignedPointer.from_payload(read_envelope(bytes(pointer.envelope), POINTER_TYPE).payload).root
    is_named = environment.name in newest.environments
    return newest.version if named < newest.version and is_named and not holds_pointer(environment) else None


def next_number(application: Application) -> int:
    """The number of the application's next release."""
    newest = Release.objects.filter(application=application).aggregate(newest=Max("number"))["newest"]
    return (newest or 0) + 1


def build(
    *,
    environment: Environment,
    content: ApplicationContent,
    overlay: Overlay,
    number: int,
    at: datetime,
    media: Mapping[str, bytes] | None = None,
) -> tuple[bytes, BuiltRelease]:
    """Compile and sign as the author.

    Args:
        environment: for which.
        content: the frozen content.
        overlay: its own values.
        number: of the release.
        at: time of creation, with time zone.
        media: SHA-256 → bytes; the application's own when absent.

    Returns:
        The canonical source, and the signed release with its files.
    """
    application = environment.application
    compiled = compile_release(
        content,
        overlay,
        application=application.key,
        release=number,
        media=read_media(application, content) if media is None else media,
    )
    head = entries(application).values_list("entry_hash", flat=True).first()
    built = build_release(
        application=application.key,
        environment=environment.name,
        version=number,
        created=at,
        boots=compiled.boots,
        blobs=compiled.blobs,
        source=compiled.source,
        min_sdk=compiled.min_sdk,
        author=author_key(application),
        audit_head=head,
    )
    return compiled.source, built


def keep_files(built: BuiltRelease) -> dict[str, str]:
    """Store the files below ``blobs/``; returns name → SHA-256. The release file itself is its envelope."""
    return {name: store_blob(data).sha256 for name, data in built.files.items() if name.startswith("blobs/")}


def files_of(release: Release) -> dict[str, bytes]:
    """Everything of a release below the document root but the channel file: blobs and the release file."""
    stored = {row.sha256: bytes(row.data) for row in Blob.objects.filter(sha256__in=set(release.files.values()))}
    files = {name: stored[sha256] for name, sha256 in release.files.items()}
    files[release_name(release.number, release.payload_sha256)] = bytes(release.envelope)
    return files


def sign_next_pointer(
    *,
    environment: Environment,
    release: Release,
    status: str,
    off: list[str],
    last: Pointer | None,
    at: datetime,
) -> tuple[tuple[int, int], bytes, bytes, datetime]:
    """The next signed pointer of an environment.

    Returns:
        Since which root its keys count and its seq, envelope, the whole channel file, and when the pointer expires.
    """
    application = environment.application
    root = newest_root(application).version
    # What other pointer keys counted does not count any more: that is how a seq that was driven up is left behind.
    since = keys_since(environment, root)
    seq = next_seq(last.seq if last is not None and last.keys_since == since else None, at)
    expires = (at + timedelta(days=environment.pointer_days)).replace(microsecond=0)
    envelope = sign_pointer(
        application=application.key,
        environment=environment.name,
        release_version=release.number,
        release_sha256=release.payload_sha256,
        root=root,
        seq=seq,
        status="paused" if status == Pointer.Status.PAUSED else "active",
        off=off,
        expires=expires,
        key=pointer_key(environment),
    )
    return (since, seq), envelope, channel_of(release, envelope), expires


def channel_of(release: Release, pointer_envelope: bytes) -> bytes:
    """The channel file that carries this pointer, with the chain up to the root that it names."""
    pointer = SignedPointer.from_payload(read_envelope(pointer_envelope, POINTER_TYPE).payload)
    roots = root_envelopes(release.application)[: pointer.root]
    return channel_file(roots, bytes(release.envelope), pointer_envelope, _boots_of(release))


def _boots_of(release: Release) -> tuple[bytes, ...]:
    """The boot files that its channel file brings along."""
    signed = SignedRelease.from_payload(read_envelope(bytes(release.envelope), RELEASE_TYPE).payload)
    stored = Blob.objects.filter(sha256__in={each.sha256 for each in signed.boot.values()})
    by_hash = {row.sha256: bytes(row.data) for row in stored}
    return boots_to_bring(signed, lambda name, _: by_hash.get(release.files[name]))


def pending_channel(release: Release) -> bytes:
    """The channel file of a package that carries no pointer yet: the deployer signs it."""
    return unpointed_channel(root_envelopes(release.application), bytes(release.envelope))


def channel_hash(channel: bytes) -> str:
    """What ``watch`` compares the file on the server with."""
    return sha256_hex(channel)
