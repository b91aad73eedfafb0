"""Puts a package together: signed files, SDK files, and three files for people."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from handrail.package.archive import write_zip
from handrail.package.canonical import canonical, parse_canonical
from handrail.package.envelope import Envelope
from handrail.package.errors import FileMissingError, FileUnknownError, PowerInProductionError
from handrail.package.fields import APPLICATION, ENVIRONMENT, Fields, a_list, ascending
from handrail.package.roles import Pointer, Release
from handrail.package.sdk_files import SDK_NAME
from handrail.package.tree import BLOB_NAME, Manifest, blob_name
from handrail.package.unpointed import is_unpointed, parse_unpointed
from handrail.package.verify import channel_name, parse_channel, release_name, sha256_hex

FORMAT = "handrail-package/1"
RELEASE_NAME = re.compile(r"releases/([1-9][0-9]{0,15})-([0-9a-f]{16})\.json")
PEOPLE_FILES = ("SHA256SUMS", "VERIFY.txt", "handrail.json")
"""For people; ``handrail deploy`` copies none of them."""

Kind = Literal["default", "full", "delta"]


@dataclass(frozen=True)
class Hint:
    """``handrail.json``: what the package says of itself. Unsigned; nothing is trusted because of it."""

    application: str
    environment: str
    kind: Kind
    release: int
    needs: tuple[str, ...]
    """Of a delta: files that must lie on the target already."""

    def to_bytes(self) -> bytes:
        """Canonical bytes."""
        return canonical(
            {
                "application": self.application,
                "environment": self.environment,
                "format": FORMAT,
                "kind": self.kind,
                "needs": list(self.needs),
                "release": self.release,
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "Hint":
        """Read strictly.

        Raises:
            MalformedError: another form or another format version.
        """
        what = "handrail.json"
        names = ("application", "environment", "format", "kind", "needs", "release")
        fields = Fields(parse_canonical(data, what), what, names)
        if fields.raw("format") != FORMAT:
            raise fields.bad("format", f"not {FORMAT}; a newer Handrail may read it")
        kind = fields.raw("kind")
        if kind not in ("default", "full", "delta"):
            raise fields.bad("kind", "neither default, full nor delta")
        return cls(
            application=fields.text("application", APPLICATION),
            environment=fields.text("environment", ENVIRONMENT),
            kind=kind,
            release=fields.number("release", 1),
            needs=ascending(a_list(fields.raw("needs"), what, 100_000), what, BLOB_NAME),
        )

    @property
    def channel(self) -> str:
        """Where a channel file with a pointer lies: a delta's pending, so that unzipping never names missing files."""
        return self.pending if self.kind == "delta" else channel_name(self.application, self.environment)

    @property
    def pending(self) -> str:
        """Where a channel file lies that unzipping must not make live: of a delta, or without a pointer."""
        return channel_name(self.application, self.environment).replace("channel/", "pending/", 1)


def assemble_package(
    *,
    kind: Kind,
    application: str,
    environment: str,
    release: int,
    channel: bytes,
    files: Mapping[str, bytes],
    sdk: Mapping[str, bytes],
) -> bytes:
    """A package as zip bytes; the same input gives the same bytes.

    Args:
        kind: ``default`` (the first), ``full``, or ``delta`` (files may be left out; they are listed as needed).
        application: the application's key.
        environment: the environment it is for.
        release: number of the release that its pointer names.
        channel: the channel file; one without a pointer (``unpointed_channel``) comes to lie under ``pending/``.
        files: blobs and release files, as ``BuiltRelease.files``; blobs of other releases are left out.
        sdk: ``sdk/<version>/handrail.js`` → bytes, every version handed out in a snippet.

    Raises:
        FileMissingError: a file of the release is absent (kind default and full).
        FileUnknownError: a name that the format does not know.
        PowerInProductionError: Power Mode in a package for production.
    """
    signed, seq = _read_channel(channel)
    named = Release.from_payload(signed.payload)
    wanted = _named_blobs(named, files)
    missing = tuple(sorted(name for name in wanted if name not in files))
    if missing and kind != "delta":
        raise FileMissingError(name=missing[0])
    content = {name: data for name, data in files.items() if name in wanted or RELEASE_NAME.fullmatch(name)}
    content[release_name(named.version, signed.sha256)] = signed.to_bytes()
    for path, data in sdk.items():
        if not SDK_NAME.fullmatch(path):
            raise FileUnknownError(name=path)
        if environment == "production" and "handrail-power" in path:
            raise PowerInProductionError(name=path)
        content[path] = data
    odd = [name for name in files if not BLOB_NAME.fullmatch(name) and not RELEASE_NAME.fullmatch(name)]
    if odd:
        raise FileUnknownError(name=sorted(odd)[0])
    hint = Hint(application, environment, kind, release, missing)
    people = {
        "SHA256SUMS": checksums(content),
        "VERIFY.txt": manual_text(application, environment),
        "handrail.json": hint.to_bytes(),
    }
    name = hint.pending if is_unpointed(channel) else hint.channel
    return write_zip({**content, **people, name: channel}, None if seq is None else {name: seq})


def _read_channel(channel: bytes) -> tuple[Envelope, int | None]:
    """The release's envelope, and the pointer's seq, which dates the channel file."""
    if is_unpointed(channel):
        return parse_unpointed(channel).release, None
    parts = parse_channel(channel)
    return parts.release, Pointer.from_payload(parts.pointer.payload).seq


def _named_blobs(release: Release, files: Mapping[str, bytes]) -> set[str]:
    manifest = blob_name(release.manifest)
    if manifest not in files:
        raise FileMissingError(name=manifest)
    return {manifest, *Manifest.from_bytes(files[manifest]).files}


def checksums(content: Mapping[str, bytes], known: Mapping[str, str] | None = None) -> bytes:
    """``SHA256SUMS`` as sha256sum reads it, of everything that is copied before the channel file.

    Args:
        content: name → bytes.
        known: name → SHA-256 of files that were hashed already.
    """
    hashes = {name: sha256_hex(data) for name, data in content.items() if not known or name not in known}
    return "".join(f"{hashes.get(name) or (known or {})[name]}  {name}\n" for name in sorted(content)).encode()


def manual_text(application: str, environment: str) -> bytes:
    """``VERIFY.txt``: how to check and unzip with openssl and coreutils alone."""
    # Not importlib.resources, which loads modules late.
    text = Path(__file__).with_name("VERIFY.txt").read_text("utf-8")
    return text.replace("@APPLICATION@", application).replace("@ENVIRONMENT@", environment).encode()
