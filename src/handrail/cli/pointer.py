"""``handrail rollback|pause|resume|stop|heartbeat``: with the pointer key at hand offline, else through the console."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from handrail.cli.output import (
    AcceptSdk,
    AsJson,
    BreakLock,
    DryRun,
    StateFolder,
    TargetName,
    TrustOption,
    print_data,
    progress_bar,
)
from handrail.cli.pointer_key import KeyPasswordFile, PointerKeys

if TYPE_CHECKING:
    from handrail.cli.targets import Place
    from handrail.deploy.options import Options
    from handrail.deploy.pointing import Choose
    from handrail.deploy.protocol import Outcome

Action = Literal["rollback", "pause", "resume", "stop", "heartbeat"]

Number = Annotated[int | None, typer.Argument(metavar="RELEASE", help="Number; else the newest before the live one.")]
Listed = Annotated[
    bool, typer.Option("--list", help="Only list the releases that lie there and verify today; change nothing.")
]
Campaigns = Annotated[list[str], typer.Argument(metavar="CAMPAIGN…", help="Ids of campaigns.")]


@dataclass(frozen=True, kw_only=True)
class Deed:
    """A deed on one target. Its fields are the options that all these commands have."""

    target: TargetName
    trust: TrustOption = None
    application: Annotated[str | None, typer.Option("--application", help="Key of the application.")] = None
    environment: Annotated[str | None, typer.Option("--environment", help="Its environment.")] = None
    key: PointerKeys = None
    key_password_file: KeyPasswordFile = None
    console: Annotated[str | None, typer.Option("--console", help="Console that holds the pointer key.")] = None
    token_file: Annotated[
        Path | None, typer.Option("--token-file", help="File with the token; else HANDRAIL_TOKEN.")
    ] = None
    accept_sdk: AcceptSdk = None
    dry_run: DryRun = False
    break_lock: BreakLock = False
    state: StateFolder = None
    as_json: AsJson = False

    def run(
        self, action: Action, choose: "Choose", *, release: int | None = None, campaigns: Sequence[str] = ()
    ) -> None:
        """Sign with the key, or ask the console and deploy what it signed."""
        from handrail.cli.deploy import print_outcome

        place, options = self.place()
        keys = self.key or ([Path(place.named.key)] if place.named.key else [])
        if keys:
            outcome = self._with_keys(keys, place, options, action, choose)
        else:
            outcome = self._through_console(place, options, action, choose, release=release, campaigns=campaigns)
        print_outcome(outcome, as_json=self.as_json)

    def place(self) -> tuple["Place", "Options"]:
        """The target, and how to do it.

        Raises:
            ConfigError, TrustMissingError: something is not known.
        """
        from handrail.cli.targets import find_place

        place = find_place(self.target, self.state)
        options = replace(
            place.options(self.trust),
            application=place.needed("application", self.application),
            environment=place.needed("environment", self.environment),
            dry_run=self.dry_run,
            break_lock=self.break_lock,
            accept_sdk=tuple(self.accept_sdk or ()),
        )
        return place, options

    def _with_keys(
        self, keys: Sequence[Path], place: "Place", options: "Options", action: Action, choose: "Choose"
    ) -> "Outcome":
        from handrail.cli.key_password import open_key
        from handrail.deploy.pointing import point

        first, *further = (open_key(each, self.key_password_file) for each in keys)
        return point(place.target, options, key=first, further=further, action=action, choose=choose)

    def _through_console(
        self,
        place: "Place",
        options: "Options",
        action: Action,
        choose: "Choose",
        *,
        release: int | None,
        campaigns: Sequence[str],
    ) -> "Outcome":
        from handrail.cli.token import open_console
        from handrail.deploy.errors import ConfigError, ConsoleUnreachableError, DeedUnreachableError
        from handrail.deploy.pointing import preview
        from handrail.deploy.protocol import deploy
        from handrail.package.verify import channel_name

        origin = self.console or place.named.console
        if not origin:
            reason = f"handrail {action} needs the pointer key in a file, or --console with the console that holds it"
            raise ConfigError(what="--key", reason=reason)
        if options.dry_run:
            return preview(place.target, options, action=action, choose=choose)
        application, environment = options.application or "", options.environment or ""
        console = open_console(origin, application, environment, self.token_file)
        try:
            package = console.package(console.ask(action, release=release, campaigns=campaigns))
        except ConsoleUnreachableError as error:
            raise DeedUnreachableError(
                console=console.origin,
                reason=error.params["reason"],
                action=action,
                channel=channel_name(application, environment),
                target=place.target.name,
            ) from error
        finally:
            console.close()
        with progress_bar(self.as_json) as progress:
            return deploy(package, place.target, replace(options, progress=progress), action)


def _command(own: Callable[..., None]) -> Callable[..., None]:
    """A command with the options of ``Deed`` beside the function's own; its first parameter is the deed."""
    shared = inspect.signature(Deed).parameters
    target, *options = shared.values()
    parameters = [target, *list(inspect.signature(own).parameters.values())[1:], *options]

    def command(**given: Any) -> None:
        deed = Deed(**{name: value for name, value in given.items() if name in shared})
        own(deed, **{name: value for name, value in given.items() if name not in shared})

    command.__name__, command.__doc__ = own.__name__, own.__doc__
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return command


@_command
def rollback(deed: Deed, *, release: Number = None, listed: Listed = False) -> None:
    """Make an older release live again: at once, by a newer pointer."""
    from handrail.deploy.pointing import rolled_back

    if listed:
        _list(deed)
    else:
        deed.run("rollback", rolled_back(release), release=release)


@_command
def pause(deed: Deed) -> None:
    """The kill switch: nothing is shown until resumed."""
    from handrail.deploy.pointing import unchanged

    deed.run("pause", unchanged("paused"))


@_command
def resume(deed: Deed) -> None:
    """End a pause."""
    from handrail.deploy.pointing import unchanged

    deed.run("resume", unchanged("active"))


@_command
def stop(deed: Deed, *, campaigns: Campaigns) -> None:
    """Take single campaigns off the page at once."""
    from handrail.deploy.pointing import stopped

    deed.run("stop", stopped(campaigns), campaigns=campaigns)


@_command
def heartbeat(deed: Deed) -> None:
    """Renew the pointer before it expires."""
    from handrail.deploy.pointing import renewed

    deed.run("heartbeat", renewed)


def _list(deed: Deed) -> None:
    from handrail.deploy.pointing import choices

    place, options = deed.place()
    found = choices(place.target, options)
    if deed.as_json:
        print_data({"target": place.target.name, "releases": [each.as_data() for each in found]})
        return
    for each in found:
        typer.echo(f"{each.release}\tmade {each.created}{'  live now' if each.is_live else ''}")
    if not found:
        typer.echo("No release there verifies today.")
