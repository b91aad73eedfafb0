"""Launchers, tips, checklists and help menus of one language."""

import json
from functools import cache
from importlib.resources import files

from handrail.compile.blocks import InLanguage, compile_action, compile_blocks
from handrail.compile.markup import line, plain
from handrail.compile.rules import compile_rule
from handrail.schema.authored.anchors import Anchor, AtElement
from handrail.schema.authored.checklist import Checklist, Task
from handrail.schema.authored.help_menu import Entry, HelpMenu
from handrail.schema.authored.launcher import Launcher
from handrail.schema.authored.tip import Tip
from handrail.schema.wire import blocks as wire
from handrail.schema.wire.launcher import Anchor as WireAnchor
from handrail.schema.wire.launcher import Launcher as WireLauncher
from handrail.schema.wire.tip import Tip as WireTip


@cache
def icons() -> dict[str, str]:
    """Name of an icon → path data of a drawing of 24 by 24."""
    found: dict[str, str] = json.loads(files("handrail.compile").joinpath("icons.json").read_text("utf-8"))
    return found


def compile_launcher(content: Launcher, language: InLanguage) -> WireLauncher:
    """A button that runs actions."""
    return WireLauncher(
        kind="launcher",
        place=_place(content.place),
        form=content.form,
        label=plain(language.text(content.label)),
        icon=None if content.icon is None else icons()[content.icon],
        hint=_if_any(plain(language.text(content.hint))),
        actions=[compile_action(each) for each in content.actions],
    )


def compile_tip(content: Tip, language: InLanguage) -> WireTip:
    """A tip; only ``invalid`` has a rule."""
    has_rule = content.show == "invalid" and content.valid is not None
    return WireTip(
        element=content.element,
        show=content.show,
        mark=content.mark,
        placement=content.placement,
        blocks=compile_blocks(content.blocks, language),
        valid=compile_rule(content.valid) if has_rule else None,
    )


def compile_checklist(content: Checklist, language: InLanguage) -> WireLauncher:
    """A button whose panel lists tasks."""
    heading = wire.Heading(line=line(language.text(content.label)))
    items = wire.Items(search=False, items=[_task(each, language) for each in content.tasks])
    finished = compile_blocks(content.finished, language)
    return _with_panel("checklist", content, language, [heading, items], finished or None)


def compile_help_menu(content: HelpMenu, language: InLanguage) -> WireLauncher:
    """A button whose panel lists campaigns and links."""
    heading = wire.Heading(line=line(language.text(content.label)))
    items = wire.Items(search=content.search, items=[_entry(each, language) for each in content.entries])
    return _with_panel("helpMenu", content, language, [heading, items], None)


def _with_panel(
    kind: str,
    content: Checklist | HelpMenu,
    language: InLanguage,
    panel: list[wire.Block],
    finished: list[wire.Block] | None,
) -> WireLauncher:
    return WireLauncher(
        kind="checklist" if kind == "checklist" else "helpMenu",
        place=_place(content.place),
        form="button",
        label=plain(language.text(content.label)),
        icon=icons()[content.icon],
        actions=[],
        panel=panel,
        finished=finished,
    )


def _task(task: Task, language: InLanguage) -> wire.Item:
    return wire.Item(
        id=task.id,
        label=plain(language.text(task.label)),
        description=_if_any(plain(language.text(task.description))),
        done=compile_rule(task.done),
        actions=[compile_action(each) for each in task.actions],
    )


def _entry(entry: Entry, language: InLanguage) -> wire.Item:
    return wire.Item(
        id=entry.id,
        label=plain(language.text(entry.label)),
        description=_if_any(plain(language.text(entry.description))),
        keywords=_if_any(plain(language.text(entry.keywords))),
        rule=None if entry.rule is None else compile_rule(entry.rule),
        actions=[compile_action(each) for each in entry.actions],
    )


def _place(anchor: Anchor) -> WireAnchor:
    if isinstance(anchor, AtElement):
        return WireAnchor(
            element=anchor.element,
            position=anchor.position,
            offset_x=anchor.offset_x,
            offset_y=anchor.offset_y,
        )
    return WireAnchor(position=anchor.corner, offset_x=anchor.offset_x, offset_y=anchor.offset_y)


def _if_any(text: str) -> str | None:
    return text or None
