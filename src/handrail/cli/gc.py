"""``handrail gc TARGET``."""

from dataclasses import replace
from typing import Annotated

import typer

from handrail.cli.output import AsJson, BreakLock, DryRun, StateFolder, TargetName, print_data, progress_bar


def gc(
    *,
    target: TargetName,
    keep_releases: Annotated[
        int, typer.Option("--keep-releases", help="Newest releases of each environment that stay.", min=1)
    ] = 3,
    keep_days: Annotated[
        int, typer.Option("--keep-days", help="Days that a release stays after its successor came.", min=0)
    ] = 30,
    dry_run: DryRun = False,
    break_lock: BreakLock = False,
    state: StateFolder = None,
    as_json: AsJson = False,
) -> None:
    """Remove releases and files that no page and no roll back can ask for any more. Whatever is live stays."""
    from handrail.cli.targets import find_place
    from handrail.deploy.gc import collect

    place = find_place(target, state)
    options = replace(place.options_without_trust(), dry_run=dry_run, break_lock=break_lock)
    with progress_bar(as_json) as progress:
        collected = collect(
            place.target, replace(options, progress=progress), keep_releases=keep_releases, keep_days=keep_days
        )
    if as_json:
        print_data(collected.as_data())
        return
    for lock in collected.broken:
        typer.echo(lock.sentence())
    would = "Would remove" if dry_run else "Removed"
    for each in collected.locations:
        typer.echo(f"{would} {len(each.releases)} releases and {len(each.blobs)} files from {each.target}; ", nl=False)
        typer.echo(f"{each.kept} stay.")
        for name in (*each.releases, *each.blobs):
            typer.echo(f"  {name}")
