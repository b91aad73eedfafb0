"""Signs and keeps a pointer; for services that have checked the role and run a transaction."""

from django.utils import timezone

from handrail.applications.models import Environment
from handrail.applications.signing import holds_pointer
from handrail.library.access import Actor, person_behind
from handrail.publishing.access import current_pointer
from handrail.publishing.errors import KeyElsewhereError, NotPublishedYetError
from handrail.publishing.models import Pointer, Release
from handrail.publishing.signatures import require_signatures
from handrail.publishing.signing import channel_hash, sign_next_pointer


def lock(environment: Environment) -> Environment:
    """Let one change of what is live happen after the other."""
    return Environment.objects.select_for_update().select_related("application").get(pk=environment.pk)


def require_pointer(environment: Environment) -> Pointer:
    """The current pointer.

    Raises:
        NotPublishedYetError: there is none.
    """
    pointer = current_pointer(environment)
    if pointer is None:
        raise NotPublishedYetError(environment=environment.name)
    return pointer


def point(
    *,
    actor: Actor | None,
    environment: Environment,
    release: Release,
    reason: str,
    status: str = Pointer.Status.ACTIVE,
    off: list[str] | None = None,
) -> Pointer:
    """Sign the next pointer and keep it. Ids in ``off`` that the release does not have are dropped.

    Raises:
        KeyElsewhereError: the pointer key is with the deployer.
        NotSignedByApproversError: no verifier would accept the release under the newest root.
    """
    if not holds_pointer(environment):
        raise KeyElsewhereError(role="pointer", where=environment.name)
    # An envelope may gain signatures: under the lock the stored one counts, not what the caller read before.
    release.refresh_from_db(fields=["envelope"])
    require_signatures(release)
    at = timezone.now()
    known = {str(each["id"]) for each in release.data.get("campaigns", [])}
    stopped = sorted(set(off or []) & known)
    (since, seq), envelope, channel, expires = sign_next_pointer(
        environment=environment,
        release=release,
        status=status,
        off=stopped,
        last=current_pointer(environment),
        at=at,
    )
    return Pointer.objects.create(
        environment=environment,
        seq=seq,
        keys_since=since,
        release=release,
        status=status,
        off=stopped,
        reason=reason,
        envelope=envelope,
        channel_sha256=channel_hash(channel),
        signed_at=at,
        signed_by=person_behind(actor) if actor is not None else None,
        signed_by_name=str(actor) if actor is not None else "Handrail",
        expires_at=expires,
    )
