"""Real deeds on a directory target, recorded; and what must hold in every state that a power loss may leave."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from deploy.place import TODAY, Place, lasting
from deploy.power_loss.disk import Disk, Leaf, Tree, materialised, real_tree, rebound, scanned
from deploy.power_loss.journal import Op, recorded
from deploy.power_loss.nursery import Nursery
from deploy.power_loss.traced import traced
from handrail.deploy.errors import ReceiptsError
from handrail.deploy.receipts import Receipt, Receipts, Removal
from handrail.deploy.targets import directory
from handrail.errors import HandrailError
from handrail.package.archive import read_zip
from handrail.package.errors import FileMissingError
from handrail.package.tree import verify_tree
from handrail.package.verify import channel_name, release_name, verify_channel
from package.bank import SEQ, Bank

CHANNEL = "www/" + channel_name("bank", "production")
SDK_FILE = "sdk/0.1.0/handrail.js"
FIRST, SECOND = lasting(), lasting(version=2, seq=SEQ + 10, text="Hello")
CONTENT = {name: data for package in (FIRST, SECOND) for name, data in read_zip(package).items()}

RELEASES = {
    next(name for name in read_zip(package) if name.startswith("releases/")): tuple(
        name for name in read_zip(package) if name.startswith("blobs/")
    )
    for package in (FIRST, SECOND)
}
"""Release file → everything it names."""

Deed = Callable[[Place], object]


@dataclass
class Story:
    """One deed after others.

    Attributes:
        name: as shown.
        before: deeds that are durable when it begins.
        deed: what is recorded.
        command: the same as arguments of handrail, where it is one command.
        umask: of the process.
        live: releases that may be live until it returns; None: nothing is.
        after: the release that is live once it has returned.
        gone: names below the document root that are gone once it has returned.
        sdk: builds of the SDK file that may lie there.
        again: what a person does after the crash; the deed again when None.
        removes: its line in the journal is that of a ``gc``, and while it runs every release file that lies there
            has everything it names.
        has_barrier: whether the file system has a barrier that the target believes.
    """

    name: str
    before: tuple[Deed, ...]
    deed: Deed
    live: frozenset[int | None]
    after: int
    status: str = "active"
    gone: tuple[str, ...] = ()
    sdk: frozenset[bytes] = frozenset({CONTENT[SDK_FILE]})
    again: Deed | None = None
    command: tuple[str, ...] = ()
    umask: int = 0o022
    removes: bool = False
    has_barrier: bool = True

    @property
    def line(self) -> str:
        """What the journal's last line is of once the deed has returned."""
        return "gc" if self.removes else f"release {self.after}"

    def heal(self, place: Place) -> None:
        """Do it again."""
        (self.again or self.deed)(place)


@dataclass
class Recording:
    """A run: the disk before it, and its calls.

    Attributes:
        start: when it began.
        ops: what it did.
    """

    story: Story
    start: Disk
    ops: list[Op]

    def prefixes(self, without: int | None = None) -> Iterator[tuple[int, Disk]]:
        """The disk before each call and after the last; one call can be left out."""
        disk = self.start.copy()
        yield 0, disk
        for index, op in enumerate(self.ops):
            if index != without:
                disk.apply(op)
            yield index + 1, disk


def record(story: Story, base: Path) -> Recording:
    """Do it for real below a new folder; the model's last state is compared with the real one."""
    base.mkdir(0o755)
    place = Place(base)
    for deed in story.before:
        deed(place)
    disk, journal = scanned(base)
    journal.last = max(journal.nodes.values())
    with _barrier(story), recorded(journal):
        story.deed(place)
    return _checked(Recording(story, disk, journal.ops), base)


def killed_and_again(first: Recording, calls: int, base: Path, deed: Deed) -> Recording:
    """The deed killed after some calls, without a power loss, and then another deed: one journal of both."""
    disk = first.start.copy()
    for op in first.ops[:calls]:
        disk.apply(op)
    materialised(disk.current(), base)
    used = max((op.node for op in first.ops), default=0)
    journal = rebound(disk, base, used)
    with _barrier(first.story), recorded(journal):
        deed(Place(base))
    return _checked(Recording(first.story, first.start, [*first.ops[:calls], *journal.ops]), base)


def after_power_loss(story: Story, tree: Tree, base: Path) -> Recording:
    """What a run does on a tree that a power loss left."""
    materialised(tree, base)
    disk, journal = scanned(base)
    journal.last = max(journal.nodes.values())
    with _barrier(story), recorded(journal):
        story.heal(Place(base))
    return _checked(Recording(story, disk, journal.ops), base)


