"""Kind and size of a picture, read from its first bytes. Nothing is decoded."""

import struct
from typing import Literal, NamedTuple

Extension = Literal["png", "jpg", "webp", "avif"]


class Picture(NamedTuple):
    """What the header says; sizes in pixels."""

    extension: Extension
    width: int
    height: int


def picture(data: bytes) -> Picture | None:
    """Kind and size of a PNG, JPEG, WebP or AVIF file; None for anything else."""
    try:
        if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR":
            return Picture("png", *struct.unpack(">II", data[16:24]))
        if data[:2] == b"\xff\xd8":
            return _jpeg(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
        if data[4:12] in (b"ftypavif", b"ftypavis"):
            at = data.index(b"ispe")
            return Picture("avif", *struct.unpack(">II", data[at + 8 : at + 16]))
    except (struct.error, ValueError, IndexError):
        return None
    return None


def _jpeg(data: bytes) -> Picture | None:
    at = 2
    while at < len(data):
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        if data[at] != 0xFF or length < 2:
            return None
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return Picture("jpg", width, height)
        at += 2 + length
    return None


def _webp(data: bytes) -> Picture | None:
    form = data[12:16]
    if form == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        height = int.from_bytes(data[27:30], "little") + 1
        return Picture("webp", width, height) if len(data) >= 30 else None
    if form == b"VP8L":
        bits = struct.unpack("<I", data[21:25])[0]
        return Picture("webp", (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1)
    if form == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return Picture("webp", width & 0x3FFF, height & 0x3FFF)
    return None
