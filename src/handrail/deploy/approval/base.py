"""What a difference is against: what is live at the public URL, the last one approved here, or the console's word."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from handrail.deploy.approval.store import ApprovalStore
from handrail.deploy.errors import REFUSED, DeployError
from handrail.deploy.outside import Outside
from handrail.package.candidate import Candidate, Readable
from handrail.package.errors import BaseFalseError
from handrail.package.verify import CHANNEL_LIMIT, channel_name, verify_channel

Origin = Literal["url", "machine", "console", "none"]


class LiveUnreadableError(DeployError):
    """What is live at the URL cannot be read."""

    code = "approve.live-unreadable"
    sentence = (
        "What is live at {url} cannot be read: {reason}. Nothing was signed; leave --url out to compare otherwise."
    )
    exit_code = REFUSED


@dataclass(frozen=True)
class Base:
    """What a candidate is compared with.

    Attributes:
        readable: None: nothing, everything is new.
        origin: who says so.
    """

    readable: Readable | None
    origin: Origin

    def in_words(self) -> str:
        """One line for the approver."""
        if self.readable is None:
            return "Compared with nothing: everything is new."
        named = f"release {self.readable.release.version} (SHA-256 {self.readable.envelope.sha256})"
        return {
            "url": f"Compared with {named}, live at the public URL and verified.",
            "machine": f"Compared with {named}, the last one approved on this machine.",
            "console": f"Compared with {named}. ONLY THE CONSOLE SAYS that this is live; pass --url to be sure.",
            "none": f"Compared with {named}.",
        }[self.origin]


def choose_base(
    candidate: Candidate, *, url: str | None, trust: str, store: ApprovalStore, now: datetime, outside: Outside | None
) -> Base:
    """The base of the difference.

    Raises:
        LiveUnreadableError: ``url`` was given and nothing verified is there.
        BaseFalseError: the candidate claims that another release is live.
    """
    release = candidate.shown.release
    kept = store.last(release.application, release.environment, candidate.root)
    if url is not None and outside is not None:
        return _live(candidate, kept, url=url, trust=trust, now=now, outside=outside)
    if kept is not None:
        return Base(kept, "machine")
    return Base(candidate.base, "console" if candidate.base is not None else "none")


def _live(
    candidate: Candidate, kept: Readable | None, *, url: str, trust: str, now: datetime, outside: Outside
) -> Base:
    release = candidate.shown.release
    answer = outside.get(channel_name(release.application, release.environment), CHANNEL_LIMIT)
    if answer.status == 404:
        return Base(None, "none")
    if answer.status != 200:
        raise LiveUnreadableError(url=url, reason=answer.problem or f"it answers {answer.status}")
    verdict = verify_channel(
        answer.body, application=release.application, environment=release.environment, trust=trust, now=now
    )
    live = verdict.release_envelope.sha256
    for each in (kept, candidate.base):
        if each is not None and each.envelope.sha256 == live:
            return Base(each, "url")
    claimed = f"release {candidate.base.release.version}" if candidate.base is not None else "nothing"
    raise BaseFalseError(claimed=claimed, url=url, live=verdict.release.version, sha256=live[:16])
