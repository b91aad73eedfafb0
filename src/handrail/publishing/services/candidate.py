"""A candidate leaves the console as a file, is approved outside, and comes back as a signature."""

import json
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.access import Role, can, require
from handrail.applications.models import Scope, SigningKeyRecord
from handrail.applications.signing import approver_keys, holds_pointer, public_key, root_envelopes
from handrail.library.access import Actor
from handrail.package.candidate import build_candidate
from handrail.package.envelope import RELEASE_TYPE, Envelope, read_envelope
from handrail.publishing.access import current_pointer, is_own_work, require_release_reader
from handrail.publishing.errors import ApprovalForeignError, IndependentApprovalError, OwnWorkError, WrongStateError
from handrail.publishing.models import Approval, Pointer, Release
from handrail.publishing.services.live import settle
from handrail.publishing.services.point import lock, point
from handrail.publishing.signing import files_of


def candidate_file(*, actor: Actor, release: Release) -> bytes:
    """What ``handrail approve`` reads: the release, its readable form, everything that would ship, and the base.

    Args:
        actor: anybody who may read releases.
        release: of any state; for the live one the base is itself, so that its difference is empty.
    """
    require_release_reader(actor, release.application)
    pointer = current_pointer(release.environment)
    is_live = pointer is not None and pointer.release_id == release.pk
    base = release if is_live else release.base
    return build_candidate(
        envelope=bytes(release.envelope),
        source=bytes(release.source),
        overlay=overlay_bytes(release),
        blobs=files_of(release),
        roots=root_envelopes(release.application),
        base=(bytes(base.envelope), bytes(base.source), overlay_bytes(base)) if base is not None else None,
    )


def candidate_name(release: Release) -> str:
    """File name for a download."""
    return f"handrail-{release.application.key}-{release.environment.name}-r{release.number}-candidate.zip"


def overlay_bytes(release: Release) -> bytes:
    """What differs per environment, as candidates and evidence carry it."""
    return json.dumps(release.overlay, sort_keys=True, ensure_ascii=False).encode()


def hand_in_approval(*, actor: Actor, release: Release, envelope: bytes, in_browser: bool = False) -> Release:
    """Take an approval that was signed outside: the release's envelope with one approver's signature more.

    The signature decides, not who hands it in; it is noted as the decision of the key's holder. A live release may gain
    signatures too: that is how one leaves trial mode.

    Args:
        actor: an approver, or a token with ``releases:write``.
        release: proposed, approved or live.
        envelope: as ``handrail approve`` writes it.
        in_browser: signed by a key in the console's own page.

    Raises:
        IndependentApprovalError: signed in the page, where approval is independent of it.
        ApprovalForeignError: another release, or no new signature of an enrolled key.
        OwnWorkError: the holder wrote or proposed a change in it.
        WrongStateError: it was rejected or withdrawn.
        PackageError: not an envelope.
    """
    require(actor, Role.APPROVER, environment=release.environment, scope=Scope.RELEASES_WRITE)
    if in_browser and release.environment.is_independent:
        raise IndependentApprovalError(environment=release.environment.name, role="approver")
    signed = read_envelope(envelope, RELEASE_TYPE)
    with transaction.atomic():
        lock(release.environment)
        fresh = Release.objects.select_for_update(of=("self",)).select_related("environment", "application")
        release = fresh.get(pk=release.pk)
        if release.state in (Release.State.REJECTED, Release.State.WITHDRAWN):
            raise WrongStateError(number=release.number, state=release.state, needed="proposed, approved or live")
        kept = read_envelope(bytes(release.envelope), RELEASE_TYPE)
        if signed.payload != kept.payload:
            raise ApprovalForeignError(number=release.number, reason="it is of another release", problems=[])
        new = _new_signers(release, signed, kept)
        signatures = {**kept.signatures, **{each.key_id: signed.signatures[each.key_id] for each in new}}
        release.envelope = replace(kept, signatures=signatures).to_bytes()
        release.save(update_fields=["envelope"])
        for each in new:
            _note(actor, release, each)
        _carry_on(actor, release)
    release.refresh_from_db()
    return release


def _new_signers(release: Release, signed: Envelope, kept: Envelope) -> list[SigningKeyRecord]:
    enrolled = approver_keys(release.environment)
    if release.environment.is_independent:
        # Enrolled before the policy was changed: a key in a browser signs only what a page of this console shows.
        enrolled = {keyid: each for keyid, each in enrolled.items() if each.kept != SigningKeyRecord.Kept.BROWSER}
    keys = {keyid: public_key(each) for keyid, each in enrolled.items()}
    new = [enrolled[keyid] for keyid in signed.signers(keys, enrolled) if keyid not in kept.signatures]
    if not new:
        reason = "it carries no new signature of a key that is enrolled for this environment"
        raise ApprovalForeignError(number=release.number, reason=reason, problems=[])
    for each in new:
        holder = _holder(each)
        if is_own_work(holder, release) or not can(holder, Role.APPROVER, environment=release.environment):
            raise OwnWorkError(who=str(holder), number=release.number, role="approver")
    return new


def _holder(key: SigningKeyRecord) -> User:
    holder = key.holder
    assert holder is not None  # noqa: S101 (approver_keys gives only keys with a holder)
    return holder


def _note(actor: Actor, release: Release, key: SigningKeyRecord) -> None:
    holder = _holder(key)
    Approval.objects.update_or_create(
        release=release,
        decided_by=holder,
        defaults={
            "decision": Approval.Decision.APPROVED,
            "payload_sha256": release.payload_sha256,
            "decided_at": timezone.now(),
            "decided_by_name": str(holder),
        },
    )
    details = {
        "release": release.number,
        "sha256": release.payload_sha256,
        "keyid": key.key_id,
        "holder": holder.audit_name,
    }
    record(actor, "release.approval-handed-in", f"{release.environment.name} {release}", details, release.application)


def _carry_on(actor: Actor, release: Release) -> None:
    """A proposed release may be approved now; one that was live before goes out again, with its new signature."""
    if release.state != Release.State.SIGNED:
        settle(actor=actor, release=release)
        return
    pointer = current_pointer(release.environment)
    if pointer is not None and pointer.release_id == release.pk and holds_pointer(release.environment):
        point(
            actor=actor,
            environment=release.environment,
            release=release,
            reason=Pointer.Reason.RENEW,
            status=pointer.status,
            off=pointer.off,
        )
