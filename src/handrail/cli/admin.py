"""``handrail admin …``: what the owner of the console's machine may do without signing in."""

from typing import Annotated

import typer

from handrail.cli.serve import start_django
from handrail.errors import NotFoundError
from handrail.settings import read_console_settings

app = typer.Typer(help="Administer the console on its own machine.", no_args_is_help=True)


@app.callback()
def admin() -> None:
    """Administer the console on its own machine."""


@app.command("create-sign-in-link")
def create_sign_in_link(
    email: Annotated[str, typer.Argument(help="E-mail address of the person; empty: the first administrator.")] = "",
) -> None:
    """Print a link that signs a person in, once, within 15 minutes."""
    settings = read_console_settings()
    start_django(settings)
    from handrail.accounts.people import find_person
    from handrail.applications.services.people import first_administrator, link_from_command_line
    from handrail.settings.console import LOOPBACK_NAMES

    user = find_person(email) if email else first_administrator()
    if user is None:
        raise NotFoundError(what=f"A person with the address {email}" if email else "An administrator")
    secret = link_from_command_line(user=user, loopback_only=settings.console_host in LOOPBACK_NAMES)
    typer.echo(f"{settings.console_origin}/sign-in/link/{secret}")
