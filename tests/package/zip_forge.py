"""Makes zips of any shape, field by field: what the strict writer never writes. For tests only."""

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

LOCAL = struct.Struct("<IHHHHHIIIHH")
CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
END = struct.Struct("<IHHHHIIH")

_LOCAL_FIELDS = (
    "mark",
    "needed",
    "flags",
    "method",
    "time",
    "date",
    "crc",
    "packed",
    "size",
    "name_length",
    "extra_length",
)
_CENTRAL_FIELDS = (
    *("mark", "made_by", "needed", "flags", "method", "time", "date", "crc", "packed", "size"),
    *("name_length", "extra_length", "comment_length", "disk", "internal", "external", "offset"),
)
_END_FIELDS = ("mark", "disk", "directory_disk", "here", "count", "directory_size", "start", "comment_length")


@dataclass(frozen=True)
class Entry:
    """One entry: honest unless changed.

    Attributes:
        name: raw bytes.
        data: the content as stored (already packed where ``both`` names a method).
        both: fields that both headers carry otherwise; ``local`` and ``central``: of one header only.
        extra: extra field of both headers; ``local_extra`` and ``central_extra``: of one header only.
        local_name, central_name: where one header calls it otherwise.
        before, after: bytes around it that no header speaks of (``after``: e.g. a data descriptor).
        hidden: the directory does not list it.
        ghost: only the directory lists it.
    """

    name: bytes
    data: bytes
    both: Mapping[str, int] = field(default_factory=dict)
    local: Mapping[str, int] = field(default_factory=dict)
    central: Mapping[str, int] = field(default_factory=dict)
    extra: bytes = b""
    local_extra: bytes | None = None
    central_extra: bytes | None = None
    local_name: bytes | None = None
    central_name: bytes | None = None
    comment: bytes = b""
    before: bytes = b""
    after: bytes = b""
    hidden: bool = False
    ghost: bool = False

    def fields(self) -> dict[str, int]:
        """What both headers say."""
        honest = {"needed": 10, "flags": 0, "method": 0, "time": 0, "date": 0x21, "crc": zlib.crc32(self.data)}
        return {**honest, "packed": len(self.data), "size": len(self.data), **self.both}


def forge(entries: Iterable[Entry], *, prefix: bytes = b"", gap: bytes = b"", suffix: bytes = b"", **end: int) -> bytes:
    """A zip of these entries in this order.

    Args:
        entries: see ``Entry``.
        prefix: bytes before the first entry; offsets count from the start of the file.
        gap: bytes between entries and directory.
        suffix: bytes after the end record (a comment's, or others).
        end: fields of the end record that are otherwise than honest.
    """
    body, directory, count = bytearray(prefix), bytearray(), 0
    for entry in entries:
        common = entry.fields()
        body += entry.before
        offset = len(body)
        if not entry.ghost:
            name = entry.name if entry.local_name is None else entry.local_name
            extra = entry.extra if entry.local_extra is None else entry.local_extra
            values = {"mark": 0x04034B50, "name_length": len(name), "extra_length": len(extra), **common, **entry.local}
            body += LOCAL.pack(*(values[each] for each in _LOCAL_FIELDS)) + name + extra + entry.data + entry.after
        if not entry.hidden:
            name = entry.name if entry.central_name is None else entry.central_name
            extra = entry.extra if entry.central_extra is None else entry.central_extra
            honest = {"mark": 0x02014B50, "made_by": 3 << 8 | 10, "name_length": len(name), "extra_length": len(extra)}
            honest |= {"comment_length": len(entry.comment), "disk": 0, "internal": 0, "offset": offset}
            values = {**honest, "external": 0o100644 << 16, **common, **entry.central}
            directory += CENTRAL.pack(*(values[each] for each in _CENTRAL_FIELDS)) + name + extra + entry.comment
            count += 1
    body += gap
    values = {"mark": 0x06054B50, "disk": 0, "directory_disk": 0, "here": count, "count": count}
    values |= {"directory_size": len(directory), "start": len(body), "comment_length": 0, **end}
    return bytes(body + directory + END.pack(*(values[each] for each in _END_FIELDS)) + suffix)


def entries_of(files: Mapping[str, bytes], times: Mapping[str, tuple[int, int]]) -> list[Entry]:
    """Honest entries, in order; ``times``: name → DOS time and date of entries with a date of their own."""
    return [
        Entry(name.encode(), files[name], {"time": times[name][0], "date": times[name][1]} if name in times else {})
        for name in sorted(files)
    ]


def changed(entries: list[Entry], name: bytes, **changes: object) -> list[Entry]:
    """The same entries, one of them changed; ``both`` is added to what it says already."""
    found = [each for each in entries if each.name == name]
    assert len(found) == 1
    both = {**found[0].both, **changes.pop("both", {})}  # type: ignore[dict-item]
    return [replace(each, both=both, **changes) if each.name == name else each for each in entries]  # type: ignore[arg-type]
