"""One deployment, from the lock to the receipt, to one location or to several at once.

lock → verify the whole package → plan → put what differs, fsync → read everything back → replace the channel file
(the commit) → look from outside → receipt. Before the commit nothing that a visitor can reach has changed. Several
locations (web servers behind one name) are all locked, planned, filled and read back before the first commit.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handrail.deploy.commit import Change, commit_all, look_from_outside
from handrail.deploy.errors import ReadBackError
from handrail.deploy.locations import BrokenLock, Locations, Where
from handrail.deploy.options import Options
from handrail.deploy.plan import Plan, known_states, live_verdict, make_plan, read_or_other
from handrail.deploy.receipts import Receipt
from handrail.deploy.targets.base import Progress, Target
from handrail.package.opened import VerifiedPackage, verify_package
from handrail.package.tree import BLOB_NAME
from handrail.package.verify import Verdict, channel_name, sha256_hex, verify_channel

if TYPE_CHECKING:
    from handrail.deploy.findings import Finding

__all__ = ["DoneAt", "Options", "Outcome", "deploy"]


@dataclass(frozen=True)
class DoneAt:
    """What a deed did at one location.

    Attributes:
        target: its name.
        plan: what was compared and written.
        committed: whether the channel file was replaced.
        promise: what the deed survives there, in words.
    """

    target: str
    plan: Plan
    committed: bool
    promise: str = ""

    def as_data(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "target": self.target,
            "before": _before(self.plan.live_before),
            "committed": self.committed,
            "new": list(self.plan.new),
            "healed": list(self.plan.changed),
            "kept": len(self.plan.kept),
            "promise": self.promise,
        }


@dataclass(frozen=True)
class Outcome:
    """What a deed did.

    Attributes:
        action: deploy, rollback, pause, …
        verdict: of what is live now (of what would be, after a dry run).
        locations: each place, at least one.
        dry_run: nothing was changed.
        receipt: the journal's line; None after a dry run, or when nothing changed.
        findings: what was seen from outside.
        warnings: codes.
        broken: locks that were taken from somebody.
    """

    action: str
    verdict: Verdict
    locations: tuple[DoneAt, ...]
    dry_run: bool = False
    receipt: Receipt | None = None
    findings: tuple["Finding", ...] = ()
    warnings: tuple[str, ...] = field(default=())
    broken: tuple[BrokenLock, ...] = ()

    @property
    def target(self) -> str:
        """Names of the locations."""
        return ", ".join(each.target for each in self.locations)

    @property
    def committed(self) -> bool:
        """Whether a channel file was replaced anywhere."""
        return any(each.committed for each in self.locations)

    @property
    def promise(self) -> str:
        """What the deed survives everywhere; each location's own words where they differ."""
        return "; ".join(dict.fromkeys(each.promise for each in self.locations if each.promise))

    @property
    def plan(self) -> Plan:
        """What was compared and written, over all locations."""
        plans = [each.plan for each in self.locations]
        lives = [plan.live_before for plan in plans if plan.live_before is not None]
        return Plan(
            new=_once(name for plan in plans for name in plan.new),
            changed=_once(name for plan in plans for name in plan.changed),
            kept=_once(name for plan in plans for name in plan.kept),
            replaces_channel=any(plan.replaces_channel for plan in plans),
            live_before=max(lives, key=lambda live: (live.state.root, live.state.seq), default=None),
        )

    def as_data(self) -> dict[str, object]:
        """For ``--json``."""
        plan, pointer = self.plan, self.verdict.pointer
        return {
            "action": self.action,
            "target": self.target,
            "application": pointer.application,
            "environment": pointer.environment,
            "release": self.verdict.release.version,
            "seq": pointer.seq,
            "status": pointer.status,
            "off": list(pointer.off),
            "before": _before(plan.live_before),
            "dryRun": self.dry_run,
            "committed": self.committed,
            "new": list(plan.new),
            "healed": list(plan.changed),
            "kept": len(plan.kept),
            "locations": [each.as_data() for each in self.locations],
            "receipt": None if self.receipt is None else self.receipt.sha256,
            "findings": [each.as_data() for each in self.findings],
            "warnings": list(self.warnings),
            "promise": self.promise,
            "locksBroken": [each.as_data() for each in self.broken],
        }


