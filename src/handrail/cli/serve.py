"""``handrail serve``: the console."""

import socket
import threading
from pathlib import Path
from typing import Annotated

import typer

from handrail.errors import HandrailError
from handrail.settings import ConsoleSettings, name_django_settings, read_console_settings, use_console_settings


class PortTakenError(HandrailError):
    """Another program listens on the port."""

    code = "serve.port-taken"
    sentence = (
        "Port {port} on {host} is taken by another program; nothing was started. "
        "Stop that program, or choose another port: handrail serve --port {other}"
    )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        PortTakenError: the port is taken or not allowed.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
        opened.listen(128)
    except OSError as error:
        opened.close()
        raise PortTakenError(port=port, host=host, other=port + 1) from error
    opened.set_inheritable(True)
    return opened


def start_django(settings: ConsoleSettings) -> None:
    """Let Django use ``settings`` in this process, and bring the database to this version.

    Raises:
        DatabaseOtherError: another version made it, and there is no way from it to this one.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    use_console_settings(settings)
    name_django_settings()
    import django
    from django.core.management import call_command

    django.setup()
    from handrail.project.database import require_own_database

    require_own_database(settings)
    call_command("migrate", interactive=False, verbosity=0)


def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    data: Annotated[Path | None, typer.Option(help="Data directory; else HANDRAIL_DATA_DIR, else ./var.")] = None,
) -> None:
    """Start the console. The database is brought to this version first; Ctrl-C ends it."""
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else f"[{host}]" if ":" in host else host  # noqa: S104
    settings = read_console_settings(data_dir=data, default_origin=f"http://{shown}:{port}")
    opened = listen(host, port)
    start_django(settings)

    import uvicorn

    from handrail.project.asgi import application
    from handrail.project.schedule import start_schedule

    typer.echo(f"Handrail console: {settings.console_origin}  (data in {settings.data_dir}; Ctrl-C ends it)")
    stop = threading.Event()
    start_schedule(stop)
    configuration = uvicorn.Config(
        application,
        log_config=None,
        lifespan="off",
        access_log=False,
        server_header=False,
        proxy_headers=settings.secure,
        timeout_graceful_shutdown=5,
    )
    try:
        uvicorn.Server(configuration).run(sockets=[opened])
    finally:
        stop.set()
        opened.close()
