"""``handrail rollback|pause|resume|stop|heartbeat``: with the pointer key at hand offline, else through the console."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from handrail.cli.output import AsJson, StateFolder, TrustOption

if TYPE_CHECKING:
    from handrail.cli.targets import Place
    from handrail.deploy.pointing import Choose
    from handrail.deploy.protocol import Options, Outcome

Action = Literal["rollback", "pause", "resume", "stop", "heartbeat"]

TargetName = Annotated[str, typer.Argument(metavar="TARGET", help="A target of handrail.toml, a path, or file://…")]
Application = Annotated[str | None, typer.Option("--application", help="Key of the application.")]
Environment = Annotated[str | None, typer.Option("--environment", help="Its environment.")]
KeyFile = Annotated[
    Path | None, typer.Option("--key", help="Key file of the pointer role; then nothing else is needed.")
]
PasswordFile = Annotated[Path | None, typer.Option("--key-password-file", help="File with the key's password.")]
ConsoleOrigin = Annotated[str | None, typer.Option("--console", help="Console that holds the pointer key.")]
TokenFile = Annotated[Path | None, typer.Option("--token-file", help="File with the token; else HANDRAIL_TOKEN.")]
Number = Annotated[int | None, typer.Argument(metavar="RELEASE", help="Number; else the newest before the live one.")]
Campaigns = Annotated[list[str], typer.Argument(metavar="CAMPAIGN…", help="Ids of campaigns.")]


def rollback(
    *,
    target: TargetName,
    release: Number = None,
    trust: TrustOption = None,
    application: Application = None,
    environment: Environment = None,
    key: KeyFile = None,
    key_password_file: PasswordFile = None,
    console: ConsoleOrigin = None,
    token_file: TokenFile = None,
    state: StateFolder = None,
    as_json: AsJson = False,
) -> None:
    """Make an older release live again: at once, by a newer pointer."""
    deed = _Deed(
        target=target,
        trust=trust,
        application=application,
        environment=environment,
        key=key,
        password_file=key_password_file,
        console=console,
        token_file=token_file,
        state=state,
        as_json=as_json,
    )
    from handrail.deploy.pointing import rolled_back

    deed.run("rollback", rolled_back(release), release)


def pause(
    *,
    target: TargetName,
    trust: TrustOption = None,
    application: Application = None,
    environment: Environment = None,
    key: KeyFile = None,
    key_password_file: PasswordFile = None,
    console: ConsoleOrigin = None,
    token_file: TokenFile = None,
    state: StateFolder = None,
    as_json: AsJson = False,
) -> None:
    """The kill switch: nothing is shown until resumed."""
    deed = _Deed(
        target=target,
        trust=trust,
        application=application,
        environment=environment,
        key=key,
        password_file=key_password_file,
        console=console,
        token_file=token_file,
        state=state,
        as_json=as_json,
    )
    from handrail.deploy.pointing import unchanged

    deed.run("pause", unchanged("paused"))


def resume(
    *,
    target: TargetName,
    trust: TrustOption = None,
    application: Application = None,
    environment: Environment = None,
    key: KeyFile = None,
    key_password_file: PasswordFile = None,
    console: ConsoleOrigin = None,
    token_file: TokenFile = None,
    state: StateFolder = None,
    as_json: AsJson = False,
) -> None:
    """End a pause."""
    deed = _Deed(
        target=target,
        trust=trust,
        application=application,
        environment=environment,
        key=key,
        password_file=key_password_file,
        console=console,
        token_file=token_file,
        state=state,
        as_json=as_json,
    )
    from handrail.deploy.pointing import unchanged

    deed.run("resume", unchanged("active"))


def stop(
    *,
    target: TargetName,
    campaigns: Campaigns,
    key: KeyFile = None,
    trust: TrustOption = None,
    application: Application = None,
    environment: Environment = None,
    key_password_file: PasswordFile = None,
    state: StateFolder = None,
    as_json: AsJson = False,
) -> None:
    """Take single campaigns off the page at once, with the pointer key."""
    deed = _Deed(
        target=target,
        trust=trust,
        application=application,
        environment=environment,
        key=key,
        password_file=key_password_file,
        console=None,
        token_file=None,
        state=state,
        as_json=as_json,
    )
    from handrail.deploy.pointing import stopped

    deed.run("stop", stopped(campaigns))


def heartbeat(
    *,
    target: TargetName,
    key: KeyFile = None,
    trust: TrustOption = None,
    application: Application = None,
    environment: Environment = None,
    key_password_file: PasswordFile = None,
    state: StateFolder = None,
    as_json: AsJson = False,
) -> None:
    """Renew the pointer before it expires, with the pointer key."""
    deed = _Deed(
        target=target,
        trust=trust,
        application=application,
        environment=environment,
        key=key,
        password_file=key_password_file,
        console=None,
        token_file=None,
        state=state,
        as_json=as_json,
    )
    from handrail.deploy.pointing import renewed

    deed.run("heartbeat", renewed)


@dataclass(frozen=True, kw_only=True)
class _Deed:
    """One deed on one target."""

    target: str
    trust: str | None
    application: str | None
    environment: str | None
    key: Path | None
    password_file: Path | None
    console: str | None
    token_file: Path | None
    state: Path | None
    as_json: bool

    def run(self, action: "Action", choose: "Choose", release: int | None = None) -> None:
        """Sign with the key, or ask the console and deploy what it signed."""
        from handrail.cli.deploy import print_outcome
        from handrail.cli.targets import find_place
        from handrail.deploy.pointing import point

        place = find_place(self.target, self.state)
        application = place.needed("application", self.application)
        environment = place.needed("environment", self.environment)
        options = replace(place.options(self.trust), application=application, environment=environment)
        key = self.key or (Path(place.named.key) if place.named.key else None)
        if key is None:
            print_outcome(self._ask(place, options, action, release), as_json=self.as_json)
            return
        from handrail.cli.key_password import open_key

        signing = open_key(key, self.password_file)
        outcome = point(place.target, options, key=signing, action=action, choose=choose)
        print_outcome(outcome, as_json=self.as_json)

    def _ask(self, place: "Place", options: "Options", action: "Action", release: int | None) -> "Outcome":
        from handrail.cli.token import open_console
        from handrail.deploy.errors import ConfigError
        from handrail.deploy.protocol import deploy

        if action == "stop" or action == "heartbeat":  # noqa: PLR1714 (narrows the type)
            raise ConfigError(what="--key", reason=f"handrail {action} needs the pointer key in a file")
        origin = place.needed("console", self.console)
        console = open_console(origin, options.application or "", options.environment or "", self.token_file)
        try:
            package = console.package(console.ask(action, release=release))
        finally:
            console.close()
        return deploy(package, place.target, options, action)
