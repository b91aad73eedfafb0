"""The readable difference of two authored states: what an approver reads is what ships.

A diff is complete: whatever changes a byte that reaches end users is a ``Change``. It never prints data formats, only
words, names and texts, and what an approver must see first comes first: hosts, links to foreign origins, values
handed to the page, rules that read the page's fields, attributes that become public, starts by link.
"""

from handrail.compile.change import Change, in_words
from handrail.compile.diff_walk import Walker
from handrail.schema.authored.application import ApplicationContent, Overlay

__all__ = ["Change", "diff", "in_words"]


def diff(
    before: ApplicationContent | None,
    after: ApplicationContent,
    overlay_before: Overlay | None = None,
    overlay_after: Overlay | None = None,
) -> list[Change]:
    """Everything that differs between two states of an application in one environment.

    Args:
        before: what is live; None when nothing is, then everything is new.
        after: what is proposed.
        overlay_before: the environment's own values in what is live.
        overlay_after: the same in what is proposed.

    Returns:
        Changes, those of weight ``first`` first, else in the order of the application's parts.
    """
    walker = Walker(before, after, overlay_before, overlay_after)
    walker.walk()
    return sorted(walker.changes, key=lambda change: change.weight != "first")
