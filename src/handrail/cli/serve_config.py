"""``handrail serve-config nginx``."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Write web server configuration.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def serve_config() -> None:
    """Write web server configuration with the headers that doctor checks."""


@app.command()
def nginx(
    document_root: Annotated[Path, typer.Argument(metavar="DOCUMENT_ROOT", help="Where packages are deployed.")],
    location: Annotated[str, typer.Option(help="Path below which it is served.")] = "/",
) -> None:
    """Print the maps and locations for nginx."""
    from handrail.deploy.serve_config import nginx as text

    typer.echo(text(str(document_root), location), nl=False)
