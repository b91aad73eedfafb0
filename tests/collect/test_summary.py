"""Counts of the last hour."""

import json
from pathlib import Path

from collect.running import batch, event
from handrail.collect.log import HOUR_S
from handrail.collect.summary import Counts, last_hour

NOW = 1_790_000_000.0


def write(folder: Path, *batches: tuple[float, dict[str, object]]) -> None:
    folder.mkdir(exist_ok=True)
    for number, (at, body) in enumerate(batches):
        path = folder / f"events-{int(at) // HOUR_S}-{number}.jsonl"
        path.write_text(json.dumps({"received": int(at * 1000), **body}) + "\n")


def test_an_hour_is_counted_by_campaign(tmp_path: Path) -> None:
    write(
        tmp_path,
        (NOW - 10, batch(event(), event(), event("campaignDismissed"), event("elementMissing", session="s2"))),
        (NOW - 3000, batch(event(campaign="tour"), event("campaignCompleted", campaign="tour"))),
        (NOW - 3000, batch({"type": "error", "at": 1, "session": "s3", "name": "content.missing"})),
        (NOW - 3000, batch({"type": "pageView", "at": 1, "session": "s3"})),
        (NOW - 4000, batch(event())),
        (NOW - 10, batch(event(), environment="staging")),
        (NOW - 10, batch(event(), application="shop")),
    )
    found = last_hour(tmp_path, "bank", "production", NOW)
    assert found.campaigns == {
        "welcome": Counts(viewed=2, dismissed=1, missing=1),
        "tour": Counts(viewed=1, completed=1),
    }
    assert found.total == Counts(viewed=3, completed=1, dismissed=1, missing=1)
    assert found.errors == {"content.missing": 1}
    assert (found.sessions, found.newest) == (3, NOW - 10)


def test_nothing_is_counted_where_nothing_is(tmp_path: Path) -> None:
    found = last_hour(tmp_path / "absent", "bank", "production", NOW)
    assert (found.total, found.campaigns, found.newest) == (Counts(), {}, None)
