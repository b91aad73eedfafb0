"""The files below a release: manifest, boot files, content and media, each checked against what was signed."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from handrail.package.canonical import canonical, parse_blob, parse_canonical
from handrail.package.errors import (
    FileChangedError,
    FileMissingError,
    FileUnknownError,
    MalformedError,
    ReleaseMismatchError,
)
from handrail.package.fields import APPLICATION, ENVIRONMENT, SHA256, Fields, a_dict, a_list, ascending
from handrail.package.roles import FileRef, Release
from handrail.package.verify import sha256_hex

EXTENSIONS = ("avif", "jpg", "json", "mp4", "png", "webm", "webp", "woff2")
"""What a blob may be; never svg, html, js or xml."""

BLOB_NAME = re.compile(r"blobs/([0-9a-f]{64})\.(avif|jpg|json|mp4|png|webm|webp|woff2)")

MANIFEST_LIMIT = 8_388_608
"""Largest manifest in bytes."""

MOST_FILES = 100_000

Read = Callable[[str, int], bytes | None]
"""``read(name, limit)`` → the file's bytes, at most ``limit + 1`` of them; None when it is absent."""


@dataclass(frozen=True)
class Manifest:
    """Every file of a release: names and lengths, and the head of the console's audit log."""

    application: str
    environment: str
    version: int
    audit_head: str | None
    files: dict[str, int]
    """``blobs/<sha256>.<ext>`` → length in bytes; the manifest itself is not among them."""

    def to_bytes(self) -> bytes:
        """Canonical bytes."""
        return canonical(
            {
                "application": self.application,
                "auditHead": self.audit_head,
                "environment": self.environment,
                "files": [{"length": self.files[name], "name": name} for name in sorted(self.files)],
                "version": self.version,
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "Manifest":
        """Read strictly.

        Raises:
            MalformedError: another form.
        """
        what = "the manifest"
        names = ("application", "auditHead", "environment", "files", "version")
        fields = Fields(parse_canonical(data, what), what, names)
        listed = a_list(fields.raw("files"), what, MOST_FILES)
        entries = [Fields(each, "a file of the manifest", ("length", "name")) for each in listed]
        each_once = ascending([entry.raw("name") for entry in entries], what, BLOB_NAME)
        files = {name: entry.number("length") for name, entry in zip(each_once, entries, strict=True)}
        head = fields.raw("auditHead")
        return cls(
            application=fields.text("application", APPLICATION),
            environment=fields.text("environment", ENVIRONMENT),
            version=fields.number("version", 1),
            audit_head=None if head is None else fields.text("auditHead", SHA256),
            files=files,
        )


def blob_name(ref: FileRef, extension: str = "json") -> str:
    """``blobs/<sha256>.<extension>``."""
    return f"blobs/{ref.sha256}.{extension}"


def read_checked(read: Read, name: str, length: int) -> bytes:
    """A blob whose length and SHA-256 are those signed.

    Raises:
        FileMissingError, FileChangedError: it is absent or has other bytes.
    """
    data = read(name, length)
    if data is None:
        raise FileMissingError(name=name)
    found = BLOB_NAME.fullmatch(name)
    if len(data) != length or found is None or sha256_hex(data) != found[1]:
        raise FileChangedError(name=name)
    return data


def read_manifest(read: Read, release: Release) -> Manifest:
    """The release's manifest, checked against the release.

    Raises:
        FileMissingError, FileChangedError, MalformedError: it is absent, changed or malformed.
        ReleaseMismatchError: it belongs to another release, or a boot file is not among its files.
    """
    if release.manifest.length > MANIFEST_LIMIT:
        raise MalformedError(what="the release", reason=f"its manifest is larger than {MANIFEST_LIMIT} bytes")
    manifest = Manifest.from_bytes(read_checked(read, blob_name(release.manifest), release.manifest.length))
    named = (manifest.application, manifest.environment, manifest.version)
    if named != (release.application, release.environment, release.version):
        raise ReleaseMismatchError(reason="the manifest belongs to another release")
    for tag, ref in release.boot.items():
        if manifest.files.get(blob_name(ref)) != ref.length:
            raise ReleaseMismatchError(reason=f"the boot file of {tag} is not in the manifest")
    return manifest


def verify_tree(read: Read, release: Release) -> Manifest:
    """Every file that the release names: present, signed bytes, strict JSON, and naming only files of the manifest.

    Args:
        read: gives the bytes of a file.
        release: from a verdict.

    Raises:
        PackageError: the first file that is wrong.
    """
    manifest = read_manifest(read, release)
    for name, length in manifest.files.items():
        data = read_checked(read, name, length)
        if name.endswith(".json"):
            check_references(parse_blob(data, name), manifest, name)
    return manifest


def check_references(value: object, manifest: Manifest, name: str) -> None:
    """Every blob named inside a JSON blob must be in the manifest, with the same length.

    Raises:
        FileUnknownError: one is not, or has another length.
    """
    for sha256, length, extension in _references(value):
        if manifest.files.get(f"blobs/{sha256}.{extension}") != length:
            raise FileUnknownError(name=f"blobs/{sha256}.{extension} (in {name})")


def _references(value: object) -> Iterator[tuple[object, object, object]]:
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, dict):
            found = a_dict(each, "a blob")
            if found.keys() == {"sha256", "length", "extension"}:
                yield found["sha256"], found["length"], found["extension"]
            pending += found.values()
        elif isinstance(each, list):
            pending += each
