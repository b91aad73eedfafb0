"""When ports changed since the last start: what is live must name the new addresses. Needs a running Django."""

from collections.abc import Callable

from handrail.accounts.models import User
from handrail.applications.models import Environment
from handrail.errors import HandrailError
from handrail.publishing.access import current_pointer
from handrail.publishing.freeze import overlay_of
from handrail.publishing.services import approve, propose


def renew_addresses(
    environment: Environment, *, proposer: User, approver: User | None, say: Callable[[str], None]
) -> None:
    """Publish what is live once more under the environment's new addresses; nothing happens where they are the same.

    Drafts of campaigns stay drafts. What cannot be published is said, and the old release stays.

    Args:
        environment: which.
        proposer: who proposes.
        approver: who approves, where the environment asks for it.
        say: prints one line.
    """
    pointer = current_pointer(environment)
    if pointer is None or pointer.release.overlay_model == overlay_of(environment):
        return
    try:
        release = propose(
            actor=proposer, environment=environment, campaigns=[], note="The addresses on this machine changed."
        )
        if release.is_open and approver is not None:
            approve(actor=approver, release=release, comment="Only the addresses differ.")
    except HandrailError as error:
        say(f"  {environment.name} keeps its old addresses: {error.message}")
