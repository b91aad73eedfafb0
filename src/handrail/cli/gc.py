"""``handrail gc TARGET``."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.output import AsJson, BreakLock, DryRun, StateFolder, TargetName, print_done, progress_bar

if TYPE_CHECKING:
    from handrail.deploy.gc import Collected


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
    print_done(json.dumps(collected.as_data(), indent=2) if as_json else "\n".join(_lines(collected)))


def _lines(collected: "Collected") -> Iterator[str]:
    yield from (lock.sentence() for lock in collected.broken)
    would = "Would remove" if collected.dry_run else "Removed"
    for each in collected.locations:
        counts = f"{len(each.releases)} releases and {len(each.blobs)} files"
        yield f"{would} {counts} from {each.target}; {each.kept} stay."
        yield from (f"  {name}" for name in (*each.releases, *each.blobs))
