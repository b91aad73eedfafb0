"""``handrail watch``: asks the console what should be live, deploys it by the same protocol, and keeps looking.

Nothing of the console is trusted: what it offers is verified from the pinned anchor like any package. Between offers
everything that is live is read again, and what is found is reported and said in words. Whatever is away (the console,
a location, the disk, the clock of a token) is waited for, longer each time; what is refused by a signature is not tried
again. A watch that holds the pointer key renews the pointer before it expires.
"""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from handrail.deploy.console import Console, Offer
from handrail.deploy.errors import (
    COMMITTED,
    FAILED,
    ConsoleRefusedError,
    ConsoleUnreachableError,
    DeployError,
    LockedError,
    NothingLiveError,
    PartlyLiveError,
    PostCheckError,
    ReceiptsError,
    TargetInvalidError,
)
from handrail.deploy.live import Live, look
from handrail.deploy.locations import Locations, Where
from handrail.deploy.options import Options
from handrail.deploy.pointing import Aim, point, renewed
from handrail.deploy.protocol import deploy
from handrail.errors import HandrailError
from handrail.package.fields import seconds_of, time_text
from handrail.package.keys import Signer
from handrail.package.verify import Verdict

LONG_POLL_S = 25
LONGEST_PAUSE_S = 30.0
LONGEST_RETRY_S = 300.0
REPEAT_S = 600
"""A report is repeated at least that often, so that the console can tell a silent watch from a quiet one."""
RENEW_AHEAD = timedelta(days=10)
"""A pointer that expires sooner is renewed, by a watch that holds its key."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class WatchOptions:
    """How to watch.

    Attributes:
        deploy: application and environment must be given.
        check_every_s: how often everything live is read again.
        say: told every sentence.
        stop: becomes true when the watch should end.
        sleep: waits; ends early on ``stop``.
        clock: monotonic seconds.
        key: the pointer key, where this machine holds it: then the pointer is renewed ahead of its expiry.
    """

    deploy: Options
    check_every_s: float = 60.0
    say: Say = print
    stop: Callable[[], bool] = lambda: False
    sleep: Callable[[float], object] = time.sleep
    clock: Callable[[], float] = time.monotonic
    key: Signer | None = None


class Watch:
    """One environment on one target.

    Args:
        console: where offers come from and reports go to.
        where: what is deployed to and looked at: one location or several.
        options: see there.
    """

    def __init__(self, console: Console, where: Where, options: WatchOptions) -> None:
        """Nothing is asked yet."""
        self._console, self._locations, self._options = console, Locations.of(where), options
        self._refused = 0
        self._again: Offer | None = None
        self._retry_s = 1.0
        self._retry_at = 0.0
        self._next_look = 0.0
        self._last_report: tuple[object, ...] = ()
        self._reported_at = 0.0
        self._said = ""
        self._pause = 1.0

    def run(self) -> None:
        """Until ``stop``."""
        live = self.look_and_report()
        while not self._options.stop():
            live = self.step(live)

    def step(self, live: Live) -> Live:
        """Ask once, deploy if there is something, look if it is time."""
        now = self._options.clock()
        until = min(self._next_look, self._retry_at) if self._again else self._next_look
        wait = max(0, min(LONG_POLL_S, int(until - now)))
        try:
            offer = self._console.offer(self._known(live), wait)
            self._pause = 1.0
        except (ConsoleUnreachableError, ConsoleRefusedError) as error:
            self._say(f"{error.message} Asking again, at the latest every {int(LONGEST_PAUSE_S)} seconds.")
            self._options.sleep(self._pause)
            self._pause = min(LONGEST_PAUSE_S, self._pause * 2)
            offer = None
        except ReceiptsError as error:
            self._say(error.message)
            self._options.sleep(LONGEST_PAUSE_S)
            return live
        if offer is None and self._again is not None and self._options.clock() >= self._retry_at:
            offer = self._again
        if offer is not None:
            self.take(offer)
            return self.look_and_report()
        if self._options.clock() >= self._next_look:
            return self.look_and_report()
        return live

    def _known(self, live: Live) -> int:
        """The newest seq that needs no offer: live, deployed before, waiting to be tried again, or refused.

        What was deployed before and vanished since is not put back without being asked: whoever can delete the
        channel file has an emergency stop.
        """
        options = self._options.deploy
        last = options.receipts.last(options.application, options.environment)
        again = self._again.seq if self._again else 0
        return max(live.seq or 0, self._refused, again, last.state.seq if last else 0)

    def take(self, offer: Offer) -> None:
        """Fetch, verify and deploy an offer.

        What the verifier refuses is said, reported and not tried again until Repair; what something that is away or
        full made fail is tried again, after longer and longer times.
        """
        action = "repair" if offer.repair else "deploy"
        try:
            outcome = deploy(self._console.package(offer.seq), self._locations, self._options.deploy, action)
        except HandrailError as error:
            self._failed(offer, error)
            return
        self._again, self._retry_s = None, 1.0
        written = len(outcome.plan.writes)
        kind = "paused" if outcome.verdict.pointer.status == "paused" else "deployed"
        self._say(f"release {outcome.verdict.release.version} {kind} (seq {offer.seq}, {written} files written)")
        if outcome.receipt is None:
            self._options.sleep(1.0)

    def _failed(self, offer: Offer, error: HandrailError) -> None:
        if isinstance(error, LockedError):
            # Somebody else deploys to this target, often the watch of another environment: the turn comes.
            self._say(error.message)
            self._again, self._retry_at = offer, 0.0
            self._options.sleep(1.0)
            return
        if isinstance(error, PostCheckError):
            self._say(f"release {offer.release} (seq {offer.seq}): {error.message} Look with `handrail doctor`.")
            self._again, self._retry_s = None, 1.0
            self._report_refusal(error)
            return
        said = f"release {offer.release} (seq {offer.seq}) was not deployed: {error.message} [{error.code}]"
        if isinstance(error, PartlyLiveError):
            said = f"{error.message} [{error.code}]"
        if _passes(error):
            self._again, self._retry_at = offer, self._options.clock() + self._retry_s
            self._say(f"{said} It is tried again, at the latest every {int(LONGEST_RETRY_S)} seconds.")
            if self._retry_s == 1.0:
                self._report_refusal(error)
            self._retry_s = min(LONGEST_RETRY_S, self._retry_s * 2)
            return
        self._again, self._retry_s = None, 1.0
        self._refused = max(self._refused, offer.seq)
        self._say(said)
        self._report_refusal(error)
        self._options.sleep(1.0)

    def look_and_report(self) -> Live:
        """Read everything live again, renew the pointer if it is time; report what is new, or from time to time."""
        live = self._look()
        if self._is_to_renew(live) and self._renew():
            live = self._look()
        self._say(live.message)
        now = self._options.clock()
        self._next_look = now + self._options.check_every_s
        summary = (live.state, live.seq, tuple((each.file, each.what) for each in live.problems))
        if summary != self._last_report or now - self._reported_at >= min(REPEAT_S, self._options.check_every_s):
            self._report(live)
            self._last_report, self._reported_at = summary, now
        return live

    def _look(self) -> Live:
        """All locations; of several the worst state, with what each shows."""
        options = self._options.deploy
        found = []
        for target in self._locations.targets:
            try:
                live = look(
                    target,
                    options.receipts,
                    application=options.application or "",
                    environment=options.environment or "",
                    trust=options.trust,
                    now=options.now(),
                )
            except HandrailError as error:
                live = Live("unreachable", None, None, None, (), error.message)
            found.append((target.name, live))
        return _together(found)

    def _is_to_renew(self, live: Live) -> bool:
        """It is near its end, or past it; nothing that was tampered with is renewed."""
        if self._options.key is None or live.problems:
            return False
        if live.verdict is None:
            return live.state == "refused"
        ends = datetime.fromtimestamp(seconds_of(live.verdict.pointer.expires), UTC)
        return ends - self._options.deploy.now() <= RENEW_AHEAD

    def _renew(self) -> bool:
        options, key = self._options.deploy, self._options.key
        if key is None:
            return False
        last = options.receipts.last(options.application, options.environment)

        def choose(locations: Locations, live: Verdict) -> Aim:
            if last is not None and live.state.seq < last.state.seq:
                reason = (
                    f"seq {live.state.seq} is older than {last.state.seq}, which was live before; it is not renewed"
                )
                names = {"application": options.application, "environment": options.environment}
                raise NothingLiveError(target=locations.name, reason=reason, **names)
            return renewed(locations, live)

        try:
            outcome = point(self._locations, options, key=key, action="heartbeat", choose=choose)
        except HandrailError as error:
            self._say(f"the pointer could not be renewed: {error.message} [{error.code}]")
            return False
        self._say(f"the pointer was renewed until {outcome.verdict.pointer.expires}")
        return True

    def _report_refusal(self, error: HandrailError) -> None:
        self._report(Live("refused", None, None, None, (), f"{error.code}: {error.message}"))
        self._last_report = ()

    def _report(self, live: Live) -> None:
        data = live.as_data()
        if live.verdict is not None:
            data["pointer"] = live.verdict.pointer_envelope.as_data()
        data |= {"source": "watch", "at": time_text(self._options.deploy.now()), "host": socket.gethostname()}
        try:
            self._console.report(data)
        except (ConsoleUnreachableError, ConsoleRefusedError) as error:
            self._say(f"the report did not reach the console: {error.message}")

    def _say(self, sentence: str) -> None:
        """Say it, unless it is what was said last."""
        if sentence != self._said:
            self._options.say(sentence)
            self._said = sentence


def _passes(error: HandrailError) -> bool:
    """Whether time may heal it: a location, the disk, the console or the journal, but nothing that a signature says."""
    if isinstance(error, ConsoleUnreachableError | TargetInvalidError | ReceiptsError):
        return True
    return isinstance(error, DeployError) and error.exit_code in (FAILED, COMMITTED)


_WORST = ("live", "refused", "missing", "changed", "unreachable")


def _together(found: list[tuple[str, Live]]) -> Live:
    """One ``Live`` for several locations: the worst state, and a difference between them is a state as well."""
    if len(found) == 1:
        return found[0][1]
    worst = max((live for _, live in found), key=lambda live: _WORST.index(live.state))
    newest = max((live for _, live in found), key=lambda live: live.seq or 0)
    seqs = {live.seq for _, live in found}
    state = "changed" if worst.state == "live" and len(seqs) > 1 else worst.state
    message = newest.message
    if state != "live":
        message = "; ".join(f"{name}: {live.message}" for name, live in found)
    problems = tuple(problem for _, live in found for problem in live.problems)
    return Live(state, newest.release, newest.seq, newest.since, problems, message, newest.verdict)
