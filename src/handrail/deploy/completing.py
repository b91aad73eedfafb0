"""A package without a pointer, completed for a target: the pointer is signed here, and takes over what holds there.

What is paused stays paused and stopped campaigns stay stopped: a new release must not undo an emergency stop unasked.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from handrail.deploy.errors import TargetInvalidError
from handrail.deploy.locations import Locations, Where
from handrail.deploy.options import Options
from handrail.deploy.plan import ANY_AGE_DAYS, highest_seq, known_states
from handrail.deploy.pointing import lifetime
from handrail.package.complete import Terms, complete
from handrail.package.errors import PackageError
from handrail.package.keys import Signer
from handrail.package.opened import open_package
from handrail.package.roles import Status
from handrail.package.verify import CHANNEL_LIMIT, Verdict, channel_name, verify_channel

POINTER_DAYS = 30
"""How long a pointer lives where nothing tells how long the last one did."""


@dataclass(frozen=True)
class Wishes:
    """What the deployer wants otherwise.

    Attributes:
        days: how long the pointer lives; None: as long as the last one.
        show_again: ids of stopped campaigns that this release shows again.
    """

    days: int | None = None
    show_again: Collection[str] = ()


def is_waiting(package: bytes) -> bool:
    """Whether it carries no pointer yet.

    Raises:
        PackageError: it cannot be opened.
    """
    return open_package(package).is_unpointed


def complete_for(
    package: bytes, where: Where, options: Options, keys: Sequence[Signer], wishes: Wishes | None = None
) -> bytes:
    """The whole package for a target; ``deploy`` verifies it once more, under the lock.

    Args:
        package: the zip, without a pointer.
        where: the target; opened, read and closed here.
        options: see there; ``trust``, ``receipts``, ``now`` and ``accept_sdk`` count.
        keys: of the pointer role.
        wishes: see there.

    Raises:
        PointerThereError: it has a pointer already.
        PackageError: something does not verify, or the keys are not those of the pointer; nothing was signed.
        DeployError: the target cannot be read.
    """
    wanted, now = wishes or Wishes(), options.now()
    live, seq, status = _live(package, Locations.of(where), options)
    off = live.pointer.off if live else ()
    lives = lifetime(live.pointer) if live else timedelta(days=POINTER_DAYS)
    if wanted.days is not None:
        lives = timedelta(days=wanted.days)
    terms = Terms(
        now=now,
        expires=now.replace(microsecond=0) + lives,
        seq_after=seq,
        status=status,
        off=tuple(each for each in off if each not in wanted.show_again),
    )
    return complete(
        package, keys, trust=options.trust, terms=terms, accept_sdk=options.accept_sdk, known=options.known_sdk
    )


def _live(package: bytes, locations: Locations, options: Options) -> tuple[Verdict | None, int | None, Status]:
    """What is live on the newest location, the highest seq known, and whether it is paused.

    What does not verify is passed over: whether it may be replaced is for ``deploy`` to say. Then the journal tells.
    """
    hint = open_package(package).hint
    lives = []
    # A document root that is not there yet has nothing live; any other reason is for `deploy` to say as well.
    with suppress(TargetInvalidError), locations.opened(create=False):
        for target in locations.targets:
            channel = target.read(channel_name(hint.application, hint.environment), CHANNEL_LIMIT)
            verdict = _verified(channel, hint.application, hint.environment, options) if channel else None
            if verdict is not None:
                lives.append(verdict)
    if lives:
        live = max(lives, key=lambda each: (each.state.root, each.state.seq))
        seq = highest_seq(live, known_states(lives, options.receipts.newest_of(live)))
        return live, seq, live.pointer.status
    kept = [r for r in options.receipts if (r.application, r.environment) == (hint.application, hint.environment)]
    if not kept:
        return None, None, "active"
    return None, max(each.state.seq for each in kept), kept[-1].state.status


def _verified(channel: bytes, application: str, environment: str, options: Options) -> Verdict | None:
    try:
        return verify_channel(
            channel,
            application=application,
            environment=environment,
            trust=options.trust,
            now=options.now(),
            grace_days=ANY_AGE_DAYS,
        )
    except PackageError:
        return None
