"""What can be chosen in the editors of one application."""

from collections.abc import Mapping
from typing import Any

from handrail.console.editing import words
from handrail.schema.authored.application import ApplicationContent
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
        "media": [(each.sha256, f"{each.name} ({each.width} × {each.height})") for each in content.media],
        "trackedEvent": [(each.name, each.name) for each in content.tracked_events],
        "attribute": [(each.name, each.name) for each in content.attributes],
        "language": [(each.name, each.display_name) for each in content.languages],
        "steps": [],
        **{name: list(found.items()) for name, found in _FIXED.items()},
    }


_FIXED: Mapping[str, words.Words] = {
    "actions": words.ACTIONS,
    "advance": words.ADVANCE,
    "attribute_types": words.ATTRIBUTE_TYPES,
    "blocks": words.BLOCKS,
    "event_types": words.EVENT_TYPES,
    "forms": words.FORMS,
    "frequencies": words.FREQUENCIES,
    "placements": words.PLACEMENTS,
    "positions": words.POSITIONS,
    "step_kinds": words.STEPS,
    "styles": words.BUTTON_STYLES,
    "triggers": words.TRIGGERS,
    "units": words.UNITS,
    "visibilities": words.VISIBILITIES,
    "weekdays": words.WEEKDAYS,
    "when_missing": words.WHEN_MISSING,
}


def step_options(raw: Mapping[str, Any]) -> list[Option]:
    """The steps of the walkthrough that is being edited, by number and name."""
    content = raw.get("content")
    steps = content.get("steps") if isinstance(content, Mapping) else None
    return [
        (str(each.get("id")), f"{number}. {each.get('name') or each.get('id')}")
        for number, each in enumerate(steps or [], 1)
        if isinstance(each, Mapping)
    ]


def rule_words() -> dict[str, Any]:
    """Words for the rows of rules."""
    known = [(name, label) for name, label in words.VARIABLES.items() if name in VARIABLES]
    return {"variables": known, "operators": words.OPERATORS}


def content_languages(content: ApplicationContent) -> list[dict[str, object]]:
    """The languages in the order of the columns: the base language first."""
    base = content.settings.base_language
    ordered = sorted(content.languages, key=lambda each: each.name != base)
    return [{"name": each.name, "display_name": each.display_name, "is_base": each.name == base} for each in ordered]
