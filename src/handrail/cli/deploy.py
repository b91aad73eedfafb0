"""``handrail deploy PACKAGE TARGET``."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.output import (
    AcceptSdk,
    AsJson,
    BreakLock,
    DryRun,
    StateFolder,
    TargetName,
    TrustOption,
    print_done,
    progress_bar,
    read_file,
)
from handrail.cli.pointer_key import (
    Approvals,
    Back,
    Days,
    KeyPasswordFile,
    PointerKeys,
    RootsFile,
    open_keys,
    wishes_of,
)

if TYPE_CHECKING:
    from handrail.cli.targets import Place
    from handrail.deploy.completing import Wishes
    from handrail.deploy.options import Options
    from handrail.deploy.plan import Plan
    from handrail.deploy.protocol import Outcome


def deploy(
    *,
    package: Annotated[Path, typer.Argument(metavar="PACKAGE", help="The zip.")],
    target: TargetName,
    trust: TrustOption = None,
    url: Annotated[str | None, typer.Option(help="Self-hosted URL, to look from outside afterwards.")] = None,
    dry_run: DryRun = False,
    break_lock: BreakLock = False,
    accept_sdk: AcceptSdk = None,
    key: PointerKeys = None,
    key_password_file: KeyPasswordFile = None,
    days: Days = None,
    back: Back = False,
    roots: RootsFile = None,
    approval: Approvals = None,
    show_again: Annotated[
        list[str] | None,
        typer.Option("--show-again", help="With --key: a stopped campaign that this release shows again."),
    ] = None,
    state: StateFolder = None,
    as_json: AsJson = False,
) -> None:
    """Verify a package, put it in place and make it live in one step. The old release stays live until then.

    A package without a pointer gets one here, signed with --key."""
    from handrail.cli.targets import find_place
    from handrail.deploy.protocol import deploy as run

    place = find_place(target, state)
    known = place.options(trust)
    options = replace(
        known,
        url=url or known.url,
        dry_run=dry_run,
        break_lock=break_lock,
        accept_sdk=tuple(accept_sdk or ()),
    )
    wishes = wishes_of(days=days, back=back, roots=roots, approval=approval, show_again=show_again)
    data, words = _completed(
        read_file(package), place, options, keys=key, password_file=key_password_file, wishes=wishes
    )
    if words and not as_json:
        typer.echo("\n".join(words))
    with progress_bar(as_json) as progress:
        outcome = run(data, place.target, replace(options, progress=progress))
    print_outcome(outcome, as_json=as_json)


def _completed(
    package: bytes,
    place: "Place",
    options: "Options",
    *,
    keys: list[Path] | None,
    password_file: Path | None,
    wishes: "Wishes",
) -> tuple[bytes, tuple[str, ...]]:
    """The package, with a pointer, and what that says. A key of ``handrail.toml`` signs only where one is missing."""
    from handrail.deploy.completing import complete_for, is_waiting

    named = [Path(place.named.key)] if place.named.key and is_waiting(package) else []
    signing = open_keys(keys or named, password_file)
    if not signing:
        return package, ()
    pointed = complete_for(package, place.target, options, signing, wishes)
    return pointed.data, pointed.in_words()


def print_outcome(outcome: "Outcome", *, as_json: bool) -> None:
    """An outcome as data or in words.

    Raises:
        DoneUnsaidError: it could not be printed.
    """
    print_done(json.dumps(outcome.as_data(), indent=2) if as_json else "\n".join(_lines(outcome)))


def _lines(outcome: "Outcome") -> Iterator[str]:
    from handrail.deploy.targets.base import POWER_LOSS

    yield from (lock.sentence() for lock in outcome.broken)
    for each in outcome.locations:
        at = f" on {each.target}" if len(outcome.locations) > 1 else ""
        for name in each.plan.changed:
            yield f"  {'would heal' if outcome.dry_run else 'healed'} {name}{at}"
    yield _sentence(outcome)
    if len(outcome.locations) > 1:
        for each in outcome.locations:
            done = "would be replaced" if outcome.dry_run else "replaced" if each.committed else "as it was"
            yield f"  {each.target}: channel file {done}{_counts(each.plan)}"
    pointer = outcome.verdict.pointer
    if pointer.off:
        yield f"  Stopped campaigns: {', '.join(pointer.off)}."
    if outcome.action == "heartbeat":
        yield f"  It is good until {pointer.expires}."
    if outcome.committed and outcome.promise not in ("", POWER_LOSS):
        yield f"  This {outcome.promise}."
    yield from (f"  {finding.level}: {finding.message}" for finding in outcome.findings)
    yield from (f"  warning: {code}" for code in outcome.warnings)


def _sentence(outcome: "Outcome") -> str:
    plan, verdict = outcome.plan, outcome.verdict
    before = f"release {plan.live_before.release.version}" if plan.live_before else "nothing"
    kind = "paused" if verdict.pointer.status == "paused" else "live"
    release = f"elease {verdict.release.version}"
    if outcome.dry_run:
        return f"Would make r{release} {kind} on {outcome.target} (now: {before}){_counts(plan)}."
    if outcome.committed:
        return f"R{release} is {kind} on {outcome.target} (before: {before}){_counts(plan)}."
    return f"R{release} was {kind} on {outcome.target} already{_counts(plan)}."


def _counts(plan: "Plan") -> str:
    """Empty for deeds that touch the channel file alone."""
    if not (plan.new or plan.changed or plan.kept):
        return ""
    return f"; {len(plan.new)} new files, {len(plan.changed)} healed, {len(plan.kept)} already there"
