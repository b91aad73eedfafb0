"""A whole package: taken apart, and verified down to the last byte."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from handrail.package.archive import is_dated, read_zip
from handrail.package.assemble import PEOPLE_FILES, RELEASE_NAME, Hint, checksums, manual_text
from handrail.package.brought import check_brought
from handrail.package.canonical import parse_blob
from handrail.package.envelope import RELEASE_TYPE, Envelope, read_envelope
from handrail.package.errors import (
    ArchiveError,
    FileChangedError,
    FileMissingError,
    FileUnknownError,
    PointerMissingError,
    PointerThereError,
    WrongApplicationError,
    WrongEnvironmentError,
)
from handrail.package.roles import Pointer, Release
from handrail.package.sdk_files import check_sdk_files
from handrail.package.tree import (
    BLOB_NAME,
    Manifest,
    blob_name,
    check_references,
    read_checked,
    read_manifest,
    verify_tree,
)
from handrail.package.unpointed import Proposal, is_unpointed, verify_unpointed_channel
from handrail.package.verify import State, Verdict, parse_channel, release_name, verify_channel


@dataclass(frozen=True)
class OpenedPackage:
    """A package taken apart; nothing in it is trusted yet.

    Attributes:
        hint: what it says of itself.
        channel: bytes of the channel file.
        is_unpointed: whether it waits for a pointer.
        content: every file that a deploy copies before the channel file.
        people: the three files for people.
    """

    hint: Hint
    channel: bytes
    content: Mapping[str, bytes]
    people: Mapping[str, bytes]
    is_unpointed: bool = False

    def read(self, name: str, limit: int) -> bytes | None:
        """A file of the package, as ``verify_tree`` asks for it."""
        data = self.content.get(name)
        return data if data is None else data[: limit + 1]


@dataclass(frozen=True)
class VerifiedPackage:
    """A package that verified.

    Attributes:
        opened: its parts.
        verdict: of the channel file.
        manifest: of the release.
        needs: files of the release that the package does not carry (a delta).
        warnings: codes: of the verdict, and ``package.verify-text-differs`` when VERIFY.txt is not what this
            version writes.
    """

    opened: OpenedPackage
    verdict: Verdict
    manifest: Manifest
    needs: tuple[str, ...]
    warnings: tuple[str, ...]


def open_package(data: bytes) -> OpenedPackage:
    """Take a zip apart.

    Raises:
        ArchiveError, MalformedError: the zip or ``handrail.json`` is not of the allowed form.
        FileMissingError: one of the files that every package has is absent.
        FileUnknownError: an entry that the format does not know.
    """
    files = read_zip(data)
    for name in PEOPLE_FILES:
        if name not in files:
            raise FileMissingError(name=name)
    hint = Hint.from_bytes(files["handrail.json"])
    place = hint.channel if hint.channel in files else hint.pending
    if place not in files:
        raise FileMissingError(name=hint.channel)
    people = {name: files.pop(name) for name in PEOPLE_FILES}
    channel = files.pop(place)
    waits = place == hint.pending and is_unpointed(channel)
    if place != hint.channel and not waits:
        # A pointer that unzipping does not make live looks like a proposal; only a delta has a reason for that.
        raise FileMissingError(name=hint.channel)
    for name in files:
        if not (BLOB_NAME.fullmatch(name) or RELEASE_NAME.fullmatch(name) or name.startswith("sdk/")):
            raise FileUnknownError(name=name)
    return OpenedPackage(hint, channel, files, people, waits)


def verify_package(
    data: bytes,
    *,
    trust: str,
    now: datetime,
    application: str | None = None,
    environment: str | None = None,
    state: State | None = None,
    grace_days: int = 0,
    accept_sdk: Iterable[str] = (),
    known: Mapping[str, frozenset[str]] | None = None,
) -> VerifiedPackage:
    """Verify a package: archive, signatures, every file, SDK files.

    Args:
        data: the zip.
        trust: the pinned anchor.
        now: with time zone.
        application: the expected key; the package's own when absent (the anchor names one application only).
        environment: the expected environment; the package's own when absent.
        state: what was live before; None when nothing is known.
        grace_days: see ``verify_channel``.
        accept_sdk: SHA-256 of SDK builds of one's own.
        known: path → hashes of SDK files; those of Handrail's releases when absent.

    Raises:
        PackageError: the first thing that is wrong; nothing was unpacked.
    """
    opened = _open_expected(data, application, environment)
    hint = opened.hint
    if opened.is_unpointed:
        raise PointerMissingError(release=hint.release, environment=hint.environment)
    verdict = verify_channel(
        opened.channel,
        application=hint.application,
        environment=hint.environment,
        trust=trust,
        now=now,
        state=state,
        grace_days=grace_days,
    )
    check_brought(opened.channel, verdict.release, hint.channel)
    manifest, needs = _verify_files(opened, verdict.release)
    _verify_releases(opened, verdict.release_name, verdict.release_envelope)
    check_sdk_files(opened.content, hint.environment, accept=accept_sdk, known=known)
    if not is_dated(data, hint.channel, verdict.pointer.seq):
        raise ArchiveError(reason="the date of its channel file is not the seq of its pointer")
    return VerifiedPackage(opened, verdict, manifest, needs, (*verdict.warnings, *_check_people(opened)))


@dataclass(frozen=True)
class VerifiedUnpointed:
    """A package without a pointer of which everything else verified; the fields are those of ``VerifiedPackage``."""

    opened: OpenedPackage
    proposal: Proposal
    manifest: Manifest
    needs: tuple[str, ...]
    warnings: tuple[str, ...]


def verify_unpointed(
    data: bytes,
    *,
    trust: str,
    now: datetime,
    application: str | None = None,
    environment: str | None = None,
    accept_sdk: Iterable[str] = (),
    known: Mapping[str, frozenset[str]] | None = None,
) -> VerifiedUnpointed:
    """Verify a package without a pointer: the same checks as ``verify_package``, but those of the pointer.

    Raises:
        PointerThereError: it has one.
        PackageError: the first thing that is wrong.
    """
    opened = _open_expected(data, application, environment)
    hint = opened.hint
    if not opened.is_unpointed:
        pointer = Pointer.from_payload(parse_channel(opened.channel).pointer.payload)
        raise PointerThereError(seq=pointer.seq)
    proposal = verify_unpointed_channel(
        opened.channel, application=hint.application, environment=hint.environment, trust=trust, now=now
    )
    manifest, needs = _verify_files(opened, proposal.release)
    _verify_releases(opened, proposal.release_name, proposal.parts.release)
    check_sdk_files(opened.content, hint.environment, accept=accept_sdk, known=known)
    if not is_dated(data, hint.pending, 0):
        raise ArchiveError(reason="its channel file has no pointer, but a date")
    return VerifiedUnpointed(opened, proposal, manifest, needs, (*proposal.warnings, *_check_people(opened)))


def _open_expected(data: bytes, application: str | None, environment: str | None) -> OpenedPackage:
    opened = open_package(data)
    hint = opened.hint
    if application is not None and hint.application != application:
        raise WrongApplicationError(what="The package", found=hint.application, expected=application)
    if environment is not None and hint.environment != environment:
        raise WrongEnvironmentError(what="The package", found=hint.environment, expected=environment)
    return opened


def _check_people(opened: OpenedPackage) -> tuple[str, ...]:
    """Files for people: SHA256SUMS must be right; a VERIFY.txt of another version is a warning."""
    # Every blob was compared with its name before; hashing it again would double the cost of verifying.
    blobs = {name: found[1] for name in opened.content if (found := BLOB_NAME.fullmatch(name))}
    if opened.people["SHA256SUMS"] != checksums(opened.content, blobs):
        raise FileChangedError(name="SHA256SUMS")
    same = opened.people["VERIFY.txt"] == manual_text(opened.hint.application, opened.hint.environment)
    return () if same else ("package.verify-text-differs",)


def _verify_files(opened: OpenedPackage, release: Release) -> tuple[Manifest, tuple[str, ...]]:
    manifest = read_manifest(opened.read, release)
    named = {*manifest.files, blob_name(release.manifest)}
    for name in opened.content:
        if BLOB_NAME.fullmatch(name) and name not in named:
            raise FileUnknownError(name=name)
    needs = tuple(name for name in manifest.files if name not in opened.content)
    if needs != opened.hint.needs:
        raise FileMissingError(name=(*needs, *opened.hint.needs)[0])
    if opened.hint.kind != "delta":
        return verify_tree(opened.read, release), ()
    return verify_present(opened, manifest), needs


def verify_present(opened: OpenedPackage, manifest: Manifest) -> Manifest:
    """The files of a delta that it does carry, with the same checks as a whole tree."""
    for name, length in manifest.files.items():
        if name in opened.content:
            data = read_checked(opened.read, name, length)
            if name.endswith(".json"):
                check_references(parse_blob(data, name), manifest, name)
    return manifest


def _verify_releases(opened: OpenedPackage, live_name: str, live_envelope: Envelope) -> None:
    """Release files are named by their number and hash; the live one must be there, as the channel file has it."""
    for name, data in opened.content.items():
        if RELEASE_NAME.fullmatch(name):
            envelope = read_envelope(data, RELEASE_TYPE)
            release = Release.from_payload(envelope.payload)
            if release_name(release.version, envelope.sha256) != name:
                raise FileChangedError(name=name)
    live = opened.content.get(live_name)
    if live is None:
        raise FileMissingError(name=live_name)
    if live != live_envelope.to_bytes():
        raise FileChangedError(name=live_name)
