"""Checks of one campaign: that it can be closed, walked to its end, and started as its author means it."""

import re
from collections.abc import Iterator

from handrail.compile.check_standing import check_standing
from handrail.compile.check_survey import check_survey
from handrail.compile.problem import Problem
from handrail.schema.authored.actions import GoToStep, StartCampaign
from handrail.schema.authored.announcement import Announcement
from handrail.schema.authored.blocks import Heading
from handrail.schema.authored.campaign import Campaign, EventTrigger
from handrail.schema.authored.deeds import ACTING, Navigate
from handrail.schema.authored.references import actions_of, place
from handrail.schema.authored.survey import Survey
from handrail.schema.authored.walkthrough import (
    ActionStep,
    AdvanceOnElement,
    Balloon,
    Pause,
    Popup,
    Split,
    Step,
    Walkthrough,
)

_ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_CLOSING = ("close", "never", "openLink", "startCampaign", "snooze")
_STEPPING = ("next", "back", "goToStep")


def check_campaign(campaign: Campaign) -> Iterator[Problem]:
    """Everything about one campaign but its texts and references."""
    yield from _start(campaign)
    match campaign.content:
        case Announcement() as content:
            yield from _announcement(campaign, content)
        case Walkthrough() as content:
            yield from _walkthrough(campaign, content)
        case Survey() as content:
            yield from check_survey(campaign, content)
        case _:
            yield from check_standing(campaign)
    if not isinstance(campaign.content, Walkthrough | Survey):
        yield from _no_steps(campaign)


def _no_steps(campaign: Campaign) -> Iterator[Problem]:
    for path, action in actions_of(campaign):
        if action.do in _STEPPING:
            yield Problem("error", "action.no-steps", place("campaign", campaign.id, *path))


def _start(campaign: Campaign) -> Iterator[Problem]:
    play = campaign.auto_play
    trigger = play.trigger
    if isinstance(trigger, EventTrigger):
        where = place("campaign", campaign.id, "autoPlay", "trigger")
        if trigger.on == "trackedEvent" and trigger.event is None:
            yield Problem("error", "trigger.no-event", where)
        if trigger.on == "elementClick" and trigger.element is None:
            yield Problem("error", "trigger.no-element", where)
    if play.frequency.often == "onceThenWait" and (play.frequency.wait is None or play.frequency.unit is None):
        yield Problem("error", "frequency.no-wait", place("campaign", campaign.id, "autoPlay", "frequency"))
    schedule = play.schedule
    if schedule is not None and schedule.start and schedule.end and schedule.end <= schedule.start:
        yield Problem("error", "schedule.end-before-start", place("campaign", campaign.id, "autoPlay", "schedule"))


def _announcement(campaign: Campaign, content: Announcement) -> Iterator[Problem]:
    where = place("campaign", campaign.id, "content")
    if not content.blocks:
        yield Problem("error", "campaign.empty", where)
    if not content.closable and not any(action.do in _CLOSING for _, action in actions_of(campaign)):
        yield Problem("error", "announcement.cannot-close", where)
    is_dialog = content.form in ("modal", "fullScreen")
    if is_dialog and not any(isinstance(block, Heading) for block in content.blocks):
        yield Problem("warning", "announcement.no-heading", where)


def _walkthrough(campaign: Campaign, content: Walkthrough) -> Iterator[Problem]:
    reached = reachable_steps(campaign, content)
    handled = content.error_handler is not None
    for index, step in enumerate(content.steps):
        path = ("content", "steps", index)
        where = place("campaign", campaign.id, *path)
        if step.id not in reached:
            yield Problem("warning", "step.unreachable", where, {"id": step.id})
        if isinstance(step, Balloon | Popup) and not step.blocks:
            yield Problem("error", "step.empty", where, {"id": step.id})
        if isinstance(step, Balloon | ActionStep) and step.when_missing == "handler" and not handled:
            yield Problem("error", "step.no-handler", where, {"id": step.id})
        if isinstance(step, ActionStep) and isinstance(step.deed, Navigate) and _ABSOLUTE.match(step.deed.link):
            yield Problem("error", "deed.leaves", where, {"id": step.id, "link": step.deed.link})
        if isinstance(step, Popup | Pause):
            for number, advance in enumerate(step.advance):
                if isinstance(advance, AdvanceOnElement) and advance.element is None:
                    at = place("campaign", campaign.id, *path, "advance", number)
                    yield Problem("error", "advance.no-element", at, {"id": step.id})
                if isinstance(step, Pause) and advance.on == "nextButton":
                    at = place("campaign", campaign.id, *path, "advance", number)
                    yield Problem("error", "advance.no-button", at, {"id": step.id})
    if has_acting_steps(content) and campaign.may_start_by_link:
        yield Problem("error", "campaign.acts-by-link", place("campaign", campaign.id, "mayStartByLink"))
    circle = _endless(content)
    if circle is not None:
        where = place("campaign", campaign.id, "content", "steps", circle)
        yield Problem("error", "step.endless", where, {"id": content.steps[circle].id})


def has_acting_steps(content: Walkthrough) -> bool:
    """Whether it does something on the page that the page must permit."""
    return any(isinstance(step, ActionStep) and step.deed.do in ACTING for step in content.steps)


def _endless(content: Walkthrough) -> int | None:
    """Place of a step of a circle in which nothing waits for anybody; None when there is none."""
    onward = {step.id: _onward(step) for step in content.steps if isinstance(step, Split | ActionStep)}
    for index, step in enumerate(content.steps):
        seen: set[str] = set()
        waiting = list(onward.get(step.id, []))
        while waiting:
            name = waiting.pop()
            if name == step.id:
                return index
            if name not in seen:
                seen.add(name)
                waiting += onward.get(name, [])
    return None


def _onward(step: Step) -> list[str]:
    """Steps to which it may go on by itself or by its next button."""
    following = [] if step.next is None else [step.next]
    return following + [branch.next for branch in step.branches] if isinstance(step, Split) else following


def reachable_steps(campaign: Campaign, content: Walkthrough) -> set[str]:
    """Ids of the steps that can be reached from a start point, by going on or by a button."""
    steps = {step.id: step for step in content.steps}
    jumps = _jumps(campaign)
    reached: set[str] = set()
    waiting = [*content.starts, *([content.error_handler] if content.error_handler else [])]
    while waiting:
        name = waiting.pop()
        step: Step | None = steps.get(name)
        if step is None or name in reached:
            continue
        reached.add(name)
        waiting += _onward(step)
        waiting += jumps.get(name, [])
    return reached


def _jumps(campaign: Campaign) -> dict[str, list[str]]:
    """Step → steps that its buttons lead to."""
    if not isinstance(campaign.content, Walkthrough):
        return {}
    jumps: dict[str, list[str]] = {}
    for path, action in actions_of(campaign):
        own = action.do == "goToStep" or (action.do == "startCampaign" and action.campaign == campaign.id)
        if own and isinstance(action, GoToStep | StartCampaign) and action.step is not None:
            jumps.setdefault(campaign.content.steps[int(path[2])].id, []).append(action.step)
    return jumps
