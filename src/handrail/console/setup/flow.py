"""The four steps as the flow's head draws them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handrail.applications.models import Application

STEPS: tuple[tuple[str, Promise], ...] = (
    ("application", _("Application")),
    ("hosting", _("Hosting")),
    ("integrate", _("Integrate")),
    ("connect", _("Connect")),
)


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        id: stable name.
        label: translated.
        url: where it is; empty while it cannot be opened yet.
        done: whether the flow has passed it.
        current: whether the page is this step.
    """

    id: str
    label: str
    url: str
    done: bool
    current: bool


def steps(application: Application | None, current: str) -> list[Step]:
    """The steps for ``application``; a step may be opened once the one before it is done."""
    order = [name for name, _label in STEPS]
    reached = len(order) if application and application.set_up else 0
    if application and not application.set_up:
        reached = order.index(application.setup_step)
    found = []
    for place, (name, label) in enumerate(STEPS):
        url = reverse(f"setup-{name}", kwargs={"key": application.key}) if application and place <= reached else ""
        found.append(Step(name, str(label), url, place < reached, name == current))
    return found
