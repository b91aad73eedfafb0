"""Checks of launchers, tips, checklists and help menus: what stands on the page beside others."""

from collections import Counter
from collections.abc import Iterator

from handrail.compile.problem import Problem
from handrail.schema.authored.campaign import AutoPlay, Campaign
from handrail.schema.authored.checklist import Checklist
from handrail.schema.authored.help_menu import HelpMenu
from handrail.schema.authored.references import place
from handrail.schema.authored.tip import Tip

_UNUSED = ("trigger", "frequency", "plays_limit")


def check_standing(campaign: Campaign) -> Iterator[Problem]:
    """Everything about a standing campaign but its texts and references."""
    usual = AutoPlay()
    if any(getattr(campaign.auto_play, name) != getattr(usual, name) for name in _UNUSED):
        yield Problem("warning", "standing.auto-play", place("campaign", campaign.id, "autoPlay"))
    match campaign.content:
        case Tip() as content:
            yield from _tip(campaign, content)
        case Checklist() as content:
            yield from _twice(campaign, "tasks", [each.id for each in content.tasks])
        case HelpMenu() as content:
            yield from _twice(campaign, "entries", [each.id for each in content.entries])


def _tip(campaign: Campaign, content: Tip) -> Iterator[Problem]:
    where = place("campaign", campaign.id, "content")
    if not content.blocks:
        yield Problem("error", "campaign.empty", where)
    if content.show == "invalid" and content.valid is None:
        yield Problem("error", "tip.no-rule", where)
    if content.show != "invalid" and content.valid is not None:
        yield Problem("warning", "tip.rule-unused", where)


def _twice(campaign: Campaign, field: str, ids: list[str]) -> Iterator[Problem]:
    for key, count in sorted(Counter(ids).items()):
        if count > 1:
            where = place("campaign", campaign.id, "content", field)
            yield Problem("error", "standing.id-twice", where, {"id": key})
