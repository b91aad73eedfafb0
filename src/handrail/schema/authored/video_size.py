"""Kind and size of a video, read from its container. No picture is decoded; nothing behind the headers is looked at."""

import struct
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

Extension = Literal["mp4", "webm"]
VIDEOS: Final[tuple[Extension, ...]] = ("mp4", "webm")


class Video(NamedTuple):
    """What the headers say; sizes in pixels."""

    extension: Extension
    width: int
    height: int


_EBML, _DOC_TYPE, _SEGMENT, _TRACKS = 0x1A45DFA3, 0x4282, 0x18538067, 0x1654AE6B
_TRACK, _PICTURES, _WIDTH, _HEIGHT = 0xAE, 0xE0, 0xB0, 0xBA


def looks_like_video(data: bytes) -> bool:
    """Whether the first bytes are those of an MP4, WebM or Matroska file; AVIF pictures begin like MP4 and are none."""
    brand = data[8:12]
    return data[:4] == b"\x1a\x45\xdf\xa3" or (data[4:8] == b"ftyp" and brand not in (b"avif", b"avis"))


def video(data: bytes) -> Video | None:
    """Kind and size of an MP4 or WebM file that has a picture track; None for anything else."""
    if not looks_like_video(data):
        return None
    try:
        if data[4:8] == b"ftyp":
            size = _mp4_size(data)
            return None if size is None else Video("mp4", *size)
        size = _webm_size(data)
        return None if size is None else Video("webm", *size)
    except (struct.error, ValueError, IndexError):
        return None


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(kind, start, end) of the contents of each box (ISO/IEC 14496-12, 4.2)."""
    while start + 8 <= end:
        length, kind, head = *struct.unpack(">I4s", data[start : start + 8]), 8
        if length == 1:
            length, head = struct.unpack(">Q", data[start + 8 : start + 16])[0], 16
        elif length == 0:
            length = end - start
        if length < head or start + length > end:
            return
        yield kind, start + head, start + length
        start += length


def _mp4_size(data: bytes) -> tuple[int, int] | None:
    """The size that the first track with a picture is shown in: the last 8 bytes of its ``tkhd``, as 16.16."""
    for kind, start, end in _boxes(data, 0, len(data)):
        if kind != b"moov":
            continue
        for inner, low, high in _boxes(data, start, end):
            heads = [(a, b) for name, a, b in _boxes(data, low, high) if name == b"tkhd"] if inner == b"trak" else []
            for _, last in heads:
                width, height = (each >> 16 for each in struct.unpack(">II", data[last - 8 : last]))
                if width and height:
                    return width, height
    return None


def _number(data: bytes, at: int, *, marker: bool) -> tuple[int, int]:
    """A variable-length number of EBML (RFC 8794) and where it ends; an id keeps its length marker."""
    length = 9 - data[at].bit_length()
    if length > 8 or at + length > len(data):
        raise ValueError("no such length")
    value = int.from_bytes(data[at : at + length], "big")
    return value if marker else value & ((1 << 7 * length) - 1), at + length


def _elements(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(id, start, end) of the contents of each element; one of unknown length reaches to the end."""
    while start < end:
        name, at = _number(data, start, marker=True)
        length, body = _number(data, at, marker=False)
        unknown = length == (1 << 7 * (body - at)) - 1
        stop = end if unknown else body + length
        if stop > end:
            return
        yield name, body, stop
        start = stop


def _webm_size(data: bytes) -> tuple[int, int] | None:
    is_webm = False
    for name, start, end in _elements(data, 0, len(data)):
        if name == _EBML:
            is_webm = any(
                k == _DOC_TYPE and data[a:b].rstrip(b"\0") == b"webm" for k, a, b in _elements(data, start, end)
            )
        elif name == _SEGMENT and is_webm:
            return _size_in_segment(data, start, end)
    return None


def _size_in_segment(data: bytes, start: int, end: int) -> tuple[int, int] | None:
    for name, low, high in _elements(data, start, end):
        if name != _TRACKS:
            continue
        for track, a, b in _elements(data, low, high):
            parts = [(c, d) for kind, c, d in _elements(data, a, b) if kind == _PICTURES] if track == _TRACK else []
            for c, d in parts:
                sizes = {kind: int.from_bytes(data[e:f], "big") for kind, e, f in _elements(data, c, d)}
                if sizes.get(_WIDTH) and sizes.get(_HEIGHT):
                    return sizes[_WIDTH], sizes[_HEIGHT]
        return None
    return None
