"""What authored things refer to by id, and where: for checks, imports and the diff's words.

A place is written as people find it in content as code: ``campaigns/first-transfer.yaml: content.steps.2.element``.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from handrail.schema.authored.actions import Action, GoToStep, StartCampaign
from handrail.schema.authored.application import ApplicationContent
from handrail.schema.authored.blocks import (
    Block,
    Buttons,
    Columns,
    Frame,
    Heading,
    Image,
    ItemList,
    Paragraphs,
    Video,
)
from handrail.schema.authored.campaign import Campaign
from handrail.schema.authored.nested import Path, nested
from handrail.schema.authored.rules import All, Any, Condition, Not, Rule
from handrail.schema.authored.survey import Survey
from handrail.schema.authored.walkthrough import Walkthrough

Kind = Literal[
    "attribute",
    "event",
    "segment",
    "screen",
    "element",
    "theme",
    "media",
    "campaign",
    "step",
    "page",
    "question",
    "language",
]

FOLDERS: dict[Kind, str] = {
    "attribute": "attributes",
    "event": "events",
    "segment": "segments",
    "screen": "screens",
    "element": "elements",
    "theme": "themes",
    "media": "media",
    "campaign": "campaigns",
}
"""Kind → folder of content as code; languages and settings stand in ``application.yaml``, steps in campaigns."""

ARGUMENT_KINDS: dict[str, Kind] = {
    "attribute": "attribute",
    "screen": "screen",
    "segment": "segment",
    "elementPresent": "element",
    "elementVisible": "element",
    "elementHasValue": "element",
    "elementText": "element",
    "elementValue": "element",
    "campaignSeen": "campaign",
    "campaignClicked": "campaign",
    "campaignCompleted": "campaign",
    "trackedEventCount": "event",
    "trackedEventThisSession": "event",
    "trackedEventDays": "event",
}
"""Variable → kind of thing that its argument names; the other arguments are free."""

INSIDE_KINDS: dict[str, Kind] = {"answer": "question", "returned": "step"}
"""Variables that exist only in the rules inside one campaign → kind of thing of that campaign that they name."""

_FIELD_KINDS: dict[str, Kind] = {
    "element": "element",
    "screen": "screen",
    "event": "event",
    "theme": "theme",
    "media": "media",
    "attribute": "attribute",
}
"""Field of a campaign's parts → kind of thing that it names."""

_STEP_FIELDS = ("starts", "next", "error_handler")


class Reference(NamedTuple):
    """Something at ``where`` names the ``kind`` with the id ``key`` (steps: ``<campaign>/<step>``)."""

    where: str
    kind: Kind
    key: str


class Duplicate(NamedTuple):
    """Two things of one kind share an id, or two campaigns a trigger key."""

    where: str
    kind: Kind | Literal["triggerKey"]
    key: str


def place(kind: Kind | None, key: str, *path: str | int) -> str:
    """``<folder>/<key>.yaml: a.0.b``; without a kind the place is in ``application.yaml``."""
    file = "application.yaml" if kind is None else f"{FOLDERS[kind]}/{key}.yaml"
    return f"{file}: {'.'.join(str(each) for each in path)}" if path else file


def conditions(rule: Rule | None, *path: str | int) -> Iterator[tuple[tuple[str | int, ...], Condition]]:
    """Every condition of a rule with its path below ``path``."""
    if isinstance(rule, Condition):
        yield path, rule
    elif isinstance(rule, Not):
        yield from conditions(rule.not_, *path, "not")
    elif isinstance(rule, All):
        for index, part in enumerate(rule.all):
            yield from conditions(part, *path, "all", index)
    elif isinstance(rule, Any):
        for index, part in enumerate(rule.any):
            yield from conditions(part, *path, "any", index)


def rules_of(content: ApplicationContent) -> Iterator[tuple[Kind, str, Path, Rule]]:
    """(kind, id, path, rule) of every rule in the content."""
    for segment in content.segments:
        yield "segment", segment.id, ("rule",), segment.rule
    for screen in content.screens:
        yield "screen", screen.id, ("rule",), screen.rule
    for event in content.tracked_events:
        if event.rule is not None:
            yield "event", event.name, ("rule",), event.rule
    for campaign in content.campaigns:
        for path, _, value in nested(campaign):
            if isinstance(value, All | Any | Not | Condition):
                yield "campaign", campaign.id, path, value


def blocks_of(campaign: Campaign) -> Iterator[tuple[Path, Block]]:
    """Every block of a campaign with its path."""
    for path, _, value in nested(campaign.content, ("content",)):
        if isinstance(value, Heading | Paragraphs | ItemList | Image | Buttons | Frame | Video | Columns):
            yield path, value


def actions_of(campaign: Campaign) -> Iterator[tuple[Path, Action]]:
    """Every action of a campaign with its path."""
    for path, field, value in nested(campaign.content, ("content",)):
        if field == "actions":
            yield path, value


def texts_of(campaign: Campaign) -> Iterator[tuple[Path, dict[str, str]]]:
    """Every text of a campaign in its languages, with its path."""
    for path, _, value in nested(campaign.content, ("content",)):
        if isinstance(value, dict):
            yield path, value


