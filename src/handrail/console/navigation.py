"""Navigation: every page folder declares its entries beside its addresses, the shell shows those one may use.

In ``console/<page>/urls.py``::

    navigation = [NavigationEntry("campaigns", _("Campaigns"), "campaigns:list", icon="speakerphone", order=20)]
"""

from dataclasses import dataclass
from typing import Literal

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from handrail.accounts.models import User
from handrail.applications.access import Role, can
from handrail.applications.models import Application

Place = Literal["application", "installation"]


@dataclass(frozen=True)
class NavigationEntry:
    """One line of the navigation.

    Attributes:
        id: stable name; a page says which entry it belongs to by ``active = "<id>"`` in its context.
        label: translated words.
        url_name: name of the address; within an application it takes the application's ``key``.
        icon: name of an icon in ``console/templates/console/icons/<icon>.svg``.
        order: place in the list.
        place: within one application, or for the whole installation.
        roles: only people with one of them see it; empty: everybody who sees the application.
    """

    id: str
    label: Promise | str
    url_name: str
    icon: str
    order: int
    place: Place = "application"
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True)
class ShownEntry:
    """A line as the template draws it."""

    id: str
    label: str
    url: str
    icon: str


_entries: dict[str, NavigationEntry] = {}


def register(entries: list[NavigationEntry]) -> None:
    """Add a page's entries; the same id again replaces the earlier one."""
    for entry in entries:
        _entries[entry.id] = entry


def shown(user: User, application: Application | None = None) -> list[ShownEntry]:
    """The entries ``user`` may use: of ``application``, or of the installation when absent."""
    place: Place = "installation" if application is None else "application"
    found = []
    for entry in sorted(_entries.values(), key=lambda e: e.order):
        if entry.place != place or (entry.roles and not can(user, *entry.roles, application=application)):
            continue
        try:
            url = reverse(entry.url_name, kwargs={} if application is None else {"key": application.key})
        except NoReverseMatch:
            continue
        found.append(ShownEntry(entry.id, str(entry.label), url, entry.icon))
    return found