def _before(live: Verdict | None) -> dict[str, int] | None:
    return None if live is None else {"release": live.release.version, "seq": live.pointer.seq}


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def deploy(package: bytes, where: Where, options: Options, action: str = "deploy") -> Outcome:
    """Make a package live on a target.

    Args:
        package: the zip's bytes; nothing in it is trusted.
        where: where to, one location or several; opened and closed here.
        options: see there.
        action: for the receipt.

    Returns:
        What was done. Deploying what is live already heals files whose bytes differ and changes nothing else.

    Raises:
        PackageError, DeployError: with ``exit_code``; before the first commit the old release stays live everywhere.
        PartlyLiveError: it is live on some locations only.
    """
    # Before the target is touched: a document root is made only for a package that verifies.
    verified = _verify(package, options)
    locations = Locations.of(where)
    targets = locations.targets
    with locations.opened(create=not options.dry_run):
        if options.dry_run:
            plans = _prepare(verified, targets, options)
            done = tuple(DoneAt(t.name, plan, committed=False) for t, plan in zip(targets, plans, strict=True))
            return Outcome(action, verified.verdict, done, dry_run=True, warnings=verified.warnings)
        options.receipts.prepare()
        with locations.locked(break_lock=options.break_lock) as broken:
            for target in targets:
                target.sweep()
            plans = _prepare(verified, targets, options)
            for target, plan in zip(targets, plans, strict=True):
                _put_files(target, verified, plan, options.progress)
            change = _change(verified, action)
            receipt = commit_all(targets, plans, change, options)
        findings = look_from_outside(locations.name, change, options)
        return Outcome(
            action=action,
            verdict=verified.verdict,
            locations=tuple(
                DoneAt(target.name, plan, plan.replaces_channel, target.promise)
                for target, plan in zip(targets, plans, strict=True)
            ),
            receipt=receipt,
            findings=findings,
            warnings=verified.warnings,
            broken=broken,
        )


def _verify(package: bytes, options: Options) -> VerifiedPackage:
    return verify_package(
        package,
        trust=options.trust,
        now=options.now(),
        application=options.application,
        environment=options.environment,
        accept_sdk=options.accept_sdk,
        known=options.known_sdk,
    )


def _change(verified: VerifiedPackage, action: str) -> Change:
    hint, content = verified.opened.hint, verified.opened.content
    return Change(
        action=action,
        name=channel_name(hint.application, hint.environment),
        channel=verified.opened.channel,
        verdict=verified.verdict,
        sdk={name: sha256_hex(data) for name, data in content.items() if name.startswith("sdk/")},
    )


def _prepare(verified: VerifiedPackage, targets: Iterable[Target], options: Options) -> list[Plan]:
    """A plan for each location, once the package is newer than what is known of every one of them."""
    hint = verified.opened.hint
    looked = [(target, live_verdict(target, verified)) for target in targets]
    receipt = options.receipts.newest_of(verified.verdict)
    for state in known_states((live for _, live in looked), receipt):
        verify_channel(
            verified.opened.channel,
            application=hint.application,
            environment=hint.environment,
            trust=options.trust,
            now=options.now(),
            state=state,
        )
    return [make_plan(target, verified, live) for target, live in looked]


def _put_files(target: Target, package: VerifiedPackage, plan: Plan, progress: Progress) -> None:
    """Put what differs and read it back. What lies there already was read, whole, when the plan was made."""
    content = package.opened.content
    # A blob's name was compared with its bytes when the package was verified.
    hashes = {name: _hash_in(name) or sha256_hex(content[name]) for name in plan.writes}
    target.put_all({name: content[name] for name in plan.writes}, hashes, progress)
    for done, name in enumerate(plan.writes, 1):
        if read_or_other(target, name, len(content[name])) != content[name]:
            raise ReadBackError(name=name, target=target.name)
        progress("read back", done, len(plan.writes))


def _hash_in(name: str) -> str | None:
    found = BLOB_NAME.fullmatch(name)
    return found and found[1]
