"""What the collector counted in the last hour, for the overview."""

import time
from dataclasses import dataclass

from handrail.accounts.models import User
from handrail.applications.models import Application
from handrail.collect.summary import Counts, last_hour
from handrail.library.documents import list_documents
from handrail.library.kinds import CAMPAIGN
from handrail.settings import console_settings


@dataclass(frozen=True)
class Counted:
    """One environment with a collector.

    Attributes:
        environment: its name.
        total: of all campaigns.
        campaigns: name and counts, what was seen most first.
        sessions: how many devices' sessions there were.
        errors: error code and how often.
        newest: seconds since 1970 of the newest batch; None: nothing arrived in the hour.
    """

    environment: str
    total: Counts
    campaigns: list[tuple[str, Counts]]
    sessions: int
    errors: list[tuple[str, int]]
    newest: float | None


def counted(actor: User, application: Application) -> list[Counted]:
    """The environments that name a collector, in order; nobody's user id is looked at."""
    named = list(application.environments.exclude(collector_url=""))
    if not named:
        return []
    rows = list_documents(actor=actor, application=application, kind=CAMPAIGN)
    titles = {row.name: row.title for row in rows}
    return [_of_environment(application.key, each.name, titles) for each in named]


def _of_environment(key: str, name: str, titles: dict[str, str]) -> Counted:
    found = last_hour(console_settings().events_dir, key, name, time.time())
    campaigns = sorted(found.campaigns.items(), key=lambda each: (-each[1].viewed, each[0]))
    named = [(titles.get(campaign, campaign), counts) for campaign, counts in campaigns[:6]]
    return Counted(name, found.total, named, found.sessions, found.errors.most_common(3), found.newest)
