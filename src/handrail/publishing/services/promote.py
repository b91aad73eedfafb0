"""From one environment to the next: the same frozen content, only the overlay differs."""

from django.db import transaction

from handrail.accounts.audit import record
from handrail.applications.models import Environment
from handrail.library.access import Actor
from handrail.publishing.access import current_pointer, require_proposer
from handrail.publishing.errors import WrongStateError
from handrail.publishing.freeze import Frozen
from handrail.publishing.models import Release
from handrail.publishing.services.live import settle
from handrail.publishing.services.point import lock
from handrail.publishing.services.propose import keep_candidate


def promote(*, actor: Actor, release: Release, to_environment: Environment, note: str = "") -> Release:
    """Propose the content of a release, exactly as it is, for another environment of the application.

    Raises:
        WrongStateError: the release was never live where it comes from, or the environment is another application's.
        NothingToPublishError: the environment has it already.
    """
    require_proposer(actor, to_environment)
    if release.state != Release.State.SIGNED or release.application_id != to_environment.application_id:
        raise WrongStateError(number=release.number, state=release.state, needed="one that was live")
    with transaction.atomic():
        environment = lock(to_environment)
        pointer = current_pointer(environment)
        promoted = keep_candidate(
            actor=actor,
            environment=environment,
            frozen=Frozen(release.content, release.versions),
            base=pointer.release if pointer is not None else None,
            note=note,
            promoted_from=release,
        )
        details = {"release": promoted.number, "from": release.number}
        record(actor, "release.promoted", f"{environment.name} {promoted}", details, environment.application)
        settle(actor=actor, release=promoted)
    promoted.refresh_from_db()
    return promoted
