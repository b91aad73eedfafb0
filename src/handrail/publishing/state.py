"""What is live where: what was signed, and what somebody has seen, with time and source."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from django.utils import timezone

from handrail.applications.connection import Connection, connection_of
from handrail.applications.models import Application, ConnectionReport, Environment
from handrail.applications.signing import holds_pointer, newest_root
from handrail.library.access import Actor, require_reader
from handrail.library.kinds import CAMPAIGN
from handrail.library.models import Document
from handrail.publishing.access import current_pointer
from handrail.publishing.models import Pointer, Release
from handrail.publishing.signing import root_to_bring

CampaignState = Literal["draft", "changed", "live", "signed", "stopped", "ended"]


@dataclass(frozen=True)
class LiveState:
    """One environment.

    Attributes:
        environment: which.
        pointer: the newest that was signed; None before the first release.
        connection: what was seen on the server.
        candidate: the release that waits for a decision or for being made live, if any.
    """

    environment: Environment
    pointer: Pointer | None
    connection: Connection
    candidate: Release | None

    @property
    def pointer_is_here(self) -> bool:
        """Whether this console signs what is live; else the deployer does, and the console only asks."""
        return holds_pointer(self.environment)

    @property
    def waits_for_root(self) -> bool:
        """Whether no root names the environment yet."""
        return self.environment.name not in newest_root(self.environment.application).environments

    @cached_property
    def root_to_bring(self) -> int | None:
        """Version of a newer root than the pointer names, where only the deployer's key can bring it to the server."""
        return None if self.pointer is None else root_to_bring(self.pointer)

    @property
    def seen(self) -> ConnectionReport | None:
        """The newest report that saw exactly what was signed last; then *live* may be said."""
        report = self.connection.newest
        matches = report is not None and self.pointer is not None and report.seq == self.pointer.seq
        return report if matches and report is not None and report.green else None

    @property
    def trouble(self) -> ConnectionReport | None:
        """The newest report, when it is bad: damaged, unreachable, refused."""
        report = self.connection.newest
        return report if report is not None and not report.green else None

    @property
    def word(self) -> str:
        """``none`` before the first release, else ``paused``, ``live`` or ``signed``, or the state of the trouble."""
        if self.pointer is None:
            return "none"
        if self.trouble is not None:
            return str(self.trouble.state)
        if self.pointer.status == Pointer.Status.PAUSED:
            return "paused"
        return "live" if self.seen is not None else "signed"


def live_state(*, actor: Actor, environment: Environment) -> LiveState:
    """What is signed and what was seen in one environment."""
    require_reader(actor, environment.application)
    return LiveState(
        environment=environment,
        pointer=current_pointer(environment),
        connection=connection_of(environment),
        candidate=Release.objects.filter(environment=environment).open().order_by("-number").first(),
    )


def live_states(*, actor: Actor, application: Application) -> list[LiveState]:
    """The same for every environment, in order."""
    require_reader(actor, application)
    found = application.environments.select_related("application")
    return [live_state(actor=actor, environment=each) for each in found]


def campaign_badges(
    *, actor: Actor, application: Application, states: list[LiveState] | None = None
) -> dict[str, dict[str, CampaignState]]:
    """Campaign id → environment name → badge.

    Args:
        actor: anybody with a role in the application.
        application: which.
        states: of its environments, when they are at hand already.
    """
    require_reader(actor, application)
    found = live_states(actor=actor, application=application) if states is None else states
    drafts = {row.name: row.body for row in Document.objects.of(application, CAMPAIGN.name).kept()}
    now = timezone.now()
    badges: dict[str, dict[str, CampaignState]] = {name: {} for name in drafts}
    for state in found:
        released = {} if state.pointer is None else {c["id"]: c for c in state.pointer.release.data["campaigns"]}
        for name, body in drafts.items():
            badges[name][state.environment.name] = _badge(name, body, released.get(name), state, now)
    return badges


def _badge(
    name: str, draft: dict[str, Any], released: dict[str, Any] | None, state: LiveState, now: datetime
) -> CampaignState:
    if released is None or state.pointer is None:
        return "draft"
    if name in state.pointer.off:
        return "stopped"
    if {key: value for key, value in draft.items() if key != "labels"} != released:
        return "changed"
    schedule = released.get("autoPlay", {}).get("schedule") or {}
    if schedule.get("end") and schedule["end"] < now.strftime("%Y-%m-%dT%H:%M"):
        return "ended"
    return "live" if state.seen is not None else "signed"