def traced_record(story: Story, base: Path, nursery: Nursery, packages: Mapping[str, Path]) -> Recording:
    """The same by the real command under strace, without a hand in the process.

    Args:
        story: has a command.
        base: a new folder.
        nursery: starts the command.
        packages: placeholder of the command → file, outside of the base folder.
    """
    base.mkdir(0o755)
    place = Place(base)
    for deed in story.before:
        deed(place)
    disk, _ = scanned(base)
    paths = {name: str(path) for name, path in packages.items()} | {"ROOT": str(place.root)}
    arguments = [*(paths.get(each, each) for each in story.command), "--state", str(place.state)]
    ops = traced(nursery, base, disk, arguments, base.with_name("trace"), story.umask)
    return _checked(Recording(story, disk, ops), base)


@contextmanager
def _barrier(story: Story) -> Iterator[None]:
    """Without a barrier, where the story says so: as on a file system that does not pass it on."""
    before = directory.barrier
    try:
        if not story.has_barrier:
            directory.barrier = lambda handle: False
        yield
    finally:
        directory.barrier = before


def _checked(recording: Recording, base: Path) -> Recording:
    *_, (_, disk) = recording.prefixes()
    model, real = disk.current(), real_tree(base)
    assert model == real, f"{recording.story.name}: a change escaped the recorder"
    shutil.rmtree(base)
    return recording


@dataclass
class Visitor:
    """Looks at trees as visitors, deployers and auditors do. Equal things are looked at once.

    Attributes:
        scratch: a folder for journals that are read.
    """

    scratch: Path
    _seen: dict[object, tuple[int | None, str]] = field(default_factory=dict)
    _named: dict[Leaf, tuple[int | None, str, frozenset[str]]] = field(default_factory=dict)
    _asked: dict[bytes, tuple[str, ...]] = field(default_factory=dict)
    _chains: dict[bytes, str] = field(default_factory=dict)

    def problem(self, story: Story, tree: Tree, *, returned: bool) -> str | None:
        """What is wrong with a state; None when nothing is."""
        live, status = self.live(tree)
        if live not in (frozenset({story.after}) if returned else story.live):
            return f"release {live} is live ({status})"
        if returned and status != story.status:
            return f"it is {status}"
        # While nothing is live no page asks for an SDK file; half of one may lie there until the barrier.
        sdk = tree.get(f"www/{SDK_FILE}")
        if live is not None and sdk is None:
            return "the SDK file is missing"
        if live is not None and (isinstance(sdk, int) or sdk is None or sdk[0] not in story.sdk):
            return "the SDK file is damaged"
        receipt = self.newest_line(tree)
        if receipt == "unreadable":
            return "the receipts cannot be read"
        if returned and receipt != story.line:
            return f"the newest receipt is of {receipt}"
        if story.removes and (lacking := _lacking(lambda name: tree.get(f"www/{name}"))) is not None:
            return lacking
        return next((f"{name} is back" for name in story.gone if returned and f"www/{name}" in tree), None)

    def live(self, tree: Tree) -> tuple[int | None, str]:
        """The release that a visitor gets and its status; -1: one that does not verify."""
        channel = _served(tree, CHANNEL)
        if channel is None:
            return None, "absent"
        if channel not in self._asked:
            self._asked[channel] = self._needed(channel)
        needed = (channel, *(_served(tree, f"www/{name}") for name in self._asked[channel]))
        if needed not in self._seen:
            self._seen[needed] = self._verified(tree, channel)
        return self._seen[needed]

    def _needed(self, channel: bytes) -> tuple[str, ...]:
        """What a verifier reads when everything is there, found by watching one."""
        asked: dict[str, None] = {}

        def read(name: str, limit: int) -> bytes | None:
            asked[name] = None
            return CONTENT.get(name)

        with suppress(HandrailError):
            _verify(channel, read)
        return tuple(asked)

    def _verified(self, tree: Tree, channel: bytes) -> tuple[int | None, str]:
        try:
            return _verify(channel, lambda name, limit: (_served(tree, f"www/{name}") or b"")[: limit + 1] or None)
        except HandrailError as error:
            return -1, error.code

    def newest_line(self, tree: Tree) -> str:
        """What the journal's last line is of: nothing, a release that went live, gc; or unreadable."""
        journals = [leaf for name, leaf in tree.items() if name.startswith("state/") and isinstance(leaf, tuple)]
        data = journals[0][0] if journals else b""
        if data not in self._chains:
            receipts = Receipts(self.scratch, "x")
            receipts.path.write_bytes(data)
            try:
                *_, last = (None, *receipts.lines())
                self._chains[data] = line_of(last)
            except ReceiptsError:
                self._chains[data] = "unreadable"
        return self._chains[data]

    def possible_problem(self, story: Story, disk: Disk, *, returned: bool) -> str | None:
        """The same for all states of a disk at once: each file on its own may hold each of its possibilities."""
        channels = {leaf for leaf in disk.possible(CHANNEL) if leaf is not None and leaf[1] == 0o644}
        if len(channels) < len(disk.possible(CHANNEL)) and (returned or None not in story.live):
            return "the channel file may be missing"
        for channel in channels:
            problem = self._possible_release(story, disk, channel, returned=returned)
            if problem is not None:
                return problem
        state = [name for (_, name) in disk.entries if name.endswith(".jsonl")]
        receipts: set[Leaf | None] = set()
        for name in set(state):
            receipts |= disk.possible(f"state/{name}", public=False)
        found = {self.newest_line({} if leaf is None else {"state/x": leaf}) for leaf in receipts}
        if "unreadable" in found:
            return "the receipts may be unreadable"
        if returned and found != {story.line}:
            return f"the newest receipt may be of {' or '.join(sorted(found))}"
        if story.removes and (lacking := _possibly_lacking(disk)) is not None:
            return lacking
        back = [name for name in story.gone if returned and disk.possible(f"www/{name}") != {None}]
        return f"{back[0]} may be back" if back else None

    def _possible_release(self, story: Story, disk: Disk, channel: Leaf, *, returned: bool) -> str | None:
        if channel not in self._named:
            self._named[channel] = self._names(channel)
        live, status, needed = self._named[channel]
        if live not in (frozenset({story.after}) if returned else story.live) or (returned and status != story.status):
            return f"release {live} may be live ({status})"
        for name in sorted(needed):
            if disk.possible(f"www/{name}") != {(CONTENT[name], 0o644)}:
                return f"{name} of release {live} may be missing or damaged"
        sdk = {leaf and leaf[0] for leaf in disk.possible(f"www/{SDK_FILE}")}
        return None if sdk <= story.sdk else "the SDK file may be missing or damaged"

    def _names(self, channel: Leaf) -> tuple[int | None, str, frozenset[str]]:
        """What a channel file makes live when every file is there, and the files that this needs."""
        tree: dict[str, Leaf | int] = {f"www/{name}": (data, 0o644) for name, data in CONTENT.items()}
        tree |= {name[:at]: 0o755 for name in (*tree, CHANNEL) for at, letter in enumerate(name) if letter == "/"}
        live, status = self.live({**tree, CHANNEL: channel})
        return live, status, frozenset(self._needed(channel[0]))


