"""``handrail demo``: console, sample bank, content server and ``handrail watch`` on this machine, with one command."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from handrail.demo.plan import DemoPlan
    from handrail.demo.supervisor import Facts


def demo(
    data: Annotated[Path, typer.Option(help="Data directory; made at the first start.")] = Path("var"),
    port_base: Annotated[
        int, typer.Option(help="Port of the console; the next three are used too.", min=1024, max=65_000)
    ] = 8700,
) -> None:
    """Start the demonstration: a bank with guidance, its console, its content server. Ctrl-C ends all of it."""
    from handrail.demo.plan import DemoPlan
    from handrail.demo.supervisor import Demo

    plan = DemoPlan(data.absolute(), port_base)
    typer.echo("Starting the Handrail demonstration …")
    asyncio.run(Demo(plan, lambda: _prepare(plan), lambda: _connected(plan), typer.echo).run())


def _prepare(plan: "DemoPlan") -> "Facts":
    """Django starts here, in the one thread that uses it."""
    from handrail.cli.serve import start_django
    from handrail.settings import read_console_settings

    start_django(read_console_settings(plan.environment()))
    from handrail.demo.prepare import prepare

    return prepare(plan, typer.echo)


def _connected(plan: "DemoPlan") -> None:
    from handrail.demo.prepare import finish_connecting

    finish_connecting(plan)
