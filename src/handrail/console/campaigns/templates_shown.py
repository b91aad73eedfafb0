"""How the things to start from are shown."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handrail.campaigns.templates_to_start import TEMPLATES

_SHOWN: dict[str, tuple[Promise, Promise, str]] = {
    "news": (_("News"), _("A dialog that tells what has changed."), "megaphone"),
    "maintenance": (_("Notice"), _("A banner across the page, e.g. for maintenance."), "alert"),
    "tour": (_("Walkthrough"), _("Step by step through a task, from element to element."), "path"),
    "launcher": (_("Launcher"), _("A button of your own on the page that opens help or starts a campaign."), "bolt"),
    "tip": (_("Tip"), _("A short explanation at an element, or a check of what was entered."), "bubble"),
    "survey": (_("Survey"), _("Questions on pages, with jumps by what was answered."), "list"),
    "checklist": (_("Checklist"), _("Tasks that tick themselves off, with their progress."), "check"),
    "help": (_("Help menu"), _("Campaigns and links behind one button, with a search."), "help"),
}

ICONS: dict[str, str] = {
    "announcement": "megaphone",
    "walkthrough": "path",
    "launcher": "bolt",
    "tip": "bubble",
    "survey": "list",
    "checklist": "check",
    "helpMenu": "help",
}
"""Kind of campaign → its icon in lists, the usual kinds first."""


@dataclass(frozen=True)
class TemplateShown:
    """One card."""

    name: str
    title: Promise
    text: Promise
    icon: str


def templates_shown() -> list[TemplateShown]:
    """The cards of the page "New campaign"."""
    return [TemplateShown(name, *_SHOWN[name]) for name in TEMPLATES]