def line_of(last: Receipt | Removal | None) -> str:
    """A line of the journal in short."""
    return "nothing" if last is None else "gc" if isinstance(last, Removal) else f"release {last.release}"


def _lacking(leaf: Callable[[str], Leaf | int | None]) -> str | None:
    """A release file that lies there without something it names."""
    for release, names in RELEASES.items():
        missing = [name for name in names if leaf(name) != (CONTENT[name], 0o644)] if leaf(release) else []
        if missing:
            return f"{release} is there, and {missing[0]} is not"
    return None


def _possibly_lacking(disk: Disk) -> str | None:
    """The same for all states of a disk at once."""
    for release, names in RELEASES.items():
        there = disk.possible(f"www/{release}") != {None}
        missing = [name for name in names if there and disk.possible(f"www/{name}") != {(CONTENT[name], 0o644)}]
        if missing:
            return f"{release} may be there, and {missing[0]} not"
    return None


def _served(tree: Tree, path: str) -> bytes | None:
    """What a visitor gets: nothing from a file or below a folder of another mode."""
    leaf = tree.get(path)
    if not isinstance(leaf, tuple) or leaf[1] != 0o644:
        return None
    for folder in _above(path):
        if tree[folder] != 0o755:
            return None
    return leaf[0]


@cache
def _above(path: str) -> tuple[str, ...]:
    return tuple(path[:at] for at, letter in enumerate(path) if letter == "/")


def _verify(channel: bytes, read: Callable[[str, int], bytes | None]) -> tuple[int, str]:
    """Release and status.

    Raises:
        HandrailError: it does not verify, down to the last file.
    """
    verdict = verify_channel(channel, application="bank", environment="production", trust=Bank().trust, now=TODAY)
    verify_tree(read, verdict.release)
    name = release_name(verdict.release.version, verdict.release_envelope.sha256)
    if read(name, 100_000) is None:
        raise FileMissingError(name=name)
    return verdict.release.version, verdict.pointer.status


def without_call(recording: Recording, index: int) -> Recording:
    """The same run without one of its calls."""
    return replace(recording, ops=[op for at, op in enumerate(recording.ops) if at != index])
