"""Campaigns of one language: the line of the index and the content."""

from handrail.compile.blocks import InLanguage, compile_blocks
from handrail.compile.rules import compile_rule
from handrail.schema.authored import walkthrough as authored
from handrail.schema.authored.announcement import Announcement
from handrail.schema.authored.campaign import Campaign, EventTrigger, NoTrigger
from handrail.schema.wire import boot as wire
from handrail.schema.wire.announcement import Announcement as WireAnnouncement
from handrail.schema.wire.blocks import Blob
from handrail.schema.wire.walkthrough import Advance, Step
from handrail.schema.wire.walkthrough import Walkthrough as WireWalkthrough

_ON_ELEMENT = ("elementClick", "valueEntered", "elementAppears", "elementDisappears")


def starts_by_itself(campaign: Campaign) -> bool:
    """Whether anything but a call, a link or another campaign may start it."""
    return not isinstance(campaign.auto_play.trigger, NoTrigger)


def compile_content(campaign: Campaign, language: InLanguage) -> wire.CampaignContent:
    """What is shown, in one language."""
    content = campaign.content
    if isinstance(content, Announcement):
        return WireAnnouncement(
            form=content.form,
            position=content.position,
            closable=content.closable,
            blocks=compile_blocks(content.blocks, language),
        )
    return WireWalkthrough(
        starts=content.starts,
        steps=[_step(each, language) for each in content.steps],
        show_progress=content.show_progress,
    )


def _step(step: authored.Step, language: InLanguage) -> Step:
    blocks = compile_blocks(step.blocks, language)
    if isinstance(step, authored.Popup):
        advance = [_advance(each, None) for each in step.advance]
        return Step(id=step.id, step="popup", blocks=blocks, advance=advance, next=step.next)
    return Step(
        id=step.id,
        step="balloon",
        element=step.element,
        placement=step.placement,
        spotlight=step.spotlight,
        blocks=blocks,
        advance=[_advance(each, step.element) for each in step.advance],
        next=step.next,
        wait=step.wait_s,
        when_missing=step.when_missing,
    )


def _advance(advance: authored.Advance, own_element: str | None) -> Advance:
    compiled = Advance.model_validate(advance.model_dump())
    if compiled.on in _ON_ELEMENT and compiled.element is None:
        return compiled.model_copy(update={"element": own_element})
    return compiled


def compile_index_line(campaign: Campaign, content: wire.CampaignContent | None, blob: Blob | None) -> wire.Campaign:
    """One line of the index, with the content or the blob that holds it."""
    play = campaign.auto_play
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
        trigger=_trigger(campaign),
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


def _trigger(campaign: Campaign) -> wire.Trigger:
    trigger = campaign.auto_play.trigger
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
    """Elements of the start points; none when one of them is a popup, which is always on screen."""
    content = campaign.content
    if isinstance(content, Announcement):
        return []
    steps = {each.id: each for each in content.steps}
    elements: list[str] = []
    for start in content.starts:
        step = steps.get(start)
        if isinstance(step, authored.Popup):
            return []
        if step is not None and step.element not in elements:
            elements.append(step.element)
    return elements
