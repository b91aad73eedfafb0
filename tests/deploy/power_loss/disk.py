"""What may be on the disk after a power loss: the weakest file system that the promises of fsync allow.

Nothing is durable but what was synced. Of a file that was not: the old bytes, nothing, zeros, any part, or all; its
mode old or new. Of a folder that was not: each name on its own leads to what it led to at the last sync or to anything
that it led to since, in whatever order. A rename is therefore two changes that need not happen together. ``sync-all``
(the barrier) makes everything durable but the journal's folder ``state``, which may lie on another file system.
"""

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.power_loss.journal import Journal, Op

SECTOR = 512

Leaf = tuple[bytes, int]
"""Bytes and mode."""

Tree = Mapping[str, Leaf | int]
"""Path → bytes and mode of a file, mode of a folder."""


@dataclass
class Disk:
    """Possibilities, first what is durable, last what is current.

    Attributes:
        entries: (folder, name) → nodes that it may lead to; None: nowhere.
        files: node → what it may hold.
        folders: node → modes that it may have.
        top: node of the base folder.
    """

    top: int = 0
    entries: dict[tuple[int, str], list[int | None]] = field(default_factory=dict)
    files: dict[int, list[Leaf]] = field(default_factory=dict)
    folders: dict[int, list[int]] = field(default_factory=dict)

    def copy(self) -> "Disk":
        return Disk(
            self.top,
            {key: list(each) for key, each in self.entries.items()},
            {key: list(each) for key, each in self.files.items()},
            {key: list(each) for key, each in self.folders.items()},
        )

    def apply(self, op: Op) -> None:
        """One call more."""
        if op.kind == "create":
            if op.is_folder:
                self.folders[op.node] = [op.mode]
            else:
                self.files[op.node] = [(b"", op.mode)]
        elif op.kind in ("set", "clear"):
            self.entries.setdefault((op.folder, op.name), [None]).append(op.node if op.kind == "set" else None)
        elif op.kind == "move" and op.source is not None:
            self.entries.setdefault((op.folder, op.name), [None]).append(op.node)
            self.entries[op.source].append(None)
        elif op.kind == "write":
            current = self.files[op.node][-1][0]
            padded = current.ljust(op.at, b"\0")
            self._now_holds(op.node, padded[: op.at] + op.data + padded[op.at + len(op.data) :])
        elif op.kind == "truncate":
            self._now_holds(op.node, self.files[op.node][-1][0][: op.at].ljust(op.at, b"\0"))
        elif op.kind == "mode":
            self._now_has_mode(op.node, op.mode)
        elif op.kind == "sync":
            self._sync(op.node)
        elif op.kind == "sync-all":
            elsewhere = self._below(self.top, "state")
            for node in (*self.files, *self.folders):
                if node not in elsewhere:
                    self._sync(node, but=(self.top, "state"))
        else:
            raise AssertionError(op.kind)

    def _now_holds(self, node: int, data: bytes) -> None:
        durable, mode = self.files[node][0][0], self.files[node][-1][1]
        modes = {each for _, each in self.files[node]}
        whole = [*torn(durable, data), data]
        self.files[node] += [(each, old) for each in whole for old in modes - {mode}] + [(e, mode) for e in whole]

    def _now_has_mode(self, node: int, mode: int) -> None:
        if node in self.folders:
            self.folders[node].append(mode)
        else:
            self.files[node] += [(data, mode) for data, _ in list(self.files[node])]

    def _below(self, folder: int, name: str) -> set[int]:
        """What may lie under a name, itself included."""
        found: set[int] = set()
        pending = [node for node in self.entries.get((folder, name), ()) if node is not None]
        while pending:
            node = pending.pop()
            if node not in found:
                found.add(node)
                pending += [n for (above, _), nodes in self.entries.items() if above == node for n in nodes if n]
        return found

    def _sync(self, node: int, but: tuple[int, str] | None = None) -> None:
        if node in self.files:
            self.files[node] = self.files[node][-1:]
            return
        self.folders[node] = self.folders[node][-1:]
        for key, values in self.entries.items():
            if key[0] == node and key != but:
                self.entries[key] = values[-1:]

    def current(self) -> dict[str, Leaf | int]:
        """What programs on the running machine see."""
        return self._tree(self._children(), {})

    def _children(self) -> dict[int, list[tuple[str, list[int | None], tuple[int, str]]]]:
        children: dict[int, list[tuple[str, list[int | None], tuple[int, str]]]] = {}
        for key, nodes in self.entries.items():
            children.setdefault(key[0], []).append((key[1], nodes, key))
        return children

    def _tree(
        self, children: Mapping[int, list[tuple[str, list[int | None], tuple[int, str]]]], chosen: Mapping[object, Any]
    ) -> dict[str, Leaf | int]:
        """What is there when each of the chosen has that possibility, and all else its last one.

        Args:
            children: see ``_children``.
            chosen: folder and name → node; node → bytes and mode, or mode.
        """
        found: dict[str, Leaf | int] = {}
        pending = [(self.top, "")]
        while pending:
            folder, path = pending.pop()
            for name, nodes, key in children.get(folder, ()):
                node = chosen[key] if key in chosen else nodes[-1]
                if node is None:
                    continue
                if node in self.folders:
                    found[path + name] = chosen[node] if node in chosen else self.folders[node][-1]
                    pending.append((node, f"{path}{name}/"))
                else:
                    found[path + name] = chosen[node] if node in chosen else self.files[node][-1]
        return found

    def possible(self, path: str, *, public: bool = True) -> set[Leaf | None]:
        """Everything that may lie at a path.

        Args:
            path: below the base folder.
            public: folders on the way that visitors cannot enter count as nothing there; the journal's owner can.
        """
        *above, leaf = path.split("/")
        folders: set[int | None] = {self.top}
        absent = False
        for name in above:
            below: set[int | None] = set()
            for folder in folders:
                values = self.entries.get((folder or 0, name), [None])
                absent |= any(node is None or node not in self.folders for node in values)
                below |= {node for node in values if node in self.folders}
            folders = below
            needed = 0o005 if public else 0o500
            absent |= any(mode & needed != needed for folder in folders for mode in self.folders[folder or 0])
        found: set[Leaf | None] = {None} if absent or not folders else set()
        for folder in folders:
            for node in self.entries.get((folder or 0, leaf), [None]):
                found |= set(self.files[node]) if node in self.files else {None}
        return found

    def states(self, most: int, chance: random.Random) -> Iterator[dict[str, Leaf | int]]:
        """Trees that may be found: all of them up to ``most``, else every one and two deviations from the two extremes,
        and as many at random."""
        keys: list[object] = []
        options: list[list[object]] = []
        groups: tuple[Mapping[Any, list[Any]], ...] = (self.entries, self.files, self.folders)
        for key, values in ((key, values) for group in groups for key, values in group.items()):
            distinct = list(dict.fromkeys(values))
            distinct.remove(values[-1])
            if distinct:
                keys.append(key)
                options.append([*distinct, values[-1]])
        total = 1
        for each in options:
            total *= len(each)
        picks: Iterable[tuple[object, ...]]
        picks = itertools.product(*options) if total <= most else _picks(options, most, chance)
        children = self._children()
        for pick in picks:
            yield self._tree(children, dict(zip(keys, pick, strict=True)))


