"""The next root, made outside by ``handrail keys rotate``: checked, signed by the root keys still here, and kept."""

from django.db import transaction

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.access import Role, require
from handrail.applications.models import Application, Environment, RootRecord, SigningKeyRecord, WantedRoot
from handrail.applications.signing import (
    approver_keys,
    enrolled_keys,
    held_key_ids,
    holds_pointer,
    keep_root,
    newest_root,
    root_envelopes,
    sign_as_root,
)
from handrail.deploy.keys.chain import parse_chain
from handrail.deploy.keys.rotate import require_live
from handrail.package.envelope import RELEASE_TYPE, ROOT_TYPE, Envelope, read_envelope
from handrail.package.roles import EnvironmentRoles, Root
from handrail.package.rotation import missing_signatures, read_next_root
from handrail.publishing.access import current_pointer
from handrail.publishing.errors import RootRefusedError
from handrail.publishing.models import Pointer
from handrail.publishing.services.point import lock, point
from handrail.publishing.signatures import LEAST_APPROVERS


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
        require_acceptable(application, current, following)
        made = keep_root(application, following, envelope)
        WantedRoot.objects.filter(application=application).delete()
        for environment in environments:
            _follow(actor, environment, following)
        asked = sorted(name for name, roles in following.environments.items() if roles.approve is not None)
        details = {"version": following.version, "sha256": envelope.sha256, "approval": asked}
        record(actor, "root.accepted", f"{application.name} root {following.version}", details, application)
    return made


def require_acceptable(application: Application, current: Root, following: Root) -> None:
    """Whether a root that people have signed could become the newest one here.

    Raises:
        RootRefusedError: it names keys that cannot work here.
        LiveReleaseError: a live release would not verify under it.
    """
    environments = list(application.environments.select_related("application"))
    _require_workable(application, environments, current, following)
    pointers = {each.name: pointer for each in environments if (pointer := current_pointer(each)) is not None}
    live = [
        (name, read_envelope(bytes(each.release.envelope), RELEASE_TYPE)) for name, each in sorted(pointers.items())
    ]
    require_live(following, live, frozenset(set(following.environments) - set(pointers)))


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


def _require_workable(
    application: Application, environments: list[Environment], current: Root, following: Root
) -> None:
    """The console proposes, so it must hold the author key; all other keys must have holders."""
    names = {each.name for each in environments}
    if not set(current.environments) <= set(following.environments) <= names:
        raise RootRefusedError(reason="it does not name the environments of this application", problems=[])
    if not held_key_ids(application) & set(following.author.keyids) or following.author.threshold != 1:
        raise RootRefusedError(reason="it takes the author role from this console", problems=[])
    for environment in environments:
        roles = following.environments.get(environment.name)
        if roles is not None:
            _require_holders(environment, roles)


def _require_holders(environment: Environment, roles: EnvironmentRoles) -> None:
    application, name = environment.application, environment.name
    deployers = enrolled_keys(application).filter(role=SigningKeyRecord.KeyRole.POINTER, environment=environment)
    pointing = {each.key_id for each in deployers} | held_key_ids(application)
    strangers = sorted(set(roles.pointer.keyids) - pointing)
    if strangers:
        reason = f"nobody is enrolled as the holder of pointer key {strangers[0][:16]} of {name}: enrol it first"
        raise RootRefusedError(reason=reason, problems=[])
    if roles.approve is None:
        return
    strangers = sorted(set(roles.approve.keyids) - set(approver_keys(environment)))
    if strangers:
        reason = f"nobody is enrolled as the holder of approve key {strangers[0][:16]} of {name}: enrol it first"
        raise RootRefusedError(reason=reason, problems=[])
    if len(roles.approve.keyids) < LEAST_APPROVERS:
        reason = f"{name} needs at least {LEAST_APPROVERS} approvers with keys of their own"
        raise RootRefusedError(reason=reason, problems=[])


def _follow(actor: User, environment: Environment, following: Root) -> None:
    """Bring the policy of an environment in line, and sign anew what is live there where the key is here."""
    roles = following.environments.get(environment.name)
    if roles is None:
        return
    if roles.approve is not None:
        environment.approvals_needed = roles.approve.threshold
    here = holds_pointer(environment)
    if not here:
        environment.undo = Environment.Undo.DEPLOYER
    environment.save(update_fields=["approvals_needed", "undo"])
    pointer = current_pointer(environment)
    if here and pointer is not None:
        point(
            actor=actor,
            environment=environment,
            release=pointer.release,
            reason=Pointer.Reason.RENEW,
            status=pointer.status,
            off=pointer.off,
        )
