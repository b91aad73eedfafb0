"""What a page of the app can cause, whichever way it reached the console: by bridge window or by typed code."""

import json
from collections.abc import Callable

from handrail.applications.models import Environment
from handrail.errors import NotFoundError
from handrail.library.access import Actor
from handrail.places.assets import report_seen_live, sync_assets
from handrail.places.proposals import propose

IDLE_MINUTES = 30
MAX_BODY = 500_000
"""Bytes of one message."""

Receiver = Callable[[Actor, Environment, object], object]

RECEIVERS: dict[str, Receiver] = {
    "assets": lambda actor, environment, body: sync_assets(actor=actor, environment=environment, document=body),
    "report": lambda actor, environment, body: report_seen_live(actor=actor, environment=environment, document=body),
    "element": lambda actor, environment, body: propose(
        actor=actor, environment=environment, kind="element", document=body
    ),
    "screen": lambda actor, environment, body: propose(
        actor=actor, environment=environment, kind="screen", document=body
    ),
    "walkthrough": lambda actor, environment, body: propose(
        actor=actor, environment=environment, kind="walkthrough", document=body
    ),
}
"""Everything an app's page can cause: there is no other door on this channel."""


def hand_in(actor: Actor, environment: Environment, action: str, body: object) -> None:
    """Give one message to its service.

    Raises:
        NotFoundError: there is nothing of that name.
        HandrailError: the service refuses it.
    """
    if action not in RECEIVERS:
        raise NotFoundError(what=f"Power Mode action {action!r}")
    RECEIVERS[action](actor, environment, body)


def read_message(raw: bytes) -> object:
    """JSON as a page sent it; ``None`` for what is none, is nested too deeply, or has a character nothing can keep."""
    if b"\\u0000" in raw:
        return None
    try:
        found: object = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return found
