"""A campaign as the editor's raw form, and back."""

from collections.abc import Mapping
from typing import Any, Final

from handrail.console.editing.nested import Raw, cleaned
from handrail.console.editing.rules import raw_from_rule, rule_from_raw
from handrail.schema.authored.application import ApplicationContent
from handrail.schema.authored.campaign import Campaign

_ACTION_FIELDS: Final = {
    "goToStep": ("step",),
    "openLink": ("link", "newTab"),
    "startCampaign": ("campaign", "step"),
    "sendEvent": ("event",),
    "returnValue": ("value",),
    "snooze": ("minutes",),
}
_ADVANCE_FIELDS: Final = {
    "elementClick": ("element",),
    "valueEntered": ("element",),
    "elementAppears": ("element",),
    "elementDisappears": ("element",),
    "pageChange": ("screen",),
    "trackedEvent": ("event",),
    "timeout": ("seconds",),
}
_TRIGGER_FIELDS: Final = {"trackedEvent": ("event",), "elementClick": ("element",)}
_BLOCK_FIELDS: Final = {
    "heading": ("text",),
    "text": ("text",),
    "list": ("numbered", "items"),
    "image": ("media", "alternative"),
    "buttons": ("buttons",),
}
_POPUP_LACKS: Final = ("element", "placement", "spotlight", "waitS", "whenMissing")


def raw_from_campaign(campaign: Campaign) -> Raw:
    """What the forms show: the document, its audience as rows, its times without a mark."""
    raw: Raw = campaign.model_dump(mode="json", by_alias=True)
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
    data: dict[str, Any] = cleaned({key: held for key, held in raw.items() if key != "audience"})
    audience = rule_from_raw(raw.get("audience") or {}, content)
    if audience is not None:
        data["audience"] = audience
    play = data.get("autoPlay")
    if isinstance(play, dict):
        _clean_auto_play(play)
    shown = data.get("content")
    if isinstance(shown, dict):
        _clean_content(shown)
    return data


def _clean_auto_play(play: dict[str, Any]) -> None:
    if isinstance(play.get("trigger"), dict):
        play["trigger"] = _only(play["trigger"], "on", _TRIGGER_FIELDS)
    schedule = play.get("schedule")
    if not schedule or not any(schedule.values()):
        play.pop("schedule", None)
    frequency = play.get("frequency")
    if isinstance(frequency, dict) and frequency.get("often") != "onceThenWait":
        play["frequency"] = {"often": frequency.get("often", "onlyOnce")}


def _clean_content(shown: dict[str, Any]) -> None:
    if shown.get("kind") == "announcement":
        shown["blocks"] = [_block(each) for each in shown.get("blocks") or []]
        return
    steps = shown.get("steps") or []
    shown["steps"] = [_step(each) for each in steps]
    ids = [each.get("id") for each in shown["steps"]]
    starts = [each for each in shown.get("starts") or [] if each in ids]
    # A walkthrough begins somewhere: with its first step, unless the author says otherwise.
    shown["starts"] = starts or ids[:1]


def _step(step: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(step)
    if made.get("step") == "popup":
        for name in _POPUP_LACKS:
            made.pop(name, None)
    made["blocks"] = [_block(each) for each in made.get("blocks") or []]
    made["advance"] = [_only(each, "on", _ADVANCE_FIELDS) for each in made.get("advance") or []]
    return made


def _block(block: Mapping[str, Any]) -> dict[str, Any]:
    made = _only(block, "block", _BLOCK_FIELDS)
    for field in ("text", "alternative"):
        if field in _BLOCK_FIELDS.get(str(made.get("block")), ()):
            made.setdefault(field, {})
    if isinstance(made.get("buttons"), list):
        made["buttons"] = [
            {
                **each,
                "label": each.get("label") or {},
                "actions": [_only(a, "do", _ACTION_FIELDS) for a in each.get("actions") or []],
            }
            for each in made["buttons"]
        ]
    return made


def _only(part: Mapping[str, Any], choice: str, fields: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """The choice with its own fields; those of a choice made before are dropped."""
    kept = (choice, *fields.get(str(part.get(choice)), ()))
    return {key: held for key, held in part.items() if key in kept}
