"""How the things to start from are shown."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handrail.campaigns.templates_to_start import TEMPLATES

_SHOWN: dict[str, tuple[Promise, Promise, str]] = {
    "news": (_("News"), _("A dialog that tells what has changed."), "megaphone"),
    "maintenance": (_("Notice"), _("A banner across the page, e.g. for maintenance."), "alert"),
    "tour": (_("Walkthrough"), _("Step by step through a task, from element to element."), "path"),
}


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
