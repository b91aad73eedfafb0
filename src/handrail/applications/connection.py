"""What is live where, told from reports: with its source and time, or not at all."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from handrail.accounts.audit import record
from handrail.applications.access import Actor, Role, Scope, require
from handrail.applications.models import Application, ConnectionReport, Environment

State = ConnectionReport.State
Source = ConnectionReport.Source


@dataclass(frozen=True)
class Connection:
    """The newest knowledge about one environment.

    Attributes:
        environment: which.
        newest: the newest report of any source; ``None``: nobody has looked yet.
        live: the newest report that saw a valid release, from any source.
    """

    environment: Environment
    newest: ConnectionReport | None
    live: ConnectionReport | None

    @property
    def state(self) -> str:
        """State of the newest report, ``none`` without one."""
        return self.newest.state if self.newest else "none"

    @property
    def release(self) -> int | None:
        """Number of the release seen live last."""
        return self.live.release if self.live else None

    @property
    def connected(self) -> bool:
        """Whether the newest report is a proof."""
        return self.newest is not None and self.newest.green


def connection_of(environment: Environment) -> Connection:
    """The newest knowledge about ``environment``."""
    reports = ConnectionReport.objects.filter(environment=environment).newest_first()
    green = reports.filter(state__in=(State.LIVE, State.PAUSED))
    return Connection(environment, reports.first(), green.first())


def connections_of(application: Application) -> list[Connection]:
    """The newest knowledge about every environment, in order."""
    environments = application.environments.select_related("application")
    return [connection_of(environment) for environment in environments]


def record_report(
    *,
    actor: Actor,
    environment: Environment,
    source: str,
    state: str,
    release: int | None = None,
    seq: int | None = None,
    since: datetime | None = None,
    problems: list[dict[str, str]] | None = None,
    message: str = "",
) -> ConnectionReport:
    """Keep what somebody saw on an environment's content server.

    An observation equal to the newest one of the same source only moves its time; a change is a new row and an audit
    entry.

    Args:
        actor: a token with ``reports:write`` (watch), or an administrator or publisher (check from outside).
        environment: where.
        source: ``watch``, ``outside`` or ``power``.
        state: what was seen.
        release: number of the release seen.
        seq: of its pointer.
        since: since when, as the observer knows it; absent: now.
        problems: ``[{"code", "message", "path"?}]``
        message: one sentence, at most 500 characters.
    """
    require(
        actor,
        Role.ADMINISTRATOR,
        Role.PUBLISHER,
        Role.AUTHOR,
        application=environment.application,
        environment=environment,
        scope=Scope.REPORTS_WRITE,
    )
    now = timezone.now()
    seen = {
        "state": str(State(state)),
        "release": release,
        "seq": seq,
        "problems": problems or [],
        "message": message[:500],
    }
    with transaction.atomic():
        newest = ConnectionReport.objects.filter(environment=environment, source=source).newest_first().first()
        if newest is not None and all(getattr(newest, name) == value for name, value in seen.items()):
            newest.at = now
            newest.save(update_fields=["at"])
            return newest
        report = ConnectionReport.objects.create(
            environment=environment, source=str(Source(source)), at=now, since=since or now, **seen
        )
        details = {"source": source, "state": state, "release": release, "seq": seq}
        record(actor, "connection.seen", environment.name, details, environment.application)
    return report


def hosted_environments(key: str) -> list[Environment]:
    """The environments of an application that this console hosts; none for a self-hosted one. Asks nobody: what they
    serve is public."""
    found = Environment.objects.select_related("application").filter(application__key=key)
    return list(found.filter(application__self_hosted=False))
