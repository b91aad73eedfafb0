"""Random changes of a package, from raw bytes up to files that are sealed again after the change. For tests only."""

import base64
import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handrail.package.archive import read_zip, write_zip
from handrail.package.assemble import PEOPLE_FILES, checksums
from handrail.package.canonical import canonical
from handrail.package.errors import PackageError
from handrail.package.opened import OpenedPackage
from package.bank import SEQ

Files = dict[str, bytes]

ODD = (b"\0", b"\xff", b" ", b'"', b"\\", b"{}", b"[]", b"null", b"0", b"-1", b"1e3", b"\xef\xbb\xbf", b"../", b"\n")
"""Bytes that parsers disagree on."""


def spoil(data: bytes, other: bytes, at_random: random.Random) -> bytes:
    """Some bytes changed, inserted, deleted, doubled, moved, cut off, or taken from another one."""
    size = len(data)
    at = at_random.randrange(size + 1)
    to = min(size, at + at_random.choice((1, 1, 2, 4, 16, 64, 500)))
    way = at_random.randrange(9)
    if way <= 1:
        changed = bytearray(data)
        for _ in range(at_random.choice((1, 1, 2, 3, 8))):
            if size:
                changed[at_random.randrange(size)] ^= 1 << at_random.randrange(8)
        return bytes(changed)
    if way == 2:
        return data[:at] + at_random.randbytes(to - at) + data[to:]
    if way == 3:
        return data[:at] + at_random.choice(ODD) + data[at:]
    if way == 4:
        return data[:at] + data[to:]
    if way == 5:
        return data[:to] + data[at:]
    if way == 6:
        place = at_random.randrange(size + 1)
        return data[:place] + data[at:to] + data[place:]
    if way == 7:
        place = at_random.randrange(len(other) + 1)
        return data[:at] + other[place:]
    place = at_random.randrange(len(other) + 1)
    return data[:at] + other[place : place + to - at] + data[to:]


@dataclass
class Mutator:
    """Makes one changed package after the other from two that verify; the same seed gives the same ones.

    Attributes:
        packages: zips.
        random: where chance comes from.
        ways: how many of each kind were made.
    """

    packages: Sequence[bytes]
    random: random.Random
    ways: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take the packages apart once."""
        self._files = [read_zip(data) for data in self.packages]
        self._ways: tuple[Callable[[int], bytes], ...] = (
            *(self._raw, self._raw, self._raw),
            *(self._file, self._file, self._payload, self._names, self._mixed),
        )

    def next(self) -> bytes:
        """One changed package."""
        way = self.random.choice(self._ways)
        name = way.__name__.removeprefix("_")
        self.ways[name] = self.ways.get(name, 0) + 1
        return way(self.random.randrange(len(self.packages)))

    def _other(self, which: int) -> int:
        return (which + 1) % len(self.packages)

    def _raw(self, which: int) -> bytes:
        """Bytes of the zip itself."""
        return spoil(self.packages[which], self.packages[self._other(which)], self.random)

    def _file(self, which: int) -> bytes:
        """Bytes of one file, with a checksum of the zip that fits again."""
        files, other = dict(self._files[which]), self._files[self._other(which)]
        name = self.random.choice(sorted(files))
        files[name] = spoil(files[name], self.random.choice(list(other.values())), self.random)
        return self._sealed(files)

    def _payload(self, which: int) -> bytes:
        """Inside an envelope of the channel file: payload, type or signatures, written canonically again;
        what it brings along stays as it is."""
        files = dict(self._files[which])
        name = next(each for each in files if each.startswith("channel/"))
        line, end, brought = files[name].partition(b"\n")
        channel = json.loads(line)
        envelope = self.random.choice([channel["pointer"], channel["release"], *channel["roots"]])
        part = self.random.choice(("payload", "payload", "signature", "twice", "swap"))
        if part == "payload":
            payload = base64.b64decode(envelope["payload"])
            envelope["payload"] = base64.b64encode(spoil(payload, payload, self.random)).decode()
        elif part == "signature":
            signature = base64.b64decode(envelope["signatures"][0]["sig"])
            envelope["signatures"][0]["sig"] = base64.b64encode(spoil(signature, signature, self.random)).decode()
        elif part == "twice":
            envelope["signatures"] *= 2
        else:
            there = signed_line(self._files[self._other(which)][name])
            key = self.random.choice(("pointer", "release", "roots"))
            channel[key] = there[key]
        files[name] = canonical(channel) + end + brought
        return self._sealed(files)

    def _names(self, which: int) -> bytes:
        """Files left out, exchanged, or under each other's names."""
        files = dict(self._files[which])
        one, two = self.random.sample(sorted(files), 2)
        way = self.random.randrange(4)
        if way == 0:
            del files[one]
        elif way == 1:
            files[one] = files[two]
        elif way == 2:
            files[one], files[two] = files[two], files[one]
        else:
            ending = one.rpartition(".")[2]
            files[f"blobs/{self.random.randbytes(32).hex()}.{ending.lower()}"] = files[one]
        return self._sealed(files)

    def _mixed(self, which: int) -> bytes:
        """Each file from one of the two packages."""
        files = dict(self._files[which])
        for name, data in self._files[self._other(which)].items():
            if self.random.random() < 0.4:
                files[name] = data
        for name in sorted(files):
            if self.random.random() < 0.03:
                del files[name]
        return self._sealed(files)

    def _sealed(self, files: Files) -> bytes:
        """A zip of the files; half of the time SHA256SUMS fits them."""
        if self.random.random() < 0.5 and "SHA256SUMS" in files:
            covered = {n: d for n, d in files.items() if n not in PEOPLE_FILES and not n.startswith("channel/")}
            files["SHA256SUMS"] = checksums(covered)
        try:
            return write_zip(files, dict.fromkeys((n for n in files if n.startswith("channel/")), SEQ))
        except PackageError:
            return b""


