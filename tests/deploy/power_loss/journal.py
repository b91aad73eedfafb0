"""The journal of a real run: every call that changes files below one folder, as the code makes it, in its order."""

import fcntl
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handrail.deploy import durable


@dataclass(frozen=True)
class Op:
    """One call. Numbers stand for files and folders (``node``, ``folder``), never for paths.

    Attributes:
        kind: create, write, truncate, mode, set (a name leads to a node), clear (it leads
            nowhere), move, sync, sync-all.
        node: what is created, written, or synced.
        folder: where the name is.
        name: of the entry.
        data: bytes written.
        at: offset, or length after a truncation.
        mode: of what is created or changed.
        is_folder: whether what is created is a folder.
        source: folder and name that led to what is moved.
        where: functions of ours that led to a sync, outermost first.
    """

    kind: str
    node: int = -1
    folder: int = -1
    name: str = ""
    data: bytes = b""
    at: int = 0
    mode: int = 0
    is_folder: bool = False
    source: tuple[int, str] | None = None
    where: str = ""


@dataclass
class Journal:
    """What was recorded, and which real inode stands for which node.

    Attributes:
        base: everything outside of it is left alone.
        nodes: inode → node.
        ops: in order.
        last: highest number given so far.
    """

    base: Path
    nodes: dict[int, int]
    ops: list[Op] = field(default_factory=list)
    last: int = 0
    _guard: threading.RLock = field(default_factory=threading.RLock)

    def node(self, inode: int) -> int | None:
        return self.nodes.get(inode)

    def fresh(self, inode: int) -> int:
        """A number for something new; inodes are used again by the system, numbers are not."""
        self.last = max(self.last, *self.nodes.values()) + 1
        self.nodes[inode] = self.last
        return self.last


_CALLS = (
    "open", "write", "pwrite", "ftruncate", "fsync", "fdatasync", "sync", "rename", "replace", "unlink", "remove",
    "link", "mkdir", "rmdir", "chmod", "fchmod",
)  # fmt: skip


@contextmanager
def recorded(journal: Journal) -> Iterator[Journal]:
    """Record every changing call of ``os`` (and the barrier) until the end of the block."""
    real = {name: getattr(os, name) for name in _CALLS}
    real_syncfs = durable.syncfs
    recorder = _Recorder(journal, real)
    try:
        for name in _CALLS:
            setattr(os, name, recorder.guarded(getattr(recorder, f"do_{name}")))
        durable.syncfs = recorder.guarded(recorder.barrier(real_syncfs))
        yield journal
    finally:
        for name, call in real.items():
            setattr(os, name, call)
        durable.syncfs = real_syncfs


