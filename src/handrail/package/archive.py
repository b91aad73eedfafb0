"""The zip: a reproducible writer, and a reader that accepts exactly what the writer makes.

Entries are stored without compression, sorted by name, dated 1980-01-01 (the channel file: its seq as UTC time),
mode 0100644, without extra fields, comments or flags, one after another without gaps. Everything else is refused:
two programs could unpack it differently. The standard library's ``extractall`` is never used.
"""

import struct
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime

from handrail.package.errors import ArchiveError, TooLargeError

PACKAGE_LIMIT = 1_073_741_824
"""Largest package in bytes."""

MOST_ENTRIES = 60_000

_LOCAL = struct.Struct("<IHHHHHIIIHH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
_END = struct.Struct("<IHHHHIIH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = 0x04034B50, 0x02014B50, 0x06054B50
_MADE_BY = 3 << 8 | 10
_NEEDED = 10
_MODE = 0o100644 << 16
_EARLIEST = (0, 0x21)
"""DOS time and date of 1980-01-01 00:00:00."""

_TOP_NAMES = frozenset({"SHA256SUMS", "VERIFY.txt"})
_TOP_FOLDED = frozenset(name.lower() for name in _TOP_NAMES)
"""Refused: where capitals do not count, they would lie in the place of the two."""

_FIRST = frozenset("abcdefghijklmnopqrstuvwxyz")
_LETTERS = _FIRST | frozenset("0123456789._/-")


def is_file_name(name: str) -> bool:
    """Whether a name is one of the format: ``[a-z][a-z0-9._/-]*``, no ``..``, no empty part, at most 200 letters.

    The two upper-case names for people are allowed at the top.
    """
    if name in _TOP_NAMES:
        return True
    if not 0 < len(name) <= 200 or name[0] not in _FIRST or not _LETTERS.issuperset(name) or name in _TOP_FOLDED:
        return False
    return ".." not in name and not any(part == "" or part[0] == "." or part[-1] == "." for part in name.split("/"))


def write_zip(files: Mapping[str, bytes], times: Mapping[str, int] | None = None) -> bytes:
    """A zip of these files.

    Args:
        files: name → bytes.
        times: name → seconds since 1970 for entries with a date of their own (the channel file).

    Raises:
        ArchiveError: a name is not of the allowed form, or there are too many files.
    """
    if len(files) > MOST_ENTRIES:
        raise ArchiveError(reason=f"it would hold more than {MOST_ENTRIES} files")
    body, directory = bytearray(), bytearray()
    for name in sorted(files):
        if not is_file_name(name):
            raise ArchiveError(reason=f"{name!r} is not an allowed name")
        data, raw = files[name], name.encode()
        time, date = _dos_time(times[name]) if times and name in times else _EARLIEST
        crc, offset = zlib.crc32(data), len(body)
        common = (_NEEDED, 0, 0, time, date, crc, len(data), len(data), len(raw), 0)
        body += _LOCAL.pack(_LOCAL_MARK, *common) + raw + data
        directory += _CENTRAL.pack(_CENTRAL_MARK, _MADE_BY, *common, 0, 0, 0, _MODE, offset) + raw
        if len(body) > PACKAGE_LIMIT:
            raise TooLargeError(what="The package", limit=PACKAGE_LIMIT)
    end = _END.pack(_END_MARK, 0, 0, len(files), len(files), len(directory), len(body), 0)
    return bytes(body + directory + end)


def _dos_time(seconds: int) -> tuple[int, int]:
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return _EARLIEST
    if not 1980 <= at.year <= 2107:
        return _EARLIEST
    return at.hour << 11 | at.minute << 5 | at.second // 2, (at.year - 1980) << 9 | at.month << 5 | at.day


def read_zip(data: bytes) -> dict[str, bytes]:
    """The files of a zip.

    Raises:
        TooLargeError: over 1 GiB.
        ArchiveError: anything that ``write_zip`` would not have written.
    """
    if len(data) > PACKAGE_LIMIT:
        raise TooLargeError(what="The package", limit=PACKAGE_LIMIT)
    count, start = _read_end(data)
    files: dict[str, bytes] = {}
    at, offset, last = start, 0, ""
    for _ in range(count):
        name, at, following = _read_entry(data, at, offset, start, files)
        if name <= last:
            raise ArchiveError(reason=f"{name!r} is out of order or occurs twice")
        offset, last = following, name
    if at != len(data) - _END.size or offset != start:
        raise ArchiveError(reason="it holds bytes that belong to no entry")
    return files


def is_dated(data: bytes, name: str, seconds: int) -> bool:
    """Whether an entry of a zip that ``read_zip`` has accepted carries the date that ``write_zip`` gives it.

    Args:
        data: the zip.
        name: of the entry.
        seconds: since 1970.
    """
    offset = 0
    while data[offset : offset + 4] == _LOCAL_MARK.to_bytes(4, "little"):
        _, _, _, _, time, date, _, _, size, length, _ = _LOCAL.unpack_from(data, offset)
        offset += _LOCAL.size
        if data[offset : offset + length] == name.encode():
            return (time, date) == _dos_time(seconds)
        offset += length + size
    return False


def _read_end(data: bytes) -> tuple[int, int]:
    """Number of entries and start of the directory."""
    if len(data) < _END.size:
        raise ArchiveError(reason="it is not a zip")
    mark, disk, directory_disk, here, count, size, start, comment = _END.unpack_from(data, len(data) - _END.size)
    if mark != _END_MARK or comment != 0:
        raise ArchiveError(reason="it does not end as a zip without comment ends")
    if (disk, directory_disk) != (0, 0) or here != count or count > MOST_ENTRIES:
        raise ArchiveError(reason="it is split, or has too many entries")
    if start + size != len(data) - _END.size:
        raise ArchiveError(reason="its directory does not end where the zip ends")
    return count, start


def _read_entry(data: bytes, at: int, offset: int, start: int, files: dict[str, bytes]) -> tuple[str, int, int]:
    """Read one entry into ``files``; returns its name, the next directory position and the next data offset."""
    if at + _CENTRAL.size > len(data) - _END.size:
        raise ArchiveError(reason="its directory is cut off")
    mark, made_by, *common = _CENTRAL.unpack_from(data, at)
    (*head, name_length, extra), tail = common[:10], common[10:]
    comment, disk, internal, external, stored_offset = tail
    if mark != _CENTRAL_MARK or made_by != _MADE_BY or (extra, comment, disk, internal) != (0, 0, 0, 0):
        raise ArchiveError(reason="an entry of its directory has a form that is not allowed")
    name = _name(data[at + _CENTRAL.size : at + _CENTRAL.size + name_length], name_length)
    needed, flags, method, time, date, crc, packed, size = head
    if (needed, flags, method) != (_NEEDED, 0, 0) or packed != size or external != _MODE:
        raise ArchiveError(reason=f"{name!r} is compressed, encrypted, a link, or otherwise not a plain stored file")
    if (time, date) != _EARLIEST and not name.startswith(("channel/", "pending/")):
        raise ArchiveError(reason=f"{name!r} carries a date")
    local_end = offset + _LOCAL.size + name_length
    if stored_offset != offset or local_end + size > start:
        raise ArchiveError(reason=f"{name!r} does not follow the entry before it, or overlaps")
    if _LOCAL.unpack_from(data, offset) != (_LOCAL_MARK, *common[:10]):
        raise ArchiveError(reason=f"the two headers of {name!r} differ")
    if data[offset + _LOCAL.size : local_end] != name.encode():
        raise ArchiveError(reason=f"the two names of {name!r} differ")
    content = data[local_end : local_end + size]
    if zlib.crc32(content) != crc:
        raise ArchiveError(reason=f"{name!r} is damaged")
    files[name] = content
    return name, at + _CENTRAL.size + name_length, local_end + size


def _name(raw: bytes, length: int) -> str:
    name = raw.decode("latin-1")
    if len(raw) != length or not is_file_name(name):
        raise ArchiveError(reason=f"{name!r} is not an allowed name")
    return name
