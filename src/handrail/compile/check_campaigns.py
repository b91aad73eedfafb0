"""Checks of one campaign: that it can be closed, walked to its end, and started as its author means it."""

from collections.abc import Iterator

from handrail.compile.problem import Problem
from handrail.schema.authored.actions import GoToStep, StartCampaign
from handrail.schema.authored.announcement import Announcement
from handrail.schema.authored.blocks import Heading
from handrail.schema.authored.campaign import Campaign, EventTrigger
from handrail.schema.authored.references import actions_of, place
from handrail.schema.authored.walkthrough import AdvanceOnElement, Balloon, Step, Walkthrough

_CLOSING = ("close", "never", "openLink", "startCampaign", "snooze")
_STEPPING = ("next", "back", "goToStep")


def check_campaign(campaign: Campaign) -> Iterator[Problem]:
    """Everything about one campaign but its texts and references."""
    yield from _start(campaign)
    if isinstance(campaign.content, Announcement):
        yield from _announcement(campaign, campaign.content)
    else:
        yield from _walkthrough(campaign, campaign.content)


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
    for path, action in actions_of(campaign):
        if action.do in _STEPPING:
            yield Problem("error", "action.no-steps", place("campaign", campaign.id, *path))
    is_dialog = content.form in ("modal", "fullScreen")
    if is_dialog and not any(isinstance(block, Heading) for block in content.blocks):
        yield Problem("warning", "announcement.no-heading", where)


def _walkthrough(campaign: Campaign, content: Walkthrough) -> Iterator[Problem]:
    reached = reachable_steps(campaign, content)
    for index, step in enumerate(content.steps):
        path = ("content", "steps", index)
        if step.id not in reached:
            yield Problem("warning", "step.unreachable", place("campaign", campaign.id, *path), {"id": step.id})
        if not step.blocks:
            yield Problem("error", "step.empty", place("campaign", campaign.id, *path), {"id": step.id})
        if not isinstance(step, Balloon):
            for number, advance in enumerate(step.advance):
                if isinstance(advance, AdvanceOnElement) and advance.element is None:
                    where = place("campaign", campaign.id, *path, "advance", number)
                    yield Problem("error", "advance.no-element", where, {"id": step.id})


def reachable_steps(campaign: Campaign, content: Walkthrough) -> set[str]:
    """Ids of the steps that can be reached from a start point, by going on or by a button."""
    steps = {step.id: step for step in content.steps}
    jumps = _jumps(campaign)
    reached: set[str] = set()
    waiting = list(content.starts)
    while waiting:
        name = waiting.pop()
        step: Step | None = steps.get(name)
        if step is None or name in reached:
            continue
        reached.add(name)
        waiting += [] if step.next is None else [step.next]
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
