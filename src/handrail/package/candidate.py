"""A candidate: what an approver reads, and the proof that exactly this ships. No I/O.

A zip of the format's strict subset: ``candidate.json`` (unsigned hint), ``roots.json`` (the chain), ``source.json``
and ``overlay.json`` (the readable form), ``releases/…json`` (signed by the author), ``blobs/…`` (everything that would
ship) and, for the difference, ``base/{release,source,overlay}.json`` of what the console says is live.

``verify_candidate`` parses the readable form strictly, compiles it again and refuses unless every file comes out
byte-equal: what the approver reads is what ships, whoever runs the console.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from handrail.compile.errors import MissingMediaError
from handrail.compile.release import compile_release
from handrail.compile.source import content_from_source, source_bytes
from handrail.package.archive import read_zip, write_zip
from handrail.package.assemble import RELEASE_NAME
from handrail.package.canonical import canonical, parse_blob, parse_canonical
from handrail.package.envelope import RELEASE_TYPE, ROOT_TYPE, Envelope, parse_envelope, read_envelope
from handrail.package.errors import (
    CandidateFileError,
    CompiledOtherwiseError,
    ExpiredError,
    FileUnknownError,
    MalformedError,
    SourceChangedError,
    SourceFormError,
    SourceUnknownError,
    WrongApplicationError,
    WrongEnvironmentError,
)
from handrail.package.fields import APPLICATION, ENVIRONMENT, Fields, a_list, seconds_of
from handrail.package.roles import Release, Root
from handrail.package.tree import BLOB_NAME, Manifest, blob_name, verify_tree
from handrail.package.verify import MOST_ROOTS, check_quorum, release_name, sha256_hex, verify_root_chain
from handrail.schema.authored.application import ApplicationContent, Overlay

FORMAT = "handrail-candidate/1"
_BASE = ("base/overlay.json", "base/release.json", "base/source.json")
_FIXED = ("candidate.json", "overlay.json", "roots.json", "source.json")


@dataclass(frozen=True)
class Readable:
    """A release and its readable form.

    Attributes:
        envelope: the release, signed by the author at least.
        release: its payload.
        source: canonical authored form, whose hash the release names.
        overlay: what differs per environment, as the candidate carries it.
        content: ``source``, parsed.
        overlay_model: ``overlay``, parsed.
    """

    envelope: Envelope
    release: Release
    source: bytes
    overlay: bytes
    content: ApplicationContent
    overlay_model: Overlay


@dataclass(frozen=True)
class Candidate:
    """A candidate that verified.

    Attributes:
        shown: what is proposed.
        base: what the console says is live; consistent in itself, but nothing says that it is live.
        root: the newest root.
        files: how many files would ship.
    """

    shown: Readable
    base: Readable | None
    root: Root
    files: int


def build_candidate(
    *,
    envelope: bytes,
    source: bytes,
    overlay: bytes,
    blobs: Mapping[str, bytes],
    roots: list[bytes],
    base: tuple[bytes, bytes, bytes] | None = None,
) -> bytes:
    """A candidate as zip bytes.

    Args:
        envelope: of the release.
        source: its canonical authored form.
        overlay: its overlay as JSON.
        blobs: ``blobs/…`` → bytes of everything that would ship.
        roots: envelopes of the chain, oldest first.
        base: envelope, source and overlay of what is live.
    """
    signed = read_envelope(envelope, RELEASE_TYPE)
    release = Release.from_payload(signed.payload)
    hint = {
        "application": release.application,
        "environment": release.environment,
        "format": FORMAT,
        "release": release.version,
    }
    files = {name: data for name, data in blobs.items() if BLOB_NAME.fullmatch(name)}
    files |= {
        "candidate.json": canonical(hint),
        "overlay.json": overlay,
        "roots.json": canonical({"roots": [parse_canonical(each, "the root") for each in roots]}),
        "source.json": source,
        release_name(release.version, signed.sha256): envelope,
    }
    if base is not None:
        files |= {"base/release.json": base[0], "base/source.json": base[1], "base/overlay.json": base[2]}
    return write_zip(files)


def verify_candidate(data: bytes, *, trust: str, now: datetime) -> Candidate:
    """Verify everything, compile again, and compare byte by byte.

    Args:
        data: the zip.
        trust: the anchor, from the page's snippet or an earlier approval, never from the console that sent this.
        now: with time zone.

    Raises:
        PackageError: the first thing that is wrong; nothing of it may be shown as the truth.
    """
    files = read_zip(data)
    hint = _hint(files)
    root = verify_root_chain(_roots(files), trust)[-1]
    if now.timestamp() >= seconds_of(root.expires):
        raise ExpiredError(what="the root", expires=root.expires)
    names = [name for name in files if RELEASE_NAME.fullmatch(name)]
    if len(names) != 1:
        raise CandidateFileError(name="releases/", reason="must hold one release")
    shown = _readable(files[names[0]], files["source.json"], files["overlay.json"], root)
    release = shown.release
    if release_name(release.version, shown.envelope.sha256) != names[0] or release.version != hint.number("release", 1):
        raise CandidateFileError(name=names[0], reason="is not named by its number and hash")
    if hint.text("application", APPLICATION) != root.application:
        raise WrongApplicationError(what="the candidate", found=hint.raw("application"), expected=root.application)
    if hint.text("environment", ENVIRONMENT) != release.environment:
        raise WrongEnvironmentError(
            what="the candidate", found=str(hint.raw("environment")), expected=release.environment
        )
    manifest = _check_files(files, release)
    _compile_again(shown, files, manifest)
    base = None
    if _BASE[0] in files:
        base = _readable(files["base/release.json"], files["base/source.json"], files["base/overlay.json"], root)
        if base.release.environment != release.environment:
            raise WrongEnvironmentError(what="the base", found=base.release.environment, expected=release.environment)
        check_overlay(base, application=root.application, files=files)
    return Candidate(shown, base, root, len(manifest.files) + 1)


def read_readable(envelope: bytes, source: bytes, overlay: bytes, root: Root) -> Readable:
    """A release with its readable form, as kept on the approver's machine.

    Raises:
        PackageError: the release is not the author's, or the readable form is not the one it names.
    """
    return _readable(envelope, source, overlay, root)


def check_overlay(base: Readable, *, application: str, files: Mapping[str, bytes]) -> None:
    """Whether the base's overlay is the one that its boot files were made from, as far as its images are at hand.

    Raises:
        CompiledOtherwiseError: the base's readable form gives other boot files than its release names.
    """
    try:
        made = compile_release(
            base.content, base.overlay_model, application=application, release=base.release.version, media=_media(files)
        )
    except MissingMediaError:
        # Images that went away with this candidate: texts and rules of the base are still held by its source hash.
        return
    for tag, ref in base.release.boot.items():
        if tag not in made.boots or sha256_hex(made.boots[tag]) != ref.sha256:
            raise CompiledOtherwiseError(name=f"the boot file {tag} of the base")


def _hint(files: Mapping[str, bytes]) -> Fields:
    has_base = any(name.startswith("base/") for name in files)
    for name in (*_FIXED, *(_BASE if has_base else ())):
        if name not in files:
            raise CandidateFileError(name=name, reason="is missing")
    for name in files:
        fixed = name in _FIXED or name in _BASE
        if not (fixed or BLOB_NAME.fullmatch(name) or RELEASE_NAME.fullmatch(name)):
            raise CandidateFileError(name=name, reason="is none of a candidate's files")
    names = ("application", "environment", "format", "release")
    hint = Fields(parse_canonical(files["candidate.json"], "candidate.json"), "candidate.json", names)
    if hint.raw("format") != FORMAT:
        raise hint.bad("format", f"not {FORMAT}; upgrade to read it")
    return hint


def _roots(files: Mapping[str, bytes]) -> tuple[Envelope, ...]:
    what = "the root chain"
    fields = Fields(parse_canonical(files["roots.json"], what), what, ("roots",))
    return tuple(parse_envelope(each, ROOT_TYPE) for each in a_list(fields.raw("roots"), what, MOST_ROOTS))


def _readable(data: bytes, source: bytes, overlay: bytes, root: Root) -> Readable:
    envelope = read_envelope(data, RELEASE_TYPE)
    check_quorum(envelope, root.keys, root.author, "author")
    release = Release.from_payload(envelope.payload)
    if release.application != root.application:
        raise WrongApplicationError(what="the release", found=release.application, expected=root.application)
    if release.environment not in root.environments:
        known = ", ".join(root.environments)
        raise WrongEnvironmentError(what="the root", expected=release.environment, found=known)
    if (len(source), sha256_hex(source)) != (release.source.length, release.source.sha256):
        raise SourceChangedError
    content = _content(source)
    try:
        parse_blob(overlay, "overlay.json")
        model = Overlay.model_validate_json(overlay)
    except ValidationError as error:
        raise SourceUnknownError(reason=_first(error)) from error
    if model.environment != release.environment:
        raise WrongEnvironmentError(what="the overlay", found=model.environment, expected=release.environment)
    return Readable(envelope, release, source, overlay, content, model)


def _content(source: bytes) -> ApplicationContent:
    """The authored form, only if it is the one way of writing it."""
    try:
        parse_blob(source, "source.json")
    except MalformedError as error:
        raise SourceFormError(reason=error.message) from error
    try:
        content = content_from_source(source)
    except ValidationError as error:
        raise SourceUnknownError(reason=_first(error)) from error
    if source_bytes(content) != source:
        raise SourceFormError(reason="written again it has other bytes")
    return content


def _first(error: ValidationError) -> str:
    each = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in each['loc'])[:200]}: {each['msg'][:200]}"


def _check_files(files: Mapping[str, bytes], release: Release) -> Manifest:
    def read(name: str, limit: int) -> bytes | None:
        found = files.get(name)
        return None if found is None else found[: limit + 1]

    manifest = verify_tree(read, release)
    for name in files:
        if BLOB_NAME.fullmatch(name) and name not in manifest.files and name != blob_name(release.manifest):
            raise FileUnknownError(name=name)
    return manifest


def _compile_again(shown: Readable, files: Mapping[str, bytes], manifest: Manifest) -> None:
    release = shown.release
    try:
        made = compile_release(
            shown.content,
            shown.overlay_model,
            application=release.application,
            release=release.version,
            media=_media(files),
        )
    except MissingMediaError as error:
        raise CompiledOtherwiseError(name=f"the image {error.params['name']}") from error
    if made.min_sdk != release.min_sdk:
        raise CompiledOtherwiseError(name="the oldest SDK it names")
    for tag in sorted({*made.boots, *release.boot}):
        boot, ref = made.boots.get(tag), release.boot.get(tag)
        if boot is None or ref is None or sha256_hex(boot) != ref.sha256:
            raise CompiledOtherwiseError(name=f"the boot file {tag}")
    expected = {f"blobs/{sha256_hex(data)}.{extension}": data for extension, data in made.blobs}
    expected |= {f"blobs/{sha256_hex(data)}.json": data for data in made.boots.values()}
    odd = sorted(expected.keys() ^ manifest.files.keys())
    if odd:
        raise CompiledOtherwiseError(name=odd[0])
    for name, data in expected.items():
        if files[name] != data:
            raise CompiledOtherwiseError(name=name)


def _media(files: Mapping[str, bytes]) -> dict[str, bytes]:
    found = {name: BLOB_NAME.fullmatch(name) for name in files}
    return {match[1]: files[name] for name, match in found.items() if match and match[2] != "json"}
