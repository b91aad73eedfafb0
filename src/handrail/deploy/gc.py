"""``handrail gc``: removes what no page and no roll back can ask for any more. The only place that deletes.

Kept are, in each document root by its own files and times: what any channel file names (of every application and
environment, and those under ``pending/``, which somebody may be about to put in place by hand), what the journal says
was live last, the newest releases of each environment, and every release whose successor has not lain there long.
``sdk/`` is never touched. What cannot be read for certain refuses the whole run before anything is removed.

Release files go first, and their blobs when that is durable: a release file stands for everything it names being
there, so at no moment, killed or unplugged, does one lie there that a roll back would have to refuse.
"""

import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from handrail.deploy.errors import GcRefusedError
from handrail.deploy.locations import BrokenLock, Locations, Where
from handrail.deploy.options import Options
from handrail.deploy.receipts import Receipts, Removal
from handrail.deploy.targets.base import Target
from handrail.package.assemble import RELEASE_NAME
from handrail.package.envelope import LIMITS, RELEASE_TYPE, Envelope, read_envelope
from handrail.package.errors import FileChangedError, FileMissingError, PackageError
from handrail.package.roles import Release
from handrail.package.tree import BLOB_NAME, blob_name, read_manifest
from handrail.package.unpointed import is_unpointed, parse_unpointed
from handrail.package.verify import CHANNEL_LIMIT, parse_channel, release_name

KEEP_RELEASES = 3
KEEP_DAYS = 30
_TEMPORARY = ".handrail-"


@dataclass(frozen=True)
class CollectedAt:
    """What one location had too much.

    Attributes:
        target: its name.
        releases: release files that went (or would go), in the order of their numbers.
        blobs: blobs that went, sorted.
        kept: how many release files and blobs stay.
    """

    target: str
    releases: tuple[str, ...]
    blobs: tuple[str, ...]
    kept: int

    def as_data(self) -> dict[str, object]:
        """For ``--json``."""
        removed = [*self.releases, *self.blobs]
        return {"target": self.target, "removed": removed, "kept": self.kept}


@dataclass(frozen=True)
class Collected:
    """What a ``handrail gc`` removed.

    Attributes:
        locations: one by one.
        dry_run: nothing was removed, only found.
        receipt: the journal's line; None when there was nothing to remove, or after a dry run.
        broken: locks taken from somebody.
    """

    locations: tuple[CollectedAt, ...]
    dry_run: bool
    receipt: Removal | None = None
    broken: tuple[BrokenLock, ...] = ()

    @property
    def files(self) -> int:
        """How many files, over all locations."""
        return sum(len(each.releases) + len(each.blobs) for each in self.locations)

    def as_data(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "action": "gc",
            "dryRun": self.dry_run,
            "files": self.files,
            "locations": [each.as_data() for each in self.locations],
            "receipt": None if self.receipt is None else self.receipt.sha256,
            "locksBroken": [each.as_data() for each in self.broken],
        }


def collect(
    where: Where, options: Options, *, keep_releases: int = KEEP_RELEASES, keep_days: int = KEEP_DAYS
) -> Collected:
    """Remove what is no longer needed, under the deploy lock.

    Args:
        where: opened and closed here.
        options: ``receipts``, ``dry_run``, ``break_lock``, ``now`` and ``progress`` count; no trust anchor is needed,
            because nothing is made live and more is kept than any verified file would name.
        keep_releases: how many releases of each environment stay whatever their age, at least one.
        keep_days: a release stays until its successor has lain there that long; so does what belongs to no release.

    Raises:
        GcRefusedError: something there cannot be read for certain; nothing was removed.
        ReceiptsError: the journal cannot be written; nothing was removed.
        DeployError: as ``deploy``; what was removed until then is gone, and a second run goes on.
    """
    locations = Locations.of(where)
    rules = _Rules(max(1, keep_releases), options.now() - timedelta(days=keep_days))
    with locations.opened(create=False):
        if options.dry_run:
            found = tuple(_find(each, options, rules) for each in locations.targets)
            return Collected(found, dry_run=True)
        options.receipts.prepare()
        with locations.locked(break_lock=options.break_lock) as broken:
            for target in locations.targets:
                target.sweep()
            found = tuple(_find(target, options, rules) for target in locations.targets)
            total, done = sum(len(each.releases) + len(each.blobs) for each in found), 0
            # Before anything goes: whatever is gone stands in the journal, also when this run is killed.
            receipt = _receipt(found, options) if total else None
            for target, each in zip(locations.targets, found, strict=True):
                # Also without names: what a killed run removed is durable afterwards.
                for names in (each.releases, each.blobs):
                    target.check_lock()
                    target.remove_all(names)
                    done += len(names)
                    options.progress("remove", done, total)
        return Collected(found, dry_run=False, receipt=receipt, broken=broken)


def _receipt(found: Collection[CollectedAt], options: Options) -> Removal:
    releases = sorted({name for each in found for name in each.releases})
    files = sum(len(each.releases) + len(each.blobs) for each in found)
    names = [each.target for each in found]
    return options.receipts.append_removal(files, releases, socket.gethostname(), options.now(), locations=names)


@dataclass(frozen=True)
class _Rules:
    newest: int
    since: datetime
    """What has lain there since before that moment may go."""


@dataclass(frozen=True)
class _Known:
    """A release file on a target."""

    name: str
    release: Release
    blobs: frozenset[str]
    changed_at: datetime | None


@dataclass
class _Needed:
    """What must stay."""

    releases: set[str] = field(default_factory=set)
    blobs: set[str] = field(default_factory=set)


