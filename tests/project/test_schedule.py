"""Work by the clock: once per interval, whoever looks; a failing job stops nobody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from handrail.accounts.models import ScheduledRun
from handrail.project.schedule import JOBS, Job, run_due

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_every_job_names_a_service_that_exists() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)
    for job in JOBS:
        assert callable(job.load())


def test_a_job_runs_once_per_interval() -> None:
    job = Job("links", HOUR, "handrail.accounts.people:forget_expired")
    assert run_due([job]) == ["links"]
    assert run_due([job]) == []
    ScheduledRun.objects.filter(name="links").update(ran_at=timezone.now() - 2 * HOUR)
    assert run_due([job]) == ["links"]


def test_a_failing_job_is_logged_and_the_next_one_runs(caplog: pytest.LogCaptureFixture) -> None:
    broken = Job("broken", HOUR, "handrail.accounts.people:no_such_function")
    whole = Job("whole", HOUR, "handrail.accounts.people:forget_expired")
    assert run_due([broken, whole]) == ["whole"]
    assert "scheduled job failed" in caplog.text
