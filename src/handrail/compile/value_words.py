"""Single values of authored documents in words: actions, what moves a step on, triggers, frequencies, choices."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from handrail.compile.names import Names
from handrail.compile.wording import Said, join, knows, printable, quoted, say
from handrail.schema.authored import actions as act
from handrail.schema.authored import deeds
from handrail.schema.authored.anchors import Anchor, AtElement
from handrail.schema.authored.campaign import EventTrigger, Frequency, Trigger
from handrail.schema.authored.walkthrough import (
    Advance,
    AdvanceOnElement,
    AdvanceOnEvent,
    AdvanceOnPage,
    AdvanceOnTimeout,
)


def say_actions(actions: Iterable[act.Action], names: Names, campaign: str) -> Said:
    """What a button does, in order."""
    return join([_action(each, names, campaign) for each in actions], "; ")


def _action(action: act.Action, names: Names, campaign: str) -> Said:
    match action:
        case act.GoToStep():
            return say("action.goToStep", step=names.quoted("step", f"{campaign}/{action.step}"))
        case act.OpenLink():
            return say("action.openLinkNewTab" if action.new_tab else "action.openLink", link=quoted(action.link))
        case act.StartCampaign(step=None):
            return say("action.startCampaign", campaign=names.quoted("campaign", action.campaign))
        case act.StartCampaign():
            return say(
                "action.startCampaignAt",
                campaign=names.quoted("campaign", action.campaign),
                step=names.quoted("step", f"{action.campaign}/{action.step}"),
            )
        case act.SendEvent():
            return say("action.sendEvent", event=quoted(action.event))
        case act.ReturnValue():
            return say("action.returnValue", value=quoted(action.value))
        case act.Snooze():
            return say("action.snooze", minutes=str(action.minutes))
    return say(f"action.{action.do}")


def say_deed(deed: deeds.Deed, names: Names) -> Said:
    """What an action step does on the page."""
    match deed:
        case deeds.Type() | deeds.Select():
            element = names.quoted("element", deed.element)
            return say(f"deed.{deed.do}", element=element, value=quoted(deed.value))
        case deeds.Navigate():
            return say("deed.navigate", link=quoted(deed.link))
        case deeds.Call():
            return say("deed.call", action=quoted(deed.action))
    return say(f"deed.{deed.do}", element=names.quoted("element", deed.element))


def say_place(anchor: Anchor, names: Names) -> Said:
    """Where a launcher stands."""
    if isinstance(anchor, AtElement):
        place = say(f"position.{anchor.position}")
        said = say("place.element", element=names.quoted("element", anchor.element), position=place)
    else:
        said = say("place.corner", position=say(f"position.{anchor.corner}"))
    if anchor.offset_x or anchor.offset_y:
        return say("place.moved", place=said, x=str(anchor.offset_x), y=str(anchor.offset_y))
    return said


def say_advances(advances: Iterable[Advance], names: Names) -> Said:
    """Everything that moves a step on."""
    return join([_advance(each, names) for each in advances], say_or())


def say_or() -> Said:
    """The word between alternatives, with spaces around it."""
    word = say("or")
    return Said(f" {word} ", f" {word.german} ")


def _advance(advance: Advance, names: Names) -> Said:
    match advance:
        case AdvanceOnElement(element=str(element)):
            return say(f"advance.{advance.on}On", element=names.quoted("element", element))
        case AdvanceOnPage(screen=str(screen)):
            return say("advance.pageChangeTo", screen=names.quoted("screen", screen))
        case AdvanceOnEvent():
            return say("advance.trackedEvent", event=quoted(advance.event))
        case AdvanceOnTimeout():
            return say("advance.timeout", seconds=str(advance.seconds))
    return say(f"advance.{advance.on}")


def say_trigger(trigger: Trigger, names: Names) -> Said:
    """What starts a campaign by itself."""
    if isinstance(trigger, EventTrigger):
        event = quoted(trigger.event or "")
        element = names.quoted("element", trigger.element or "")
        said = say(f"trigger.{trigger.on}", event=event, element=element)
        spare = [] if trigger.event is None or trigger.on == "trackedEvent" else [event]
        spare += [] if trigger.element is None or trigger.on == "elementClick" else [element]
        return join([said, *spare])
    return say(f"trigger.{trigger.on}")


def say_frequency(frequency: Frequency) -> Said:
    """How often a campaign may start by itself."""
    wait, unit = frequency.wait, frequency.unit
    if frequency.often == "onceThenWait":
        return say(f"frequency.onceThenWait.{unit or 'days'}", wait=str(wait or 1))
    spare = [Said(str(each)) for each in (wait, unit) if each is not None]
    return join([say(f"frequency.{frequency.often}"), *spare])


def say_choice(value: str) -> Said:
    """One of a field's fixed values."""
    return say(f"value.{value}") if knows(f"value.{value}") else Said(printable(value))


def foreign_origin(link: str, own: frozenset[str]) -> str | None:
    """The origin that a link leads to when it is an absolute one outside ``own``, else None."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    if parts.scheme.lower() not in ("http", "https"):
        return None
    # What stands before an @ is a user name, made to look like a host.
    origin = f"{parts.scheme.lower()}://{parts.netloc.rpartition('@')[2].lower()}"
    return None if origin in own and "@" not in parts.netloc else origin
