"""Repair: ask the deployer to put the same release in place again."""

from django.db import transaction
from django.utils import timezone

from handrail.accounts.audit import record
from handrail.applications.access import Actor
from handrail.applications.models import Environment
from handrail.publishing.access import require_publisher
from handrail.publishing.models import RepairRequest
from handrail.publishing.services.point import require_pointer


def request_repair(*, actor: Actor, environment: Environment) -> RepairRequest:
    """The next time ``watch`` asks, it is told to deploy again; files whose bytes differ are put back."""
    require_publisher(actor, environment)
    require_pointer(environment)
    with transaction.atomic():
        waiting = RepairRequest.objects.filter(environment=environment, handed_out_at=None).first()
        if waiting is not None:
            return waiting
        request = RepairRequest.objects.create(
            environment=environment, requested_at=timezone.now(), requested_by_name=str(actor)
        )
        record(actor, "environment.repair-requested", environment.name, {}, environment.application)
    return request


def hand_out_repair(environment: Environment) -> bool:
    """Whether a repair was waiting; from now on it is handed out. The caller has checked the token."""
    waiting = RepairRequest.objects.filter(environment=environment, handed_out_at=None)
    # Deployers ask several times a second: only a repair that waits may cost a write.
    return waiting.exists() and waiting.update(handed_out_at=timezone.now()) > 0
