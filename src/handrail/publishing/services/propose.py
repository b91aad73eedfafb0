"""Proposes a release: from now on nothing in it changes."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.models import Environment
from handrail.applications.signing import newest_root
from handrail.library.access import Actor, person_behind
from handrail.publishing.access import current_pointer, require_proposer
from handrail.publishing.errors import EnvironmentWaitsError, NothingToPublishError, WrongStateError
from handrail.publishing.freeze import Frozen, authors_of, freeze, overlay_of, require_publishable
from handrail.publishing.models import Release
from handrail.publishing.services.live import settle
from handrail.publishing.services.point import lock
from handrail.publishing.signing import build, keep_files, next_number


def propose(
    *,
    actor: Actor,
    environment: Environment,
    campaigns: Iterable[str] | None = None,
    note: str = "",
    show_again: Iterable[str] = (),
) -> Release:
    """Freeze the drafts into a candidate for one environment; an older candidate there is withdrawn.

    Where the environment asks for no approval the release is approved at once, and live if the actor may publish.

    Args:
        actor: an author, or a token with ``releases:write``.
        environment: for which.
        campaigns: ids whose drafts go out; None: all of them. Settings, elements and the like always go out.
        note: what the approver should know, at most 400 characters.
        show_again: ids of stopped campaigns that may start again with this release.

    Raises:
        UnpublishableError: the checks found errors.
        NothingToPublishError: it would be what is live already.
    """
    require_proposer(actor, environment)
    with transaction.atomic():
        environment = lock(environment)
        pointer = current_pointer(environment)
        base = pointer.release if pointer is not None else None
        frozen = freeze(environment.application, campaigns, base)
        require_publishable(frozen.content)
        again = sorted(set(show_again) & set(pointer.off if pointer is not None else []))
        chosen = None if campaigns is None else sorted(campaigns)
        release = keep_candidate(
            actor=actor, environment=environment, frozen=frozen, base=base, note=note, campaigns=chosen, again=again
        )
        details = {"release": release.number, "sha256": release.payload_sha256}
        record(actor, "release.proposed", f"{environment.name} {release}", details, environment.application)
        settle(actor=actor, release=release)
    release.refresh_from_db()
    return release


def keep_candidate(
    *,
    actor: Actor | None,
    environment: Environment,
    frozen: Frozen,
    base: Release | None,
    note: str = "",
    campaigns: list[str] | None = None,
    again: list[str] | None = None,
    promoted_from: Release | None = None,
    is_default: bool = False,
) -> Release:
    """Build, sign as the author and store; for services that have checked the role and run a transaction.

    Raises:
        NothingToPublishError: it would be what is live already.
        EnvironmentWaitsError: no root names the environment yet.
    """
    application, at = environment.application, timezone.now()
    if environment.name not in newest_root(application).environments:
        raise EnvironmentWaitsError(environment=environment.name)
    overlay = overlay_of(environment)
    number = next_number(application)
    source, built = build(environment=environment, content=frozen.content, overlay=overlay, number=number, at=at)
    unchanged = base is not None and bytes(base.source) == source and base.overlay_model == overlay
    if base is not None and unchanged and not again:
        raise NothingToPublishError(number=base.number, environment=environment.name, problems=[])
    withdraw_open(environment)
    release = Release.objects.create(
        application=application,
        environment=environment,
        number=number,
        is_default=is_default,
        source=source,
        overlay=overlay.model_dump(mode="json", by_alias=True, exclude_none=True),
        versions=dict(frozen.versions),
        campaigns=campaigns,
        show_again=again or [],
        base=base,
        promoted_from=promoted_from,
        note=note[:400],
        proposed_at=at,
        proposed_by=person_behind(actor) if actor is not None else None,
        proposed_by_name=str(actor) if actor is not None else "Handrail",
        payload_sha256=built.sha256,
        envelope=built.envelope,
        files=keep_files(built),
    )
    release.authors.set(authors_of(application, frozen.versions, base))
    return release


def withdraw_open(environment: Environment) -> None:
    """An environment has one candidate at a time: the newest."""
    Release.objects.filter(environment=environment).open().update(
        state=Release.State.WITHDRAWN, decided_at=timezone.now()
    )


def withdraw(*, actor: User, release: Release) -> Release:
    """Take a candidate back.

    Raises:
        WrongStateError: it was decided already.
    """
    require_proposer(actor, release.environment)
    with transaction.atomic():
        release = Release.objects.select_for_update().select_related("environment").get(pk=release.pk)
        if not release.is_open:
            raise WrongStateError(number=release.number, state=release.state, needed="proposed or approved")
        release.state, release.decided_at = Release.State.WITHDRAWN, timezone.now()
        release.save(update_fields=["state", "decided_at"])
        where = f"{release.environment.name} {release}"
        record(actor, "release.withdrawn", where, {"release": release.number}, release.application)
    return release
