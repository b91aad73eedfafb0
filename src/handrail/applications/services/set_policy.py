"""Policy of an environment."""

from django.db import transaction

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.access import Role, require
from handrail.applications.models import Environment
from handrail.errors import InvalidInputError

MAX_APPROVALS = 5
POINTER_DAYS = (30, 180)


def set_policy(*, actor: User, environment: Environment, approvals_needed: int, pointer_days: int) -> Environment:
    """How many approvals a release needs there, and how long a pointer lasts.

    Args:
        actor: administrator of the application.
        environment: whose policy.
        approvals_needed: 0 to 5.
        pointer_days: 30 where ``watch`` renews pointers, 180 where people carry zips.
    """
    require(actor, Role.ADMINISTRATOR, application=environment.application)
    if not 0 <= approvals_needed <= MAX_APPROVALS or pointer_days not in POINTER_DAYS:
        raise InvalidInputError(summary="approvals are 0 to 5, a pointer lasts 30 or 180 days", problems=[])
    with transaction.atomic():
        before = [environment.approvals_needed, environment.pointer_days]
        environment.approvals_needed, environment.pointer_days = approvals_needed, pointer_days
        environment.save(update_fields=["approvals_needed", "pointer_days"])
        details = {"before": before, "after": [approvals_needed, pointer_days]}
        record(actor, "environment.policy", environment.name, details, environment.application)
    return environment
