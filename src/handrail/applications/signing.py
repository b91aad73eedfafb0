"""The keys that the console holds: all of them in trial mode; author and pointer where people hold the others.

Not a door: whoever calls has asked ``access.require`` before.
"""

from base64 import b64decode
from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from handrail.applications.models import Application, Environment, RootRecord, SigningKeyRecord
from handrail.applications.sealing import seal, unseal
from handrail.errors import NotFoundError
from handrail.package.build import EnvironmentKeys, Quorum, new_root, sign_root
from handrail.package.envelope import Envelope
from handrail.package.keys import PublicKey, SigningKey
from handrail.package.roles import Root
from handrail.package.trust import trust_of
from handrail.settings import console_settings

ROOT_LASTS = timedelta(days=730)
_KeyRole = SigningKeyRecord.KeyRole


def _new_key(application: Application, role: str, environment: Environment | None = None) -> SigningKeyRecord:
    key = SigningKey.generate()
    key_id = key.public.keyid
    return SigningKeyRecord.objects.create(
        application=application,
        environment=environment,
        role=role,
        key_id=key_id,
        public=key.public.as_data(),
        private_encrypted=seal(key.to_pem(), key_id, console_settings().secret_key),
    )


def _open(record: SigningKeyRecord) -> SigningKey:
    return SigningKey.from_pem(unseal(bytes(record.private_encrypted), record.key_id, console_settings().secret_key))


def _held(application: Application, role: str, environment: Environment | None = None) -> SigningKey:
    found = (
        SigningKeyRecord.objects.filter(application=application, role=role, environment=environment, retired_at=None)
        .exclude(private_encrypted=b"")
        .order_by("-pk")
        .first()
    )
    if found is None:
        raise NotFoundError(what=f"A {role} key held by this console")
    return _open(found)


def _held_here(application: Application) -> QuerySet[SigningKeyRecord]:
    found = SigningKeyRecord.objects.filter(application=application, retired_at=None)
    return found.exclude(private_encrypted=b"")


def _write_root(application: Application) -> RootRecord:
    """The next root of the chain, signed by the root keys of the console."""
    records = list(_held_here(application))
    keys: dict[tuple[str, int | None], list[SigningKey]] = {}
    for record in records:
        keys.setdefault((record.role, record.environment_id), []).append(_open(record))

    def quorum(role: str, environment: Environment | None = None) -> Quorum:
        return Quorum(tuple(key.public for key in keys[(role, environment.pk if environment else None)]))

    version = (application.roots.order_by("-version").values_list("version", flat=True).first() or 0) + 1
    payload = new_root(
        application=application.key,
        version=version,
        expires=datetime.now(UTC) + ROOT_LASTS,
        root=quorum(_KeyRole.ROOT),
        author=quorum(_KeyRole.AUTHOR),
        environments={
            environment.name: EnvironmentKeys(pointer=quorum(_KeyRole.POINTER, environment))
            for environment in application.environments.all()
        },
    )
    # One root key from the first root on: its signature satisfies the threshold of the old root and of the new one.
    envelope = sign_root(payload, keys[(_KeyRole.ROOT, None)])
    return RootRecord.objects.create(application=application, version=version, payload=payload, envelope=envelope)


def create_keys(application: Application) -> RootRecord:
    """Make root, author and one pointer key per environment, and the first root."""
    _new_key(application, _KeyRole.ROOT)
    _new_key(application, _KeyRole.AUTHOR)
    for environment in application.environments.all():
        _new_key(application, _KeyRole.POINTER, environment)
    return _write_root(application)


def add_environment_keys(environment: Environment) -> RootRecord | None:
    """A pointer key for a further environment, and the root that names it.

    Returns:
        The root; None where people hold keys: then the environment waits for a root that they sign.
    """
    application = environment.application
    alone = set(newest_root(application).keys) <= held_key_ids(application)
    own_pointer_key(environment)
    return _write_root(application) if alone else None


def own_pointer_key(environment: Environment) -> PublicKey:
    """The console's pointer key for an environment, made when it has none; it counts once a root names it."""
    held = _held_here(environment.application).filter(role=_KeyRole.POINTER, environment=environment)
    return public_key(held.order_by("-pk").first() or _new_key(environment.application, _KeyRole.POINTER, environment))


def author_key(application: Application) -> SigningKey:
    """Signs releases."""
    return _held(application, _KeyRole.AUTHOR)


