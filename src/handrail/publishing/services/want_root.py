"""The next root as an administrator wants it: made here, signed by administrators on their own machines, taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.access import Role, require
from handrail.applications.models import Application, Environment, RootRecord, WantedRoot
from handrail.applications.signing import (
    ROOT_LASTS,
    enrolled_keys,
    newest_root,
    own_pointer_key,
    public_key,
    root_envelopes,
    sign_as_root,
)
from handrail.deploy.keys.chain import chain_bytes, parse_chain
from handrail.errors import NotFoundError
from handrail.package.envelope import ROOT_TYPE, Envelope, read_envelope, sign
from handrail.package.fields import time_text
from handrail.package.keys import PublicKey
from handrail.package.roles import EnvironmentRoles, KeySet, Root
from handrail.package.rotation import Missing, missing_signatures
from handrail.publishing.services.accept_root import accept_root, require_acceptable


@dataclass(frozen=True)
class WantedEnvironment:
    """Who may do what in one environment.

    Attributes:
        approve: ids of enrolled approve keys.
        threshold: how many of them must sign; 0: no approval is asked for there.
        pointer: ids of enrolled pointer keys of deployers; empty: the console points.
    """

    approve: frozenset[str] = frozenset()
    threshold: int = 0
    pointer: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Wanted:
    """The next root in words of the form.

    Attributes:
        root: ids of enrolled root keys, or of the console's own.
        root_threshold: how many of them must sign the root after it.
        environments: every environment of the application.
    """

    root: frozenset[str]
    root_threshold: int
    environments: Mapping[str, WantedEnvironment]


def want_root(*, actor: User, application: Application, wanted: Wanted) -> WantedRoot | RootRecord:
    """Make the next root and keep it until it is signed; an older wanted one is dropped.

    Args:
        actor: administrator of the application.
        application: whose root.
        wanted: who may sign what.

    Returns:
        The root that waits for signatures; the accepted one where this console can sign it alone.

    Raises:
        RootRefusedError, LiveReleaseError: it could not be accepted however many sign it.
        PackageError: no verifier would accept it, e.g. a threshold that its keys cannot meet.
        NotFoundError: a key id that nobody is enrolled with.
    """
    require(actor, Role.ADMINISTRATOR, application=application)
    with transaction.atomic():
        current = newest_root(application)
        following = _root(application, current, wanted)
        payload = following.to_payload()
        Root.from_payload(payload)
        require_acceptable(application, current, following)
        envelope = sign(ROOT_TYPE, payload, [])
        WantedRoot.objects.filter(application=application).delete()
        made = WantedRoot.objects.create(
            application=application,
            payload=payload,
            envelope=envelope.to_bytes(),
            wanted_at=timezone.now(),
            wanted_by_name=str(actor),
        )
        details = {"version": following.version, "sha256": envelope.sha256}
        record(actor, "root.wanted", f"{application.name} root {following.version}", details, application)
        if missing_signatures(sign_as_root(application, envelope), current, following):
            return made
        return accept_root(actor=actor, application=application, chain=wanted_chain(made))


def _root(application: Application, current: Root, wanted: Wanted) -> Root:
    known = {each.key_id: public_key(each) for each in enrolled_keys(application)} | dict(current.keys)
    keys = {keyid: current.keys[keyid] for keyid in current.author.keyids}

    def key_set(keyids: frozenset[str], threshold: int) -> KeySet:
        for keyid in keyids:
            if keyid not in known:
                raise NotFoundError(what=f"Key {keyid[:16]}")
            keys[keyid] = known[keyid]
        return KeySet(tuple(sorted(keyids)), threshold)

    def own(environment: Environment) -> frozenset[str]:
        key: PublicKey = own_pointer_key(environment)
        known[key.keyid] = key
        return frozenset({key.keyid})

    environments = {}
    for environment in application.environments.select_related("application"):
        each = wanted.environments.get(environment.name, WantedEnvironment())
        environments[environment.name] = EnvironmentRoles(
            key_set(each.approve, each.threshold) if each.threshold else None,
            key_set(each.pointer or own(environment), 1),
        )
    root = key_set(wanted.root, wanted.root_threshold)
    expires = time_text((datetime.now(UTC) + ROOT_LASTS).replace(microsecond=0))
    version = current.version + 1
    return replace(
        current, version=version, expires=expires, keys=keys, root=root, environments=dict(sorted(environments.items()))
    )


def wanted_root(application: Application) -> WantedRoot | None:
    """The root that waits for signatures, if any; the caller has checked the role."""
    return WantedRoot.objects.filter(application=application).first()


def wanted_chain(wanted: WantedRoot) -> bytes:
    """The file that goes from administrator to administrator: ``handrail keys sign`` reads and writes it."""
    kept = [read_envelope(each, ROOT_TYPE) for each in root_envelopes(wanted.application)]
    return chain_bytes((*kept, read_envelope(bytes(wanted.envelope), ROOT_TYPE)))


def still_missing(wanted: WantedRoot) -> tuple[Missing, ...]:
    """Thresholds that are not met yet, the console's own signature counted as if it were given."""
    envelope = sign_as_root(wanted.application, read_envelope(bytes(wanted.envelope), ROOT_TYPE))
    return missing_signatures(envelope, newest_root(wanted.application), Root.from_payload(bytes(wanted.payload)))


