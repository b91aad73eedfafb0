"""What happened lately, counted from the log: plays, dismissals, missing elements."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from handrail.collect.log import HOUR_S, read_lines

_OF_CAMPAIGNS: Final = {
    "campaignViewed": "viewed",
    "campaignClicked": "clicked",
    "campaignCompleted": "completed",
    "campaignDismissed": "dismissed",
    "elementMissing": "missing",
    "surveyAnswer": "answers",
}


@dataclass
class Counts:
    """Of one campaign, or of all: how often each happened."""

    viewed: int = 0
    clicked: int = 0
    completed: int = 0
    dismissed: int = 0
    missing: int = 0
    answers: int = 0


@dataclass(frozen=True)
class Summary:
    """The last hour of one application in one environment.

    Attributes:
        total: of all campaigns.
        campaigns: id of the campaign → its counts.
        errors: stable code → how often.
        sessions: how many sessions of devices there were.
        newest: time of arrival of the newest batch, in seconds since 1970; None when nothing arrived.
    """

    total: Counts = field(default_factory=Counts)
    campaigns: dict[str, Counts] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    sessions: int = 0
    newest: float | None = None


def last_hour(folder: Path, application: str, environment: str, now: float) -> Summary:
    """Count what arrived in the hour before ``now`` (seconds since 1970).

    Args:
        folder: of the log; a folder that is not there holds nothing.
        application: its public key id.
        environment: its name.
        now: end of the hour.
    """
    summary = Summary()
    sessions: set[str] = set()
    newest: float | None = None
    since = now - HOUR_S
    for line in read_lines(folder, since):
        batch = json.loads(line)
        arrived = batch["received"] / 1000
        if batch["application"] != application or batch["environment"] != environment or arrived < since:
            continue
        newest = max(newest or 0.0, arrived)
        for event in batch["events"]:
            sessions.add(event["session"])
            _count(summary, event)
    return Summary(summary.total, summary.campaigns, summary.errors, len(sessions), newest)


def _count(summary: Summary, event: dict[str, str]) -> None:
    if event["type"] == "error":
        summary.errors[event.get("name", "unknown")] += 1
    name = _OF_CAMPAIGNS.get(event["type"])
    if name is None:
        return
    of_one = summary.campaigns.setdefault(event["campaign"], Counts()) if "campaign" in event else Counts()
    for counts in (summary.total, of_one):
        setattr(counts, name, getattr(counts, name) + 1)
