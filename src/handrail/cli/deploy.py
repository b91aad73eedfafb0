"""``handrail deploy PACKAGE TARGET``."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.output import AcceptSdk, AsJson, StateFolder, TrustOption, print_data, progress_bar, read_file

if TYPE_CHECKING:
    from handrail.deploy.protocol import Outcome


def deploy(
    *,
    package: Annotated[Path, typer.Argument(metavar="PACKAGE", help="The zip.")],
    target: Annotated[
        str, typer.Argument(metavar="TARGET", help="A target of handrail.toml, a path, file://…, sftp://… or s3://…")
    ],
    trust: TrustOption = None,
    url: Annotated[str | None, typer.Option(help="Self-hosted URL, to look from outside afterwards.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; change nothing.")] = False,
    break_lock: Annotated[bool, typer.Option("--break-lock", help="Take the lock of a dead deployment.")] = False,
    accept_sdk: AcceptSdk = None,
    state: StateFolder = None,
    as_json: AsJson = False,
) -> None:
    """Verify a package, put it in place and make it live in one step. The old release stays live until then."""
    from handrail.cli.targets import find_place
    from handrail.deploy.protocol import deploy as run

    place = find_place(target, state)
    options = place.options(trust)
    with progress_bar(as_json) as progress:
        outcome = run(
            read_file(package),
            place.target,
            replace(
                options,
                url=url or options.url,
                dry_run=dry_run,
                break_lock=break_lock,
                accept_sdk=tuple(accept_sdk or ()),
                progress=progress,
            ),
        )
    print_outcome(outcome, as_json=as_json, dry_run=dry_run)


def print_outcome(outcome: "Outcome", *, as_json: bool, dry_run: bool = False) -> None:
    """An outcome as data or in words."""
    from handrail.deploy.targets.base import POWER_LOSS

    if as_json:
        print_data(outcome.as_data())
        return
    plan, verdict = outcome.plan, outcome.verdict
    before = f"release {plan.live_before.release.version}" if plan.live_before else "nothing"
    for name in plan.changed:
        typer.echo(f"  {'would heal' if dry_run else 'healed'} {name}")
    kind = "paused" if verdict.pointer.status == "paused" else "live"
    counts = f"{len(plan.new)} new files, {len(plan.changed)} healed, {len(plan.kept)} already there"
    if dry_run:
        typer.echo(
            f"Would make release {verdict.release.version} {kind} on {outcome.target} (now: {before}); {counts}."
        )
    elif outcome.committed:
        typer.echo(f"Release {verdict.release.version} is {kind} on {outcome.target} (before: {before}); {counts}.")
    else:
        typer.echo(f"Release {verdict.release.version} was {kind} on {outcome.target} already; {counts}.")
    if outcome.committed and outcome.promise not in ("", POWER_LOSS):
        typer.echo(f"  This {outcome.promise}.")
    for finding in outcome.findings:
        typer.echo(f"  {finding.level}: {finding.message}")
    for code in outcome.warnings:
        typer.echo(f"  warning: {code}")
