"""Work that goes by the clock, run inside ``handrail serve``.

A job is a name, an interval and a service. Several processes may run the schedule: the row of the job is the lock.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module

from django.db import close_old_connections, transaction
from django.utils import timezone

from handrail.accounts.models import ScheduledRun

log = logging.getLogger("handrail.schedule")
LOOK_EVERY_S = 30.0


@dataclass(frozen=True)
class Job:
    """One job.

    Attributes:
        name: stable; key of its row.
        every: how often.
        service: ``<module>:<function>``, called without arguments.
    """

    name: str
    every: timedelta
    service: str

    def load(self) -> Callable[[], object]:
        """The function."""
        module, _, function = self.service.partition(":")
        found: Callable[[], object] = getattr(import_module(module), function)
        return found


JOBS: list[Job] = [
    Job("pointers", timedelta(hours=6), "handrail.publishing.services.live:renew_pointers"),
    Job("sessions-and-links", timedelta(hours=6), "handrail.accounts.people:forget_expired"),
]


def run_due(jobs: list[Job] | None = None) -> list[str]:
    """Run every job that is due; the names of those that ran. A job that fails is logged and tried again later."""
    ran = []
    for job in JOBS if jobs is None else jobs:
        if not _take(job):
            continue
        try:
            job.load()()
            ran.append(job.name)
        except Exception:
            log.exception("scheduled job failed", extra={"job": job.name})
    return ran


def _take(job: Job) -> bool:
    """Whether this process runs the job now; the row says so to all others."""
    now = timezone.now()
    with transaction.atomic():
        row, fresh = ScheduledRun.objects.select_for_update().get_or_create(name=job.name, defaults={"ran_at": now})
        if not fresh and now - row.ran_at < job.every:
            return False
        row.ran_at = now
        row.save(update_fields=["ran_at"])
    return True


def start_schedule(stop: threading.Event) -> threading.Thread:
    """A thread that looks every half minute until ``stop`` is set."""

    def loop() -> None:
        while not stop.wait(LOOK_EVERY_S):
            close_old_connections()
            try:
                run_due()
            except Exception:
                log.exception("schedule failed")
            finally:
                close_old_connections()

    thread = threading.Thread(target=loop, name="handrail-schedule", daemon=True)
    thread.start()
    return thread
