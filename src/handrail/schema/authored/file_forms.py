"""What stands in one file of content as code: a kind's model without the id, which is the file's name."""

from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import BaseModel, Field
from pydantic.json_schema import GenerateJsonSchema

from handrail.schema.authored.application import (
    Attribute,
    Language,
    Media,
    Settings,
    Theme,
    TrackedEvent,
)
from handrail.schema.authored.campaign import Campaign
from handrail.schema.authored.places import Element, Screen
from handrail.schema.authored.references import Kind
from handrail.schema.authored.rules import Segment
from handrail.schema.base import AuthoredModel, Sha256Hex


class ApplicationFile(AuthoredModel):
    """``application.yaml``: what is not a thing of its own."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    settings: Settings = Settings()
    languages: Annotated[list[Language], Field(min_length=1, max_length=64)]


class MediaFile(AuthoredModel):
    """``media/<name>.yaml`` beside a picture or video; ``handrail export`` writes it, people need not."""

    name: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    """Absent: the file's name."""
    sha256: Sha256Hex
    extension: Literal["png", "jpg", "webp", "avif", "mp4", "webm"]
    width: Annotated[int, Field(ge=1, le=16_384)]
    height: Annotated[int, Field(ge=1, le=16_384)]


class Form(NamedTuple):
    """One kind of file."""

    kind: Kind
    field: str
    """Where its things stand in ``ApplicationContent``."""
    model: type[BaseModel]
    key: str
    """The model's field that is the file's name."""


FORMS: Final = (
    Form("attribute", "attributes", Attribute, "name"),
    Form("event", "tracked_events", TrackedEvent, "name"),
    Form("segment", "segments", Segment, "id"),
    Form("screen", "screens", Screen, "id"),
    Form("element", "elements", Element, "id"),
    Form("theme", "themes", Theme, "id"),
    Form("campaign", "campaigns", Campaign, "id"),
)
"""Every kind but media, whose files are pictures and videos."""


class _Plain(GenerateJsonSchema):
    """No title per field: editors would show them instead of the names."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def file_schemas() -> dict[str, dict[str, Any]]:
    """``campaign.schema.json`` and the like → JSON Schema of one file, for editors and other tools."""
    schemas = {
        "application.schema.json": ApplicationFile.model_json_schema(schema_generator=_Plain),
        "media.schema.json": MediaFile.model_json_schema(schema_generator=_Plain),
    }
    for form in FORMS:
        schema = form.model.model_json_schema(schema_generator=_Plain)
        schema["properties"].pop(form.key)
        schema["required"] = [name for name in schema.get("required", []) if name != form.key]
        if form.model is Campaign:
            for block, what in (
                ("Image", "picture in media/, e.g. logo.png"),
                ("Video", "video in media/, e.g. tour.mp4"),
            ):
                named = {"type": "string", "description": f"File name of a {what}."}
                schema["$defs"][block]["properties"]["media"] = named
        schemas[f"{form.kind}.schema.json"] = schema
    for name, schema in schemas.items():
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        schema["title"] = name.removesuffix(".schema.json")
    return schemas


def media_names(media: list[Media]) -> dict[str, str]:
    """SHA-256 → file name in ``media/``: the picture's name as far as file names allow, never the same twice."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for each in sorted(media, key=lambda one: (one.name, one.sha256)):
        stem = "".join(c if c.isascii() and (c.isalnum() or c in "_-") else "-" for c in each.name).strip("-")
        stem = stem or "picture"
        if stem.lower() in taken:
            stem = f"{stem}-{each.sha256[:8]}"
        taken.add(stem.lower())
        names[each.sha256] = f"{stem}.{each.extension}"
    return names
