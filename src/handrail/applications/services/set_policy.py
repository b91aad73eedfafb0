"""Policy of an environment."""

from django.db import transaction

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.access import Role, require
from handrail.applications.models import Environment
from handrail.errors import InvalidInputError

MAX_APPROVALS = 5
POINTER_DAYS = (30, 180)


def set_policy(
    *,
    actor: User,
    environment: Environment,
    approvals_needed: int,
    pointer_days: int,
    approval: str = Environment.Approval.CONSOLE,
) -> Environment:
    """How many approvals a release needs there, where they are given, and how long a pointer lasts.

    Args:
        actor: administrator of the application.
        environment: whose policy.
        approvals_needed: 0 to 5.
        pointer_days: 30 where ``watch`` renews pointers, 180 where people carry zips.
        approval: ``console``, or ``independent``: only what was signed outside the console counts.
    """
    require(actor, Role.ADMINISTRATOR, application=environment.application)
    if not 0 <= approvals_needed <= MAX_APPROVALS or pointer_days not in POINTER_DAYS:
        raise InvalidInputError(summary="approvals are 0 to 5, a pointer lasts 30 or 180 days", problems=[])
    with transaction.atomic():
        before = [environment.approvals_needed, environment.pointer_days, environment.approval]
        environment.approvals_needed, environment.pointer_days = approvals_needed, pointer_days
        environment.approval = Environment.Approval(approval)
        environment.save(update_fields=["approvals_needed", "pointer_days", "approval"])
        details = {"before": before, "after": [approvals_needed, pointer_days, approval]}
        record(actor, "environment.policy", environment.name, details, environment.application)
    return environment


def answer_undo(*, actor: User, environment: Environment, undo: str) -> Environment:
    """Answer "Who may undo at night without this console?": the console, or the deployer with a key of their own.

    The answer is a wish; the root says where the pointer key is.

    Args:
        actor: administrator of the application, or publisher there.
        environment: where.
        undo: ``console`` or ``deployer``.
    """
    require(actor, Role.ADMINISTRATOR, Role.PUBLISHER, environment=environment)
    if undo not in Environment.Undo.values:
        raise InvalidInputError(summary="say who may undo", problems=[{"where": "undo", "what": "say who may undo"}])
    with transaction.atomic():
        before, environment.undo = environment.undo, undo
        environment.save(update_fields=["undo"])
        details = {"before": before, "after": undo}
        record(actor, "environment.undo-answered", environment.name, details, environment.application)
    return environment
