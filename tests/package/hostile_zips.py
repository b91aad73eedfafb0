"""Hostile zips: each is a package of the bank that verifies, but for one thing that is not as it should be."""

import hashlib
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from handrail.package.archive import read_zip, write_zip
from package.bank import SEQ, Bank
from package.zip_forge import Entry, changed, entries_of, forge

GOOD = Bank().package()
FILES = read_zip(GOOD)
CHANNEL = b"channel/bank/production.json"
PICTURE = next(name for name in FILES if name.endswith(".png")).encode()
BOOT = next(name for name in FILES if b'"language":"de"' in FILES[name]).encode()
SDK = b"sdk/0.1.0/handrail.js"
RELEASE = next(name for name in FILES if name.startswith("releases/")).encode()
DATE = struct.unpack_from("<HH", GOOD, GOOD.rindex(CHANNEL) - 34)
ENTRIES = entries_of(FILES, {CHANNEL.decode(): DATE})
EVIL = b'{"format":1,"language":"de","release":1,"campaigns":["evil"]}'

ARCHIVE = "package.archive"
UNKNOWN = "package.file-unknown"
MISSING = "package.file-missing"
CHANGED = "package.file-changed"


@dataclass(frozen=True)
class Hostile:
    """Bytes, the code of the refusal, and words that its sentence must hold (why it was refused, not that it was)."""

    data: bytes
    code: str
    says: str


def _data(name: bytes) -> bytes:
    return FILES[name.decode()]


def _one(name: bytes, code: str, says: str, **changes: object) -> Hostile:
    """One entry otherwise than honest."""
    return Hostile(forge(changed(ENTRIES, name, **changes)), code, says)


def _more(*added: Entry, code: str, says: str) -> Hostile:
    """Entries more, in order of their names."""
    return Hostile(forge(sorted([*ENTRIES, *added], key=lambda each: each.name)), code, says)


def _named(name: bytes, code: str = ARCHIVE, says: str = "not an allowed name") -> Hostile:
    """One entry more, of that name."""
    return _more(Entry(name, b"{}"), code=code, says=says)


def _whole(says: str, **end: object) -> Hostile:
    """Something around the entries."""
    return Hostile(forge(ENTRIES, **end), ARCHIVE, says)  # type: ignore[arg-type]


def _cut(at: int, says: str) -> Hostile:
    return Hostile(GOOD[:at], ARCHIVE, says)


def _without(name: bytes, code: str, says: str) -> Hostile:
    return Hostile(forge([each for each in ENTRIES if each.name != name]), code, says)


def _replaced(name: bytes, data: bytes, code: str, says: str) -> Hostile:
    """Other content, and a checksum that fits it."""
    return _one(name, code, says, data=data)


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def _swapped() -> bytes:
    entries = list(ENTRIES)
    entries[2], entries[3] = entries[3], entries[2]
    return forge(entries)


def _directory_in_other_order() -> bytes:
    """The directory lists two entries in order, the bodies lie the other way round."""
    first, second = ENTRIES[2], ENTRIES[3]
    start = sum(30 + len(each.name) + len(each.data) for each in ENTRIES[:2])
    later = start + 30 + len(second.name) + len(second.data)
    body = [*ENTRIES[:2], second, first, *ENTRIES[4:]]
    made = bytearray(forge(body))
    place = made.index(b"PK\x01\x02", made.rindex(b"PK\x03\x04"))
    for each in ENTRIES[:2]:
        place += 46 + len(each.name)
    sizes = 46 + len(second.name), 46 + len(first.name)
    a, b = bytes(made[place : place + sizes[0]]), bytes(made[place + sizes[0] : place + sum(sizes)])
    made[place : place + sum(sizes)] = b + a
    assert (struct.unpack_from("<I", a, 42)[0], struct.unpack_from("<I", b, 42)[0]) == (start, later - 0)
    return bytes(made)


