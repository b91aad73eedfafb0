"""What ``watch`` is told."""

from dataclasses import dataclass

from handrail.applications.models import Environment
from handrail.library.access import Actor
from handrail.publishing.access import current_pointer, require_deployer
from handrail.publishing.models import Pointer
from handrail.publishing.services.repair import hand_out_repair


@dataclass(frozen=True)
class LiveAnswer:
    """The newest pointer, and whether a repair was asked for."""

    pointer: Pointer
    repair: bool


def live_answer(*, actor: Actor, environment: Environment, after: int) -> LiveAnswer | None:
    """What a deployer must act on; None when there is nothing newer than ``after`` and nothing to repair.

    A repair that is answered here counts as handed out.
    """
    require_deployer(actor, environment)
    pointer = current_pointer(environment)
    if pointer is None:
        return None
    repair = hand_out_repair(environment)
    return LiveAnswer(pointer, repair) if repair or _is_news(pointer, after) else None


def _is_news(pointer: Pointer, after: int) -> bool:
    """Whether it comes after the pointer of that ``seq``; keys that were replaced since may have counted further."""
    if pointer.seq > after:
        return True
    earlier = Pointer.objects.filter(environment=pointer.environment_id, keys_since__lt=pointer.keys_since, seq=after)
    return pointer.keys_since > 1 and earlier.exists()