def references(content: ApplicationContent) -> Iterator[Reference]:
    """Everything that must exist for the content to be whole."""
    settings = content.settings
    yield Reference(place(None, "", "settings", "baseLanguage"), "language", settings.base_language)
    if settings.default_theme is not None:
        yield Reference(place(None, "", "settings", "defaultTheme"), "theme", settings.default_theme)
    for index, language in enumerate(content.languages):
        if language.fallback is not None:
            yield Reference(place(None, "", "languages", index, "fallback"), "language", language.fallback)
    for kind, key, field, rule in rules_of(content):
        for path, condition in conditions(rule, *field):
            argument, where = condition.argument or "", place(kind, key, *path, "argument")
            if condition.variable in ARGUMENT_KINDS:
                yield Reference(where, ARGUMENT_KINDS[condition.variable], argument)
            elif condition.variable in INSIDE_KINDS and field[0] == "content":
                yield Reference(where, INSIDE_KINDS[condition.variable], f"{key}/{argument}")
    for event in content.tracked_events:
        if event.clicked_element is not None:
            yield Reference(place("event", event.name, "clickedElement"), "element", event.clicked_element)
    for element in content.elements:
        if element.screen is not None:
            yield Reference(place("element", element.id, "screen"), "screen", element.screen)
    for campaign in content.campaigns:
        yield from _of_campaign(campaign)


def _of_campaign(campaign: Campaign) -> Iterator[Reference]:
    key = campaign.id
    for path, field, value in nested(campaign):
        where = place("campaign", key, *path)
        if isinstance(value, GoToStep | StartCampaign):
            yield from _of_action(campaign, path, value)
        elif not isinstance(value, str):
            continue
        elif field in _FIELD_KINDS:
            yield Reference(where, _FIELD_KINDS[field], value)
        elif field in _STEP_FIELDS:
            yield Reference(where, "step", f"{key}/{value}")
        elif field == "to" and isinstance(campaign.content, Survey):
            yield Reference(where, "page", f"{key}/{value}")


def _of_action(campaign: Campaign, path: Path, action: GoToStep | StartCampaign) -> Iterator[Reference]:
    if isinstance(action, GoToStep):
        yield Reference(place("campaign", campaign.id, *path, "step"), "step", f"{campaign.id}/{action.step}")
        return
    yield Reference(place("campaign", campaign.id, *path, "campaign"), "campaign", action.campaign)
    if action.step is not None:
        where = place("campaign", campaign.id, *path, "step")
        yield Reference(where, "step", f"{action.campaign}/{action.step}")


def things(content: ApplicationContent) -> Iterator[tuple[Kind, str, str]]:
    """(kind, id, where) of everything that can be referred to; two of the same id come twice."""
    for index, language in enumerate(content.languages):
        yield "language", language.name, place(None, "", "languages", index)
    for attribute in content.attributes:
        yield "attribute", attribute.name, place("attribute", attribute.name)
    for event in content.tracked_events:
        yield "event", event.name, place("event", event.name)
    for segment in content.segments:
        yield "segment", segment.id, place("segment", segment.id)
    for screen in content.screens:
        yield "screen", screen.id, place("screen", screen.id)
    for element in content.elements:
        yield "element", element.id, place("element", element.id)
    for theme in content.themes:
        yield "theme", theme.id, place("theme", theme.id)
    for media in content.media:
        yield "media", media.sha256, place("media", media.name)
    for campaign in content.campaigns:
        yield "campaign", campaign.id, place("campaign", campaign.id)
        yield from _things_in(campaign)


def _things_in(campaign: Campaign) -> Iterator[tuple[Kind, str, str]]:
    if isinstance(campaign.content, Walkthrough):
        for index, step in enumerate(campaign.content.steps):
            where = place("campaign", campaign.id, "content", "steps", index)
            yield "step", f"{campaign.id}/{step.id}", where
    elif isinstance(campaign.content, Survey):
        for index, page in enumerate(campaign.content.pages):
            where = place("campaign", campaign.id, "content", "pages", index)
            yield "page", f"{campaign.id}/{page.id}", where
            for number, question in enumerate(page.questions):
                inside = place("campaign", campaign.id, "content", "pages", index, "questions", number)
                yield "question", f"{campaign.id}/{question.id}", inside


def broken_references(content: ApplicationContent) -> list[Reference]:
    """References to things that do not exist."""
    known = {(kind, key) for kind, key, _ in things(content)}
    return [each for each in references(content) if (each.kind, each.key) not in known]


def duplicates(content: ApplicationContent) -> list[Duplicate]:
    """Ids given twice; the second one is where the problem is."""
    seen: set[tuple[str, str]] = set()
    found: list[Duplicate] = []
    for kind, key, where in things(content):
        if (kind, key) in seen:
            found.append(Duplicate(where, kind, key))
        seen.add((kind, key))
    keys: set[str] = set()
    for campaign in content.campaigns:
        trigger_key = campaign.trigger_key or campaign.id
        if trigger_key in keys:
            found.append(Duplicate(place("campaign", campaign.id, "triggerKey"), "triggerKey", trigger_key))
        keys.add(trigger_key)
    return found
