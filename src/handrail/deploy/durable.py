"""Making what was written durable: one barrier for a file system where the system has one, else file by file.

``fsync`` of a file says nothing of its name, of folders above it, or of what an earlier, killed process left behind.
One ``syncfs`` covers all of that, costs about as much as one ``fsync`` when little is pending, and, since Linux 5.8,
reports what could not be written back.
"""

import ctypes
import errno
import functools
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

_LEAST_LINUX = (5, 8)
"""Before it, ``syncfs`` kept quiet about failed writes."""

_BELIEVED = frozenset(
    {"bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "nfs", "nfs4", "overlay", "tmpfs", "xfs", "zfs"}
)
"""File systems whose ``syncfs`` reaches the disk. FUSE and CIFS, for one, do not pass it on."""

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | os.O_CLOEXEC


def barrier(handle: int) -> bool:
    """Make everything durable that was written so far on the file system of an open file or folder.

    Returns:
        Whether that was done; False where the system has no barrier that can be believed.

    Raises:
        OSError: something could not be written.
    """
    if not _has_barrier() or _file_system(handle) not in _BELIEVED:
        return False
    syncfs(handle)
    return True


def syncfs(handle: int) -> None:
    """The system call.

    Raises:
        OSError: it failed.
    """
    if _libc().syncfs(handle) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def close(handle: int) -> None:
    """Give back a handle of which nothing is hoped for any more: it was read, synced, or is a folder's."""
    with suppress(OSError):
        os.close(handle)


def make_folders(folder: Path, mode: int) -> None:
    """Make a folder and those above it; their names are durable afterwards, whoever made them.

    Raises:
        OSError: one could not be made.
    """
    folder.mkdir(mode, parents=True, exist_ok=True)
    for above in (folder, *folder.resolve().parents):
        # Folders that we may not even list were not made by us.
        with suppress(PermissionError):
            sync_folder(above)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable.

    Raises:
        OSError: it could not be done.
    """
    handle = os.open(folder, _FOLDER)
    try:
        os.fsync(handle)
    finally:
        close(handle)


def write_all(handle: int, data: bytes) -> None:
    """Write every byte; a disk that fills up in the midst of it is an error, not a shorter file.

    Raises:
        OSError: it could not be written.
    """
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def write_file(path: Path, data: bytes, *, mode: int, replace: bool) -> None:
    """Write a file so that at every moment nothing, the old bytes or all new bytes lie under its name.

    Args:
        path: its folder exists.
        data: all of it.
        mode: whatever the umask is.
        replace: whether an existing file may be replaced.

    Raises:
        FileExistsError: it exists and must not be replaced.
        OSError: it could not be written; what was there is still there.
    """
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}.new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | os.O_CLOEXEC, 0o600)
    try:
        try:
            write_all(handle, data)
            os.fchmod(handle, mode)
            os.fsync(handle)
        finally:
            os.close(handle)
        if replace:
            fresh.replace(path)
        else:
            _place_new(fresh, path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise
    sync_folder(path.parent)


def _place_new(fresh: Path, path: Path) -> None:
    try:
        path.hardlink_to(fresh)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS):
            raise
        # A file system without hard links: the name is taken first, by an empty file.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        fresh.replace(path)
    else:
        fresh.unlink()


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


@functools.cache
def _has_barrier() -> bool:
    if os.name != "posix" or os.uname().sysname != "Linux" or not hasattr(_libc(), "syncfs"):
        return False
    found = re.match(r"(\d+)\.(\d+)", os.uname().release)
    return found is not None and (int(found[1]), int(found[2])) >= _LEAST_LINUX


def _file_system(handle: int) -> str | None:
    """The type of the file system, by the mount that the handle was opened through; None when it cannot be told."""
    try:
        status = Path(f"/proc/self/fdinfo/{handle}").read_text("utf-8")
        mounts = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.EACCES, errno.EPERM):
            return None
        raise
    found = re.search(r"^mnt_id:\s*(\d+)$", status, re.MULTILINE)
    for line in mounts.splitlines() if found else ():
        if found is not None and line.split(" ", 1)[0] == found[1]:
            return line.rpartition(" - ")[2].split(" ", 1)[0]
    return None
