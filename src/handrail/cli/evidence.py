"""``handrail evidence pull|verify``: who approved exactly what, for auditors. It names people."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.output import AsJson, TrustMissingError, TrustOption, print_data, read_file
from handrail.cli.pull import ConsoleOrigin, OutFile, TokenFile, write_whole

if TYPE_CHECKING:
    from handrail.deploy.evidence import Evidence

app = typer.Typer(help="Evidence of a release: who approved exactly what.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def evidence() -> None:
    """Evidence of a release: who approved exactly what."""


@app.command()
def pull(
    *,
    application: Annotated[str, typer.Argument(metavar="APPLICATION", help="Key of the application.")],
    release: Annotated[int, typer.Argument(metavar="RELEASE", help="Number of the release.")],
    out: OutFile,
    console: ConsoleOrigin,
    trust: TrustOption = None,
    token_file: TokenFile = None,
    as_json: AsJson = False,
) -> None:
    """Fetch the evidence of a release from the console, verify it from the trust anchor, and write it."""
    if trust is None:
        raise TrustMissingError
    from handrail.cli.token import open_console
    from handrail.deploy.errors import ConsoleRefusedError
    from handrail.deploy.evidence import verify_evidence

    client = open_console(console, application, "", token_file)
    try:
        data = client.evidence(release)
    finally:
        client.close()
    found = verify_evidence(data, trust=trust)
    # Good evidence of another release would be filed under the wrong number.
    if (found.release.application, found.release.version) != (application, release):
        reason = f"it sent evidence of release {found.release.version} of {found.release.application}"
        raise ConsoleRefusedError(console=client.origin, reason=reason)
    write_whole(out, data)
    _print(found, out, as_json)


@app.command()
def verify(
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Evidence (zip) from the console.")],
    trust: TrustOption = None,
    as_json: AsJson = False,
) -> None:
    """Check evidence that lies here: hashes, signatures, source, statements, holders, and the audit log's chain."""
    if trust is None:
        raise TrustMissingError
    from handrail.deploy.evidence import verify_evidence

    _print(verify_evidence(read_file(file), trust=trust), file, as_json)


def _print(found: "Evidence", file: Path, as_json: bool) -> None:
    release, (walked, full) = found.release, found.entries
    if as_json:
        print_data(
            {
                "file": str(file),
                "application": release.application,
                "environment": release.environment,
                "release": release.version,
                "releaseSha256": found.sha256,
                "approvers": dict(found.approvers),
                "auditEntries": walked,
                "auditHead": found.head,
                "warnings": list(found.warnings),
            }
        )
        return
    typer.echo(f"{file} holds together: release {release.version} of {release.application}, {release.environment}.")
    typer.echo(f"SHA-256 {found.sha256}")
    for keyid, holder in found.approvers.items():
        typer.echo(f"  approved and signed by {holder} (key {keyid[:16]})")
    typer.echo(f"  audit log: {walked} entries in one chain, {full} of this application; newest hash {found.head}")
    for each in found.warnings:
        typer.echo(f"  warning: {each}")
