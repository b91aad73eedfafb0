"""The zip reader accepts what the writer makes and refuses everything else."""

import io
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.package.archive import is_file_name, read_zip, write_zip
from handrail.package.errors import ArchiveError, TooLargeError

FILES = {"blobs/a.json": b"{}", "channel/bank/production.json": b"[]", "handrail.json": b"x" * 300}
GOOD = write_zip(FILES, {"channel/bank/production.json": 1_795_600_800})


def field(at: int, value: bytes, data: bytes = GOOD) -> bytes:
    """Bytes replaced at a place; negative counts from the end."""
    at = at if at >= 0 else len(data) + at
    return data[:at] + value + data[at + len(value) :]


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
