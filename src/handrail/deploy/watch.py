"""``handrail watch``: asks the console what should be live, deploys it by the same protocol, and keeps looking.

Nothing of the console is trusted: what it offers is verified from the pinned anchor like any package. Between offers
everything that is live is read again, and what is found is reported and said in words.
"""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from handrail.deploy.console import Console, Offer
from handrail.deploy.errors import ConsoleRefusedError, ConsoleUnreachableError, LockedError
from handrail.deploy.live import Live, look
from handrail.deploy.protocol import Options, deploy
from handrail.deploy.targets.base import Target
from handrail.errors import HandrailError
from handrail.package.fields import time_text

LONG_POLL_S = 25
LONGEST_PAUSE_S = 30.0
REPEAT_S = 600
"""A report is repeated at least that often, so that the console can tell a silent watch from a quiet one."""

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
    """

    deploy: Options
    check_every_s: float = 60.0
    say: Say = print
    stop: Callable[[], bool] = lambda: False
    sleep: Callable[[float], object] = time.sleep
    clock: Callable[[], float] = time.monotonic


class Watch:
    """One environment on one target.

    Args:
        console: where offers come from and reports go to.
        target: what is deployed to and looked at.
        options: see there.
    """

    def __init__(self, console: Console, target: Target, options: WatchOptions) -> None:
        """Nothing is asked yet."""
        self._console, self._target, self._options = console, target, options
        self._refused = 0
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
        wait = max(0, min(LONG_POLL_S, int(self._next_look - self._options.clock())))
        try:
            offer = self._console.offer(self._known(live), wait)
            self._pause = 1.0
        except (ConsoleUnreachableError, ConsoleRefusedError) as error:
            self._say(error.message)
            self._options.sleep(self._pause)
            self._pause = min(LONGEST_PAUSE_S, self._pause * 2)
            offer = None
        if offer is not None:
            self.take(offer)
            return self.look_and_report()
        if self._options.clock() >= self._next_look:
            return self.look_and_report()
        return live

    def _known(self, live: Live) -> int:
        """The newest seq that needs no offer: live, deployed before, or refused.

        What was deployed before and vanished since is not put back without being asked: whoever can delete the
        channel file has an emergency stop.
        """
        options = self._options.deploy
        last = options.receipts.last(options.application, options.environment)
        return max(live.seq or 0, self._refused, last.state.seq if last else 0)

    def take(self, offer: Offer) -> None:
        """Fetch, verify and deploy an offer; what is refused is said, reported and not tried again until Repair."""
        action = "repair" if offer.repair else "deploy"
        try:
            outcome = deploy(self._console.package(offer.seq), self._target, self._options.deploy, action)
        except LockedError as error:
            # Somebody else deploys to this target, often the watch of another environment: the turn comes.
            self._say(error.message)
            self._options.sleep(1.0)
            return
        except HandrailError as error:
            self._refused = max(self._refused, offer.seq)
            self._say(f"release {offer.release} (seq {offer.seq}) was not deployed: {error.message} [{error.code}]")
            self._report_refusal(error)
            self._options.sleep(1.0)
            return
        written = len(outcome.plan.writes)
        kind = "paused" if outcome.verdict.pointer.status == "paused" else "deployed"
        self._say(f"release {outcome.verdict.release.version} {kind} (seq {offer.seq}, {written} files written)")
        if outcome.receipt is None:
            self._options.sleep(1.0)

    def look_and_report(self) -> Live:
        """Read everything that is live again; report it when it changed, or from time to time."""
        options = self._options.deploy
        live = look(
            self._target,
            options.receipts,
            application=options.application or "",
            environment=options.environment or "",
            trust=options.trust,
            now=options.now(),
        )
        self._say(live.message)
        now = self._options.clock()
        self._next_look = now + self._options.check_every_s
        summary = (live.state, live.seq, tuple((each.file, each.what) for each in live.problems))
        if summary != self._last_report or now - self._reported_at >= min(REPEAT_S, self._options.check_every_s):
            self._report(live)
            self._last_report, self._reported_at = summary, now
        return live

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


def watching(options: WatchOptions, check_every_s: float) -> WatchOptions:
    """The same options with another interval."""
    return replace(options, check_every_s=check_every_s)