def _overlapping() -> bytes:
    """Two entries of the directory over one body."""
    return forge(changed(ENTRIES, BOOT, central={"offset": 0}))


def _nested_body() -> bytes:
    """A body whose content is itself an entry that the directory also lists."""
    inner = forge([Entry(b"blobs/inner.json", EVIL)])
    local = inner[: inner.index(b"PK\x01\x02")]
    entries = changed(ENTRIES, PICTURE, data=_data(PICTURE) + local)
    at = forge(entries).index(local)
    return forge([*entries, Entry(b"zz.json", EVIL, ghost=True, central={"offset": at})])


def _zip64_end(*, real: bool) -> bytes:
    """A zip64 end record and its locator between directory and end record."""
    plain = forge(ENTRIES)
    end = len(plain) - 22
    *_, size, start, _ = struct.unpack_from("<IHHHHIIH", plain, end)
    count = len(ENTRIES)
    record = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<IIQI", 0x07064B50, 0, end, 1)
    if real:
        tail = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
        return plain[:end] + record + locator + tail
    return plain[:end] + record + locator + plain[end:]


def _two_archives() -> bytes:
    """An evil archive first, the honest one as the tail: readers from the front and from the back differ."""
    return forge(changed(ENTRIES, BOOT, data=EVIL)) + GOOD


def _two_ends() -> bytes:
    """The comment of the first end record is a second end record."""
    return forge(ENTRIES, comment_length=22) + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0, 0, 0, 0, 0)


def _unicode_path(name: bytes, other: bytes) -> bytes:
    """Info-ZIP's unicode path extra field: programs that honour it unpack under the other name."""
    return struct.pack("<HHBI", 0x7075, 5 + len(other), 1, zlib.crc32(name)) + other


def _hint(**changes: str) -> bytes:
    found = _data(b"handrail.json")
    for before, after in changes.items():
        found = found.replace(f'"{before}"'.encode(), f'"{after}"'.encode())
    assert found != _data(b"handrail.json")
    return found


def _sums(files: dict[str, bytes]) -> bytes:
    listed = (n for n in sorted(files) if "/" in n and not n.startswith("channel/"))
    return "".join(f"{hashlib.sha256(files[n]).hexdigest()}  {n}\n" for n in listed).encode()


def _unlisted_blob() -> bytes:
    """A blob that is named by its hash, listed in SHA256SUMS, and that no manifest names."""
    name = f"blobs/{hashlib.sha256(EVIL).hexdigest()}.json"
    files = {**FILES, name: EVIL}
    return write_zip({**files, "SHA256SUMS": _sums(files)}, {CHANNEL.decode(): SEQ})


def _huge_count() -> bytes:
    return forge([Entry(b"a%05d" % n, b"") for n in range(60_001)])


SMALL_LINK = {"external": 0o120777 << 16}
DESCRIPTOR = struct.pack("<IIII", 0x08074B50, zlib.crc32(_data(BOOT)), len(_data(BOOT)), len(_data(BOOT)))
PACKED = _deflated(_data(BOOT))
SECOND_AT = GOOD.index(b"PK\x03\x04", 4)
DIRECTORY_AT = GOOD.index(b"PK\x01\x02", GOOD.rindex(b"PK\x03\x04"))
LINK_SAYS = "not a plain stored file"

