"""``handrail watch``."""

import signal
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.output import StateFolder, TrustOption

if TYPE_CHECKING:
    from handrail.cli.targets import Place


def watch(
    *,
    target: Annotated[str, typer.Argument(metavar="TARGET", help="A target of handrail.toml, a path, or file://…")],
    trust: TrustOption = None,
    console: Annotated[str | None, typer.Option(help="Address of the console.")] = None,
    application: Annotated[str | None, typer.Option(help="Key of the application.")] = None,
    environment: Annotated[str | None, typer.Option(help="Its environment.")] = None,
    url: Annotated[str | None, typer.Option(help="Self-hosted URL, to look from outside after a deployment.")] = None,
    token_file: Annotated[Path | None, typer.Option(help="File with the token; else HANDRAIL_TOKEN.")] = None,
    key: Annotated[
        Path | None, typer.Option(help="Key file of the pointer role: then the pointer is renewed ahead of expiry.")
    ] = None,
    key_password_file: Annotated[Path | None, typer.Option(help="File with the key's password.")] = None,
    check_every: Annotated[float, typer.Option(help="Seconds between two looks at what is live.", min=1)] = 60,
    accept_sdk: Annotated[list[str] | None, typer.Option(help="SHA-256 of an SDK build of your own.")] = None,
    systemd: Annotated[
        bool, typer.Option("--systemd", help="Print a hardened systemd unit instead; needs no key.")
    ] = False,
    user: Annotated[str | None, typer.Option(help="Account in the unit; else the owner of the document root.")] = None,
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
    origin = place.needed("console", console)
    held = key or (Path(place.named.key) if place.named.key else None)
    if systemd:
        typer.echo(_unit(place, target, user, token_file, [held, key_password_file]), nl=False)
        return
    signing = None
    if held is not None:
        from handrail.cli.key_password import open_key

        signing = open_key(held, key_password_file)
    client = open_console(origin, app_key, env, token_file)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, _interrupt)
    settings = WatchOptions(
        deploy=options, check_every_s=check_every, say=_say, stop=stop.is_set, sleep=stop.wait, key=signing
    )
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


def _unit(place: "Place", target: str, user: str | None, token_file: Path | None, secrets: list[Path | None]) -> str:
    """The same command without ``--systemd`` and ``--token-file``, in a unit."""
    import shutil
    import sys

    from handrail.deploy.config import find_config
    from handrail.deploy.systemd import Unit, unit_text
    from handrail.deploy.targets.directory import DirectoryTarget

    program = shutil.which(sys.argv[0]) or shutil.which("handrail") or sys.argv[0]
    given = sys.argv[sys.argv.index("watch") + 1 :]
    folders = [Path(each.name).absolute() for each in place.target.targets if isinstance(each, DirectoryTarget)]
    owner = next((folder.owner() for folder in folders if folder.exists()), "handrail" if folders else None)
    config = find_config(Path.cwd())
    named = place.named
    files = [*secrets, *(Path(each) for each in (named.identity, named.known_hosts, named.password_file) if each)]
    return unit_text(
        Unit(
            command=(str(Path(program).absolute()), "watch", *_kept(given), "--state", "/var/lib/handrail"),
            folder=str((config.parent if config else Path.cwd()).absolute()),
            target=target,
            user=user or owner,
            token_file=str((token_file or Path("/etc/handrail/token")).absolute()),
            writes=[str(folder) for folder in folders],
            reads=[str(each.expanduser().absolute()) for each in files if each is not None],
        )
    )


def _kept(given: list[str]) -> list[str]:
    """The arguments but for those that the unit says in another way."""
    kept: list[str] = []
    skip = False
    for word in given:
        if skip:
            skip = False
        elif word in ("--token-file", "--user", "--state"):
            skip = True
        elif word != "--systemd" and not word.startswith(("--token-file=", "--user=", "--state=")):
            kept.append(word)
    return kept
