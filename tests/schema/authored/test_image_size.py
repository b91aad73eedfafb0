"""Kind and size of pictures come from their first bytes; rubbish is no picture."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, features

from handrail.schema.authored.image_size import picture


@pytest.mark.parametrize(
    "options",
    [
        ("PNG", {}),
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
        ("AVIF", {}),
    ],
)
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_sizes_are_those_of_pillow(options: tuple[str, dict[str, bool]], mode: str) -> None:
    kind, arguments = options
    assert features.check("avif")
    made = Image.new("RGB" if kind == "JPEG" else mode, (37, 21), "navy")
    target = io.BytesIO()
    made.save(target, kind, **arguments)
    extension = {"JPEG": "jpg"}.get(kind, kind.lower())
    assert picture(target.getvalue()) == (extension, 37, 21)


@given(
    st.binary(max_size=80),
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF1234WEBPVP8 ", b"1234ftypavif"]),
)
def test_rubbish_is_no_picture_and_no_error(data: bytes, start: bytes) -> None:
    found = picture(start + data)
    assert found is None or (found.width >= 0 and found.height >= 0)
