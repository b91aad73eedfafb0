"""Packages: assembled when asked for, byte-equal each time."""

from django.db import transaction

from handrail.accounts.audit import record
from handrail.applications.models import Environment
from handrail.applications.signing import holds_pointer
from handrail.errors import NotFoundError
from handrail.library.access import Actor
from handrail.package.assemble import assemble_package
from handrail.package.sdk_files import built_sdk, read_built
from handrail.publishing.access import current_pointer, require_deployer
from handrail.publishing.errors import DefaultNeedsApprovalError, WrongStateError
from handrail.publishing.freeze import freeze
from handrail.publishing.models import Pointer, Release
from handrail.publishing.services.live import require_base, require_ready
from handrail.publishing.services.point import lock, point, require_pointer
from handrail.publishing.services.propose import keep_candidate
from handrail.publishing.signatures import asks_for_signatures, require_signatures
from handrail.publishing.signing import channel_of, files_of, pending_channel, root_to_bring


def default_package(*, actor: Actor, environment: Environment) -> bytes:
    """The first package of an environment: SDK and a signed release without campaigns, so that the SDK can connect.

    Once something is live the package of that is given: the default one would be older than what pages have seen.
    Where the deployer holds the pointer key it carries no pointer.

    Raises:
        DefaultNeedsApprovalError: the root asks for approval signatures of this release too.
    """
    require_deployer(actor, environment)
    release = ensure_default_release(actor=actor, environment=environment)
    pointer = current_pointer(environment)
    return _assembled(release, environment, pointer)


def ensure_default_release(*, actor: Actor, environment: Environment) -> Release:
    """What is live, or the environment's first release, made when it has none: it shows nothing.

    Nobody approves it, unless the root asks for approval signatures: then it waits like any other.

    Raises:
        DefaultNeedsApprovalError: it waits.
        EnvironmentWaitsError: no root names the environment yet.
    """
    require_deployer(actor, environment)
    with transaction.atomic():
        environment = lock(environment)
        current = current_pointer(environment)
        release = current.release if current is not None else _first(environment)
        if release is None:
            release = _make_first(actor, environment)
    if release.state == Release.State.PROPOSED:
        raise DefaultNeedsApprovalError(environment=environment.name, number=release.number)
    return release


def _first(environment: Environment) -> Release | None:
    """The first release that waits for signatures, or for the deployer."""
    gone = (Release.State.REJECTED, Release.State.WITHDRAWN)
    return Release.objects.filter(environment=environment, is_default=True).exclude(state__in=gone).first()


def _make_first(actor: Actor, environment: Environment) -> Release:
    frozen = freeze(environment.application, [], None)
    release = keep_candidate(actor=None, environment=environment, frozen=frozen, base=None, is_default=True)
    release.authors.clear()
    if not asks_for_signatures(environment):
        here = holds_pointer(environment)
        release.state = Release.State.SIGNED if here else Release.State.APPROVED
        release.decided_at = release.proposed_at
        release.save(update_fields=["state", "decided_at"])
        if here:
            point(actor=None, environment=environment, release=release, reason=Pointer.Reason.LIVE)
    details = {"release": release.number, "state": release.state}
    record(actor, "release.default-made", f"{environment.name} {release}", details, environment.application)
    return release


def package_to_deploy(*, actor: Actor, environment: Environment) -> tuple[Release, bytes]:
    """What the deployer should put in place next: what is live. Where the deployer signs the pointer, an approved
    release that is not live yet comes first, then what is live under a root that the server does not have yet.

    Raises:
        NotPublishedYetError: there is neither.
    """
    require_deployer(actor, environment)
    if not holds_pointer(environment):
        waiting = Release.objects.filter(environment=environment, state=Release.State.APPROVED).order_by("-number")
        release = waiting.select_related("environment__application", "application", "base").first()
        if release is not None:
            return release, unpointed_package(actor=actor, release=release)
    pointer = require_pointer(environment)
    if root_to_bring(pointer) is not None:
        return pointer.release, unpointed_package(actor=actor, release=pointer.release)
    return pointer.release, full_package(actor=actor, environment=environment)


def unpointed_package(*, actor: Actor, release: Release) -> bytes:
    """The package of a release without a pointer: ``handrail deploy … --key`` or ``handrail point`` completes it.

    Args:
        actor: publisher, administrator, or a token with ``packages:read``.
        release: approved, and still proposed against what is live; or one that was live, to go back to.

    Raises:
        WrongStateError: it is not approved; or the console signs the pointer there itself.
        BaseChangedError: something else became live since it was proposed.
        NotSignedByApproversError, TooFewApproversError, UndoUnansweredError: it must not go live.
    """
    environment = release.environment
    require_deployer(actor, environment)
    if holds_pointer(environment):
        raise WrongStateError(number=release.number, state="for a pointer signed here", needed="a deployer's key")
    if release.state == Release.State.APPROVED:
        require_ready(release)
        require_base(release)
    elif release.state != Release.State.SIGNED:
        raise WrongStateError(number=release.number, state=release.state, needed="approved")
    require_signatures(release)
    return _assembled(release, environment, None)


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
    return _assembled(pointer.release, environment, pointer)


def _assembled(release: Release, environment: Environment, pointer: Pointer | None) -> bytes:
    return assemble_package(
        kind="default" if release.is_default else "full",
        application=environment.application.key,
        environment=environment.name,
        release=release.number,
        channel=pending_channel(release) if pointer is None else channel_of(release, bytes(pointer.envelope)),
        files=files_of(release),
        sdk=sdk_files(environment),
    )


def sdk_files(environment: Environment) -> dict[str, bytes]:
    """The SDK builds that the environment's snippet pins: with Power Mode only where it is made for authoring."""
    return {file.path: read_built(file) for file in built_sdk() if file.name == environment.snippet_build}


def package_name(environment: Environment, release: Release | None = None) -> str:
    """File name for a download: application, environment, release; of what is live when no release is named."""
    found = release or require_pointer(environment).release
    kind = "default" if found.is_default else f"r{found.number}"
    return f"handrail-{environment.application.key}-{environment.name}-{kind}.zip"