def _find(target: Target, options: Options, rules: _Rules) -> CollectedAt:
    """What may go, at one location; nothing is changed."""
    channels = _channels(target)
    names = [name for entry in _list(target, "releases") if RELEASE_NAME.fullmatch(name := f"releases/{entry}")]
    if not channels and not names:
        raise _refused(target, "neither a channel file nor a release file lies there; it is no document root of ours")
    needed = _Needed()
    for name, envelope in channels.items():
        _keep(target, envelope, needed, named_by=name)
    known: list[_Known] = []
    for name in names:
        known.append(_known(target, name))
        options.progress("read", len(known), len(names))
    for each in _kept(known, options.receipts, rules):
        needed.releases.add(each.name)
        needed.blobs |= each.blobs
    claimed = {blob for each in known for blob in each.blobs}
    blobs = [name for entry in _list(target, "blobs") if BLOB_NAME.fullmatch(name := f"blobs/{entry}")]
    old = tuple(each.name for each in _in_order(known) if each.name not in needed.releases)
    gone = tuple(
        name
        for name in blobs
        if name not in needed.blobs and (name in claimed or _older(target.changed_at(name), rules.since))
    )
    return CollectedAt(target.name, old, gone, len(names) + len(blobs) - len(old) - len(gone))


def _older(changed_at: datetime | None, than: datetime) -> bool:
    """Blobs of no release at all may be the first half of something that is being put there by hand."""
    return changed_at is not None and changed_at <= than


def _channels(target: Target) -> Mapping[str, Envelope]:
    """The release that each channel file names, verified or not; also of files that are about to become one."""
    folders = [f"{top}/{entry}" for top in ("channel", "pending") for entry in _list(target, top)]
    names = [f"{folder}/{entry}" for folder in folders for entry in _list(target, folder)]
    return {name: _release_in(target, name) for name in names}


def _release_in(target: Target, name: str) -> Envelope:
    data = _read(target, name, CHANNEL_LIMIT)
    if data is None:
        raise _refused(target, f"{name} is not a file that can be read, so it cannot be told what it needs")
    try:
        return (parse_unpointed if is_unpointed(data) else parse_channel)(data).release
    except PackageError as error:
        reason = f"{name} cannot be read as a channel file ({error.code}), so it cannot be told what it needs. Heal it "
        raise _refused(target, f"{reason}with `handrail deploy`, or remove it if it is not yours") from error


def _keep(target: Target, envelope: Envelope, needed: _Needed, named_by: str) -> None:
    """Everything that a channel file's release names must be known for certain."""
    try:
        release = Release.from_payload(envelope.payload)
        manifest = read_manifest(target.read, release)
    except (PackageError, OSError) as error:
        said = error.code if isinstance(error, PackageError) else error.strerror
        reason = (
            f"the release that {named_by} names cannot be read whole ({said}). Heal it with `handrail deploy` first"
        )
        raise _refused(target, reason) from error
    needed.releases.add(release_name(release.version, envelope.sha256))
    needed.blobs |= {*manifest.files, blob_name(release.manifest)}


def _known(target: Target, name: str) -> _Known:
    data = _read(target, name, LIMITS[RELEASE_TYPE])
    try:
        envelope = read_envelope(data or b"", RELEASE_TYPE)
        release = Release.from_payload(envelope.payload)
    except PackageError as error:
        reason = f"{name} cannot be read as a release ({error.code}), so it cannot be told what it needs. Deploy its "
        raise _refused(target, f"{reason}package again, or remove that file") from error
    if release_name(release.version, envelope.sha256) != name:
        raise _refused(target, f"{name} holds another release than its name says. Remove that file")
    return _Known(name, release, _blobs_of(target, release), target.changed_at(name))


def _in_order(known: Collection[_Known]) -> list[_Known]:
    return sorted(known, key=lambda each: (each.release.version, each.name))


def _kept(known: Collection[_Known], receipts: Receipts, rules: _Rules) -> list[_Known]:
    """The newest of each environment, those whose successor is young, and what was live last."""
    last = {(each.application, each.environment): each for each in receipts}
    live = {release_name(each.release, each.release_sha256) for each in last.values()}
    kept = [each for each in known if each.name in live]
    for environment in {(each.release.application, each.release.environment) for each in known}:
        ordered = [e for e in _in_order(known) if (e.release.application, e.release.environment) == environment]
        kept += ordered[-rules.newest :]
        kept += [each for each, successor in pairwise(ordered) if not _older(successor.changed_at, rules.since)]
    return kept


def _blobs_of(target: Target, release: Release) -> frozenset[str]:
    """Everything a release names, as far as it can be told: a manifest that is gone or changed names nothing more."""
    manifest = blob_name(release.manifest)
    named = {manifest, *(blob_name(each) for each in release.boot.values())}
    try:
        named |= set(read_manifest(target.read, release).files)
    except (FileMissingError, FileChangedError):
        pass
    except (PackageError, OSError) as error:
        said = error.code if isinstance(error, PackageError) else error.strerror
        raise _refused(target, f"{manifest}, the list of files of a release, cannot be read ({said})") from error
    return frozenset(named)


def _list(target: Target, folder: str) -> list[str]:
    try:
        return [each for each in target.list_folder(folder) if not each.startswith(_TEMPORARY)]
    except OSError as error:
        raise _refused(target, f"{folder} cannot be read ({error.strerror})") from error


def _read(target: Target, name: str, limit: int) -> bytes | None:
    try:
        return target.read(name, limit)
    except OSError as error:
        raise _refused(target, f"{name} cannot be read ({error.strerror})") from error


def _refused(target: Target, reason: str) -> GcRefusedError:
    return GcRefusedError(target=target.name, reason=reason)