def drop_wanted_root(*, actor: User, application: Application) -> None:
    """Forget the root that waits.

    Raises:
        NotFoundError: none does.
    """
    require(actor, Role.ADMINISTRATOR, application=application)
    with transaction.atomic():
        found = wanted_root(application)
        if found is None:
            raise NotFoundError(what="A root that waits for signatures")
        version = Root.from_payload(bytes(found.payload)).version
        found.delete()
        record(actor, "root.dropped", f"{application.name} root {version}", {"version": version}, application)


def hand_in_root(*, actor: User, application: Application, chain: bytes) -> RootRecord | WantedRoot:
    """Take a chain back: signatures of the wanted root are collected until they are enough, then it holds.

    A complete root that was made elsewhere, by ``handrail keys rotate``, is accepted at once.

    Args:
        actor: administrator of the application.
        application: whose root.
        chain: what ``handrail keys sign`` or ``keys rotate`` wrote.

    Raises:
        RootRefusedError, LiveReleaseError, PackageError: see ``accept_root``.
    """
    require(actor, Role.ADMINISTRATOR, application=application)
    roots = parse_chain(chain)
    with transaction.atomic():
        wanted = WantedRoot.objects.select_for_update().filter(application=application).first()
        if wanted is None or roots[-1].payload != bytes(wanted.payload):
            return accept_root(actor=actor, application=application, chain=chain)
        new = _collect(application, wanted, roots[-1])
        if still_missing(wanted):
            version = Root.from_payload(bytes(wanted.payload)).version
            details = {"version": version, "keyids": new}
            record(actor, "root.signature-handed-in", f"{application.name} root {version}", details, application)
            return wanted
        return accept_root(actor=actor, application=application, chain=wanted_chain(wanted))


def _collect(application: Application, wanted: WantedRoot, handed_in: Envelope) -> list[str]:
    """Add the valid signatures of root keys, and nothing else."""
    current, following = newest_root(application), Root.from_payload(bytes(wanted.payload))
    kept = read_envelope(bytes(wanted.envelope), ROOT_TYPE)
    signatures = dict(kept.signatures)
    for root in (current, following):
        for keyid in handed_in.signers(root.keys, root.root.keyids):
            signatures[keyid] = handed_in.signatures[keyid]
    wanted.envelope = replace(kept, signatures=signatures).to_bytes()
    wanted.save(update_fields=["envelope"])
    return sorted(set(signatures) - set(kept.signatures))
