"""Words and colours of states."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATES: dict[str, tuple[Promise | str, str, str]] = {
    "live": (_("live"), "green", "check"),
    "paused": (_("paused"), "yellow", "pause"),
    "unreachable": (_("not reachable"), "red", "alert"),
    "wrong-place": (_("wrong place"), "red", "alert"),
    "wrong-application": (_("wrong application"), "red", "alert"),
    "cors-missing": (_("CORS header missing"), "red", "alert"),
    "old-release": (_("old release"), "yellow", "clock"),
    "invalid": (_("not valid"), "red", "alert"),
    "damaged": (_("changed on the server"), "red", "alert"),
    "refused": (_("refused"), "red", "alert"),
    "none": (_("not connected yet"), "secondary", "circle"),
    "proposed": (_("proposed"), "blue", "clock"),
    "approved": (_("approved"), "azure", "check"),
    "signed": (_("signed, not seen live yet"), "azure", "shield"),
    "rejected": (_("rejected"), "red", "x"),
    "void": (_("void"), "secondary", "x"),
    "superseded": (_("superseded"), "secondary", "stack"),
    "draft": (_("draft only"), "secondary", "edit"),
    "changed": (_("changed since live"), "orange", "edit"),
    "stopped": (_("stopped"), "red", "stop"),
    "ended": (_("ended"), "secondary", "clock"),
    "archived": (_("archived"), "secondary", "trash"),
}
"""State → words, colour, icon."""


def badge(state: str) -> dict[str, Any]:
    """What ``console/parts/badge.html`` draws; an unknown state is shown by its own name."""
    words, colour, icon = STATES.get(state, (state, "secondary", "circle"))
    return {"words": words, "colour": colour, "icon": icon}
