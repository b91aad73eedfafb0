"""Steps of a walkthrough stay linked while they are added, removed and put in order."""

import re
from typing import Any

from handrail.console.editing.nested import Raw, at

_REMOVED = re.compile(r"remove:content\.steps\.(\d+)\Z")


def _steps(raw: Raw) -> list[dict[str, Any]]:
    steps = at(raw, "content.steps")
    return [each for each in steps if isinstance(each, dict)] if isinstance(steps, list) else []


def before_command(raw: Raw, command: str) -> None:
    """Steps that lead to one that is about to be removed lead to its follower instead."""
    match = _REMOVED.match(command)
    steps = _steps(raw)
    if match is None or int(match[1]) >= len(steps):
        return
    gone = steps[int(match[1])]
    branches = [each for step in steps for each in step.get("branches") or [] if isinstance(each, dict)]
    for leads in (*steps, *branches):
        if leads.get("next") == gone.get("id"):
            leads["next"] = gone.get("next") or ""


def after_command(raw: Raw, command: str) -> str | None:
    """A new step follows the one that was last; ``chain:content.steps`` links all in the order shown.

    Returns:
        The path to look at; None when the command was none of these.
    """
    steps = _steps(raw)
    if command.startswith("add:content.steps:") and len(steps) > 1 and not steps[-2].get("next"):
        steps[-2]["next"] = steps[-1].get("id", "")
    if command == "chain:content.steps":
        for step, following in zip(steps, [*steps[1:], None], strict=True):
            step["next"] = following.get("id", "") if following else ""
        return "content.steps.0"
    return None
