"""What a deployment would do to a target, compared by bytes, not by names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from handrail.deploy.errors import ForeignChannelError, NeedsMissingError
from handrail.deploy.receipts import Receipt
from handrail.deploy.targets.base import Target
from handrail.package.errors import PackageError
from handrail.package.fields import seconds_of
from handrail.package.opened import VerifiedPackage
from handrail.package.roles import Root
from handrail.package.tree import BLOB_NAME
from handrail.package.trust import trust_of
from handrail.package.verify import (
    CHANNEL_LIMIT,
    State,
    Verdict,
    channel_name,
    parse_channel,
    sha256_hex,
    verify_channel,
)

ANY_AGE_DAYS = 100_000
"""Grace when only the order of pointers matters, not their age."""


@dataclass(frozen=True)
class Plan:
    """What would be written.

    Attributes:
        new: files that the target lacks.
        changed: files that it has with other bytes (they are healed).
        kept: files that lie there with the right bytes.
        replaces_channel: whether the channel file's bytes differ.
        live_before: verdict of what is live now; None when nothing verified is.
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    kept: tuple[str, ...]
    replaces_channel: bool
    live_before: Verdict | None

    @property
    def writes(self) -> tuple[str, ...]:
        """Everything to be put before the commit."""
        return (*self.new, *self.changed)


def make_plan(target: Target, package: VerifiedPackage, live_before: Verdict | None) -> Plan:
    """Compare every file.

    Raises:
        NeedsMissingError: a delta needs a file that the target lacks or has with other bytes.
    """
    new: list[str] = []
    changed: list[str] = []
    kept: list[str] = []
    for name, data in package.opened.content.items():
        found = read_or_other(target, name, len(data))
        (new if found is None else kept if found == data else changed).append(name)
    for name in package.needs:
        if not holds(target, name, package.manifest.files[name]):
            raise NeedsMissingError(name=name)
    channel = channel_name(package.opened.hint.application, package.opened.hint.environment)
    same = read_or_other(target, channel, CHANNEL_LIMIT) == package.opened.channel
    return Plan(tuple(new), tuple(changed), tuple(kept), not same, live_before)


def read_or_other(target: Target, name: str, limit: int) -> bytes | None:
    """A file's bytes; one that cannot be read counts as having other bytes."""
    try:
        return target.read(name, limit)
    except OSError:
        return b""


def holds(target: Target, name: str, length: int) -> bool:
    """Whether a blob lies on the target with the bytes of its name."""
    data, found = read_or_other(target, name, length), BLOB_NAME.fullmatch(name)
    return data is not None and found is not None and len(data) == length and sha256_hex(data) == found[1]


def live_verdict(target: Target, package: VerifiedPackage) -> Verdict | None:
    """What is live on the target, whatever its age; None when nothing is, or when it does not verify (it is healed).

    Raises:
        ForeignChannelError: the channel file there belongs to other root keys.
    """
    hint = package.opened.hint
    name = channel_name(hint.application, hint.environment)
    current = read_or_other(target, name, CHANNEL_LIMIT)
    if current is None:
        return None
    try:
        parts = parse_channel(current)
    except PackageError:
        return None
    mine = {envelope.sha256 for envelope in package.verdict.root_envelopes}
    shared = next((each for each in parts.roots if each.sha256 in mine), None)
    if shared is None:
        raise ForeignChannelError(name=name, target=target.name)
    try:
        return verify_channel(
            current,
            application=hint.application,
            environment=hint.environment,
            trust=trust_of(shared.payload),
            now=datetime.fromtimestamp(seconds_of(package.verdict.release.created), UTC),
            grace_days=ANY_AGE_DAYS,
        )
    except PackageError:
        return None


def known_states(lives: Iterable[Verdict | None], receipt: Receipt | None) -> tuple[State, ...]:
    """What is known of the locations of a target, each once: what is live on them, and what their journal says.

    Args:
        lives: of each location; None where nothing verified is live.
        receipt: the journal's newest, of the same keys.
    """
    states = [live.state for live in lives if live is not None]
    if receipt is not None:
        states.append(receipt.state)
    return tuple(dict.fromkeys(states))


def highest_seq(verdict: Verdict, states: Iterable[State]) -> int:
    """The highest seq that counts for a chain: one made with pointer keys that were replaced since counts no more.

    Args:
        verdict: of the newest channel file that is live.
        states: known of the target's locations.
    """
    environment = verdict.pointer.environment
    roots = (Root.from_payload(each.payload) for each in verdict.root_envelopes)
    environments = {root.version: root.environments.get(environment) for root in roots}
    now = verdict.root.environments[environment].pointer
    counted = (
        state.seq for state in states if (then := environments.get(state.root)) is not None and then.pointer == now
    )
    return max(counted, default=verdict.pointer.seq)
