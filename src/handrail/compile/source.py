"""The authored form that a release names: canonical JSON of the content."""

import json

from handrail.schema.authored.application import ApplicationContent


def sorted_content(content: ApplicationContent) -> ApplicationContent:
    """The same content with every list whose order means nothing sorted by id."""
    return content.model_copy(
        update={
            "attributes": sorted(content.attributes, key=lambda each: each.name),
            "tracked_events": sorted(content.tracked_events, key=lambda each: each.name),
            "segments": sorted(content.segments, key=lambda each: each.id),
            "screens": sorted(content.screens, key=lambda each: each.id),
            "elements": sorted(content.elements, key=lambda each: each.id),
            "themes": sorted(content.themes, key=lambda each: each.id),
            "media": sorted(content.media, key=lambda each: each.sha256),
            "campaigns": sorted(content.campaigns, key=lambda each: each.id),
        }
    )


def source_bytes(content: ApplicationContent) -> bytes:
    """Canonical JSON in UTF-8: keys sorted, compact, absent values left out, labels left out.

    Labels are the authors' own notes; they change nothing for end users and never leave the console.
    """
    data = sorted_content(content).model_dump(mode="json", by_alias=True, exclude_none=True)
    for campaign in data["campaigns"]:
        campaign.pop("labels", None)
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def content_from_source(source: bytes) -> ApplicationContent:
    """The content that ``source_bytes`` wrote.

    Raises:
        pydantic.ValidationError: a field, kind or operator that this version does not know.
    """
    return ApplicationContent.model_validate_json(source)