_CASES: dict[str, Callable[[], Hostile]] = {
    # names
    "an absolute path": lambda: _named(b"/etc/passwd"),
    "a parent path": lambda: _named(b"../x.json"),
    "a parent path inside": lambda: _named(b"blobs/../../x.json"),
    "a path of this folder": lambda: _named(b"blobs/./x.json"),
    "a drive": lambda: _named(b"c:x.json"),
    "a drive with a backslash": lambda: _named(b"c:\\windows\\x.json"),
    "a network share": lambda: _named(b"\\\\server\\share\\x"),
    "a backslash": lambda: _named(b"blobs\\x.json"),
    "a stream of NTFS": lambda: _named(b"blobs/x.json:evil"),
    "a name that ends with a dot": lambda: _named(b"blobs/x.json."),
    "a name that ends with a blank": lambda: _named(b"blobs/x.json "),
    "a name with a null byte": lambda: _named(b"blobs/x.json\0.png"),
    "a name with a line feed": lambda: _named(b"blobs/x\n.json"),
    "a name with an escape character": lambda: _named(b"blobs/\x1b[2J.json"),
    "a name with a percent sign": lambda: _named(b"blobs/%2e%2e/x.json"),
    "an empty name": lambda: _named(b""),
    "a name that begins with a dot": lambda: _named(b".htaccess"),
    "a hidden part": lambda: _named(b"blobs/.htaccess"),
    "a double slash": lambda: _named(b"blobs//x.json"),
    "a folder": lambda: _named(b"blobs/"),
    "a name of 65,535 letters": lambda: _named(b"a" * 65_535),
    "a name in capitals beside the same in small letters": lambda: _named(BOOT.upper()),
    "the file of checksums once more in small letters": lambda: _named(b"sha256sums"),
    "the manual once more in small letters": lambda: _named(b"verify.txt"),
    "a name in composed form": lambda: _named("blobs/\u00e4.json".encode()),
    "a name in decomposed form": lambda: _named("blobs/a\u0308.json".encode()),
    "a name flagged as UTF-8": lambda: _one(BOOT, ARCHIVE, "encrypted", both={"flags": 0x0800}),
    "a dotless i": lambda: _named("blobs/\u0131.json".encode()),
    "a Kelvin sign": lambda: _named("\u212a.json".encode()),
    "a device of Windows": lambda: _named(b"con", UNKNOWN, "con"),
    "a device of Windows with an extension": lambda: _named(b"blobs/nul.json", UNKNOWN, "nul"),
    "a file that is also a folder": lambda: _named(SDK + b"/x.js", "package.sdk-unknown", "x.js"),
    "one name twice": lambda: _more(Entry(BOOT, EVIL), code=ARCHIVE, says="occurs twice"),
    "one name twice with the same content": lambda: _more(Entry(BOOT, _data(BOOT)), code=ARCHIVE, says="occurs twice"),
    "one name twice far apart": lambda: Hostile(forge([*ENTRIES, Entry(BOOT, EVIL)]), ARCHIVE, "occurs twice"),
    "entries out of order": lambda: Hostile(_swapped(), ARCHIVE, "out of order"),
    "bodies in another order than the directory": lambda: Hostile(
        _directory_in_other_order(), ARCHIVE, "does not follow"
    ),
    "another name in the local header": lambda: _one(BOOT, ARCHIVE, "two names", local_name=BOOT[:-5] + b".jpeg"[:5]),
    "a longer name in the local header": lambda: _one(BOOT, ARCHIVE, "two headers", local_name=BOOT + b"x"),
    "a parent path in the local header only": lambda: _one(
        BOOT, ARCHIVE, "two names", local_name=(b"../" * 30)[: len(BOOT)]
    ),
    "a unicode path that names another file": lambda: _one(
        BOOT, ARCHIVE, "form that is not allowed", extra=_unicode_path(BOOT, b"../../etc/cron.d/x")
    ),
    "a unicode path in the local header only": lambda: _one(
        BOOT, ARCHIVE, "two headers", local_extra=_unicode_path(BOOT, b"evil.json")
    ),
    # kinds of entries
    "a symbolic link": lambda: _more(
        Entry(b"blobs/link.json", b"/etc/passwd", central=SMALL_LINK), code=ARCHIVE, says=LINK_SAYS
    ),
    "a signed file that is a symbolic link": lambda: _one(BOOT, ARCHIVE, LINK_SAYS, central=SMALL_LINK),
    "a device": lambda: _one(BOOT, ARCHIVE, LINK_SAYS, central={"external": 0o060666 << 16}),
    "a pipe": lambda: _one(BOOT, ARCHIVE, LINK_SAYS, central={"external": 0o010644 << 16}),
    "a file with the mode of a folder": lambda: _one(BOOT, ARCHIVE, LINK_SAYS, central={"external": 0o040755 << 16}),
    "a folder by the DOS bit": lambda: _one(BOOT, ARCHIVE, LINK_SAYS, central={"external": 0o100644 << 16 | 0x10}),
    "an executable": lambda: _one(BOOT, ARCHIVE, LINK_SAYS, central={"external": 0o100755 << 16}),
    "set-user-id": lambda: _one(BOOT, ARCHIVE, LINK_SAYS, central={"external": 0o104755 << 16}),
    "a file that everybody may write": lambda: _one(BOOT, ARCHIVE, LINK_SAYS, central={"external": 0o100666 << 16}),
    "made on DOS": lambda: _one(BOOT, ARCHIVE, "form that is not allowed", central={"made_by": 20}),
    "marked as text": lambda: _one(BOOT, ARCHIVE, "form that is not allowed", central={"internal": 1}),
    "on another disk": lambda: _one(BOOT, ARCHIVE, "form that is not allowed", central={"disk": 1}),
    # how the content is stored
    "compressed": lambda: _one(
        BOOT,
        ARCHIVE,
        "compressed",
        data=PACKED,
        both={"method": 8, "crc": zlib.crc32(_data(BOOT)), "size": len(_data(BOOT))},
    ),
    "a bomb": lambda: _one(
        PICTURE,
        ARCHIVE,
        "compressed",
        data=_deflated(b"\0" * 10_000_000),
        both={"method": 8, "crc": zlib.crc32(b"\0" * 10_000_000), "size": 10_000_000},
    ),
    "compressed by its local header only": lambda: _one(BOOT, ARCHIVE, "two headers", local={"method": 8}),
    "compressed by its directory only": lambda: _one(BOOT, ARCHIVE, "compressed", central={"method": 8}),
    "an unknown method": lambda: _one(BOOT, ARCHIVE, "compressed", both={"method": 97}),
    "encrypted": lambda: _one(BOOT, ARCHIVE, "encrypted", both={"flags": 1}),
    "strongly encrypted": lambda: _one(BOOT, ARCHIVE, "encrypted", both={"flags": 0x41}),
    "headers that are masked": lambda: _one(BOOT, ARCHIVE, "encrypted", both={"flags": 0x2000}),
    "patched data": lambda: _one(BOOT, ARCHIVE, "encrypted", both={"flags": 0x20}),
    "encrypted by its local header only": lambda: _one(BOOT, ARCHIVE, "two headers", local={"flags": 1}),
    "a data descriptor": lambda: _one(BOOT, ARCHIVE, "encrypted", both={"flags": 8}, after=DESCRIPTOR),
    "a data descriptor and no sizes before": lambda: _one(
        BOOT, ARCHIVE, "encrypted", both={"flags": 8}, local={"crc": 0, "packed": 0, "size": 0}, after=DESCRIPTOR
    ),
    "a data descriptor that nothing announces": lambda: _one(BOOT, ARCHIVE, "does not follow", after=DESCRIPTOR),
    "a newer version needed": lambda: _one(BOOT, ARCHIVE, LINK_SAYS, both={"needed": 20}),
    "another checksum in both headers": lambda: _one(BOOT, ARCHIVE, "damaged", both={"crc": 1}),
    "another checksum in the local header": lambda: _one(BOOT, ARCHIVE, "two headers", local={"crc": 1}),
    "another checksum in the directory": lambda: _one(BOOT, ARCHIVE, "two headers", central={"crc": 1}),
    "a smaller size in the local header": lambda: _one(BOOT, ARCHIVE, "two headers", local={"size": 1, "packed": 1}),
    "a smaller size in both headers": lambda: _one(BOOT, ARCHIVE, "damaged", both={"size": 1, "packed": 1}),
    "sizes that differ from each other": lambda: _one(BOOT, ARCHIVE, "compressed", both={"size": 1}),
    "a size beyond the end": lambda: _one(BOOT, ARCHIVE, "overlaps", both={"size": 2**31, "packed": 2**31}),
    "a local header without its mark": lambda: _one(BOOT, ARCHIVE, "two headers", local={"mark": 0x04034B51}),
    "a directory entry without its mark": lambda: _one(
        BOOT, ARCHIVE, "form that is not allowed", central={"mark": 0x02014B51}
    ),
    # dates and comments
    "a date": lambda: _one(BOOT, ARCHIVE, "date", both={"date": DATE[1]}),
    "a date in the local header only": lambda: _one(BOOT, ARCHIVE, "two headers", local={"date": DATE[1]}),
    "a channel file with another date than its seq": lambda: _one(
        CHANNEL, ARCHIVE, "date of its channel file", both={"time": DATE[0] + 1}
    ),
    "a channel file of 1980": lambda: _one(
        CHANNEL, ARCHIVE, "date of its channel file", both={"time": 0, "date": 0x21}
    ),
    "a time of Unix in an extra field": lambda: _one(
        BOOT, ARCHIVE, "form that is not allowed", extra=struct.pack("<HHBI", 0x5455, 5, 1, SEQ)
    ),
    "an extra field of the directory only": lambda: _one(
        BOOT, ARCHIVE, "form that is not allowed", central_extra=b"\x01\0\0\0"
    ),
    "an extra field of the local header only": lambda: _one(BOOT, ARCHIVE, "two headers", local_extra=b"\x01\0\0\0"),
    "padding in an extra field": lambda: _one(BOOT, ARCHIVE, "form that is not allowed", extra=b"\0" * 3),
    "an entry's comment": lambda: _one(BOOT, ARCHIVE, "form that is not allowed", comment=b"hello"),
    "a comment": lambda: _whole("without comment", suffix=b"x", comment_length=1),
    "a comment that is another end": lambda: Hostile(_two_ends(), ARCHIVE, "where the zip ends"),
    "a comment longer than it says": lambda: _whole("without comment", suffix=b"xy", comment_length=1),
    # zip64
    "sizes in a zip64 extra field": lambda: _one(
        BOOT,
        ARCHIVE,
        "form that is not allowed",
        both={"size": 2**32 - 1, "packed": 2**32 - 1},
        extra=struct.pack("<HHQQ", 1, 16, len(_data(BOOT)), len(_data(BOOT))),
    ),
    "zip64 sizes without an extra field": lambda: _one(
        BOOT, ARCHIVE, "overlaps", both={"size": 2**32 - 1, "packed": 2**32 - 1}
    ),
    "an offset in a zip64 extra field": lambda: _one(
        BOOT,
        ARCHIVE,
        "form that is not allowed",
        central={"offset": 2**32 - 1},
        central_extra=struct.pack("<HHQ", 1, 8, 0),
    ),
    "a zip64 extra field that says otherwise": lambda: _one(
        BOOT, ARCHIVE, "form that is not allowed", extra=struct.pack("<HHQQ", 1, 16, 1, 1)
    ),
    "a zip64 end of directory": lambda: Hostile(_zip64_end(real=True), ARCHIVE, "too many entries"),
    "a zip64 end beside an end that needs none": lambda: Hostile(_zip64_end(real=False), ARCHIVE, "where the zip ends"),
    # the whole
    "a prefix, as in a self-extracting zip": lambda: Hostile(b"#!/bin/sh\n" + GOOD, ARCHIVE, "where the zip ends"),
    "a prefix that the offsets know of": lambda: _whole("does not follow", prefix=b"#!/bin/sh\nexit\n"),
    "a picture before it": lambda: _whole("does not follow", prefix=_data(PICTURE)),
    "trailing data": lambda: Hostile(GOOD + b"\0", ARCHIVE, "does not end as a zip"),
    "another archive before it": lambda: Hostile(_two_archives(), ARCHIVE, "where the zip ends"),
    "itself twice": lambda: Hostile(GOOD + GOOD, ARCHIVE, "where the zip ends"),
    "a gap between entries": lambda: _one(BOOT, ARCHIVE, "does not follow", before=b"gap!"),
    "a gap before the directory": lambda: _whole("belong to no entry", gap=b"gap!"),
    "an entry that the directory does not list": lambda: Hostile(
        forge([*ENTRIES[:3], Entry(b"blobs/hidden.json", EVIL, hidden=True), *ENTRIES[3:]]), ARCHIVE, "does not follow"
    ),
    "an entry that the directory does not list, at the end": lambda: Hostile(
        forge([*ENTRIES, Entry(b"zz.json", EVIL, hidden=True)]), ARCHIVE, "belong to no entry"
    ),
    "an entry of the directory without a body": lambda: Hostile(
        forge([*ENTRIES, Entry(b"zz.json", EVIL, ghost=True)]), ARCHIVE, "overlaps"
    ),
    "two entries over one body": lambda: Hostile(_overlapping(), ARCHIVE, "does not follow"),
    "a body inside another body": lambda: Hostile(_nested_body(), ARCHIVE, "does not follow"),
    "an entry fewer than it holds": lambda: _whole("belong to no entry", count=len(ENTRIES) - 1, here=len(ENTRIES) - 1),
    "an entry more than it holds": lambda: _whole("cut off", count=len(ENTRIES) + 1, here=len(ENTRIES) + 1),
    "counts that differ from each other": lambda: _whole("split", here=len(ENTRIES) - 1),
    "65,535 entries by its word": lambda: _whole("too many entries", count=65_535, here=65_535),
    "60,001 entries": lambda: Hostile(_huge_count(), ARCHIVE, "too many entries"),
    "a split archive": lambda: _whole("split", disk=1),
    "a directory on another disk": lambda: _whole("split", directory_disk=1),
    "a directory that begins earlier": lambda: _whole("where the zip ends", start=DIRECTORY_AT - 4),
    "a directory that begins earlier and is longer": lambda: _whole(
        "form that is not allowed", start=DIRECTORY_AT - 46, directory_size=len(GOOD) - 22 - DIRECTORY_AT + 46
    ),
    "a directory that begins beyond the end": lambda: _whole("where the zip ends", start=2**32 - 1),
    "a directory of no bytes": lambda: _whole("where the zip ends", directory_size=0),
    "a signature of the directory": lambda: Hostile(
        GOOD[:-22] + struct.pack("<IH", 0x05054B50, 0) + GOOD[-22:], ARCHIVE, "where the zip ends"
    ),
    "extra data before the directory": lambda: _whole("belong to no entry", gap=struct.pack("<II", 0x08064B50, 0)),
    # cut off at every structure
    "nothing": lambda: _cut(0, "not a zip"),
    "cut off in the first mark": lambda: _cut(2, "not a zip"),
    "cut off in the first header": lambda: _cut(20, "not a zip"),
    "cut off in the first name": lambda: _cut(34, "does not end as a zip"),
    "cut off in the first content": lambda: _cut(60, "does not end as a zip"),
    "cut off between two entries": lambda: _cut(SECOND_AT, "does not end as a zip"),
    "cut off before the directory": lambda: _cut(DIRECTORY_AT, "does not end as a zip"),
    "cut off in the directory": lambda: _cut(DIRECTORY_AT + 60, "does not end as a zip"),
    "cut off before the end": lambda: _cut(len(GOOD) - 22, "does not end as a zip"),
    "cut off in the end": lambda: _cut(len(GOOD) - 1, "does not end as a zip"),
    "cut off at the start": lambda: Hostile(GOOD[1:], ARCHIVE, "where the zip ends"),
    "the directory alone": lambda: Hostile(GOOD[DIRECTORY_AT:], ARCHIVE, "where the zip ends"),
    "the end alone": lambda: Hostile(GOOD[-22:], ARCHIVE, "where the zip ends"),
    "an empty zip": lambda: Hostile(forge([]), MISSING, "SHA256SUMS"),
    "no zip": lambda: Hostile(b"<!doctype html>" * 10, ARCHIVE, "does not end as a zip"),
    "a message of a proxy": lambda: Hostile(b"HTTP/1.1 200 OK\r\n\r\n" + GOOD, ARCHIVE, "where the zip ends"),
    # well-formed zips that are no packages
    "an entry that the manifest does not name": lambda: Hostile(_unlisted_blob(), UNKNOWN, "blobs/"),
    "an entry that the format does not know": lambda: _named(b"index.html", UNKNOWN, "index.html"),
    "a script for the web server": lambda: _named(b"blobs/x.php", UNKNOWN, "x.php"),
    "a picture that is a program": lambda: _named(b"blobs/" + b"0" * 64 + b".svg", UNKNOWN, "svg"),
    "a channel file of another environment": lambda: _more(
        Entry(b"channel/bank/staging.json", _data(CHANNEL), {"time": DATE[0], "date": DATE[1]}),
        code=UNKNOWN,
        says="staging",
    ),
    "a second channel file under pending/": lambda: _more(
        Entry(b"pending/bank/production.json", _data(CHANNEL), {"time": DATE[0], "date": DATE[1]}),
        code=UNKNOWN,
        says="pending",
    ),
    "an SDK file of its own": lambda: _replaced(SDK, b"alert(1)", "package.sdk-unknown", "sdk/"),
    "an SDK file of an unknown version": lambda: _named(b"sdk/9.9.9/handrail.js", "package.sdk-unknown", "9.9.9"),
    "Power Mode in production": lambda: _named(b"sdk/0.1.0/handrail-power.js", "package.power-in-production", "power"),
    "a boot file with other bytes": lambda: _replaced(BOOT, EVIL, CHANGED, "blobs/"),
    "a boot file with one blank more": lambda: _replaced(BOOT, _data(BOOT) + b" ", CHANGED, "blobs/"),
    "a boot file of no bytes": lambda: _replaced(BOOT, b"", CHANGED, "blobs/"),
    "a release named by another hash": lambda: Hostile(
        forge(
            sorted(
                [*(each for each in ENTRIES), Entry(b"releases/9-" + b"0" * 16 + b".json", _data(RELEASE))],
                key=lambda each: each.name,
            )
        ),
        CHANGED,
        "releases/9",
    ),
    "checksums of other files": lambda: _replaced(b"SHA256SUMS", _data(b"SHA256SUMS")[65:], CHANGED, "SHA256SUMS"),
    "no checksums": lambda: _without(b"SHA256SUMS", MISSING, "SHA256SUMS"),
    "no manual": lambda: _without(b"VERIFY.txt", MISSING, "VERIFY.txt"),
    "no hint": lambda: _without(b"handrail.json", MISSING, "handrail.json"),
    "no channel file": lambda: _without(CHANNEL, MISSING, "channel/"),
    "no release file": lambda: _without(RELEASE, MISSING, "releases/"),
    "no boot file": lambda: _without(BOOT, MISSING, "blobs/"),
    "no picture": lambda: _without(PICTURE, MISSING, "blobs/"),
    "a hint for another environment": lambda: _replaced(
        b"handrail.json", _hint(production="staging"), MISSING, "channel/bank/staging.json"
    ),
    "a hint of a delta": lambda: _replaced(b"handrail.json", _hint(full="delta"), MISSING, "pending/"),
    "a hint of another format": lambda: _replaced(
        b"handrail.json", _hint(**{"handrail-package/1": "handrail-package/2"}), "package.malformed", "handrail.json"
    ),
}

HOSTILE: dict[str, Hostile] = {name: make() for name, make in _CASES.items()}
