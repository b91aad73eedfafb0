"""Kind and size of videos come from their containers; rubbish is no video, and no error."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.schema.authored.video_size import looks_like_video, video

VIDEOS = Path(__file__).parents[2] / "golden/videos"


@pytest.mark.parametrize("extension", ["mp4", "webm"])
def test_sizes_are_those_that_the_recorder_wrote(extension: str) -> None:
    assert video((VIDEOS / f"clip.{extension}").read_bytes()) == (extension, 160, 90)


def test_boxes_of_64_bit_length_and_of_the_rest_of_the_file_are_read() -> None:
    data = (VIDEOS / "clip.mp4").read_bytes()
    first = int.from_bytes(data[:4], "big")
    wide = b"\0\0\0\x01free" + (24).to_bytes(8, "big") + bytes(8)
    last = b"\0\0\0\0mdat" + bytes(9)
    assert video(data[:first] + wide + data[first:] + last) == ("mp4", 160, 90)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x1a\x45\xdf\xa3",
        b"\x1a\x45\xdf\xa3\x80",
        b"\0\0\0\x18ftypmp42",
        b"\0\0\0\x18ftypavif" + bytes(12),
        b"<svg/>",
        b"#EXTM3U",
    ],
)
def test_what_has_no_picture_track_is_no_video(data: bytes) -> None:
    assert video(data) is None


def test_matroska_that_is_no_webm_is_no_video() -> None:
    data = (VIDEOS / "clip.webm").read_bytes()
    assert video(data.replace(b"webm", b"mkv!", 1)) is None


def test_an_avif_picture_does_not_look_like_a_video() -> None:
    assert not looks_like_video(b"\0\0\0\x18ftypavif")
    assert looks_like_video(b"\0\0\0\x18ftypisom")


@pytest.mark.parametrize("extension", ["mp4", "webm"])
def test_a_file_that_was_cut_off_is_no_error(extension: str) -> None:
    data = (VIDEOS / f"clip.{extension}").read_bytes()
    found = {video(data[:length]) for length in range(len(data))}
    assert found <= {None, (extension, 160, 90)}


@given(st.binary(max_size=120), st.sampled_from([b"\x1a\x45\xdf\xa3", b"\0\0\0\x08ftyp", b"\0\0\0\x18ftypisom"]))
def test_rubbish_is_no_video_and_no_error(data: bytes, start: bytes) -> None:
    found = video(start + data)
    assert found is None or (found.width > 0 and found.height > 0)
