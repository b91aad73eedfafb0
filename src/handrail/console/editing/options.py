"""What can be chosen in the editors of one application."""

from collections.abc import Mapping
from typing import Any

from handrail.console.editing import words
from handrail.schema.authored.application import ApplicationContent, Media
from handrail.schema.authored.variables import VARIABLES

Option = tuple[str, object]


def options_of(content: ApplicationContent) -> dict[str, list[Option]]:
    """Kind → (id, words), and the fixed choices of the schema."""
    return {
        "element": [(each.id, each.name) for each in content.elements],
        "screen": [(each.id, each.name) for each in content.screens],
        "segment": [(each.id, each.name) for each in content.segments],
        "campaign": [(each.id, each.name) for each in content.campaigns],
        "theme": [(each.id, each.name) for each in content.themes],
        "media": [_media(each) for each in content.media if not each.is_video],
        "video": [_media(each) for each in content.media if each.is_video],
        "trackedEvent": [(each.name, each.name) for each in content.tracked_events],
        "attribute": [(each.name, each.name) for each in content.attributes],
        "language": [(each.name, each.display_name) for each in content.languages],
        **{name: list(found.items()) for name, found in _FIXED.items()},
    }


def _media(media: Media) -> Option:
    return media.sha256, f"{media.name} ({media.width} × {media.height})"


_FIXED: Mapping[str, words.Words] = {
    "advance": words.ADVANCE,
    "attribute_types": words.ATTRIBUTE_TYPES,
    "anchors": words.ANCHORS,
    "blocks": words.BLOCKS,
    "column_blocks": {name: said for name, said in words.BLOCKS.items() if name != "columns"},
    "widths": words.WIDTHS,
    "corners": words.CORNERS,
    "deeds": words.DEEDS,
    "event_types": words.EVENT_TYPES,
    "forms": words.FORMS,
    "icons": words.ICONS,
    "launcher_forms": words.LAUNCHER_FORMS,
    "nine_positions": words.NINE_POSITIONS,
    "frequencies": words.FREQUENCIES,
    "placements": words.PLACEMENTS,
    "positions": words.POSITIONS,
    "questions": words.QUESTIONS,
    "rating_forms": words.RATING_FORMS,
    "step_kinds": words.STEPS,
    "styles": words.BUTTON_STYLES,
    "survey_forms": words.SURVEY_FORMS,
    "tip_shows": words.TIP_SHOWS,
    "triggers": words.TRIGGERS,
    "units": words.UNITS,
    "visibilities": words.VISIBILITIES,
    "weekdays": words.WEEKDAYS,
    "when_missing": words.WHEN_MISSING,
}


def inside_options(raw: Mapping[str, Any]) -> dict[str, list[Option]]:
    """What can be chosen inside the campaign that is being edited: its steps, its survey's pages and questions."""
    content = raw.get("content")
    shown: Mapping[str, Any] = content if isinstance(content, Mapping) else {}
    steps, pages = _parts(shown, "steps"), _parts(shown, "pages")
    goes_on = shown.get("kind") in ("walkthrough", "survey")
    asked = [each for page in pages for each in _parts(page, "questions") if each.get("question") != "message"]
    return {
        "steps": [_numbered(number, each) for number, each in enumerate(steps, 1)],
        "calls": [_numbered(number, each) for number, each in enumerate(steps, 1) if _calls(each)],
        "pages": [_numbered(number, each) for number, each in enumerate(pages, 1)],
        "question": [(str(each.get("id")), _some_text(each.get("text")) or str(each.get("id"))) for each in asked],
        "actions": [(key, said) for key, said in words.ACTIONS.items() if goes_on or key not in _GOING_ON],
    }


_GOING_ON = ("next", "back", "goToStep")


def _parts(part: Mapping[str, Any], field: str) -> list[Mapping[str, Any]]:
    found = part.get(field)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def _numbered(number: int, part: Mapping[str, Any]) -> Option:
    said = part.get("name") or words.STEPS.get(str(part.get("step"))) or part.get("id")
    return str(part.get("id")), f"{number}. {said}"


def _calls(step: Mapping[str, Any]) -> bool:
    deed = step.get("deed")
    return isinstance(deed, Mapping) and deed.get("do") == "call"


def _some_text(texts: object) -> str:
    """The first of a text's languages that says something, short enough for a list."""
    written = texts.values() if isinstance(texts, Mapping) else ()
    return next((str(each)[:60] for each in written if each), "")


def rule_words() -> dict[str, Any]:
    """Words for the rows of rules."""
    known = [(name, label) for name, label in words.VARIABLES.items() if name in VARIABLES]
    return {"variables": known, "operators": words.OPERATORS}


def content_languages(content: ApplicationContent) -> list[dict[str, object]]:
    """The languages in the order of the columns: the base language first."""
    base = content.settings.base_language
    ordered = sorted(content.languages, key=lambda each: each.name != base)
    return [{"name": each.name, "display_name": each.display_name, "is_base": each.name == base} for each in ordered]