def _picks(options: list[list[object]], most: int, chance: random.Random) -> Iterator[tuple[object, ...]]:
    for base in ([each[0] for each in options], [each[-1] for each in options]):
        yield tuple(base)
        count = 0
        places = [(i, value) for i, each in enumerate(options) for value in each if value != base[i]]
        for size in (1, 2):
            for changes in itertools.combinations(places, size):
                if size == 2 and changes[0][0] == changes[1][0]:
                    continue
                if count >= most // 3:
                    break
                count += 1
                changed = list(base)
                for index, value in changes:
                    changed[index] = value
                yield tuple(changed)
    for _ in range(most // 3):
        yield tuple(chance.choice(each) for each in options)


def torn(durable: bytes, data: bytes) -> list[bytes]:
    """What may be left of bytes that were written and not synced."""
    kept = durable if data.startswith(durable) else b""
    fresh = data[len(kept) :]
    if not fresh:
        return []
    half = len(fresh) // 2
    zeros = bytes(len(fresh))
    parts = [b"", fresh[:1], fresh[:half], fresh[:-1], zeros, fresh[:half] + zeros[half:], zeros[:half] + fresh[half:]]
    cut = SECTOR - len(kept) % SECTOR
    if cut < len(fresh):
        parts += [fresh[:cut] + zeros[cut:], zeros[:cut] + fresh[cut:], fresh[:cut]]
    return [kept + part for part in dict.fromkeys(parts)]


def scanned(base: Path) -> tuple[Disk, Journal]:
    """A disk on which everything below a real folder is durable, and a journal that goes on from there."""
    journal = Journal(base, {base.stat().st_ino: 0})
    disk = Disk(folders={0: [0o755]})
    for number, path in enumerate(sorted(base.rglob("*")), 1):
        found = path.lstat()
        journal.nodes[found.st_ino] = number
        disk.entries[journal.nodes[path.parent.stat().st_ino], path.name] = [number]
        if path.is_dir():
            disk.folders[number] = [found.st_mode & 0o7777]
        else:
            disk.files[number] = [(path.read_bytes(), found.st_mode & 0o7777)]
    return disk, journal


def rebound(disk: Disk, base: Path, used: int) -> Journal:
    """A journal for a real folder that holds the disk's current tree, with the disk's own numbers."""
    journal = Journal(base, {base.stat().st_ino: disk.top})
    pending = [(disk.top, base)]
    while pending:
        folder, path = pending.pop()
        for (above, name), values in disk.entries.items():
            node = values[-1]
            if above == folder and node is not None:
                journal.nodes[(path / name).lstat().st_ino] = node
                if node in disk.folders:
                    pending.append((node, path / name))
    # Numbers of what is gone are not used again either.
    journal.last = max(used, *disk.files, *disk.folders)
    return journal


def materialised(tree: Tree, base: Path) -> None:
    """The tree as real files below a new folder."""
    base.mkdir(0o755)
    for path in sorted(tree):
        leaf, real = tree[path], base / path
        if isinstance(leaf, int):
            real.mkdir()
        else:
            real.write_bytes(leaf[0])
            real.chmod(leaf[1])
    for path in sorted(tree, reverse=True):
        leaf = tree[path]
        if isinstance(leaf, int):
            (base / path).chmod(leaf)


def real_tree(base: Path) -> dict[str, Leaf | int]:
    """The same of real files."""
    return {
        str(path.relative_to(base)): path.stat().st_mode & 0o7777
        if path.is_dir()
        else (path.read_bytes(), path.stat().st_mode & 0o7777)
        for path in base.rglob("*")
    }
