"""``handrail collect``: the event intake."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from handrail.cli.serve import listen
from handrail.collect.intake import PATH, create_intake
from handrail.collect.log import EventLog


def collect(
    origin: Annotated[list[str], typer.Option(help="Origin of pages whose events are taken; may be repeated.")],
    data: Annotated[Path, typer.Option(help="Folder where the events are kept.")] = Path("events"),
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8400,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
) -> None:
    """Take the events of pages and keep them, one line of JSON per batch; Ctrl-C ends it."""
    log = EventLog(data)
    opened = listen(host, port)

    import uvicorn

    app = create_intake(log, [each.rstrip("/") for each in origin])
    configuration = uvicorn.Config(app, log_config=None, lifespan="off", access_log=False, server_header=False)
    server = uvicorn.Server(configuration)
    typer.echo(f"Handrail takes events at http://{host}:{port}{PATH}  (kept in {data.absolute()}; Ctrl-C ends it)")

    async def run() -> None:
        try:
            await server.serve(sockets=[opened])
        finally:
            await log.close()

    asyncio.run(run())
