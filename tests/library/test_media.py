"""Pictures are pixels and nothing else; videos are what they say they are."""

import io
from pathlib import Path

import pytest
from PIL import Image

from actors import Bank
from handrail.errors import InvalidInputError, NotAllowedError
from handrail.library.media import (
    MAX_BYTES,
    UnusablePictureError,
    UnusableVideoError,
    add_media,
    authored,
    delete_media,
    find_media,
    publishable,
    re_encode,
)
from handrail.library.models import Media

pytestmark = pytest.mark.django_db


def png(size: tuple[int, int] = (8, 6), kind: str = "PNG") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "red").save(written, kind)
    return written.getvalue()


def test_appended_bytes_and_metadata_do_not_survive(bank: Bank) -> None:
    media = add_media(
        actor=bank.author, application=bank.application, name="red", data=png() + b"<script>alert(1)</script>"
    )
    assert b"script" not in bytes(media.blob.data)
    assert (media.extension, media.width, media.height) == ("png", 8, 6)


def test_the_same_picture_twice_is_one_row(bank: Bank) -> None:
    first = add_media(actor=bank.author, application=bank.application, name="a", data=png())
    second = add_media(actor=bank.author, application=bank.application, name="b", data=png())
    assert first.pk == second.pk


@pytest.mark.parametrize(
    "data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", b"\x89PNG\r\n\x1a\nbroken", png(kind="GIF")]
)
def test_what_is_no_usable_picture_is_refused(data: bytes) -> None:
    with pytest.raises(UnusablePictureError):
        re_encode("x", data)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(UnusablePictureError, match="5000 × 10"):
        re_encode("wide", png((5000, 10)))


def test_a_shown_picture_stays(bank: Bank) -> None:
    from handrail.campaigns.services import save_campaign
    from handrail.schema.authored.campaign import Campaign

    media = add_media(actor=bank.author, application=bank.application, name="red", data=png())
    block = {"block": "image", "media": media.blob_id, "alternative": {}}
    body = {"id": "x", "name": "Shows it", "content": {"kind": "announcement", "blocks": [block]}}
    document = Campaign.model_validate(body)
    save_campaign(actor=bank.author, application=bank.application, document=document, expected_version=None)
    with pytest.raises(InvalidInputError, match="Shows it"):
        delete_media(actor=bank.author, application=bank.application, sha256=media.blob_id)
    assert Media.objects.exists()


def test_approvers_look_but_do_not_upload(bank: Bank) -> None:
    media = add_media(actor=bank.author, application=bank.application, name="red", data=png())
    assert find_media(actor=bank.approver, application=bank.application, sha256=media.blob_id).name == "red"
    with pytest.raises(NotAllowedError):
        add_media(actor=bank.approver, application=bank.application, name="red", data=png())


VIDEOS = Path(__file__).parents[1] / "golden/videos"


@pytest.mark.parametrize("extension", ["mp4", "webm"])
def test_a_video_is_kept_as_it_is(bank: Bank, extension: str) -> None:
    data = (VIDEOS / f"clip.{extension}").read_bytes()
    media = add_media(actor=bank.author, application=bank.application, name="clip", data=data)
    assert bytes(media.blob.data) == data
    assert (media.extension, media.width, media.height, media.is_video) == (extension, 160, 90, True)
    assert authored(media).is_video


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x1a\x45\xdf\xa3 no video", "cannot be read"),
        (b"\0\0\0\x18ftypisom" + bytes(100), "cannot be read"),
        (b"\0\0\0\x18ftypisom" + bytes(MAX_BYTES), "larger than 8 MB"),
    ],
)
def test_what_begins_like_a_video_and_is_none_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(UnusableVideoError, match=reason) as refused:
        publishable("x", data)
    assert refused.value.code == "library.video-unusable"


def test_a_video_wider_than_any_screen_is_refused() -> None:
    data = (VIDEOS / "clip.mp4").read_bytes()
    at = data.index(b"tkhd") - 4
    end = at + int.from_bytes(data[at : at + 4], "big")
    wide = data[: end - 8] + (5000 << 16).to_bytes(4, "big") + data[end - 4 :]
    with pytest.raises(UnusableVideoError, match="5000 × 90"):
        publishable("x", wide)
