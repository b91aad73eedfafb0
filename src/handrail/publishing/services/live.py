"""Moves the pointer: make live, roll back, pause, resume, stop campaigns, renew."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from handrail.accounts.audit import System, record
from handrail.applications.models import Environment
from handrail.applications.signing import holds_pointer
from handrail.library.access import Actor
from handrail.publishing.access import current_pointer, may_publish, require_publisher
from handrail.publishing.errors import (
    BaseChangedError,
    NotPublishedYetError,
    TooFewApproversError,
    UndoUnansweredError,
    WrongStateError,
)
from handrail.publishing.models import Approval, Pointer, Release
from handrail.publishing.services.point import lock, point, require_pointer
from handrail.publishing.signatures import LEAST_APPROVERS, active_approvers, asks_for_signatures, signatures_missing

RENEW_BEFORE = timedelta(days=10)


def approvals_missing(release: Release) -> int:
    """How many approvals of exactly these bytes are still needed: signatures, where the root asks for them."""
    if asks_for_signatures(release.environment):
        return signatures_missing(release)
    given = release.approvals.filter(decision=Approval.Decision.APPROVED, payload_sha256=release.payload_sha256).count()
    return max(0, release.environment.approvals_needed - given)


def settle(*, actor: Actor, release: Release) -> Pointer | None:
    """With enough approvals the release is approved, and live at once when the actor may publish there and nothing is
    left to ask: the pointer key is here, and somebody has said who may undo."""
    if release.state != Release.State.PROPOSED or approvals_missing(release):
        return None
    release.state, release.decided_at = Release.State.APPROVED, timezone.now()
    release.save(update_fields=["state", "decided_at"])
    environment = release.environment
    ready = holds_pointer(environment) and not undo_unanswered(environment)
    return _make_live(actor, release) if ready and may_publish(actor, environment) else None


def undo_unanswered(environment: Environment) -> bool:
    """Whether somebody must still say who may undo without this console: asked where approvals are signatures."""
    return not environment.undo and asks_for_signatures(environment)


def make_live(*, actor: Actor, release: Release) -> Pointer:
    """Sign the pointer that names an approved release.

    Args:
        actor: a publisher, or a token with ``releases:write``.
        release: approved, and still proposed against what is live.

    Raises:
        WrongStateError: it is not approved.
        BaseChangedError: something else became live since it was proposed.
    """
    require_publisher(actor, release.environment)
    with transaction.atomic():
        lock(release.environment)
        fresh = Release.objects.select_related("environment", "application", "base").get(pk=release.pk)
        return _make_live(actor, fresh)


def _make_live(actor: Actor, release: Release) -> Pointer:
    if release.state != Release.State.APPROVED or approvals_missing(release):
        raise WrongStateError(number=release.number, state=release.state, needed="approved")
    environment = release.environment
    require_ready(release)
    require_base(release)
    current = current_pointer(environment)
    off = [each for each in (current.off if current else []) if each not in release.show_again]
    status = current.status if current is not None else Pointer.Status.ACTIVE
    pointer = point(
        actor=actor, environment=environment, release=release, reason=Pointer.Reason.LIVE, status=status, off=off
    )
    release.state = Release.State.SIGNED
    release.save(update_fields=["state"])
    details = {"release": release.number, "seq": pointer.seq}
    record(actor, "release.signed", f"{environment.name} {release}", details, release.application)
    return pointer


def require_base(release: Release) -> None:
    """Refuse a release whose difference was read against something that is not live any more.

    Raises:
        BaseChangedError: something else became live since it was proposed.
    """
    current = current_pointer(release.environment)
    now = current.release if current is not None else None
    if (now.pk if now else None) != release.base_id:
        raise BaseChangedError(
            environment=release.environment.name,
            now=now or "nothing",
            number=release.number,
            base=release.base or "nothing",
        )


def require_ready(release: Release) -> None:
    """Refuse what must not go live yet, wherever the pointer is signed.

    Raises:
        TooFewApproversError: fewer than two active approvers hold keys that the root names.
        UndoUnansweredError: nobody has said who may undo at night.
    """
    environment = release.environment
    if not asks_for_signatures(environment):
        return
    count = active_approvers(environment)
    if count < LEAST_APPROVERS:
        raise TooFewApproversError(count=count, environment=environment.name)
    if undo_unanswered(environment):
        raise UndoUnansweredError(environment=environment.name)


def roll_back(*, actor: Actor, environment: Environment, to_release: Release | None = None) -> Pointer:
    """Name an older release again, under a higher ``seq``: instant and signed. Stopped campaigns stay stopped.

    Args:
        actor: a publisher, or a token with ``releases:write``.
        environment: where.
        to_release: one that was live there; absent: the newest before what is live that verifies today.

    Raises:
        WrongStateError: the release was never live in this environment, or is live now.
        NotPublishedYetError: there is none before.
    """
    require_publisher(actor, environment)
    with transaction.atomic():
        environment = lock(environment)
        current = require_pointer(environment)
        to_release = to_release or _before(current)
        if to_release.environment_id != environment.pk or to_release.state != Release.State.SIGNED:
            raise WrongStateError(number=to_release.number, state=to_release.state, needed="one that was live here")
        if current.release_id == to_release.pk:
            raise WrongStateError(number=to_release.number, state="live already", needed="an older one")
        pointer = point(
            actor=actor,
            environment=environment,
            release=to_release,
            reason=Pointer.Reason.ROLL_BACK,
            status=current.status,
            off=current.off,
        )
        details = {"from": current.release.number, "to": to_release.number, "seq": pointer.seq}
        record(actor, "release.rolled-back", f"{environment.name} {to_release}", details, environment.application)
    return pointer


def _before(current: Pointer) -> Release:
    """The newest release that was live before the current one and that verifies today."""
    older = Release.objects.filter(
        environment=current.environment, state=Release.State.SIGNED, number__lt=current.release.number
    )
    for release in older.order_by("-number"):
        if not signatures_missing(release):
            return release
    raise NotPublishedYetError(environment=f"{current.environment.name}, before release {current.release.number},")


def pause(*, actor: Actor, environment: Environment) -> Pointer:
    """The kill switch: nothing of Handrail shows in this environment until it is resumed."""
    return _switch(actor, environment, Pointer.Status.PAUSED, Pointer.Reason.PAUSE, "environment.paused")


def resume(*, actor: Actor, environment: Environment) -> Pointer:
    """The opposite of ``pause``."""
    return _switch(actor, environment, Pointer.Status.ACTIVE, Pointer.Reason.RESUME, "environment.resumed")


def _switch(actor: Actor, environment: Environment, status: str, reason: str, action: str) -> Pointer:
    require_publisher(actor, environment)
    with transaction.atomic():
        environment = lock(environment)
        current = require_pointer(environment)
        if current.status == status:
            return current
        pointer = point(
            actor=actor,
            environment=environment,
            release=current.release,
            reason=reason,
            status=status,
            off=current.off,
        )
        record(actor, action, environment.name, {"seq": pointer.seq}, environment.application)
    return pointer


def stop_campaigns(*, actor: Actor, environment: Environment, campaigns: Iterable[str]) -> Pointer:
    """Take campaigns off one environment at once, without a new release. The next proposal names them first.

    Raises:
        NotPublishedYetError: the environment does not have one of them.
    """
    require_publisher(actor, environment)
    wanted = sorted(set(campaigns))
    with transaction.atomic():
        environment = lock(environment)
        current = require_pointer(environment)
        unknown = set(wanted) - {each["id"] for each in current.release.data.get("campaigns", [])}
        if unknown or not wanted:
            raise NotPublishedYetError(environment=environment.name)
        pointer = point(
            actor=actor,
            environment=environment,
            release=current.release,
            reason=Pointer.Reason.STOP,
            status=current.status,
            off=[*current.off, *wanted],
        )
        for campaign in wanted:
            details = {"campaign": campaign, "seq": pointer.seq}
            record(actor, "campaign.stopped", f"{environment.name} {campaign}", details, environment.application)
    return pointer


def heartbeat(*, actor: Actor, environment: Environment) -> Pointer:
    """Sign what is live anew, so that it does not expire: for those who cannot wait for the clock."""
    require_publisher(actor, environment)
    with transaction.atomic():
        environment = lock(environment)
        pointer = _renew(actor, require_pointer(environment))
        record(actor, "pointer.renewed", environment.name, {"seq": pointer.seq}, environment.application)
    return pointer


def _renew(actor: Actor | None, current: Pointer) -> Pointer:
    return point(
        actor=actor,
        environment=current.environment,
        release=current.release,
        reason=Pointer.Reason.RENEW,
        status=current.status,
        off=current.off,
    )


def renew_pointers() -> int:
    """Sign pointers anew that expire within ten days, where the key is here; called by the clock. Returns how many."""
    renewed = 0
    for environment in Environment.objects.select_related("application"):
        with transaction.atomic():
            lock(environment)
            current = current_pointer(environment)
            late = current is not None and current.expires_at - timezone.now() <= RENEW_BEFORE
            if current is None or not late or not holds_pointer(environment):
                continue
            pointer = _renew(None, current)
            record(System(), "pointer.renewed", environment.name, {"seq": pointer.seq}, environment.application)
            renewed += 1
    return renewed
