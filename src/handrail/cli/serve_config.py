"""``handrail serve-config nginx|apache|caddy``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from handrail.deploy.serve_config import Site

app = typer.Typer(help="Write web server configuration.", no_args_is_help=True, rich_markup_mode=None)

Root = Annotated[Path, typer.Argument(metavar="DOCUMENT_ROOT", help="Where packages are deployed.")]
Location = Annotated[str, typer.Option(help="Path below which it is served, e.g. /guides/.")]
AppOrigin = Annotated[
    list[str] | None,
    typer.Option(
        help="Origin of an application, e.g. capacitor://localhost or null. All are admitted; named for the record."
    ),
]
Part = Annotated[str | None, typer.Option(help="http (the maps) or server (the locations); else both in one text.")]


@app.callback()
def serve_config() -> None:
    """Write web server configuration with the headers that doctor checks."""


@app.command()
def nginx(*, document_root: Root, location: Location = "/", app_origin: AppOrigin = None, part: Part = None) -> None:
    """Print the maps and locations for nginx."""
    from handrail.deploy.errors import ConfigError
    from handrail.deploy.serve_config import nginx as text

    if part not in (None, "http", "server"):
        raise ConfigError(what="--part", reason="it is http or server")
    typer.echo(text(_site(document_root, location, app_origin), part), nl=False)  # type: ignore[arg-type]


@app.command()
def apache(*, document_root: Root, location: Location = "/", app_origin: AppOrigin = None) -> None:
    """Print what belongs into the VirtualHost of Apache 2.4."""
    from handrail.deploy.serve_config import apache as text

    typer.echo(text(_site(document_root, location, app_origin)), nl=False)


@app.command()
def caddy(*, document_root: Root, location: Location = "/", app_origin: AppOrigin = None) -> None:
    """Print what belongs into the site block of Caddy 2."""
    from handrail.deploy.serve_config import caddy as text

    typer.echo(text(_site(document_root, location, app_origin)), nl=False)


def _site(document_root: Path, location: str, app_origin: list[str] | None) -> "Site":
    from handrail.deploy.serve_config import Site

    return Site(str(document_root.absolute()), location, tuple(app_origin or ()))
