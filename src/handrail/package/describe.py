"""A package in words: what ``handrail package show`` prints.

Read from the bytes that the SDK reads, not from what the console says of them. Control, bidi and invisible
characters of texts are printed as ``\\u{…}``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from pydantic import TypeAdapter, ValidationError

from handrail.compile.rule_words import rule_in_words
from handrail.compile.wording import printable
from handrail.package.canonical import parse_blob
from handrail.package.decompile import decompile
from handrail.package.tree import Manifest, Read, blob_name, read_checked
from handrail.package.verify import Verdict
from handrail.schema.authored.rules import Rule

Json = dict[str, object]

_RULE: TypeAdapter[Rule] = TypeAdapter(Rule)

TRIAL_BANNER = (
    "TRIAL KEY MODE: the console holds every key and no approval signature is asked for. "
    "Whoever takes over the console can publish anything."
)
APPROVAL_BANNER = "Approval signatures are asked for and present."


@dataclass(frozen=True)
class Section:
    """A heading and its lines."""

    title: str
    lines: tuple[str, ...]


def describe(verdict: Verdict, manifest: Manifest, read: Read, sdk: Iterable[str] = ()) -> tuple[Section, ...]:
    """The whole configuration and the list of campaigns.

    Args:
        verdict: of the channel file.
        manifest: of its release.
        read: gives the files; each is checked before use.
        sdk: paths of the SDK files in the package.

    Raises:
        PackageError: a boot file is missing, changed or malformed.
    """
    boot = _boot(verdict, read)
    languages = _list(boot, "languages")
    return (
        _release(verdict, manifest, tuple(sdk)),
        _signatures(verdict),
        Section("Languages", tuple(_language(each, boot) for each in languages)),
        Section("Settings", _settings(_object(boot, "settings"))),
        Section("Theme", _themes(boot)),
        Section("Attributes", tuple(_attribute(each) for each in _list(boot, "attributes"))),
        Section("Tracked events", tuple(_event(each) for each in _list(boot, "trackedEvents"))),
        Section("Segments", tuple(f"{_id(each)}: {say_program(each.get('rule'))}" for each in _list(boot, "segments"))),
        Section("Screens", tuple(f"{_id(each)}: {say_program(each.get('rule'))}" for each in _list(boot, "screens"))),
        Section("Elements", tuple(_element(each) for each in _list(boot, "elements"))),
        Section("Campaigns", tuple(_campaigns(boot, verdict))),
    )


def _boot(verdict: Verdict, read: Read) -> Json:
    ref = verdict.release.boot["*"]
    name = blob_name(ref)
    found = parse_blob(read_checked(read, name, ref.length), name)
    return cast(Json, found) if isinstance(found, dict) else {}


def _release(verdict: Verdict, manifest: Manifest, sdk: tuple[str, ...]) -> Section:
    release, pointer = verdict.release, verdict.pointer
    paused = pointer.status == "paused"
    switch = "ON: guidance is paused, nothing is shown to anybody" if paused else "off: guidance is active"
    size = sum(manifest.files.values())
    lines = [
        f"Release {release.version} of application {release.application}, environment {release.environment}",
        f"Made {release.created}, needs SDK {release.min_sdk} or newer",
        f"{len(manifest.files)} files, {size:,} bytes; payload SHA-256 {verdict.release_envelope.sha256}",
        f"Kill switch {switch}",
        f"Pointer seq {pointer.seq}, expires {pointer.expires}; root {pointer.root}, expires {verdict.root.expires}",
        f"Stopped campaigns: {', '.join(pointer.off) or 'none'}",
    ]
    lines += [f"SDK file {path}" for path in sdk]
    return Section("Release", tuple(lines))


def _signatures(verdict: Verdict) -> Section:
    lines = [TRIAL_BANNER if verdict.is_trial else APPROVAL_BANNER]
    for role, keyids in verdict.signers.items():
        if keyids:
            lines.append(f"{role}: {', '.join(keyid[:16] for keyid in keyids)}")
    lines.append(f"Trust anchor of the newest root: {verdict.trust}")
    return Section("Signatures", tuple(lines))


def _language(language: Json, boot: Json) -> str:
    base = " (base language)" if language.get("name") == boot.get("baseLanguage") else ""
    tags = ", ".join(_text(tag) for tag in _values(language, "locales"))
    return f"{_text(language.get('name'))} – {_text(language.get('displayName'))}{base}: serves {tags}"


def _settings(settings: Json) -> tuple[str, ...]:
    cap, between = settings.get("autoPlayPerSession"), settings.get("autoPlayMinSeconds")
    often = f"at most {cap} campaigns start by themselves per session" if cap is not None else "no cap per session"
    off = ", ".join(_text(each) for each in _values(settings, "eventsOff"))
    links = ", ".join(_text(each) for each in _values(settings, "linkOrigins"))
    pages = ", ".join(_text(each) for each in _values(settings, "pageOrigins"))
    return (
        f"Session time-out: {settings.get('sessionTimeout')} seconds without activity",
        f"Cap of auto-plays: {often}; at least {between or 0} seconds between two",
        f"Event types switched off: {off or 'none'}",
        f"Other origins that links may lead to: {links or 'none'}",
        f"Pages it runs on: {pages or 'not restricted'}",
        f"Console origin: {_text(settings.get('consoleOrigin') or 'none')}",
        f"Collector: {_text(settings.get('collector') or 'none: events leave no page')}",
    )


def _themes(boot: Json) -> tuple[str, ...]:
    lines: list[str] = []
    for theme in _list(boot, "themes"):
        default = " (default)" if theme.get("id") == boot.get("defaultTheme") else ""
        css = _text(theme.get("css"))
        light, _, dark = css.partition("@media")
        lines.append(f"{_id(theme)}{default}: {_tokens(light)}")
        if dark:
            lines.append(f"{_id(theme)}, where the system is dark: {_tokens(dark.partition('{')[2])}")
    return tuple(lines)


def _tokens(css: str) -> str:
    """``:host{--hr-link:#00f;…}`` as ``link #00f, …``."""
    body = css.partition("{")[2].partition("}")[0]
    tokens = [part.replace("--hr-", "").replace(":", " ", 1).strip() for part in body.split(";")]
    return ", ".join(token for token in tokens if token) or "no tokens"


def _attribute(attribute: Json) -> str:
    where = {
        "public": "set by the page, may be reported",
        "private": "set by the page, never leaves the device",
        "codeless": f"read from {_text(attribute.get('source'))}",
    }
    how = where.get(str(attribute.get("visibility")), "in a way this version does not know")
    return f"{_text(attribute.get('name'))} ({_text(attribute.get('type'))}): {how}"


def _event(event: Json) -> str:
    how = "sent by the page"
    if event.get("clickedElement") is not None:
        how = f"when element {_text(event['clickedElement'])} is clicked"
    elif event.get("rule") is not None:
        how = f"when {say_program(event['rule'])}"
    return f"{_text(event.get('name'))}: {how}"


def _element(element: Json) -> str:
    locator = _object(element, "locator")
    marks = [
        f"{label} {_text(locator[key])}"
        for key, label in (
            ("role", "role"),
            ("developerId", "id given by the developers"),
            ("htmlId", "HTML id"),
            ("fieldName", "field name"),
            ("destination", "leads to"),
        )
        if locator.get(key)
    ]
    return f"{_id(element)}: <{_text(locator.get('tag'))}>" + (f", {', '.join(marks)}" if marks else "")


def _campaigns(boot: Json, verdict: Verdict) -> Iterable[str]:
    for campaign in _list(boot, "campaigns"):
        stopped = " – STOPPED" if campaign.get("id") in verdict.pointer.off else ""
        yield f"{_id(campaign)} ({_text(campaign.get('kind'))}){stopped}"
        yield f"  shown to: {say_program(campaign.get('audience'))}"
        yield f"  starts: {_trigger(_object(campaign, 'trigger'))}, {_frequency(_object(campaign, 'frequency'))}"
        schedule = _object(campaign, "schedule")
        if schedule:
            yield f"  only: {_schedule(schedule)}"
        if campaign.get("link"):
            yield f"  may be started by a link: ?handrail=start/{_text(campaign.get('key'))}"


def _trigger(trigger: Json) -> str:
    words = {
        "static": "by itself, as soon as the rule holds",
        "off": "only by link, API or another campaign",
        "trackedEvent": f"on the tracked event {_text(trigger.get('event'))}",
        "elementClick": f"on a click on element {_text(trigger.get('element'))}",
        "pageView": "on every page view",
    }
    return words.get(str(trigger.get("on")), f"in a way this version does not know ({_text(trigger.get('on'))})")


def _frequency(frequency: Json) -> str:
    wait = f"once, then again after {frequency.get('wait')} {_text(frequency.get('unit'))}"
    words = {"oncePerSession": "once per session", "onceThenWait": wait, "onlyOnce": "only once", "always": "always"}
    return words.get(str(frequency.get("often")), _text(frequency.get("often")))


def _schedule(schedule: Json) -> str:
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    weekdays = [days[day - 1] for day in _values(schedule, "weekdays") if isinstance(day, int) and 1 <= day <= 7]
    parts = [
        f"from {schedule['start']}" if schedule.get("start") else "",
        f"until {schedule['end']}" if schedule.get("end") else "",
        f"on {', '.join(weekdays)}" if weekdays else "",
        f"between {schedule.get('fromTime')} and {schedule.get('toTime')}" if schedule.get("fromTime") else "",
    ]
    return ", ".join(part for part in parts if part)


def say_program(program: object) -> str:
    """A flat program in words."""
    if program is None:
        return "everybody"
    tree = decompile(cast(Json, program)) if isinstance(program, dict) else None
    if tree is not None:
        listed, tree = _listed(tree)
        try:
            return listed + rule_in_words(_RULE.validate_python(tree))
        except ValidationError:
            pass
    return f"a rule that this version cannot put into words: {_text(program)}"


def _listed(tree: Json) -> tuple[str, Json]:
    """How many people a segment lists (hashes say nothing to readers), and the rule that is left."""
    parts = tree.get("all")
    first, *others = parts if isinstance(parts, list) and parts else [tree]
    if not isinstance(first, dict) or first.get("variable") != "userHash":
        return "", tree
    hashes = first.get("value")
    count = len(hashes) if isinstance(hashes, list) else 0
    return f"one of {count} listed users, and: ", {"all": others}


def _id(thing: Json) -> str:
    return _text(thing.get("id"))


def _text(value: object) -> str:
    return printable(str(value))


def _object(value: Json, name: str) -> Json:
    found = value.get(name)
    return cast(Json, found) if isinstance(found, Mapping) else {}


def _values(value: Json, name: str) -> list[object]:
    found = value.get(name)
    return cast(list[object], found) if isinstance(found, list) else []


def _list(value: Json, name: str) -> list[Json]:
    return [cast(Json, each) for each in _values(value, name) if isinstance(each, Mapping)]
