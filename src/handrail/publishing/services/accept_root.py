"""The next root, made outside by ``handrail keys rotate``: checked, signed by the root keys still here, and kept."""

from django.db import transaction

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.access import Role, require
from handrail.applications.models import Application, Environment, RootRecord
from handrail.applications.signing import (
    approver_keys,
    held_key_ids,
    keep_root,
    newest_root,
    root_envelopes,
    sign_as_root,
)
from handrail.deploy.keys.chain import parse_chain
from handrail.deploy.keys.rotate import require_live
from handrail.package.envelope import RELEASE_TYPE, ROOT_TYPE, Envelope, read_envelope
from handrail.package.roles import Root
from handrail.package.rotation import missing_signatures, read_next_root
from handrail.publishing.access import current_pointer
from handrail.publishing.errors import RootRefusedError
from handrail.publishing.models import Pointer
from handrail.publishing.services.point import lock, point

LEAST_APPROVERS = 2


def accept_root(*, actor: User, application: Application, chain: bytes) -> RootRecord:
    """Make the last root of a chain the newest one, and sign every environment's pointer anew under it.

    Where the console holds root keys of the root before, it signs with them: for a root that names only people's keys
    that is the last thing it does with them. From then on pages may pin the new trust anchor.

    Args:
        actor: administrator of the application.
        application: whose root.
        chain: what ``handrail keys rotate`` wrote.

    Raises:
        RootRefusedError: it does not follow, lacks signatures, or names keys that cannot work here.
        LiveReleaseError: a live release would not verify under it.
        PackageError: malformed.
    """
    require(actor, Role.ADMINISTRATOR, application=application)
    with transaction.atomic():
        environments = [lock(each) for each in application.environments.all()]
        current = newest_root(application)
        envelope, following = _next(application, chain, current)
        _require_workable(application, environments, following)
        pointers = {each.name: pointer for each in environments if (pointer := current_pointer(each)) is not None}
        live = [
            (name, read_envelope(bytes(each.release.envelope), RELEASE_TYPE)) for name, each in sorted(pointers.items())
        ]
        require_live(following, live, frozenset(set(following.environments) - set(pointers)))
        made = keep_root(application, following, envelope)
        for environment in environments:
            _follow(actor, environment, following, pointers.get(environment.name))
        asked = sorted(name for name, roles in following.environments.items() if roles.approve is not None)
        details = {"version": following.version, "sha256": envelope.sha256, "approval": asked}
        record(actor, "root.accepted", f"{application.name} root {following.version}", details, application)
    return made


def _next(application: Application, chain: bytes, current: Root) -> tuple[Envelope, Root]:
    roots = parse_chain(chain)
    kept = [read_envelope(each, ROOT_TYPE).sha256 for each in root_envelopes(application)]
    if [each.sha256 for each in roots[:-1]] != kept:
        raise RootRefusedError(reason="its chain is not the one of this console plus one root", problems=[])
    envelope, following = read_next_root(roots[-1].to_bytes(), current)
    signed = sign_as_root(application, envelope)
    missing = missing_signatures(signed, current, following)
    if missing:
        each = missing[0]
        reason = f"it carries {each.have} of {each.need} signatures of root {each.version}"
        raise RootRefusedError(reason=reason, problems=[])
    return signed, following


def _require_workable(application: Application, environments: list[Environment], following: Root) -> None:
    """The console proposes and points, so it must hold those keys; approve keys must have holders."""
    held = held_key_ids(application)
    if set(following.environments) != {each.name for each in environments}:
        raise RootRefusedError(reason="it does not name exactly the environments of this application", problems=[])
    if not held & set(following.author.keyids) or following.author.threshold != 1:
        raise RootRefusedError(reason="it takes the author role from this console", problems=[])
    for environment in environments:
        roles = following.environments[environment.name]
        if not held & set(roles.pointer.keyids) or roles.pointer.threshold != 1:
            reason = f"it takes the pointer role of {environment.name} from this console"
            raise RootRefusedError(reason=reason, problems=[])
        if roles.approve is None:
            continue
        enrolled = approver_keys(environment)
        unknown = sorted(set(roles.approve.keyids) - set(enrolled))
        if unknown:
            reason = f"nobody is enrolled as the holder of approve key {unknown[0][:16]} of {environment.name}"
            raise RootRefusedError(reason=reason, problems=[])
        if len(roles.approve.keyids) < LEAST_APPROVERS:
            reason = f"{environment.name} needs at least {LEAST_APPROVERS} approvers with keys of their own"
            raise RootRefusedError(reason=reason, problems=[])
        if current_pointer(environment) is None:
            reason = f"{environment.name} has no release yet; download its default package first"
            raise RootRefusedError(reason=reason, problems=[])


def _follow(actor: User, environment: Environment, following: Root, pointer: Pointer | None) -> None:
    approve = following.environments[environment.name].approve
    if approve is not None and environment.approvals_needed != approve.threshold:
        environment.approvals_needed = approve.threshold
        environment.save(update_fields=["approvals_needed"])
    if pointer is not None:
        point(
            actor=actor,
            environment=environment,
            release=pointer.release,
            reason=Pointer.Reason.RENEW,
            status=pointer.status,
            off=pointer.off,
        )
