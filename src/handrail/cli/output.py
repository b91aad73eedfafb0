"""What commands share: reading packages, journals and keys, printing data, and a progress bar where one is seen."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.errors import HandrailError

if TYPE_CHECKING:
    from handrail.deploy.targets.base import Progress

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as data.")]
TargetName = Annotated[
    str,
    typer.Argument(metavar="TARGET", help="A target of handrail.toml, a path, file://…, sftp://… or s3://…"),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done; change nothing.")]
BreakLock = Annotated[bool, typer.Option("--break-lock", help="Take the lock of a dead deployment; says whose it was.")]
TrustOption = Annotated[
    str | None, typer.Option("--trust", help="Trust anchor from the snippet, e.g. 1.Xm5…", metavar="ANCHOR")
]
StateFolder = Annotated[
    Path | None, typer.Option("--state", help="Folder of the receipts; else ~/.local/state/handrail.")
]
AcceptSdk = Annotated[
    list[str] | None, typer.Option("--accept-sdk", help="SHA-256 of an SDK build of your own.", metavar="SHA256")
]


class PackageFileError(HandrailError):
    """The file named on the command line cannot be read."""

    code = "cli.file"
    sentence = "{path} cannot be read: {reason}. Nothing was changed."


class TrustMissingError(HandrailError):
    """No trust anchor was given."""

    code = "cli.trust-missing"
    sentence = (
        "No trust anchor: pass --trust with the anchor from your page's snippet, or name a target of handrail.toml. "
        "Nothing was changed."
    )


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def read_file(path: Path) -> bytes:
    """A file named on the command line.

    Raises:
        PackageFileError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise PackageFileError(path=path, reason=error.strerror) from error


class DoneUnsaidError(HandrailError):
    """A deed is done, and what it did could not be printed."""

    code = "cli.done-unsaid"
    sentence = "It is done, but what was done could not be printed: {reason}. The receipts have it; see with --dry-run."
    exit_code = 30


def print_data(data: Mapping[str, object]) -> None:
    """One JSON object, indented."""
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False))


def print_done(text: str) -> None:
    """What a deed did, after it is done: a full disk behind standard output must not look like a failed deed.

    Raises:
        DoneUnsaidError: it could not be printed.
    """
    try:
        typer.echo(text)
        sys.stdout.flush()
    except OSError as error:
        # What is left in memory would fail once more when the process ends, with an exit code of its own.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise DoneUnsaidError(reason=error.strerror) from error


@contextmanager
def progress_bar(quiet: bool) -> Iterator["Progress"]:
    """A progress bar on standard error; Rich is loaded only where a person sees it."""

    def silent(step: str, done: int, total: int) -> None:
        return

    if quiet or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total)
            bar.update(tasks[step], completed=done)

        yield show
