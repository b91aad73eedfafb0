"""Writes the committed contracts: ``schema/content.schema.json``, ``schema/events.schema.json``, one schema per file of
content as code (``schema/campaign.schema.json`` and the like), and the JSON Schema of the wire models that the SDK's
TypeScript types are generated from (``schema/wire.schema.json``).

Run ``python -m handrail.schema.contracts DIRECTORY``; ``make schema`` calls it, ``make test`` fails on a difference.
"""

import json
import sys
from pathlib import Path

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue, models_json_schema

from handrail.schema.authored.application import ApplicationContent
from handrail.schema.authored.file_forms import file_schemas
from handrail.schema.wire.boot import Boot
from handrail.schema.wire.events import EventBatch


class _NoTitles(GenerateJsonSchema):
    """Field titles would become a TypeScript type of their own each."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def contract(models: list[type[BaseModel]], mode: JsonSchemaMode, title: str) -> JsonSchemaValue:
    """One JSON Schema (2020-12) with a definition per model."""
    _, schema = models_json_schema([(m, mode) for m in models], schema_generator=_NoTitles, title=title)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def contracts() -> dict[str, JsonSchemaValue]:
    """File name → schema."""
    return {
        "content.schema.json": {
            **ApplicationContent.model_json_schema(schema_generator=_NoTitles),
            "$schema": "https://json-schema.org/draft/2020-12/schema",
        },
        "events.schema.json": {
            **EventBatch.model_json_schema(mode="serialization", schema_generator=_NoTitles),
            "$schema": "https://json-schema.org/draft/2020-12/schema",
        },
        **file_schemas(),
        "wire.schema.json": contract([Boot, EventBatch], "serialization", "Wire"),
    }


def write(directory: Path) -> None:
    """Write all contracts below ``directory``."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, schema in contracts().items():
        text = json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True)
        (directory / name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
