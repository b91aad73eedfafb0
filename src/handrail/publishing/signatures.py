"""Approval signatures: whether the newest root asks for them, and how many a release still lacks."""

from handrail.applications.access import Role, can
from handrail.applications.models import Environment
from handrail.applications.signing import approver_keys, newest_root
from handrail.package.envelope import RELEASE_TYPE, read_envelope
from handrail.publishing.errors import NotSignedByApproversError
from handrail.publishing.models import Release

LEAST_APPROVERS = 2
"""Four eyes need two people who can approve: one of them may be the author."""


def asks_for_signatures(environment: Environment) -> bool:
    """Whether approvers sign there with keys of their own (four-eyes), by the newest root."""
    roles = newest_root(environment.application).environments.get(environment.name)
    return roles is not None and roles.approve is not None


def active_approvers(environment: Environment) -> int:
    """How many people hold an approve key that the newest root names, and are approvers there today."""
    roles = newest_root(environment.application).environments.get(environment.name)
    named = set(roles.approve.keyids) if roles is not None and roles.approve is not None else set()
    holders = {record.holder for keyid, record in approver_keys(environment).items() if keyid in named}
    return sum(1 for each in holders if each is not None and can(each, Role.APPROVER, environment=environment))


def signatures_missing(release: Release) -> int:
    """How many approval signatures the newest root still asks for; 0 where it asks for none."""
    root = newest_root(release.application)
    roles = root.environments.get(release.environment.name)
    if roles is None or roles.approve is None:
        return 0
    signers = read_envelope(bytes(release.envelope), RELEASE_TYPE).signers(root.keys, roles.approve.keyids)
    return max(0, roles.approve.threshold - len(signers))


def require_signatures(release: Release) -> None:
    """Refuse a release that no verifier would accept today.

    Raises:
        NotSignedByApproversError: approval signatures are missing.
    """
    if signatures_missing(release):
        raise NotSignedByApproversError(number=release.number, environment=release.environment.name)