def pointer_key(environment: Environment) -> SigningKey:
    """Signs what is live in ``environment``; only a key that the newest root names.

    Raises:
        NotFoundError: it is with the deployer; see ``holds_pointer``.
    """
    roles = newest_root(environment.application).environments.get(environment.name)
    named = roles.pointer.keyids if roles is not None and roles.pointer.threshold == 1 else ()
    found = _held_here(environment.application).filter(key_id__in=named).first()
    if found is None:
        raise NotFoundError(what=f"A pointer key of {environment.name} held by this console")
    return _open(found)


def root_envelopes(application: Application) -> list[bytes]:
    """The whole chain, oldest first, as envelope bytes."""
    return [bytes(envelope) for envelope in application.roots.order_by("version").values_list("envelope", flat=True)]


def newest_root(application: Application) -> Root:
    """Who may sign now."""
    record = application.roots.order_by("-version").first()
    if record is None:
        raise NotFoundError(what=f"A root of {application.name}")
    return Root.from_payload(bytes(record.payload))


def approving_environments(application: Application) -> list[str]:
    """Names of the environments whose releases need approval signatures under the newest root; none in a trial."""
    roles = newest_root(application).environments
    return sorted(name for name, each in roles.items() if each.approve is not None)


def trust(application: Application) -> str:
    """The public trust anchor that a page pins today: ``<root version>.<hash>``. Not a secret."""
    record = application.roots.order_by("-version").first()
    return trust_of(bytes(record.payload)) if record else ""


def first_trust(application: Application) -> str:
    """The anchor of the first root: whatever verifies from it verifies in every page, however old its pin."""
    record = application.roots.order_by("version").first()
    return trust_of(bytes(record.payload)) if record else ""


def held_key_ids(application: Application) -> frozenset[str]:
    """Ids of the keys whose private part is here."""
    return frozenset(_held_here(application).values_list("key_id", flat=True))


def holds_pointer(environment: Environment) -> bool:
    """Whether the console alone can sign what is live there: it holds a pointer key that the newest root names."""
    roles = newest_root(environment.application).environments.get(environment.name)
    if roles is None or roles.pointer.threshold != 1:
        return False
    return _held_here(environment.application).filter(key_id__in=roles.pointer.keyids).exists()


def enrolled_keys(application: Application) -> QuerySet[SigningKeyRecord]:
    """Keys that people and deployers hold: root, approve and pointer keys whose public part was enrolled here."""
    found = SigningKeyRecord.objects.filter(application=application, retired_at=None).exclude(kept="")
    return found.select_related("holder", "environment")


def deployers_of(environment: Environment) -> list[str]:
    """Who holds the pointer keys that the newest root names there, the console's own aside."""
    roles = newest_root(environment.application).environments.get(environment.name)
    named = roles.pointer.keyids if roles is not None else ()
    rows = enrolled_keys(environment.application).filter(key_id__in=named)
    return list(rows.order_by("holder_name").values_list("holder_name", flat=True))


def approver_keys(environment: Environment) -> dict[str, SigningKeyRecord]:
    """Enrolled approve keys of an environment by key id, with their holders."""
    found = SigningKeyRecord.objects.select_related("holder").filter(
        environment=environment, role=_KeyRole.APPROVE, retired_at=None
    )
    return {each.key_id: each for each in found if each.holder is not None}


def public_key(record: SigningKeyRecord) -> PublicKey:
    """The public part, checked."""
    return PublicKey(record.public["alg"], b64decode(record.public["pub"]))


def sign_as_root(application: Application, envelope: Envelope) -> Envelope:
    """The next root with the signatures of those root keys of the newest one that are here; often the last deed."""
    keyids = newest_root(application).root.keyids
    return envelope.signed_by(_open(each) for each in _held_here(application).filter(key_id__in=keyids))


def keep_root(application: Application, root: Root, envelope: Envelope) -> RootRecord:
    """Keep a root that was verified; keys that the root before named and it does not are retired, their private part
    with them. A key that no root has named yet waits for the next one."""
    before = newest_root(application)
    made = RootRecord.objects.create(
        application=application, version=root.version, payload=envelope.payload, envelope=envelope.to_bytes()
    )
    gone = set(before.keys) - set(root.keys)
    rows = SigningKeyRecord.objects.filter(application=application, retired_at=None, key_id__in=gone)
    rows.update(retired_at=timezone.now(), private_encrypted=b"")
    return made
