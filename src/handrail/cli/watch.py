"""``handrail watch``."""

import signal
import threading
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from handrail.cli.output import StateFolder, TrustOption


def watch(
    *,
    target: Annotated[str, typer.Argument(metavar="TARGET", help="A target of handrail.toml, a path, or file://…")],
    trust: TrustOption = None,
    console: Annotated[str | None, typer.Option(help="Address of the console.")] = None,
    application: Annotated[str | None, typer.Option(help="Key of the application.")] = None,
    environment: Annotated[str | None, typer.Option(help="Its environment.")] = None,
    url: Annotated[str | None, typer.Option(help="Self-hosted URL, to look from outside after a deployment.")] = None,
    token_file: Annotated[Path | None, typer.Option(help="File with the token; else HANDRAIL_TOKEN.")] = None,
    check_every: Annotated[float, typer.Option(help="Seconds between two looks at what is live.", min=1)] = 60,
    accept_sdk: Annotated[list[str] | None, typer.Option(help="SHA-256 of an SDK build of your own.")] = None,
    state: StateFolder = None,
) -> None:
    """Deploy what the console publishes as soon as it is signed, and report what is live. Ctrl-C ends it."""
    from handrail.cli.targets import find_place
    from handrail.cli.token import open_console
    from handrail.deploy.watch import Watch, WatchOptions

    place = find_place(target, state)
    app_key, env = place.needed("application", application), place.needed("environment", environment)
    options = replace(place.options(trust), application=app_key, environment=env, accept_sdk=tuple(accept_sdk or ()))
    options = replace(options, url=url or options.url)
    client = open_console(place.needed("console", console), app_key, env, token_file)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, _interrupt)
    settings = WatchOptions(deploy=options, check_every_s=check_every, say=_say, stop=stop.is_set, sleep=stop.wait)
    try:
        Watch(client, place.target, settings).run()
    except KeyboardInterrupt:
        _say("stopped")
    finally:
        client.close()


def _interrupt(number: int, frame: object) -> None:
    """SIGTERM ends the watch as Ctrl-C does; a deployment under way is safe at any point."""
    raise KeyboardInterrupt


def _say(sentence: str) -> None:
    from datetime import datetime

    typer.echo(f"{datetime.now().astimezone():%H:%M:%S} {sentence}")
