"""What Power Mode brings from the running app beside proposals: its looks, and that the SDK was seen live in it."""

import base64
import binascii
import hashlib
import io
from typing import Annotated, Final, TypeVar

from django.db import transaction
from django.utils import timezone
from PIL import Image
from pydantic import Field, StringConstraints, ValidationError

from handrail.accounts.audit import record
from handrail.applications.connection import record_report
from handrail.applications.models import Application, ConnectionReport, Environment, SyncedAssets
from handrail.errors import InvalidInputError
from handrail.library.access import Actor, require_reader
from handrail.library.documents import problems_of
from handrail.library.media import re_encode
from handrail.places.proposals import require_power
from handrail.schema.authored.application import Colour, Pixels
from handrail.schema.base import AuthoredModel, Version

_Model = TypeVar("_Model", bound=AuthoredModel)
MAX_BYTES: Final = 60_000
ICON_SIDE: Final = 256
_Family = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9 ,'\"_-]{1,200}$")]
_Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9. -]{1,40}$")]


class AppFont(AuthoredModel):
    """A font of the app, by name."""

    family: _Family
    weight: _Word = "400"
    style: _Word = "normal"


class AppColours(AuthoredModel):
    """Computed colours of the app; what the page does not show is absent."""

    background: Colour | None = None
    text: Colour | None = None
    primary: Colour | None = None
    on_primary: Colour | None = None
    link: Colour | None = None
    border: Colour | None = None
    error: Colour | None = None
    radius: Pixels | None = None


class AppAssets(AuthoredModel):
    """What "Sync App Assets" sends."""

    title: Annotated[str, Field(max_length=200)] = ""
    icon: Annotated[str, Field(max_length=MAX_BYTES)] | None = None
    """PNG in base 64."""
    fonts: Annotated[list[AppFont], Field(max_length=24)] = []
    colours: AppColours = AppColours()
    sdk_version: Version | None = None


class LiveReport(AuthoredModel):
    """What the SDK in the page says of the content it verified."""

    release: Annotated[int, Field(ge=0, lt=2**53)] | None = None
    seq: Annotated[int, Field(ge=0, lt=2**53)] | None = None
    verified: bool
    sdk_version: Version | None = None
    page: Annotated[str, Field(max_length=500)] = ""


def sync_assets(*, actor: Actor, environment: Environment, document: object) -> SyncedAssets:
    """Keep icon, fonts, colours and SDK version of the app as just sent; the icon is decoded and written anew.

    Raises:
        NotAllowedError: the actor is no author.
        InvalidInputError: the schema refuses the document.
        UnusablePictureError: the icon is no PNG.
    """
    require_power(actor, environment)
    assets = _validated(AppAssets, document, "assets")
    icon = _icon(assets.icon) if assets.icon else b""
    with transaction.atomic():
        row, _ = SyncedAssets.objects.update_or_create(
            environment=environment,
            defaults={
                "application": environment.application,
                "name": assets.title,
                "icon": icon,
                "icon_sha256": hashlib.sha256(icon).hexdigest() if icon else "",
                "fonts": [font.model_dump() for font in assets.fonts],
                "colours": assets.colours.model_dump(by_alias=True, exclude_none=True),
                "sdk_version": assets.sdk_version or "",
                "synced_at": timezone.now(),
            },
        )
        details = {"environment": environment.name, "sdk": row.sdk_version, "icon": row.icon_sha256[:16]}
        record(actor, "assets.synced", row.name or environment.name, details, environment.application)
    return row


def synced_assets(*, actor: Actor, application: Application) -> list[SyncedAssets]:
    """What was synchronised last in each environment, the newest first."""
    require_reader(actor, application)
    rows = SyncedAssets.objects.filter(application=application).select_related("environment")
    return list(rows.order_by("-synced_at"))


def report_seen_live(*, actor: Actor, environment: Environment, document: object) -> ConnectionReport:
    """Keep that the SDK ran in the app and what it verified there; the same again moves the time only.

    Raises:
        NotAllowedError: the actor is no author.
        InvalidInputError: the schema refuses the document.
    """
    require_power(actor, environment)
    report = _validated(LiveReport, document, "report")
    state = ConnectionReport.State.LIVE if report.verified else ConnectionReport.State.INVALID
    return record_report(
        actor=actor,
        environment=environment,
        source=ConnectionReport.Source.POWER,
        state=state,
        release=report.release,
        seq=report.seq,
        message=f"SDK {report.sdk_version or '?'} on {report.page}",
    )


def _validated(model: type[_Model], document: object, where: str) -> _Model:
    try:
        return model.model_validate(document)
    except ValidationError as error:
        problems = problems_of(error, where)
        summary = "; ".join(f"{each['where']}: {each['what']}" for each in problems[:3])
        raise InvalidInputError(summary=summary, problems=problems) from error


def _icon(encoded: str) -> bytes:
    try:
        data = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise InvalidInputError(summary="the icon is not base 64", problems=[]) from error
    clean, extension, width, height = re_encode("icon", data)
    if extension != "png":
        raise InvalidInputError(summary="the icon is not a PNG", problems=[])
    if max(width, height) <= ICON_SIDE:
        return clean
    with Image.open(io.BytesIO(clean)) as picture:
        picture.thumbnail((ICON_SIDE, ICON_SIDE))
        written = io.BytesIO()
        picture.save(written, "PNG")
    return written.getvalue()
