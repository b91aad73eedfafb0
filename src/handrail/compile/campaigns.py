"""Campaigns of one language: the line of the index and the content."""

from typing import get_args

from handrail.compile.blocks import InLanguage, compile_blocks
from handrail.compile.rules import compile_rule
from handrail.compile.standing import compile_checklist, compile_help_menu, compile_launcher, compile_tip
from handrail.compile.walkthroughs import compile_survey, compile_walkthrough
from handrail.schema.authored import walkthrough as authored
from handrail.schema.authored.announcement import Announcement
from handrail.schema.authored.campaign import (
    AutoPlay,
    Campaign,
    EventTrigger,
    Frequency,
    NoTrigger,
    Standing,
    StaticTrigger,
)
from handrail.schema.authored.checklist import Checklist
from handrail.schema.authored.help_menu import HelpMenu
from handrail.schema.authored.launcher import Launcher
from handrail.schema.authored.survey import Survey
from handrail.schema.authored.tip import Tip
from handrail.schema.authored.walkthrough import Walkthrough
from handrail.schema.wire import boot as wire
from handrail.schema.wire.announcement import Announcement as WireAnnouncement
from handrail.schema.wire.blocks import Blob


def is_standing(campaign: Campaign) -> bool:
    """Whether it stands on the page as long as its audience and schedule hold, beside others."""
    return isinstance(campaign.content, get_args(Standing))


def starts_by_itself(campaign: Campaign) -> bool:
    """Whether anything but a call, a link or another campaign may start it."""
    return is_standing(campaign) or not isinstance(campaign.auto_play.trigger, NoTrigger)


def compile_content(campaign: Campaign, language: InLanguage) -> wire.CampaignContent:
    """What is shown, in one language."""
    match campaign.content:
        case Announcement() as content:
            return WireAnnouncement(
                form=content.form,
                position=content.position,
                closable=content.closable,
                blocks=compile_blocks(content.blocks, language),
            )
        case Walkthrough() as content:
            return compile_walkthrough(content, language)
        case Survey() as content:
            return compile_survey(content, language)
        case Launcher() as content:
            return compile_launcher(content, language)
        case Tip() as content:
            return compile_tip(content, language)
        case Checklist() as content:
            return compile_checklist(content, language)
        case HelpMenu() as content:
            return compile_help_menu(content, language)


def compile_index_line(campaign: Campaign, content: wire.CampaignContent | None, blob: Blob | None) -> wire.Campaign:
    """One line of the index, with the content or the blob that holds it."""
    play = _always(campaign.auto_play) if is_standing(campaign) else campaign.auto_play
    frequency = play.frequency
    waits = frequency.often == "onceThenWait"
    return wire.Campaign(
        id=campaign.id,
        kind=campaign.content.kind,
        key=campaign.trigger_key or campaign.id,
        link=campaign.may_start_by_link,
        min_sdk=campaign.min_sdk,
        theme=campaign.theme,
        audience=None if campaign.audience is None else compile_rule(campaign.audience),
        trigger=_trigger(play),
        frequency=wire.Frequency(
            often=frequency.often,
            wait=(frequency.wait or 1) if waits else None,
            unit=(frequency.unit or "days") if waits else None,
        ),
        plays_limit=play.plays_limit,
        priority=play.priority,
        schedule=_schedule(campaign),
        start_elements=_start_elements(campaign),
        content=content,
        blob=blob,
    )


def _always(play: AutoPlay) -> AutoPlay:
    """What stands on the page knows priority and schedule only."""
    return AutoPlay(
        trigger=StaticTrigger(on="static"),
        frequency=Frequency(often="always"),
        priority=play.priority,
        schedule=play.schedule,
    )


def _trigger(play: AutoPlay) -> wire.Trigger:
    trigger = play.trigger
    if isinstance(trigger, EventTrigger):
        return wire.Trigger(on=trigger.on, event=trigger.event, element=trigger.element)
    return wire.Trigger(on=trigger.on)


def _schedule(campaign: Campaign) -> wire.Schedule | None:
    schedule = campaign.auto_play.schedule
    if schedule is None:
        return None
    return wire.Schedule(
        start=schedule.start,
        end=schedule.end,
        weekdays=sorted(set(schedule.weekdays)),
        from_time=schedule.from_time,
        to_time=schedule.to_time,
    )


def _start_elements(campaign: Campaign) -> list[str]:
    """Elements of the start points; none when one of them needs none."""
    content = campaign.content
    if not isinstance(content, Walkthrough):
        return []
    steps = {each.id: each for each in content.steps}
    elements: list[str] = []
    for start in content.starts:
        step = steps.get(start)
        if isinstance(step, authored.Balloon):
            elements.append(step.element)
        elif step is not None:
            return []
    return list(dict.fromkeys(elements))
