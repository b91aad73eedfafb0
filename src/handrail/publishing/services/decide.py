"""An approver reads what changes and says yes or no."""

from django.db import transaction
from django.utils import timezone

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.errors import InvalidInputError
from handrail.publishing.access import is_own_work, require_approver
from handrail.publishing.errors import IndependentApprovalError, KeyElsewhereError, OwnWorkError, WrongStateError
from handrail.publishing.models import Approval, Release
from handrail.publishing.services.live import settle
from handrail.publishing.signatures import asks_for_signatures


def approve(*, actor: User, release: Release, comment: str = "", shown_sha256: str | None = None) -> Release:
    """Approve what was shown; with enough approvals the release goes live if the approver may publish.

    Args:
        actor: an approver of the environment who wrote and proposed nothing in the release.
        release: proposed.
        comment: for the record.
        shown_sha256: hash of the payload whose diff was on the screen; another one is refused.

    Raises:
        OwnWorkError: four eyes.
        KeyElsewhereError: approvers sign there with keys of their own; see ``hand_in_approval``.
        WrongStateError: it was decided meanwhile, or is not what was shown.
    """
    release = _decide(actor, release, Approval.Decision.APPROVED, comment, shown_sha256)
    release.refresh_from_db()
    return release


def reject(*, actor: User, release: Release, reason: str, shown_sha256: str | None = None) -> Release:
    """Say no, with a reason that the author reads.

    Raises:
        InvalidInputError: no reason.
    """
    require_approver(actor, release.environment)
    if not reason.strip():
        raise InvalidInputError(summary="say why", problems=[{"where": "comment", "what": "is missing"}])
    return _decide(actor, release, Approval.Decision.REJECTED, reason, shown_sha256)


def _decide(actor: User, release: Release, decision: str, comment: str, shown_sha256: str | None) -> Release:
    require_approver(actor, release.environment)
    with transaction.atomic():
        fresh = Release.objects.select_for_update().select_related("environment", "application").get(pk=release.pk)
        if is_own_work(actor, fresh):
            raise OwnWorkError(who=str(actor), number=fresh.number, role="approver")
        if fresh.state != Release.State.PROPOSED:
            raise WrongStateError(number=fresh.number, state=fresh.state, needed="proposed")
        if decision == Approval.Decision.APPROVED and fresh.environment.is_independent:
            raise IndependentApprovalError(environment=fresh.environment.name, role="approver")
        if decision == Approval.Decision.APPROVED and asks_for_signatures(fresh.environment):
            raise KeyElsewhereError(role="approve", where=fresh.environment.name)
        if shown_sha256 is not None and shown_sha256 != fresh.payload_sha256:
            raise WrongStateError(number=fresh.number, state="not what was shown", needed="what was shown")
        Approval.objects.update_or_create(
            release=fresh,
            decided_by=actor,
            defaults={
                "decision": decision,
                "comment": comment.strip(),
                "payload_sha256": fresh.payload_sha256,
                "decided_at": timezone.now(),
                "decided_by_name": str(actor),
            },
        )
        details = {"release": fresh.number, "sha256": fresh.payload_sha256, "comment": comment.strip()[:400]}
        record(actor, f"release.{decision}", f"{fresh.environment.name} {fresh}", details, fresh.application)
        if decision == Approval.Decision.REJECTED:
            fresh.state, fresh.decided_at = Release.State.REJECTED, timezone.now()
            fresh.save(update_fields=["state", "decided_at"])
        else:
            settle(actor=actor, release=fresh)
    return fresh
