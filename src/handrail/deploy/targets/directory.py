"""A folder on this machine (or one that is mounted here). Promise: survives power loss at any moment.

The root is resolved once; below it every open is relative to a directory handle and follows no links, so that nobody
who can write somewhere in the document root can lead a deployment out of it.
"""

import errno
import fcntl
import hashlib
import json
import os
import secrets
import socket
import stat
import time
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from handrail.deploy.durable import barrier, close, sync_folder
from handrail.deploy.errors import (
    AfterCommitError,
    DeployError,
    LockedError,
    LockLostError,
    NoSpaceError,
    ReadBackError,
    TargetInvalidError,
    WriteFailedError,
)
from handrail.deploy.targets.base import POWER_LOSS, Progress

_LOCK = ".handrail.lock"
_TEMPORARY = ".handrail-"
_TOP = ("blobs", "releases", "sdk", "channel")
_CHUNK = 1 << 20
_WORTH_THREADS = 4 << 20
"""Bytes from which on hashing and writing on several processors pays."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class _Staged(NamedTuple):
    """A file under a temporary name.

    Attributes:
        temporary: that name, in the folder of its final one.
        mode_was_set: the umask (or an access list) gave it another mode at first.
    """

    temporary: str
    mode_was_set: bool


class DirectoryTarget:
    """A document root in the file system.

    Args:
        path: the folder; may itself be a link.
    """

    def __init__(self, path: Path) -> None:
        """Nothing is opened yet."""
        self._path = path
        self._folders: dict[str, int] = {}
        self._lock: int | None = None

    @property
    def name(self) -> str:
        """The path as given."""
        return str(self._path)

    @property
    def promise(self) -> str:
        """See ``Target.promise``."""
        return POWER_LOSS

    def open(self, *, create: bool) -> None:
        """See ``Target.open``."""
        try:
            if create and not self._path.exists() and self._path.parent.is_dir():
                self._make_root()
            self._folders[""] = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            reason = "it does not exist" if error.errno == errno.ENOENT else str(error.strerror)
            raise TargetInvalidError(target=self.name, reason=reason) from error

    def _make_root(self) -> None:
        """Make it under another name, which a run after a killed one finds again, and rename it once its mode is right.

        The lock file is in it before, so that of two who do this at once the later cannot replace what the first uses.
        """
        fresh = self._path.with_name(f"{_TEMPORARY}{self._path.name}")
        try:
            _make_folder_of_mode(fresh, None)
            os.close(os.open(fresh / _LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
            fresh.rename(self._path)
        except OSError:
            if not self._path.is_dir():
                raise
            with suppress(OSError):
                (fresh / _LOCK).unlink()
                fresh.rmdir()

    def close(self) -> None:
        """See ``Target.close``."""
        for handle in self._folders.values():
            close(handle)
        self._folders.clear()

    @contextmanager
    def lock(self, *, break_lock: bool) -> Iterator[None]:
        """See ``Target.lock``: an exclusive ``flock``, gone with its process."""
        root = self._folders[""]
        try:
            if break_lock:
                with suppress(FileNotFoundError):
                    os.unlink(_LOCK, dir_fd=root)
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            handle = os.open(_LOCK, flags, 0o600, dir_fd=root)
        except OSError as error:
            raise TargetInvalidError(target=self.name, reason=f"no lock can be made ({error.strerror})") from error
        try:
            self._take(handle)
            self._lock = handle
            yield
        finally:
            self._lock = None
            close(handle)

    def _take(self, handle: int) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            owner, age = _owner(handle)
            raise LockedError(target=self.name, owner=owner, age=age) from error
        mine = {"host": socket.gethostname(), "pid": os.getpid(), "uid": os.getuid(), "since": int(time.time())}
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, json.dumps(mine).encode(), 0)
        except OSError as error:
            raise self._failed(_LOCK, error) from error

    def check_lock(self) -> None:
        """See ``Target.check_lock``."""
        try:
            mine = None if self._lock is None else os.fstat(self._lock)
            found = os.stat(_LOCK, dir_fd=self._folders[""], follow_symlinks=False)
        except FileNotFoundError:
            found = None
        except OSError as error:
            raise self._failed(_LOCK, error) from error
        if mine is None or found is None or (mine.st_dev, mine.st_ino) != (found.st_dev, found.st_ino):
            raise LockLostError(target=self.name)

    def sweep(self) -> int:
        """See ``Target.sweep``."""
        removed = 0
        pending = list(_TOP)
        while pending:
            folder = pending.pop()
            handle = self._folder(folder, create=False)
            for entry in os.listdir(handle) if handle is not None else ():  # noqa: PTH208 (a handle, not a path)
                if entry.startswith(_TEMPORARY):
                    with suppress(IsADirectoryError, FileNotFoundError):
                        os.unlink(entry, dir_fd=handle)
                        removed += 1
                elif stat.S_ISDIR(os.stat(entry, dir_fd=handle, follow_symlinks=False).st_mode):
                    pending.append(f"{folder}/{entry}")
        return removed

    def read(self, name: str, limit: int) -> bytes | None:
        """See ``Target.read``."""
        folder, leaf = name.rpartition("/")[::2]
        parent = self._folder(folder, create=False)
        if parent is None:
            return None
        try:
            handle = os.open(leaf, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=parent)
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno == errno.ELOOP:
                return b""
            raise
        try:
            return _read(handle, limit + 1) if stat.S_ISREG(os.fstat(handle).st_mode) else b""
        finally:
            close(handle)

    def list_folder(self, folder: str) -> tuple[str, ...]:
        """See ``Target.list_folder``."""
        handle = self._folder(folder, create=False)
        return () if handle is None else tuple(sorted(os.listdir(handle)))  # noqa: PTH208 (a handle, not a path)

    def changed_at(self, name: str) -> datetime | None:
        """See ``Target.changed_at``."""
        folder, leaf = name.rpartition("/")[::2]
        parent = self._folder(folder, create=False)
        if parent is None:
            return None
        try:
            found = os.stat(leaf, dir_fd=parent, follow_symlinks=False)
        except FileNotFoundError:
            return None
        return datetime.fromtimestamp(found.st_ctime, UTC)

    def put_all(self, files: Mapping[str, bytes], hashes: Mapping[str, str], progress: Progress) -> None:
        """See ``Target.put_all``.

        The barrier at the end is made even when nothing is to be written: what lies there already, and its names, may
        come from a run that was killed before its own.
        """
        existing = {name for name in files if self._exists(name)}
        staged: dict[str, _Staged] = {}
        placed: list[str] = []
        current = ""
        try:
            for current in sorted({name.rpartition("/")[0] for name in files}):
                self._existing(current)
            for done, name in enumerate(self._stage_all(files, hashes, existing, staged), 1):
                current = name
                progress("write", done, len(files))
            if any(each.mode_was_set for each in staged.values()):
                # A name must not lead to a file that the web server cannot read: doing it again compares bytes only.
                self._settle()
            for current, fresh in list(staged.items()):
                self._rename(current, fresh.temporary)
                del staged[current]
                if current not in existing:
                    placed.append(current)
            self._settle()
        except OSError as error:
            # Bytes that the disk refused may still be read from memory: a later run must not take them for kept.
            for name in placed:
                self._discard(name, name.rpartition("/")[2])
            raise self._failed(current, error) from error
        finally:
            for name, fresh in staged.items():
                self._discard(name, fresh.temporary)

    def _stage_all(
        self,
        files: Mapping[str, bytes],
        hashes: Mapping[str, str],
        existing: Collection[str],
        staged: dict[str, "_Staged"],
    ) -> Iterator[str]:
        """Stage every file, names and temporary names into ``staged``; many bytes on several processors.

        What replaces a file is made durable before: the name must not lead to half of it. New names may.
        """
        if sum(map(len, files.values())) < _WORTH_THREADS:
            for name, data in files.items():
                staged[name] = self._stage(name, data, hashes[name], sync=name in existing)
                yield name
            return
        with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
            jobs = {
                name: pool.submit(self._stage, name, data, hashes[name], sync=name in existing)
                for name, data in files.items()
            }
            try:
                for name, job in jobs.items():
                    staged[name] = job.result()
                    yield name
            finally:
                for job in jobs.values():
                    job.cancel()
                wait(jobs.values())
                staged |= {name: job.result() for name, job in jobs.items() if _succeeded(job)}

    def commit(self, name: str, data: bytes, modified_s: int) -> None:
        """See ``Target.commit``."""
        temporary = None
        try:
            sha256 = hashlib.sha256(data).hexdigest()
            temporary = self._stage(name, data, sha256, sync=False, modified_s=modified_s).temporary
            self._settle()
            self._rename(name, temporary)
        except OSError as error:
            if temporary is not None:
                self._discard(name, temporary)
            raise self._failed(name, error) from error
        try:
            os.fsync(self._existing(name.rpartition("/")[0]))
        except OSError as error:
            reason = f"the folder could not be made durable ({error.strerror})"
            raise AfterCommitError(release="", target=self.name, reason=reason) from error

    def _settle(self) -> None:
        """Make durable whatever lies in the document root, its folders and the root itself, whoever wrote it."""
        settled: set[int] = set()
        for handle in self._folders.values():
            device = os.fstat(handle).st_dev
            if device not in settled and not barrier(handle):
                self._sync_one_by_one()
                return
            settled.add(device)

    def _sync_one_by_one(self) -> None:
        """The same without a barrier: every file and folder of ours by an ``fsync`` of its own."""
        root = self._folders[""]
        for top in _TOP:
            if self._folder(top, create=False) is None:
                continue
            for _, _, names, folder in os.fwalk(top, topdown=False, dir_fd=root, onerror=_raise):
                for name in names:
                    _sync_file(name, folder)
                os.fsync(folder)
        os.fsync(root)
        with suppress(PermissionError):
            sync_folder(self._path.resolve().parent)

    def remove_all(self, names: Collection[str]) -> None:
        """Remove files durably; absent ones are fine. Only under the lock, and only files that no channel names.

        First a barrier: the channel file that was read to decide this may be one whose name is not durable yet, and
        the one before it may name what is to go.

        Args:
            names: relative to the document root.

        Raises:
            WriteFailedError: some may be gone already; the channel was not touched.
            TargetInvalidError: a folder on the way is a link.
        """
        current = ""
        touched: set[str] = set()
        try:
            self._settle()
            for current in sorted(names):
                folder, leaf = current.rpartition("/")[::2]
                parent = self._folder(folder, create=False)
                if parent is None:
                    continue
                with suppress(FileNotFoundError):
                    os.unlink(leaf, dir_fd=parent)
                touched.add(folder)
            for current in sorted(touched):
                os.fsync(self._existing(current))
        except OSError as error:
            raise self._failed(current, error) from error

    def _stage(self, name: str, data: bytes, sha256: str, *, sync: bool, modified_s: int | None = None) -> "_Staged":
        """Write a temporary file beside its final name."""
        parent = self._existing(name.rpartition("/")[0])
        temporary = f"{_TEMPORARY}{secrets.token_hex(8)}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        handle = os.open(temporary, flags, 0o644, dir_fd=parent)
        try:
            self._write(handle, name, data, sha256)
            mode_was_set = stat.S_IMODE(os.fstat(handle).st_mode) != 0o644
            if mode_was_set:
                os.fchmod(handle, 0o644)
            if modified_s is not None:
                with suppress(OverflowError):
                    os.utime(handle, (modified_s, modified_s))
            if sync:
                os.fsync(handle)
        except (OSError, DeployError):
            self._discard(name, temporary)
            raise
        finally:
            os.close(handle)
        return _Staged(temporary, mode_was_set)

    def _write(self, handle: int, name: str, data: bytes, sha256: str) -> None:
        """Write all bytes; what was given to the system is hashed again."""
        written, digest, view = 0, hashlib.sha256(), memoryview(data)
        while written < len(data):
            count = os.write(handle, view[written : written + _CHUNK])
            digest.update(view[written : written + count])
            written += count
        if digest.hexdigest() != sha256:
            raise ReadBackError(name=name, target=self.name)

    def _rename(self, name: str, temporary: str) -> None:
        folder, leaf = name.rpartition("/")[::2]
        parent = self._existing(folder)
        os.replace(temporary, leaf, src_dir_fd=parent, dst_dir_fd=parent)

    def _discard(self, name: str, temporary: str) -> None:
        with suppress(OSError):
            os.unlink(temporary, dir_fd=self._existing(name.rpartition("/")[0]))

    def _existing(self, folder: str) -> int:
        handle = self._folder(folder, create=True)
        if handle is None:
            raise FileNotFoundError(errno.ENOENT, "the folder vanished", folder)
        return handle

    def _folder(self, folder: str, *, create: bool) -> int | None:
        """A handle of a folder below the root, kept until ``close``."""
        if folder in self._folders:
            return self._folders[folder]
        above, leaf = folder.rpartition("/")[::2]
        parent = self._folder(above, create=create)
        if parent is None:
            return None
        try:
            if create:
                self._make_folder(parent, leaf)
            handle = os.open(leaf, _FOLDER, dir_fd=parent)
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENOTDIR):
                reason = f"{folder} in it is a link or a file, not a folder"
                raise TargetInvalidError(target=self.name, reason=reason) from error
            raise
        self._folders[folder] = handle
        return handle

    def _make_folder(self, parent: int, leaf: str) -> None:
        """Make a folder unless it exists; under another name until its mode is right, whatever the umask."""
        try:
            os.stat(leaf, dir_fd=parent, follow_symlinks=False)
        except FileNotFoundError:
            fresh = f"{_TEMPORARY}{leaf}"
            _make_folder_of_mode(fresh, parent)
            os.rename(fresh, leaf, src_dir_fd=parent, dst_dir_fd=parent)

    def _exists(self, name: str) -> bool:
        folder, leaf = name.rpartition("/")[::2]
        parent = self._folder(folder, create=False)
        try:
            return parent is not None and bool(os.stat(leaf, dir_fd=parent, follow_symlinks=False))
        except FileNotFoundError:
            return False

    def _failed(self, name: str, error: OSError) -> DeployError:
        if error.errno in _FULL:
            return NoSpaceError(name=name, target=self.name)
        return WriteFailedError(name=name, target=self.name, reason=str(error.strerror))


def _read(handle: int, most: int) -> bytes:
    parts: list[bytes] = []
    while most > 0 and (part := os.read(handle, most)):
        parts.append(part)
        most -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _make_folder_of_mode(path: str | Path, parent: int | None) -> None:
    """Make a folder of mode 0755 whatever the umask; one that a killed run left is taken.

    A mode that had to be set is made durable: no later name may lead to a folder that nobody can enter.
    """
    made_now = True
    try:
        os.mkdir(path, 0o755, dir_fd=parent)
    except FileExistsError:
        made_now = False
    handle = os.open(path, _FOLDER, dir_fd=parent)
    try:
        if not made_now or stat.S_IMODE(os.fstat(handle).st_mode) != 0o755:
            os.fchmod(handle, 0o755)
            os.fsync(handle)
    finally:
        close(handle)


def _succeeded(job: "Future[_Staged]") -> bool:
    return job.done() and not job.cancelled() and job.exception() is None


def _sync_file(name: str, folder: int) -> None:
    try:
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    except OSError as error:
        if error.errno == errno.ELOOP:
            return
        raise
    try:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            os.fsync(handle)
    finally:
        close(handle)


def _raise(error: OSError) -> None:
    raise error


def _owner(handle: int) -> tuple[str, str]:
    """Who holds the lock, and for how long, as its file says."""
    try:
        found = json.loads(os.pread(handle, 4096, 0))
        age = max(0, int(time.time()) - int(found["since"]))
        return f"process {int(found['pid'])} on {str(found['host'])[:100]}", f"{age // 60} min {age % 60} s"
    except (ValueError, KeyError, TypeError, OSError):
        return "an unknown process", "an unknown time"
