"""``handrail receipts TARGET``."""

from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.output import AsJson, StateFolder, TargetName, print_data

if TYPE_CHECKING:
    from handrail.deploy.receipts import Receipt, Removal


def receipts(
    *,
    target: TargetName,
    last: Annotated[
        int | None, typer.Option("--last", help="Only the newest so many; the whole chain is verified.", min=1)
    ] = None,
    state: StateFolder = None,
    as_json: AsJson = False,
) -> None:
    """Verify the journal of a target, line by line, and list what was done there. Nothing is changed."""
    from handrail.cli.targets import find_place

    journal = find_place(target, state).receipts
    lines = tuple(journal.lines())
    shown = lines[-last:] if last else lines
    if as_json:
        head = lines[-1].sha256 if lines else None
        found = [each.as_data() for each in shown]
        print_data({"file": str(journal.path), "lines": len(lines), "head": head, "receipts": found})
        return
    for each in shown:
        typer.echo(_sentence(each))
    if not lines:
        typer.echo(f"No receipts of {target} on this machine ({journal.path}).")
        return
    typer.echo(f"{len(lines)} receipts in {journal.path}, each follows the one before; head {lines[-1].sha256}")


def _sentence(line: "Receipt | Removal") -> str:
    from handrail.deploy.receipts import Removal

    at = ", ".join(line.locations)
    if isinstance(line, Removal):
        return f"{line.at}  gc: {line.files} files, {len(line.releases)} of them releases, from {at}"
    status = "" if line.state.status == "active" else f", {line.state.status}"
    what = f"release {line.release} of {line.application}/{line.environment}, seq {line.state.seq}{status}"
    return f"{line.at}  {line.action}: {what}{f' on {at}' if at else ''}"
