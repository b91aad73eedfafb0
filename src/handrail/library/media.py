"""Pictures and videos: checked, stored by their hash.

Every picture is decoded and written anew, so that nothing but pixels (no metadata, no appended bytes, no script)
reaches a package. SVG is refused: it can carry script. A video stays as it was uploaded: its container is read, its
pictures and sound are not.
"""

import hashlib
import io
from typing import Final

from django.db import transaction
from django.utils import timezone
from PIL import Image, UnidentifiedImageError

from handrail.accounts.audit import record
from handrail.applications.models import Application
from handrail.errors import InvalidInputError, NotFoundError
from handrail.library.access import Actor, person_behind, require_author, require_reader
from handrail.library.models import Blob, Media, Reference
from handrail.schema.authored.application import Media as AuthoredMedia
from handrail.schema.authored.video_size import VIDEOS, looks_like_video, video

MAX_BYTES: Final = 8 * 1024 * 1024
MAX_SIDE: Final = 4096
MAX_PIXELS: Final = 16_000_000
_EXTENSIONS: Final = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "AVIF": "avif"}


class UnusablePictureError(InvalidInputError):
    """An upload that is not a picture Handrail can publish."""

    code = "library.picture-unusable"
    sentence = (
        "The picture {name!r} was not stored: {reason}. PNG, JPEG, WebP and AVIF up to 8 MB "
        "and 4096 × 4096 pixels are fine."
    )


class UnusableVideoError(InvalidInputError):
    """An upload that begins like a video and is none that Handrail can publish."""

    code = "library.video-unusable"
    sentence = (
        "The video {name!r} was not stored: {reason}. MP4 (H.264, AAC) and WebM (VP8, VP9, AV1) up to 8 MB and "
        "4096 × 4096 pixels are fine."
    )


def store_blob(data: bytes) -> Blob:
    """Keep bytes under their hash; the same bytes are kept once."""
    blob, _ = Blob.objects.get_or_create(sha256=hashlib.sha256(data).hexdigest(), defaults={"data": data})
    return blob


def add_media(*, actor: Actor, application: Application, name: str, data: bytes) -> Media:
    """Check and keep an uploaded picture or video; the same file again is the same row.

    Raises:
        UnusablePictureError: too large, not a picture, or of another format.
        UnusableVideoError: the same for what begins like a video.
    """
    require_author(actor, application)
    encoded, extension, width, height = publishable(name, data)
    with transaction.atomic():
        media, made = Media.objects.get_or_create(
            application=application,
            blob=store_blob(encoded),
            defaults={
                "name": name[:120] or ("video" if extension in VIDEOS else "picture"),
                "extension": extension,
                "width": width,
                "height": height,
                "uploaded_at": timezone.now(),
                "uploaded_by": person_behind(actor),
            },
        )
        if made:
            record(actor, "media.added", media.name, {"sha256": media.blob_id}, application)
    return media


def publishable(name: str, data: bytes) -> tuple[bytes, str, int, int]:
    """What of an upload may be published: (bytes, extension, width, height).

    Raises:
        UnusablePictureError: see ``re_encode``.
        UnusableVideoError: too large, or without a picture track of a size that screens have.
    """
    if not looks_like_video(data):
        return re_encode(name, data)
    if len(data) > MAX_BYTES:
        raise UnusableVideoError(name=name, reason="it is larger than 8 MB", problems=[])
    found = video(data)
    if found is None:
        raise UnusableVideoError(name=name, reason="it cannot be read as an MP4 or WebM video", problems=[])
    if max(found.width, found.height) > MAX_SIDE:
        raise UnusableVideoError(name=name, reason=f"it measures {found.width} × {found.height}", problems=[])
    return data, found.extension, found.width, found.height


def re_encode(name: str, data: bytes) -> tuple[bytes, str, int, int]:
    """Decode and write anew: (bytes, extension, width, height)."""
    if len(data) > MAX_BYTES:
        raise UnusablePictureError(name=name, reason="it is larger than 8 MB", problems=[])
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.format not in _EXTENSIONS:
                raise UnusablePictureError(name=name, reason=f"{picture.format} is not supported", problems=[])
            kind = picture.format
            width, height = picture.size
            # The sizes are known from the header: a decompression bomb is refused before it is unpacked.
            if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
                raise UnusablePictureError(name=name, reason=f"it measures {width} × {height}", problems=[])
            plain = picture.convert("RGB" if kind == "JPEG" else "RGBA" if "A" in picture.getbands() else "RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnusablePictureError(name=name, reason="it cannot be read as a picture", problems=[]) from error
    written = io.BytesIO()
    options: dict[str, object] = {"JPEG": {"quality": 88}, "WEBP": {"quality": 88}, "AVIF": {"quality": 70}}.get(
        kind, {}
    )  # type: ignore[assignment]
    plain.save(written, kind, **options)
    return written.getvalue(), _EXTENSIONS[kind], width, height


def list_media(*, actor: Actor, application: Application) -> list[Media]:
    """All pictures and videos by name, without their bytes."""
    require_reader(actor, application)
    return list(Media.objects.filter(application=application))


def find_media(*, actor: Actor, application: Application, sha256: str) -> Media:
    """One picture or video with its bytes.

    Raises:
        NotFoundError: the application has none of that hash.
    """
    require_reader(actor, application)
    found = Media.objects.select_related("blob").filter(application=application, blob_id=sha256).first()
    if found is None:
        raise NotFoundError(what=f"Picture or video {sha256[:12]}")
    return found


def delete_media(*, actor: Actor, application: Application, sha256: str) -> None:
    """Take a picture or video out; refused while a document shows it. Releases keep their own copy."""
    media = find_media(actor=actor, application=application, sha256=sha256)
    require_author(actor, application)
    users = Reference.objects.filter(
        source__application=application, source__archived_at=None, kind="media", name=sha256
    )
    if users.exists():
        shown_by = ", ".join(sorted({row.source.title for row in users.select_related("source")}))
        raise InvalidInputError(summary=f"{media.name} is shown by {shown_by}", problems=[])
    with transaction.atomic():
        name = media.name
        media.delete()
        record(actor, "media.deleted", name, {"sha256": sha256}, application)


def authored(media: Media) -> AuthoredMedia:
    """The picture or video as content names it."""
    return AuthoredMedia.model_validate(
        {
            "sha256": media.blob_id,
            "name": media.name,
            "extension": media.extension,
            "width": media.width,
            "height": media.height,
        }
    )
