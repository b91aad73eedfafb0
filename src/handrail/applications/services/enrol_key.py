"""Which person holds which approve key: a record in the audit log, because signatures prove keys, not persons."""

from django.db import transaction
from django.utils import timezone

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.access import Role, can, require
from handrail.applications.models import Environment, SigningKeyRecord
from handrail.applications.signing import newest_root
from handrail.errors import HandrailError, InvalidInputError, NotFoundError
from handrail.package.keys import PublicKey


class KeyKnownError(HandrailError):
    """This key is enrolled already, or is one of the console's own."""

    code = "keys.known"
    sentence = (
        "Key {keyid} is known here already. Nothing was changed; every person and environment has a key of its own."
    )


class HolderError(InvalidInputError):
    """The person cannot hold an approve key there."""

    code = "keys.holder"
    sentence = "{who} is no approver of {environment}, or has a key there already. Nothing was changed."


class KeyInUseError(HandrailError):
    """The newest root names the key: only a next root takes it out."""

    code = "keys.in-use"
    sentence = "The newest root names key {keyid}. Nothing was changed; take it out with `handrail keys rotate`."


def enrol_key(*, actor: User, environment: Environment, holder: User, key: PublicKey) -> SigningKeyRecord:
    """Note that a person holds this approve key. It counts from the root on that names it.

    Args:
        actor: administrator of the application.
        environment: where the person approves.
        holder: an approver there, without another key there.
        key: its public part, as ``handrail keys export`` writes it.

    Raises:
        KeyKnownError: of that key id there is one already.
        HolderError: no approver there, or a second key.
    """
    application = environment.application
    require(actor, Role.ADMINISTRATOR, application=application)
    with transaction.atomic():
        if SigningKeyRecord.objects.filter(application=application, key_id=key.keyid).exists():
            raise KeyKnownError(keyid=key.keyid[:16])
        held = SigningKeyRecord.objects.filter(environment=environment, holder=holder, retired_at=None)
        if held.exists() or not can(holder, Role.APPROVER, environment=environment):
            raise HolderError(who=str(holder), environment=environment.name, problems=[])
        made = SigningKeyRecord.objects.create(
            application=application,
            environment=environment,
            role=SigningKeyRecord.KeyRole.APPROVE,
            key_id=key.keyid,
            public=key.as_data(),
            holder=holder,
            holder_name=str(holder),
        )
        details = {"keyid": key.keyid, "alg": key.alg, "holder": holder.audit_name}
        record(actor, "key.enrolled", f"{environment.name} {holder}", details, application)
    return made


def retire_key(*, actor: User, environment: Environment, key_id: str) -> SigningKeyRecord:
    """Forget an enrolment that no root names.

    Raises:
        KeyInUseError: the newest root names it.
    """
    application = environment.application
    require(actor, Role.ADMINISTRATOR, application=application)
    with transaction.atomic():
        found = SigningKeyRecord.objects.filter(
            environment=environment, key_id=key_id, role=SigningKeyRecord.KeyRole.APPROVE, retired_at=None
        ).first()
        if found is None:
            raise NotFoundError(what="This key")
        if key_id in newest_root(application).keys:
            raise KeyInUseError(keyid=key_id[:16])
        found.retired_at = timezone.now()
        found.save(update_fields=["retired_at"])
        record(actor, "key.retired", f"{environment.name} {found.holder_name}", {"keyid": key_id}, application)
    return found
