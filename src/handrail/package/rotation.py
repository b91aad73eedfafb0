"""The next root: who may sign from now on. Pure; ``handrail keys rotate`` and the console use it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handrail.package.envelope import ROOT_TYPE, Envelope, read_envelope
from handrail.package.errors import MalformedError, PackageError, RootChainError, WrongEnvironmentError
from handrail.package.fields import time_text
from handrail.package.keys import PublicKey
from handrail.package.roles import EnvironmentRoles, KeySet, Root
from handrail.package.verify import MOST_ROOTS, verify_release

EMPTY = KeySet((), 1)


@dataclass(frozen=True, order=True)
class Seat:
    """A role: root and author of the application, approve and pointer of one environment."""

    role: str
    environment: str | None = None

    @classmethod
    def parse(cls, text: str) -> "Seat":
        """``root``, ``author``, ``approve@production``, ``pointer@production``.

        Raises:
            MalformedError: another form.
        """
        role, _, environment = text.partition("@")
        if (role in ("root", "author") and not environment) or (role in ("approve", "pointer") and environment):
            return cls(role, environment or None)
        raise MalformedError(what=f"the role {text}", reason="write root, author, approve@ENV or pointer@ENV")

    def __str__(self) -> str:
        """As on the command line."""
        return f"{self.role}@{self.environment}" if self.environment else self.role


@dataclass(frozen=True)
class Plan:
    """What changes from one root to the next.

    Attributes:
        add: seat and key; a seat that had nobody (approve of an environment) comes into being.
        remove: key ids that hold nothing any more.
        thresholds: how many of a seat's keys must sign; 0 for approve: no approval is asked for there.
        expires: of the new root.
        new_environments: names that the root does not have yet; their pointer keys are among ``add``.
        gone_environments: names that the root loses; nothing of theirs verifies any more.
    """

    add: tuple[tuple[Seat, PublicKey], ...]
    remove: frozenset[str]
    thresholds: Mapping[Seat, int]
    expires: datetime
    new_environments: frozenset[str] = frozenset()
    gone_environments: frozenset[str] = frozenset()


def next_root(current: Root, plan: Plan) -> bytes:
    """Payload of the root that follows.

    Raises:
        WrongEnvironmentError: the plan names an environment that the root does not have, or adds one that it has.
        MalformedError, RolesOverlapError: no verifier would accept it.
    """
    environments = _environments(current, plan)
    seats = {seat: held for seat, held in seats_of(current).items() if seat.environment in (None, *environments)}
    for seat in (*(seat for seat, _ in plan.add), *plan.thresholds):
        if seat.environment is not None and seat.environment not in environments:
            raise WrongEnvironmentError(what="The root", expected=seat.environment, found=", ".join(environments))
    for name in environments:
        if not {Seat("pointer", name)} & {*seats, *(seat for seat, _ in plan.add)}:
            raise MalformedError(what="the plan", reason=f"nobody holds the pointer of the new environment {name}")
    unknown = plan.remove - set(current.keys)
    if unknown:
        raise MalformedError(what="the plan", reason=f"the root holds no key {sorted(unknown)[0][:16]}")
    keys = {**current.keys, **{key.keyid: key for _, key in plan.add}}
    made: dict[Seat, KeySet] = {}
    for seat in {*seats, *(seat for seat, _ in plan.add)}:
        old = seats.get(seat, EMPTY)
        added = {key.keyid for at, key in plan.add if at == seat}
        threshold = plan.thresholds.get(seat, old.threshold)
        if seat.role == "approve" and threshold == 0:
            continue
        made[seat] = KeySet(tuple(sorted((set(old.keyids) | added) - plan.remove)), threshold)
    used = {keyid for each in made.values() for keyid in each.keyids}
    root = replace(
        current,
        version=current.version + 1,
        expires=time_text(plan.expires),
        keys={keyid: key for keyid, key in keys.items() if keyid in used},
        root=made[Seat("root")],
        author=made[Seat("author")],
        environments={
            name: EnvironmentRoles(made.get(Seat("approve", name)), made[Seat("pointer", name)])
            for name in environments
        },
    )
    payload = root.to_payload()
    Root.from_payload(payload)
    return payload


def _environments(current: Root, plan: Plan) -> tuple[str, ...]:
    """Names of the environments of the next root."""
    for name in plan.gone_environments - set(current.environments):
        raise WrongEnvironmentError(what="The root", expected=name, found=", ".join(current.environments))
    for name in plan.new_environments & set(current.environments):
        raise MalformedError(what="the plan", reason=f"the root has an environment {name} already")
    return tuple(sorted((set(current.environments) | plan.new_environments) - plan.gone_environments))


def seats_of(root: Root) -> dict[Seat, KeySet]:
    """Every role of a root that somebody holds."""
    seats = {Seat("root"): root.root, Seat("author"): root.author}
    for name, roles in root.environments.items():
        seats[Seat("pointer", name)] = roles.pointer
        if roles.approve is not None:
            seats[Seat("approve", name)] = roles.approve
    return seats


@dataclass(frozen=True)
class Missing:
    """A threshold that a root's signatures do not meet yet."""

    version: int
    have: int
    need: int
    keyids: tuple[str, ...]
    """Of this role, those that have not signed."""


def missing_signatures(envelope: Envelope, current: Root, following: Root) -> tuple[Missing, ...]:
    """Which of the two thresholds, of the old root and of the new one, are not met."""
    found: list[Missing] = []
    for root in (current, following):
        signed = envelope.signers(root.keys, root.root.keyids)
        if len(signed) < root.root.threshold:
            left = tuple(keyid for keyid in root.root.keyids if keyid not in signed)
            found.append(Missing(root.version, len(signed), root.root.threshold, left))
    return tuple(found)


def read_next_root(data: bytes, current: Root) -> tuple[Envelope, Root]:
    """The envelope of a root that follows ``current``; its signatures are not counted here.

    Raises:
        PackageError: malformed, another application's, or not the next version.
    """
    envelope = read_envelope(data, ROOT_TYPE)
    following = Root.from_payload(envelope.payload)
    if following.application != current.application:
        raise RootChainError(reason=f"it is of application {following.application}, not {current.application}")
    if following.version != current.version + 1:
        raise RootChainError(reason=f"version {following.version} does not follow version {current.version}")
    if following.version > MOST_ROOTS:
        raise RootChainError(reason=f"a chain has at most {MOST_ROOTS} roots; hand out a new trust anchor first")
    return envelope, following


def broken_by(following: Root, live: Iterable[tuple[str, Envelope]]) -> Sequence[tuple[str, Envelope, PackageError]]:
    """Live releases (environment, envelope) that would not verify under the new root, with the reason."""
    broken: list[tuple[str, Envelope, PackageError]] = []
    for environment, envelope in live:
        try:
            verify_release(envelope, following, environment)
        except PackageError as error:
            broken.append((environment, envelope, error))
    return broken
