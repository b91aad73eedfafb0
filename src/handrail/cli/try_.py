"""``handrail try``: Handrail on any web application, before anybody has changed a line there."""

import asyncio
import ssl
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from handrail.demo.trying import Trial, TryPlan


def try_(
    address: Annotated[str, typer.Argument(help="Address of the application, e.g. https://app.example.")],
    *,
    data: Annotated[Path, typer.Option(help="Data directory of the console; made when absent.")] = Path("var"),
    port: Annotated[
        int, typer.Option(help="Port of the trial; the next one is used too.", min=1024, max=65_000)
    ] = 8710,
    console_port: Annotated[
        int, typer.Option(help="Port of a console that is started when none runs.", min=1024, max=65_535)
    ] = 8700,
    ca: Annotated[Path | None, typer.Option(help="Certificates (PEM) of your own authority.")] = None,
    browser: Annotated[bool, typer.Option(help="Open the console in the browser.")] = True,
) -> None:
    """Try Handrail on a web application through a proxy that answers on this machine only. Ctrl-C ends it."""
    from handrail.demo.proxy.address import read_address
    from handrail.demo.trying import Trying, TryPlan

    where = read_address(address, f"http://127.0.0.1:{port}")
    plan = TryPlan(data.absolute(), where, port, console_port, _trusted(ca))
    trial: list[Trial] = []
    trying = Trying(
        plan,
        prepare=lambda console: _prepare(plan, console, trial),
        live_hash=lambda: _live_hash(trial[0]),
        connected=lambda: _connected(trial[0]),
        say=typer.echo,
        open_browser=webbrowser.open if browser else None,
    )
    asyncio.run(trying.run())


def _trusted(ca: Path | None) -> ssl.SSLContext:
    """The machine's own certificates, and those of the file."""
    from handrail.demo.proxy.address import CertificatesError

    context = ssl.create_default_context()
    if ca is not None:
        try:
            context.load_verify_locations(cafile=ca)
        except (OSError, ssl.SSLError) as error:
            raise CertificatesError(file=ca, reason=error) from error
    return context


def _prepare(plan: "TryPlan", console: str, trial: "list[Trial]") -> "Trial":
    """Django starts here, in the one thread that uses it."""
    from handrail.cli.serve import start_django
    from handrail.demo.plan import console_environment
    from handrail.settings import read_console_settings

    start_django(read_console_settings(console_environment(plan.data, console)))
    from handrail.demo.trial import prepare_trial

    made = prepare_trial(address=plan.address, content=plan.content, console=console, data=plan.data, say=typer.echo)
    trial.append(made)
    return made


def _live_hash(trial: "Trial") -> str:
    from handrail.demo.trial import live_hash

    return live_hash(trial.key)


def _connected(trial: "Trial") -> None:
    from handrail.demo.trial import finish_connecting

    finish_connecting(trial.key)
