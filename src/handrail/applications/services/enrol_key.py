"""Who holds which key: records in the audit log, because signatures prove keys, not persons."""

from django.db import transaction
from django.utils import timezone

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.access import Role, can, require
from handrail.applications.models import Application, Environment, SigningKeyRecord
from handrail.applications.signing import newest_root
from handrail.errors import HandrailError, InvalidInputError, NotFoundError
from handrail.package.keys import PublicKey

Kept = SigningKeyRecord.Kept
KeyRole = SigningKeyRecord.KeyRole


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


class BrowserKeyError(InvalidInputError):
    """A key in a browser cannot help where approval must not depend on the console's pages."""

    code = "keys.browser"
    sentence = (
        "Approvals of {environment} are independent of this console: a key in a browser does not count there. Nothing "
        "was changed; make a key file with `handrail keys new`, or use a token."
    )


class KeyInUseError(HandrailError):
    """The newest root names the key: only a next root takes it out."""

    code = "keys.in-use"
    sentence = "The newest root names key {keyid}. Nothing was changed; take it out with the next root."


def enrol_key(
    *, actor: User, environment: Environment, holder: User, key: PublicKey, kept: str = Kept.FILE
) -> SigningKeyRecord:
    """Note that a person holds this approve key. It counts from the root on that names it.

    Args:
        actor: administrator of the application.
        environment: where the person approves.
        holder: an approver there, without another key there.
        key: its public part, as ``handrail keys export`` writes it.
        kept: ``file``, ``token`` or ``browser``.

    Raises:
        KeyKnownError: of that key id there is one already.
        HolderError: no approver there, or a second key.
        BrowserKeyError: a browser's key where approval is independent of the console.
    """
    require(actor, Role.ADMINISTRATOR, application=environment.application)
    if environment.is_independent and Kept(kept) == Kept.BROWSER:
        raise BrowserKeyError(environment=environment.name, problems=[])
    with transaction.atomic():
        held = SigningKeyRecord.objects.filter(
            environment=environment, holder=holder, retired_at=None, role=KeyRole.APPROVE
        )
        if held.exists() or not can(holder, Role.APPROVER, environment=environment):
            raise HolderError(who=str(holder), environment=environment.name, problems=[])
        made = _keep(
            SigningKeyRecord(
                application=environment.application,
                environment=environment,
                role=KeyRole.APPROVE,
                holder=holder,
                holder_name=str(holder),
                kept=Kept(kept),
            ),
            key,
        )
        details = {"keyid": key.keyid, "alg": key.alg, "kept": kept, "role": "approve", "holder": holder.audit_name}
        record(actor, "key.enrolled", f"{environment.name} {holder}", details, environment.application)
    return made


def enrol_outside_key(
    *,
    actor: User,
    application: Application,
    environment: Environment | None,
    holder_name: str,
    key: PublicKey,
    kept: str = Kept.FILE,
) -> SigningKeyRecord:
    """Note who holds a root key (no environment) or a deployer's pointer key (of one environment).

    Args:
        actor: administrator of the application.
        application: whose root will name it.
        environment: of a pointer key; None: a root key.
        holder_name: the person, or the machine that deploys; at most 160 characters.
        key: its public part.
        kept: ``file`` or ``token``.

    Raises:
        KeyKnownError: of that key id there is one already.
        InvalidInputError: nobody is named.
    """
    require(actor, Role.ADMINISTRATOR, application=application)
    name = " ".join(holder_name.split())[:160]
    if not name:
        raise InvalidInputError(summary="say who holds it", problems=[{"where": "holder", "what": "say who holds it"}])
    role = KeyRole.ROOT if environment is None else KeyRole.POINTER
    with transaction.atomic():
        made = _keep(
            SigningKeyRecord(
                application=application, environment=environment, role=role, holder_name=name, kept=Kept(kept)
            ),
            key,
        )
        details = {"keyid": key.keyid, "alg": key.alg, "kept": kept, "role": role.value, "holder": name}
        record(actor, "key.enrolled", f"{environment.name if environment else role.value} {name}", details, application)
    return made


def _keep(made: SigningKeyRecord, key: PublicKey) -> SigningKeyRecord:
    if SigningKeyRecord.objects.filter(application=made.application, key_id=key.keyid).exists():
        raise KeyKnownError(keyid=key.keyid[:16])
    made.key_id, made.public = key.keyid, key.as_data()
    made.save()
    return made


def retire_key(*, actor: User, application: Application, key_id: str) -> SigningKeyRecord:
    """Forget an enrolment that no root names.

    Raises:
        KeyInUseError: the newest root names it.
        NotFoundError: nobody is enrolled with it.
    """
    require(actor, Role.ADMINISTRATOR, application=application)
    with transaction.atomic():
        rows = SigningKeyRecord.objects.filter(application=application, key_id=key_id, retired_at=None)
        found = rows.exclude(kept="").select_related("environment").first()
        if found is None:
            raise NotFoundError(what="This key")
        if key_id in newest_root(application).keys:
            raise KeyInUseError(keyid=key_id[:16])
        found.retired_at = timezone.now()
        found.save(update_fields=["retired_at"])
        where = found.environment.name if found.environment else found.role
        record(actor, "key.retired", f"{where} {found.holder_name}", {"keyid": key_id}, application)
    return found
