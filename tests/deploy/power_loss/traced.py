"""The journal of a real command: its system calls as strace saw them, read into the same words as ``journal`` writes.

Nothing of the product is patched here: what a command does to files that is not told by these calls does not exist.
Paths and handles are followed from call to call, on a copy of the model's disk.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from deploy.power_loss.disk import Disk
from deploy.power_loss.journal import Op
from deploy.power_loss.nursery import Nursery

STRACE = (
    "-xx", "-s", "10000000", "-e",
    "trace=/^(open|creat|close|dup|write|pwrite|read|pread|lseek|truncate|ftruncate|rename|unlink|link|symlink|mkdir|rmdir|mknod"
    "|chmod|fchmod|chown|fchown|fallocate|copy_file|sendfile|splice|fsync|fdatasync|sync|utime|futimes|mmap|msync|fcntl)",
)  # fmt: skip

_LINE = re.compile(r"^\d+ +(\w+)\((.*)\)\s+= (-?\d+|0x[0-9a-f]+|\?)(?: .*)?$")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_SILENT = re.compile(r"^(read|pread64|readv|preadv|close|lseek|fcntl|dup|dup2|dup3|utimensat|readlink\w*|mmap)$")
"""Calls that change no bytes, names or modes. Writable shared mappings are refused below; times are not modelled."""


def traced(nursery: Nursery, base: Path, disk: Disk, arguments: list[str], log: Path, umask: int) -> list[Op]:
    """Run ``handrail …`` and read its journal.

    Args:
        nursery: starts it.
        base: folder that the model knows.
        disk: what lies there before.
        arguments: of handrail.
        log: for strace.
        umask: of the process.
    """
    done = nursery.traced(*arguments, strace=["-o", str(log), *STRACE], umask=umask)
    assert done.code == 0, done.err
    reader = _Reader(base, disk.copy(), umask, last=max((*disk.files, *disk.folders), default=0))
    for line in log.read_text().splitlines():
        reader.read(line)
    return reader.ops


@dataclass
class _Open:
    """An open file: its node, where it writes, and whether it appends."""

    node: int
    at: int = 0
    appends: bool = False


@dataclass
class _Reader:
    base: Path
    disk: Disk
    umask: int
    last: int
    ops: list[Op] = field(default_factory=list)
    handles: dict[int, _Open] = field(default_factory=dict)

    def read(self, line: str) -> None:
        """One line of the trace."""
        found = _LINE.match(line)
        if found is None:
            assert re.search(r"^\d+ +(\+\+\+|---)", line), f"a call that is not understood: {line[:200]}"
            return
        name, inside, result = found[1], found[2], found[3]
        if result in ("?", "-1"):
            return
        texts = [bytes.fromhex(each.replace("\\x", "")) for each in _TEXT.findall(inside)]
        parts = [part.strip() for part in _TEXT.sub("TEXT", inside).split(",")]
        if _SILENT.match(name):
            self._silent(name, parts, int(result, 0))
            return
        call: Callable[[list[str], list[bytes], int], None] | None = getattr(self, f"_do_{name}", None)
        assert call is not None, f"a call that is not modelled: {line[:200]}"
        call(parts, texts, int(result, 0))

    def _silent(self, name: str, parts: list[str], result: int) -> None:
        if name == "close":
            self.handles.pop(int(parts[0]), None)
        elif name == "lseek" and int(parts[0]) in self.handles:
            self.handles[int(parts[0])].at = result
        elif (name.startswith("dup") or (name == "fcntl" and parts[1].startswith("F_DUPFD"))) and (
            int(parts[0]) in self.handles
        ):
            self.handles[result] = self.handles[int(parts[0])]
        elif name == "mmap":
            assert not ("MAP_SHARED" in parts[3] and "PROT_WRITE" in parts[2] and int(parts[4]) in self.handles)

    def _add(self, kind: str, **values: object) -> None:
        op = Op(kind, **values)  # type: ignore[arg-type]
        self.ops.append(op)
        self.disk.apply(op)

    def _entry(self, folder: int, name: str) -> int | None:
        return self.disk.entries.get((folder, name), [None])[-1]

    def _place(self, where: str, path: bytes) -> tuple[int, str] | None:
        """Folder and leaf; None outside of the base folder."""
        text = path.decode()
        if not text.startswith("/"):
            if where == "AT_FDCWD" or int(where) not in self.handles:
                return None
            assert "/" not in text, f"{text}: more than one step below a handle"
            return self.handles[int(where)].node, text
        if not text.startswith(f"{self.base}/"):
            return None
        *above, leaf = text[len(str(self.base)) + 1 :].split("/")
        folder: int | None = self.disk.top
        for step in above:
            folder = None if folder is None else self._entry(folder, step)
        assert folder is not None, text
        return folder, leaf

    def _made(self, at: tuple[int, str], mode: int, *, is_folder: bool) -> int:
        self.last += 1
        self._add("create", node=self.last, mode=mode & ~self.umask, is_folder=is_folder)
        self._add("set", node=self.last, folder=at[0], name=at[1])
        return self.last

    def _do_openat(self, parts: list[str], texts: list[bytes], result: int) -> None:
        if texts[0].decode() == str(self.base):
            self.handles[result] = _Open(self.disk.top)
            return
        at = self._place(parts[0], texts[0])
        if at is None:
            return
        node = self._entry(*at)
        if node is None:
            assert "O_CREAT" in parts[2], f"{at}: opened, and not there"
            node = self._made(at, int(parts[3], 8), is_folder=False)
        elif "O_TRUNC" in parts[2]:
            self._add("truncate", node=node, at=0)
        self.handles[result] = _Open(node, appends="O_APPEND" in parts[2])

    def _do_write(self, parts: list[str], texts: list[bytes], result: int) -> None:
        file = self.handles.get(int(parts[0]))
        if file is not None:
            at = len(self.disk.files[file.node][-1][0]) if file.appends else file.at
            self._add("write", node=file.node, at=at, data=texts[0][:result])
            file.at = at + result

    def _do_pwrite64(self, parts: list[str], texts: list[bytes], result: int) -> None:
        file = self.handles.get(int(parts[0]))
        if file is not None:
            self._add("write", node=file.node, at=int(parts[3]), data=texts[0][:result])

    def _do_ftruncate(self, parts: list[str], texts: list[bytes], result: int) -> None:
        if int(parts[0]) in self.handles:
            self._add("truncate", node=self.handles[int(parts[0])].node, at=int(parts[1]))

    def _do_fsync(self, parts: list[str], texts: list[bytes], result: int) -> None:
        if int(parts[0]) in self.handles:
            self._add("sync", node=self.handles[int(parts[0])].node)

    _do_fdatasync = _do_fsync

    def _do_syncfs(self, parts: list[str], texts: list[bytes], result: int) -> None:
        assert int(parts[0]) in self.handles
        self._add("sync-all")

    def _move(self, old: tuple[int, str] | None, new: tuple[int, str] | None) -> None:
        if old is None and new is None:
            return
        assert old is not None and new is not None
        node = self._entry(*old)
        assert node is not None
        self._add("move", node=node, folder=new[0], name=new[1], source=old)

    def _do_rename(self, parts: list[str], texts: list[bytes], result: int) -> None:
        self._move(self._place("AT_FDCWD", texts[0]), self._place("AT_FDCWD", texts[1]))

    def _do_renameat(self, parts: list[str], texts: list[bytes], result: int) -> None:
        self._move(self._place(parts[0], texts[0]), self._place(parts[2], texts[1]))

    _do_renameat2 = _do_renameat

    def _do_link(self, parts: list[str], texts: list[bytes], result: int) -> None:
        old, new = self._place("AT_FDCWD", texts[0]), self._place("AT_FDCWD", texts[1])
        if new is not None and old is not None:
            self._add("set", node=self._entry(*old), folder=new[0], name=new[1])

    def _do_linkat(self, parts: list[str], texts: list[bytes], result: int) -> None:
        old, new = self._place(parts[0], texts[0]), self._place(parts[2], texts[1])
        if new is not None and old is not None:
            self._add("set", node=self._entry(*old), folder=new[0], name=new[1])

    def _gone(self, at: tuple[int, str] | None) -> None:
        if at is not None:
            self._add("clear", folder=at[0], name=at[1])

    def _do_unlink(self, parts: list[str], texts: list[bytes], result: int) -> None:
        self._gone(self._place("AT_FDCWD", texts[0]))

    _do_rmdir = _do_unlink

    def _do_unlinkat(self, parts: list[str], texts: list[bytes], result: int) -> None:
        self._gone(self._place(parts[0], texts[0]))

    def _do_mkdir(self, parts: list[str], texts: list[bytes], result: int) -> None:
        if (at := self._place("AT_FDCWD", texts[0])) is not None:
            self._made(at, int(parts[1], 8), is_folder=True)

    def _do_mkdirat(self, parts: list[str], texts: list[bytes], result: int) -> None:
        if (at := self._place(parts[0], texts[0])) is not None:
            self._made(at, int(parts[2], 8), is_folder=True)

    def _do_chmod(self, parts: list[str], texts: list[bytes], result: int) -> None:
        at = self._place("AT_FDCWD", texts[0])
        if at is not None and (node := self._entry(*at)) is not None:
            self._add("mode", node=node, mode=int(parts[1], 8))

    def _do_fchmod(self, parts: list[str], texts: list[bytes], result: int) -> None:
        if int(parts[0]) in self.handles:
            self._add("mode", node=self.handles[int(parts[0])].node, mode=int(parts[1], 8))