class _Recorder:
    """Stands in for the calls: makes them, and writes down what they changed."""

    def __init__(self, journal: Journal, real: dict[str, Callable[..., Any]]) -> None:
        self.journal, self.real = journal, real

    def guarded(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def inner(*args: Any, **kwargs: Any) -> Any:
            with self.journal._guard:
                return call(*args, **kwargs)

        return inner

    def add(self, kind: str, **values: Any) -> None:
        self.journal.ops.append(Op(kind, **values))

    def place(self, path: Any, dir_fd: int | None) -> tuple[int, str] | None:
        """Folder and leaf of a path below the base."""
        text = os.fspath(path)
        if dir_fd is None:
            above = Path(text).absolute().parent.stat()
        elif "/" in text:
            raise AssertionError(f"{text}: more than one step below a handle")
        else:
            above = os.fstat(dir_fd)
        folder = self.journal.node(above.st_ino)
        return None if folder is None else (folder, Path(text).name)

    def found(self, path: Any, dir_fd: int | None) -> os.stat_result | None:
        with suppress(FileNotFoundError):
            return os.stat(path, dir_fd=dir_fd, follow_symlinks=False)
        return None

    def do_open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        changes = flags & (os.O_CREAT | os.O_TRUNC)
        before = self.found(path, dir_fd) if changes else None
        handle: int = self.real["open"](path, flags, mode, dir_fd=dir_fd)
        if changes and (at := self.place(path, dir_fd)) is not None:
            now = os.fstat(handle)
            if before is None:
                node = self.journal.fresh(now.st_ino)
                self.add("create", node=node, mode=now.st_mode & 0o7777)
                self.add("set", node=node, folder=at[0], name=at[1])
            elif flags & os.O_TRUNC:
                self.add("truncate", node=self.journal.nodes[now.st_ino], at=0)
        return handle

    def of(self, handle: int) -> int | None:
        return self.journal.node(os.fstat(handle).st_ino)

    def do_write(self, handle: int, data: Any) -> int:
        node = self.of(handle)
        at = os.fstat(handle).st_size if node is not None and _appends(handle) else _position(handle)
        count: int = self.real["write"](handle, data)
        if node is not None:
            self.add("write", node=node, at=at, data=bytes(data[:count]))
        return count

    def do_pwrite(self, handle: int, data: bytes, offset: int) -> int:
        count: int = self.real["pwrite"](handle, data, offset)
        if (node := self.of(handle)) is not None:
            self.add("write", node=node, at=offset, data=bytes(data[:count]))
        return count

    def do_ftruncate(self, handle: int, length: int) -> None:
        self.real["ftruncate"](handle, length)
        if (node := self.of(handle)) is not None:
            self.add("truncate", node=node, at=length)

    def do_fsync(self, handle: int) -> None:
        self.real["fsync"](handle)
        if (node := self.of(handle)) is not None:
            self.add("sync", node=node, where=_where())

    do_fdatasync = do_fsync

    def do_sync(self) -> None:
        self.real["sync"]()
        self.add("sync-all", where=_where())

    def barrier(self, real: Callable[[int], None]) -> Callable[[int], None]:
        def inner(handle: int) -> None:
            real(handle)
            self.add("sync-all", where=_where())

        return inner

    def _moved(
        self, call: str, old: Any, new: Any, src_dir_fd: int | None = None, dst_dir_fd: int | None = None
    ) -> None:
        source, target = self.place(old, src_dir_fd), self.place(new, dst_dir_fd)
        inode = self.found(old, src_dir_fd)
        if src_dir_fd is None:
            self.real[call](old, new)
        else:
            self.real[call](old, new, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)
        if source is not None and target is not None and inode is not None:
            node = self.journal.nodes[inode.st_ino]
            self.add("move", node=node, folder=target[0], name=target[1], source=source)

    def do_rename(self, old: Any, new: Any, **folders: Any) -> None:
        self._moved("rename", old, new, **folders)

    def do_replace(self, old: Any, new: Any, **folders: Any) -> None:
        self._moved("replace", old, new, **folders)

    def do_link(self, old: Any, new: Any, **options: Any) -> None:
        self.real["link"](old, new, **options)
        inode, target = self.found(old, None), self.place(new, None)
        if target is not None and inode is not None:
            self.add("set", node=self.journal.nodes[inode.st_ino], folder=target[0], name=target[1])

    def _removed(self, call: str, path: Any, dir_fd: int | None) -> None:
        at = self.place(path, dir_fd)
        self.real[call](path, dir_fd=dir_fd)
        if at is not None:
            self.add("clear", folder=at[0], name=at[1])

    def do_unlink(self, path: Any, *, dir_fd: int | None = None) -> None:
        self._removed("unlink", path, dir_fd)

    do_remove = do_unlink

    def do_rmdir(self, path: Any, *, dir_fd: int | None = None) -> None:
        self._removed("rmdir", path, dir_fd)

    def do_mkdir(self, path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        # ``Path.mkdir(parents=True)`` tries before the folder above is there.
        at = self.place(path, dir_fd) if dir_fd is not None or Path(path).absolute().parent.is_dir() else None
        self.real["mkdir"](path, mode, dir_fd=dir_fd)
        made = self.found(path, dir_fd)
        if at is not None and made is not None:
            node = self.journal.fresh(made.st_ino)
            self.add("create", node=node, mode=made.st_mode & 0o7777, is_folder=True)
            self.add("set", node=node, folder=at[0], name=at[1])

    def do_chmod(self, path: Any, mode: int, **options: Any) -> None:
        self.real["chmod"](path, mode, **options)
        if (node := self.journal.node(Path(path).stat().st_ino)) is not None:
            self.add("mode", node=node, mode=mode)

    def do_fchmod(self, handle: int, mode: int) -> None:
        self.real["fchmod"](handle, mode)
        if (node := self.of(handle)) is not None:
            self.add("mode", node=node, mode=mode)


def _where() -> str:
    names: list[str] = []
    frame = sys._getframe(1)
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith("handrail.deploy.") and not frame.f_code.co_name.startswith("<"):
            names.append(f"{module.rpartition('.')[2]}.{frame.f_code.co_name}")
        frame = frame.f_back  # type: ignore[assignment]
    return " > ".join(reversed(names[:4]))


def _appends(handle: int) -> bool:
    return bool(fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_APPEND)


def _position(handle: int) -> int:
    try:
        return os.lseek(handle, 0, os.SEEK_CUR)
    except OSError:
        return 0
