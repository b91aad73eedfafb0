"""The whole content of an application: out and in, for ``handrail export`` and ``handrail import``."""

import base64
import binascii
from typing import Annotated

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from handrail.api.actors import actor_of
from handrail.applications.access import get_application
from handrail.applications.models import Application
from handrail.campaigns.content import content_version, import_content, load_content
from handrail.errors import InvalidInputError
from handrail.library.documents import problems_of
from handrail.library.media import find_media
from handrail.schema.authored.application import ApplicationContent

router = Router(tags=["content"])

MAX_BODY = 128 * 1024 * 1024
"""Bytes of an import, pictures and videos included."""


class ImportBody(BaseModel):
    """What an import sends."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")

    content: ApplicationContent
    media: dict[str, str] = {}
    """SHA-256 → base64 of the pictures and videos that may not be there yet."""
    base_version: Annotated[str, Field(pattern="^[0-9]{1,18}$")] | int | None = None
    """The ETag of the export that this is based on; absent: overwrite whatever is there."""


@router.get("/applications/{key}/content", summary="Everything authored", response=ApplicationContent)
def get_content(request: HttpRequest, key: str) -> HttpResponse:
    """The drafts as one document; the ETag is the version that an import may be based on."""
    actor = actor_of(request)
    application = get_application(actor, key)
    content = load_content(actor=actor, application=application)
    body = content.model_dump_json(by_alias=True, exclude_none=True)
    return _tagged(HttpResponse(body, content_type="application/json"), application)


@router.put(
    "/applications/{key}/content",
    summary="Replace everything authored, all or nothing",
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}},
    },
)
def put_content(request: HttpRequest, key: str) -> HttpResponse:
    """Validate everything, then make the drafts equal to it; 422 lists every problem, 409 somebody else's changes."""
    actor = actor_of(request)
    application = get_application(actor, key)
    body = _read_import(request)
    result = import_content(
        actor=actor,
        application=application,
        content=body.content,
        media=_pictures(body.media),
        base_version=None if body.base_version is None else int(body.base_version),
    )
    counts = {"created": result.created, "changed": result.changed, "removed": result.removed}
    return _tagged(JsonResponse({**counts, "unchanged": result.unchanged, "version": result.version}), application)


def _tagged(response: HttpResponse, application: Application) -> HttpResponse:
    response["ETag"] = f'"{content_version(application)}"'
    response["Cache-Control"] = "no-store"
    return response


def _read_import(request: HttpRequest) -> ImportBody:
    """Read as a stream: pictures make imports larger than the limit for forms."""
    data = request.read(MAX_BODY + 1)
    if len(data) > MAX_BODY:
        problems = [{"where": "body", "what": f"is larger than {MAX_BODY:,} bytes"}]
        raise InvalidInputError(summary="the import is too large", problems=problems)
    try:
        return ImportBody.model_validate_json(data)
    except ValidationError as error:
        problems = problems_of(error, "import")
        summary = "; ".join(f"{each['where']}: {each['what']}" for each in problems[:5])
        raise InvalidInputError(summary=summary, problems=problems) from error


def _pictures(media: dict[str, str]) -> dict[str, bytes]:
    pictures: dict[str, bytes] = {}
    for sha256, text in media.items():
        try:
            pictures[sha256] = base64.b64decode(text, validate=True)
        except binascii.Error as error:
            problems = [{"where": f"media/{sha256}", "what": "is not base64"}]
            raise InvalidInputError(summary="a picture cannot be read", problems=problems) from error
    return pictures


@router.get("/applications/{key}/media/{sha256}", summary="One picture or video")
def get_media(request: HttpRequest, key: str, sha256: str) -> HttpResponse:
    """The bytes as they are published."""
    actor = actor_of(request)
    media = find_media(actor=actor, application=get_application(actor, key), sha256=sha256)
    response = HttpResponse(bytes(media.blob.data), content_type=media.content_type)
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
