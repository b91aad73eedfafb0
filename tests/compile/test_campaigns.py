"""Lines of the index say when a campaign starts."""

from typing import Any

import pytest

from compile.sample import sample_data
from handrail.compile.campaigns import compile_index_line, starts_by_itself
from handrail.schema.authored.campaign import Campaign
from handrail.schema.wire.boot import Campaign as Line


def _line(**fields: Any) -> Line:
    campaign = Campaign.model_validate({**sample_data()["campaigns"][0], **fields})
    return compile_index_line(campaign, None, None)


def test_the_key_is_the_trigger_key_or_the_id() -> None:
    assert _line().key == "welcome"
    assert _line(triggerKey="hello").key == "hello"


def test_waiting_counts_only_where_it_is_meant() -> None:
    waits = _line(autoPlay={"frequency": {"often": "onceThenWait", "wait": 2, "unit": "weeks"}}).frequency
    once = _line(autoPlay={"frequency": {"often": "onlyOnce", "wait": 2, "unit": "weeks"}}).frequency
    assert (waits.wait, waits.unit) == (2, "weeks")
    assert (once.wait, once.unit) == (None, None)


def test_a_rule_that_is_always_true_stays_a_program() -> None:
    audience = _line(audience={"all": []}).audience
    assert audience is not None
    assert audience.variable == []
    assert _line(audience=None).audience is None


def test_weekdays_are_sorted_and_single() -> None:
    schedule = _line(autoPlay={"schedule": {"weekdays": [5, 1, 5], "fromTime": "08:00"}}).schedule
    assert schedule is not None
    assert (schedule.weekdays, schedule.from_time) == ([1, 5], "08:00")


@pytest.mark.parametrize(("trigger", "by_itself"), [("static", True), ("pageView", True), ("off", False)])
def test_only_campaigns_with_a_trigger_start_by_themselves(trigger: str, by_itself: bool) -> None:
    data = {**sample_data()["campaigns"][0], "autoPlay": {"trigger": {"on": trigger}}}
    assert starts_by_itself(Campaign.model_validate(data)) is by_itself