def signed_line(channel: bytes) -> Any:
    """What is signed of a channel file, parsed."""
    return json.loads(channel.partition(b"\n")[0])


def payloads(envelopes: object) -> Iterator[str]:
    """SHA-256, in hex, of every payload in a channel file or an envelope that is parsed JSON."""
    if isinstance(envelopes, list):
        for each in envelopes:
            yield from payloads(each)
    elif isinstance(envelopes, dict) and "payload" in envelopes:
        yield hashlib.sha256(base64.b64decode(str(envelopes["payload"]))).hexdigest()
    elif isinstance(envelopes, dict):
        yield from payloads(list(envelopes.values()))


@dataclass(frozen=True)
class Signed:
    """What was signed: all that a target may receive.

    Attributes:
        files: name → bytes, of blobs and SDK files.
        payloads: SHA-256 of every signed payload, in hex.
        releases: hash of a release's payload, in hex → names of the files that must come with it.
    """

    files: Mapping[str, bytes]
    payloads: frozenset[str]
    releases: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, packages: Sequence[bytes]) -> "Signed":
        """Of packages that nobody has changed; nothing of Handrail's own verifier is used."""
        files: Files = {}
        found: set[str] = set()
        releases: dict[str, frozenset[str]] = {}
        for package in packages:
            with zipfile.ZipFile(io.BytesIO(package)) as archive:
                names = [n for n in archive.namelist() if "/" in n]
                files |= {n: archive.read(n) for n in names if n.startswith(("blobs/", "sdk/"))}
                channel = signed_line(archive.read(next(n for n in names if n.startswith("channel/"))))
            found.update(payloads(channel))
            blobs = frozenset(n for n in names if n.startswith("blobs/"))
            releases[next(payloads(channel["release"]))] = blobs
        return cls(files, frozenset(found), releases)

    def difference(self, opened: OpenedPackage) -> str:
        """What a deployment of this would bring that nobody signed, or lack; empty when there is nothing."""
        for name, data in opened.content.items():
            if name.startswith("releases/"):
                if not set(payloads(json.loads(data))) <= self.payloads:
                    return name
            elif self.files.get(name) != data:
                return name
        channel = signed_line(opened.channel)
        if not set(payloads(channel)) <= self.payloads:
            return "the channel file"
        brought = opened.channel.split(b"\n")[1:]
        if any(line not in self.files.values() for line in brought):
            return "what the channel file brings along"
        release = next(payloads(channel["release"]))
        pointer = json.loads(base64.b64decode(channel["pointer"]["payload"]))
        if pointer["release"]["sha256"] != release:
            return "the release that the pointer names"
        missing = self.releases[release] - opened.content.keys()
        return min(missing, default="")
