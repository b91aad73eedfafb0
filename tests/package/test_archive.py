"""The zip reader accepts what the writer makes and refuses everything else."""

import io
import struct
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.package.archive import is_file_name, read_zip, write_zip
from handrail.package.errors import ArchiveError, TooLargeError

FILES = {"blobs/a.json": b"{}", "channel/bank/production.json": b"[]", "handrail.json": b"x" * 300}
GOOD = write_zip(FILES, {"channel/bank/production.json": 1_795_600_800})


def standard(change: Callable[[zipfile.ZipFile], None]) -> bytes:
    """A zip made by the standard library."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        change(archive)
    return made.getvalue()


def entry(name: str, **more: object) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system, info.create_version, info.extract_version = 3, 10, 10
    info.external_attr = 0o100644 << 16
    for key, value in more.items():
        setattr(info, key, value)
    return info


def one(name: str = "blobs/a.json", data: bytes = b"{}", **more: object) -> bytes:
    return standard(lambda archive: archive.writestr(entry(name, **more), data))


def field(at: int, value: bytes, data: bytes = GOOD) -> bytes:
    """Bytes replaced at a place; negative counts from the end."""
    at = at if at >= 0 else len(data) + at
    return data[:at] + value + data[at + len(value) :]


CENTRAL = GOOD.index(b"PK\x01\x02")
SECOND_LOCAL = GOOD.index(b"PK\x03\x04", 4)
HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "no zip": b"<!doctype html>" * 10,
    "cut off at the end": GOOD[:-1],
    "cut off at the start": GOOD[1:],
    "trailing data": GOOD + b"\0",
    "a prefix, as in a self-extracting zip": b"#!/bin/sh\n" + GOOD,
    "a comment": field(-2, b"\1\0") + b"x",
    "compressed": one(compress_type=zipfile.ZIP_DEFLATED, data=b"a" * 99),
    "an absolute path": one("/etc/passwd"),
    "a parent path": one("../x.json"),
    "a parent path inside": one("blobs/../x.json"),
    "a drive": one("c:x.json"),
    "a backslash": GOOD.replace(b"blobs/a.json", b"blobs\\a.json"),
    "a name in capitals": one("Blobs/a.json"),
    "a name with a null byte": GOOD.replace(b"blobs/a.json", b"blobs/a\0json"),
    "a name beyond ASCII": one("blobs/\u00e4.json"),
    "a name that begins with a dot": one(".htaccess"),
    "a name with a hidden part": one("blobs/.htaccess"),
    "a folder": one("blobs/"),
    "a double slash": one("blobs//a.json"),
    "a symlink": one(external_attr=0o120777 << 16),
    "an executable": one(external_attr=0o100755 << 16),
    "made on Windows": one(create_system=0),
    "an extra field": one(extra=b"\x01\x00\x00\x00"),
    "an entry's comment": one(comment=b"hello"),
    "a date": one(date_time=(2026, 1, 1, 0, 0, 0)),
    "an encrypted entry": field(CENTRAL + 8, b"\1\0", field(6, b"\1\0")),
    "sizes in a data descriptor": field(CENTRAL + 8, b"\x08\0", field(6, b"\x08\0")),
    "a damaged byte": field(45, b"!"),
    "a wrong checksum in both headers": field(CENTRAL + 16, b"\0\0\0\0", field(14, b"\0\0\0\0")),
    "another name in the local header": field(30, b"blobs/b.json"),
    "another size in the local header": field(18, b"\3\0\0\0"),
    "zip64 sizes": field(CENTRAL + 20, b"\xff" * 8, field(18, b"\xff" * 8)),
    "zip64 end of directory": field(-14, b"\xff\xff"),
    "a split archive": field(-18, b"\1\0"),
    "one entry less than it holds": field(-14, struct.pack("<HH", 2, 2)),
    "one entry more than it holds": field(-14, struct.pack("<HH", 4, 4)),
    "two entries over one content": field(GOOD.index(b"PK\x01\x02", CENTRAL + 4) + 42, b"\0\0\0\0"),
    "a directory that begins earlier": field(-6, struct.pack("<I", CENTRAL - 4)),
    "a gap between entries": GOOD[:SECOND_LOCAL] + b"gap!" + GOOD[SECOND_LOCAL:],
    "one name twice": write_zip({"blobs/a.json": b"1", "blobs/b.json": b"2"}).replace(b"blobs/b", b"blobs/a"),
    "entries out of order": write_zip({"blobs/a.json": b"1", "blobs/b.json": b"2"})
    .replace(b"blobs/a", b"blobs/x")
    .replace(b"blobs/b", b"blobs/a"),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_zip_is_refused(data: bytes) -> None:
    assert data != GOOD
    with pytest.raises(ArchiveError):
        read_zip(data)


def test_there_are_enough_hostile_zips() -> None:
    assert len(HOSTILE) >= 25


def test_what_is_written_is_read_again() -> None:
    assert read_zip(GOOD) == FILES


def test_the_standard_library_and_unzip_read_it_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        assert archive.testzip() is None
        assert {n: archive.read(n) for n in archive.namelist()} == FILES
        assert archive.getinfo("channel/bank/production.json").date_time == (2026, 11, 25, 10, 0, 0)
        assert archive.getinfo("blobs/a.json").date_time == (1980, 1, 1, 0, 0, 0)
        assert all(info.external_attr >> 16 == 0o100644 for info in archive.infolist())
    path = tmp_path / "good.zip"
    path.write_bytes(GOOD)
    assert (
        "No errors detected" in subprocess.run(["unzip", "-t", path], capture_output=True, text=True, check=True).stdout
    )


def test_a_name_that_is_not_allowed_is_not_written() -> None:
    with pytest.raises(ArchiveError):
        write_zip({"../x": b""})


def test_a_package_over_the_limit_is_not_read() -> None:
    class Huge(bytes):
        def __len__(self) -> int:
            return 2**31

    with pytest.raises(TooLargeError):
        read_zip(Huge())


def test_a_seq_far_away_gives_the_earliest_date() -> None:
    name = "channel/a/b.json"
    assert write_zip({name: b""}, {name: 2**53 - 1}) == write_zip({name: b""}, {name: 1}) == write_zip({name: b""})


def test_names() -> None:
    assert all(map(is_file_name, ["SHA256SUMS", "VERIFY.txt", "sdk/0.1.0/handrail.js"]))
    assert not any(
        map(is_file_name, ["", "A", "a//b", "a/../b", "a/./b", "a/", "a.", "a" * 201, "a/b\n", "sha256SUMS"])
    )


NAMES = st.from_regex(r"\A[a-z][a-z0-9_/-]{0,12}\.json\Z").filter(is_file_name)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, st.binary(max_size=50), max_size=5))
def test_any_files_come_back(files: dict[str, bytes]) -> None:
    assert read_zip(write_zip(files)) == files


@settings(max_examples=300, deadline=None)
@given(at=st.integers(0, len(GOOD) - 1), bit=st.integers(0, 7))
def test_no_flipped_bit_goes_unnoticed(at: int, bit: int) -> None:
    spoilt = field(at, bytes([GOOD[at] ^ (1 << bit)]))
    try:
        found = read_zip(spoilt)
    except ArchiveError:
        return
    channel = GOOD.index(b"channel/")
    assert found == FILES, "only the date of the channel file may differ"
    assert any(
        lo <= at < hi
        for lo, hi in ((channel - 20, channel - 16), (GOOD.rindex(b"channel/") - 34, GOOD.rindex(b"channel/") - 30))
    )
