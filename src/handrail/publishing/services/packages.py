"""Packages: assembled when asked for, byte-equal each time."""

from django.db import transaction

from handrail.accounts.audit import record
from handrail.applications.models import Environment
from handrail.errors import NotFoundError
from handrail.library.access import Actor
from handrail.package.assemble import assemble_package
from handrail.package.sdk_files import built_sdk, read_built
from handrail.publishing.access import current_pointer, require_deployer
from handrail.publishing.freeze import freeze
from handrail.publishing.models import Pointer, Release
from handrail.publishing.services.point import lock, point, require_pointer
from handrail.publishing.services.propose import keep_candidate
from handrail.publishing.signing import channel_of, files_of


def default_package(*, actor: Actor, environment: Environment) -> bytes:
    """The first package of an environment: SDK and a signed release without campaigns, so that the SDK can connect.

    Once something is live the package of that is given: the default one would be older than what pages have seen.
    """
    require_deployer(actor, environment)
    ensure_default_release(actor=actor, environment=environment)
    return _assembled(require_pointer(environment))


def ensure_default_release(*, actor: Actor, environment: Environment) -> Pointer:
    """The environment's first release, made when it has none; it shows nothing, so nobody approves it."""
    require_deployer(actor, environment)
    with transaction.atomic():
        environment = lock(environment)
        current = current_pointer(environment)
        if current is not None:
            return current
        frozen = freeze(environment.application, [], None)
        release = keep_candidate(actor=None, environment=environment, frozen=frozen, base=None, is_default=True)
        release.authors.clear()
        release.state, release.decided_at = Release.State.SIGNED, release.proposed_at
        release.save(update_fields=["state", "decided_at"])
        pointer = point(actor=None, environment=environment, release=release, reason=Pointer.Reason.LIVE)
        details = {"release": release.number, "seq": pointer.seq}
        record(actor, "release.default-made", f"{environment.name} {release}", details, environment.application)
    return pointer


def full_package(*, actor: Actor, environment: Environment, seq: int | None = None) -> bytes:
    """Everything of what is live in the environment, as one zip whose tree is the document root's.

    Args:
        actor: publisher, administrator, or a token with ``packages:read``.
        environment: which.
        seq: of an older pointer; the newest when absent.

    Raises:
        NotPublishedYetError: there is no release yet.
        NotFoundError: no pointer of that number.
    """
    require_deployer(actor, environment)
    pointer = require_pointer(environment)
    if seq is not None and seq != pointer.seq:
        found = Pointer.objects.select_related("release").filter(environment=environment, seq=seq).first()
        if found is None:
            raise NotFoundError(what=f"Pointer {seq} of {environment.name}")
        pointer = found
    return _assembled(pointer)


def _assembled(pointer: Pointer) -> bytes:
    release, environment = pointer.release, pointer.environment
    return assemble_package(
        kind="default" if release.is_default else "full",
        application=environment.application.key,
        environment=environment.name,
        release=release.number,
        channel=channel_of(release, bytes(pointer.envelope)),
        files=files_of(release),
        sdk=sdk_files(environment),
    )


def sdk_files(environment: Environment) -> dict[str, bytes]:
    """The SDK builds that the environment's snippet pins: with Power Mode only where it is made for authoring."""
    return {file.path: read_built(file) for file in built_sdk() if file.name == environment.snippet_build}


def package_name(environment: Environment) -> str:
    """File name for a download: application, environment, release."""
    pointer = require_pointer(environment)
    kind = "default" if pointer.release.is_default else f"r{pointer.release.number}"
    return f"handrail-{environment.application.key}-{environment.name}-{kind}.zip"
