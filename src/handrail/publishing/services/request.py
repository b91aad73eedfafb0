"""What only the deployer's pointer key can do is asked for: recorded, and the exact line to run is shown."""

from django.db import transaction
from django.utils import timezone

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.models import Environment
from handrail.applications.signing import holds_pointer
from handrail.errors import NotFoundError
from handrail.publishing.access import require_publisher
from handrail.publishing.commands import request_command
from handrail.publishing.errors import NotPublishedYetError, WrongStateError
from handrail.publishing.models import Pointer, PointerRequest, Release
from handrail.publishing.services.point import lock, require_pointer
from handrail.publishing.signatures import require_signatures

Action = PointerRequest.Action


def request_deed(
    *, actor: User, environment: Environment, action: str, release: Release | None = None, campaign: str = ""
) -> PointerRequest:
    """Ask the deployer to roll back, pause, resume, stop or renew. Nothing changes for end users by it.

    Args:
        actor: publisher there.
        environment: one whose pointer key is with the deployer.
        action: see ``PointerRequest.Action``.
        release: of a roll back: one that was live there.
        campaign: of a stop: one that is live there.

    Raises:
        WrongStateError: the release was never live there or is live now; or the console can do it itself.
        NotPublishedYetError: nothing is live there, or not this campaign.
        NotSignedByApproversError: no verifier would accept the release today.
    """
    require_publisher(actor, environment)
    if holds_pointer(environment):
        raise WrongStateError(number=0, state="with the pointer key here", needed="an environment of a deployer's key")
    with transaction.atomic():
        environment = lock(environment)
        current = require_pointer(environment)
        _require_possible(current, Action(action), release, campaign)
        made, is_new = PointerRequest.objects.get_or_create(
            environment=environment,
            action=Action(action),
            release=release,
            campaign=campaign,
            done_at=None,
            defaults={"requested_at": timezone.now(), "requested_by_name": str(actor)},
        )
        if is_new:
            details = {"action": action, "release": release.number if release else None, "campaign": campaign}
            details["command"] = request_command(made)
            record(actor, "pointer.requested", f"{environment.name} {action}", details, environment.application)
    return made


def _require_possible(current: Pointer, action: Action, release: Release | None, campaign: str) -> None:
    environment = current.environment
    if action == Action.ROLL_BACK:
        if release is None or release.environment_id != environment.pk or release.state != Release.State.SIGNED:
            number, state = (release.number, release.state) if release else (0, "none")
            raise WrongStateError(number=number, state=state, needed="one that was live here")
        if release.pk == current.release_id:
            raise WrongStateError(number=release.number, state="live already", needed="an older one")
        require_signatures(release)
    if action == Action.STOP and campaign not in {each["id"] for each in current.release.data.get("campaigns", [])}:
        raise NotPublishedYetError(environment=environment.name)


def drop_request(*, actor: User, environment: Environment, request_id: int) -> PointerRequest:
    """Take a request back.

    Raises:
        NotFoundError: there is none, or it was met already.
    """
    require_publisher(actor, environment)
    with transaction.atomic():
        found = PointerRequest.objects.filter(environment=environment, pk=request_id, done_at=None).first()
        if found is None:
            raise NotFoundError(what="This request")
        found.done_at = timezone.now()
        found.save(update_fields=["done_at"])
        details = {"action": found.action, "release": found.release.number if found.release else None}
        record(actor, "pointer.request-dropped", f"{environment.name} {found.action}", details, environment.application)
    return found


def open_requests(environment: Environment) -> list[PointerRequest]:
    """What is asked for and was not seen yet, newest first; the caller has checked the role."""
    found = PointerRequest.objects.filter(environment=environment, done_at=None)
    return list(found.select_related("environment__application", "release"))
