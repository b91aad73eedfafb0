"""A campaign as the editor's raw form, and back."""

from collections.abc import Mapping
from typing import Any, Final

from handrail.console.editing.kinds import cleaned_content, only
from handrail.console.editing.nested import Raw, cleaned, put
from handrail.console.editing.rules import raw_from_rule, rule_from_raw
from handrail.schema.authored.application import ApplicationContent
from handrail.schema.authored.campaign import Campaign
from handrail.schema.authored.nested import nested
from handrail.schema.authored.rules import All, Condition, Not
from handrail.schema.authored.rules import Any as AnyOf

_RULES: Final = (All, AnyOf, Not, Condition)
_TRIGGER_FIELDS: Final = {"trackedEvent": ("event",), "elementClick": ("element",)}


def raw_from_campaign(campaign: Campaign) -> Raw:
    """What the forms show: the document, its audience as rows, its times without a mark."""
    raw: Raw = campaign.model_dump(mode="json", by_alias=True)
    for path, _, value in nested(campaign.content, ("content",)):
        if isinstance(value, _RULES):
            put(raw, ".".join(map(str, path)), raw_from_rule(value))
    raw["audience"] = raw_from_rule(campaign.audience)
    raw["autoPlay"]["schedule"] = raw["autoPlay"]["schedule"] or {}
    return raw


def merged(stored: Raw, posted: Raw) -> Raw:
    """The whole raw campaign: what this page does not show stays as it is stored."""
    return {**stored, **posted}


def campaign_from_raw(raw: Raw, content: ApplicationContent) -> dict[str, Any]:
    """Plain data for the schema to validate: empties left out, fields of other choices dropped, rows made a rule.

    Args:
        raw: the whole raw campaign, whose posted parts are strings.
        content: the application's drafts, for the types of attributes.
    """
    data: dict[str, Any] = _with_rules(cleaned(raw), content, raw.get("content"))
    play = data.get("autoPlay")
    if isinstance(play, dict):
        _clean_auto_play(play)
    shown = data.get("content")
    if isinstance(shown, dict):
        data["content"] = cleaned_content(shown)
    return data


def _with_rules(raw: Any, content: ApplicationContent, shown: object) -> Any:
    """Rows made rules, wherever they stand; a group without a condition is no rule, and left out."""
    if isinstance(raw, list):
        return [_with_rules(each, content, shown) for each in raw]
    if not isinstance(raw, Mapping):
        return raw
    if "join" in raw:
        return rule_from_raw(raw, content, shown)
    made = {key: _with_rules(held, content, shown) for key, held in raw.items()}
    return {key: held for key, held in made.items() if held is not None}


def _clean_auto_play(play: dict[str, Any]) -> None:
    if isinstance(play.get("trigger"), dict):
        play["trigger"] = only(play["trigger"], "on", _TRIGGER_FIELDS)
    schedule = play.get("schedule")
    if not schedule or not any(schedule.values()):
        play.pop("schedule", None)
    frequency = play.get("frequency")
    if isinstance(frequency, dict) and frequency.get("often") != "onceThenWait":
        play["frequency"] = {"often": frequency.get("often", "onlyOnce")}
