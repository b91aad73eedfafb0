"""Approving a package: its readable form does not travel with it, so a candidate of the same release is read beside."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from handrail.deploy.approval.errors import OtherReleaseError
from handrail.package.errors import FileUnknownError
from handrail.package.opened import open_package
from handrail.package.roles import Release
from handrail.package.sdk_files import check_sdk_files
from handrail.package.tree import blob_name, verify_tree
from handrail.package.unpointed import parse_unpointed
from handrail.package.verify import parse_channel

_ARCHIVE = b"PK"
_HINT = b"handrail.json"


def is_package(data: bytes) -> bool:
    """Whether bytes look like a package, and not like a candidate; nothing is verified."""
    return data.startswith(_ARCHIVE) and _HINT in data


def release_in(package: bytes) -> Release:
    """The release that a package carries; nothing in it is verified.

    Raises:
        PackageError: not a package.
    """
    opened = open_package(package)
    parts = parse_unpointed(opened.channel) if opened.is_unpointed else parse_channel(opened.channel)
    return Release.from_payload(parts.release.payload)


def require_same(
    package: bytes,
    path: Path,
    release_sha256: str,
    *,
    accept_sdk: Iterable[str] = (),
    known: Mapping[str, frozenset[str]] | None = None,
) -> int:
    """Whether a package ships exactly the release of a candidate that verified: every file, and only known SDK files.

    Args:
        package: the zip.
        path: named in errors.
        release_sha256: identity of the candidate's release.
        accept_sdk: SHA-256 of SDK builds of one's own.
        known: path → hashes of SDK files; those of Handrail's releases when absent.

    Returns:
        How many files of the release it carries.

    Raises:
        OtherReleaseError: it ships another release.
        PackageError: a file is missing, changed or unknown.
    """
    opened = open_package(package)
    parts = parse_unpointed(opened.channel) if opened.is_unpointed else parse_channel(opened.channel)
    if parts.release.sha256 != release_sha256:
        raise OtherReleaseError(path=path, found=parts.release.sha256[:16], expected=release_sha256[:16])
    release = Release.from_payload(parts.release.payload)
    manifest = verify_tree(opened.read, release)
    named = {*manifest.files, blob_name(release.manifest)}
    for name in opened.content:
        if name.startswith("blobs/") and name not in named:
            raise FileUnknownError(name=name)
    check_sdk_files(opened.content, opened.hint.environment, accept=accept_sdk, known=known)
    return len(named)
