"""What the deployer made live: learnt from a signed pointer that somebody saw on the server, never from words alone."""

from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone

from handrail.accounts.audit import System, record
from handrail.accounts.models import User
from handrail.applications.hosting_check import keep_look, look, require_looker
from handrail.applications.models import ConnectionReport, Environment, RootRecord
from handrail.applications.signing import holds_pointer
from handrail.errors import NotFoundError
from handrail.package.envelope import POINTER_TYPE, read_envelope
from handrail.package.fields import seconds_of
from handrail.package.roles import Pointer as SignedPointer
from handrail.package.roles import Root
from handrail.package.verify import check_quorum, parse_channel
from handrail.publishing.access import current_pointer
from handrail.publishing.models import Pointer, PointerRequest, Release
from handrail.publishing.services.point import lock
from handrail.publishing.signing import channel_hash, channel_of, keys_since

Action = PointerRequest.Action


def look_at_server(*, actor: User, environment: Environment) -> ConnectionReport:
    """Look at the public address, keep what was seen as a report, and learn what the deployer made live.

    Raises:
        NotAllowedError: neither administrator nor publisher there.
        InvalidInputError: no address yet.
    """
    require_looker(actor, environment)
    pointer = current_pointer(environment)
    seen = look(environment, is_old=lambda told: pointer is not None and _is_older(environment, told, pointer))
    with transaction.atomic():
        if seen.channel:
            learn_pointer(environment=environment, envelope=parse_channel(seen.channel).pointer.to_bytes())
        return keep_look(actor=actor, environment=environment, seen=seen)


def learn_pointer(*, environment: Environment, envelope: bytes) -> Pointer | None:
    """Keep a pointer that the deployer signed, and what follows from it. The caller has asked who may report.

    Args:
        environment: where it was seen. Where the console signs pointers itself there is nothing to learn.
        envelope: of the pointer.

    Returns:
        The newest pointer; None where nothing was learnt: it is known or older, or names a release that is not ours.
        Older is also what keys signed that were replaced since, whatever ``seq`` they count.

    Raises:
        PackageError: malformed, or not signed by the pointer role of the root that it names.
    """
    signed = read_envelope(envelope, POINTER_TYPE)
    told = SignedPointer.from_payload(signed.payload)
    application = environment.application
    record_of_root = RootRecord.objects.filter(application=application, version=told.root).first()
    if record_of_root is None or (told.application, told.environment) != (application.key, environment.name):
        return None
    root = Root.from_payload(bytes(record_of_root.payload))
    roles = root.environments.get(environment.name)
    if roles is None or holds_pointer(environment):
        return None
    check_quorum(signed, root.keys, roles.pointer, "pointer")
    with transaction.atomic():
        lock(environment)
        last = current_pointer(environment)
        release = Release.objects.filter(environment=environment, payload_sha256=told.release_sha256).first()
        if release is None or (last is not None and _place(environment, told) <= (last.keys_since, last.seq)):
            return None
        return _keep(environment, release, told, envelope, root)


def _place(environment: Environment, told: SignedPointer) -> tuple[int, int]:
    """Where a pointer stands among those of its environment, as verifiers order them."""
    return keys_since(environment, told.root), told.seq


def _is_older(environment: Environment, told: SignedPointer, last: Pointer) -> bool:
    try:
        return _place(environment, told) < (last.keys_since, last.seq)
    except NotFoundError:
        # A root that this console has not seen yet is a newer one: the chain on the server verified.
        return False


def _keep(environment: Environment, release: Release, told: SignedPointer, envelope: bytes, root: Root) -> Pointer:
    roles = root.environments[environment.name]
    names = dict(environment.keys.filter(key_id__in=roles.pointer.keyids).values_list("key_id", "holder_name"))
    signers = read_envelope(envelope, POINTER_TYPE).signers(root.keys, roles.pointer.keyids)
    made = Pointer.objects.create(
        environment=environment,
        seq=told.seq,
        keys_since=keys_since(environment, told.root),
        release=release,
        status=told.status,
        off=list(told.off),
        reason=Pointer.Reason.SEEN,
        envelope=envelope,
        channel_sha256=channel_hash(channel_of(release, envelope)),
        # A seq is the time of signing unless it was driven up: nothing was signed later than it was seen.
        signed_at=datetime.fromtimestamp(min(told.seq, int(timezone.now().timestamp())), UTC),
        signed_by_name=", ".join(names.get(each) or each[:16] for each in signers)[:160],
        expires_at=datetime.fromtimestamp(seconds_of(told.expires), UTC),
    )
    if release.state != Release.State.SIGNED:
        release.state = Release.State.SIGNED
        release.decided_at = release.decided_at or timezone.now()
        release.save(update_fields=["state", "decided_at"])
    details: dict[str, object] = {"release": release.number, "seq": told.seq, "status": told.status}
    details |= {"off": list(told.off), "signed_by": made.signed_by_name}
    record(System("deployer"), "pointer.seen", f"{environment.name} {release}", details, environment.application)
    _settle_requests(made)
    return made


def _settle_requests(pointer: Pointer) -> None:
    for request in PointerRequest.objects.filter(environment=pointer.environment, done_at=None):
        met = {
            Action.ROLL_BACK: request.release_id == pointer.release_id,
            Action.PAUSE: pointer.status == Pointer.Status.PAUSED,
            Action.RESUME: pointer.status == Pointer.Status.ACTIVE,
            Action.STOP: request.campaign in pointer.off,
            Action.HEARTBEAT: True,
        }
        if met[Action(request.action)]:
            request.done_at = timezone.now()
            request.save(update_fields=["done_at"])
