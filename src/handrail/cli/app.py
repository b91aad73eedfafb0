"""The list of commands. A command's module is imported when it runs, and never for another command."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup
from typer.main import get_command


class Entry(NamedTuple):
    """Where a command lives: module below ``handrail.cli``, its function or Typer app, one line of help."""

    module: str
    attribute: str
    help: str


COMMANDS: dict[str, Entry] = {
    "demo": Entry("demo", "demo", "Start console, sample bank and content server, ready to try."),
    "try": Entry("try_", "try_", "Try Handrail on your own application without changing it."),
    "serve": Entry("serve", "serve", "Start the console."),
    "admin": Entry("admin", "app", "Administer the console on its own machine."),
    "export": Entry("content", "export_content", "Write the content of an application as files."),
    "import": Entry("content", "import_content", "Read the content of an application from files."),
    "check": Entry("content", "check_content", "Check files of content without a console."),
    "package": Entry("package", "app", "Verify, show and compare packages."),
    "deploy": Entry("deploy", "deploy", "Make a package live on a web server, crash-safely."),
    "point": Entry("point", "point", "Sign the pointer of a package, or on a target."),
    "rollback": Entry("pointer", "rollback", "Make an older release live again."),
    "pause": Entry("pointer", "pause", "The kill switch: show nothing until resumed."),
    "resume": Entry("pointer", "resume", "End a pause."),
    "stop": Entry("pointer", "stop", "Take single campaigns off the page."),
    "heartbeat": Entry("pointer", "heartbeat", "Renew the pointer before it expires."),
    "gc": Entry("gc", "gc", "Remove releases that nothing can ask for any more."),
    "receipts": Entry("receipts", "receipts", "Verify and list the journal of what was done on a target."),
    "keys": Entry("keys", "app", "Make, list and export keys in files and on tokens; rotate the root."),
    "approve": Entry("approve", "approve", "Read what a release changes, and sign it, on your own machine."),
    "pull": Entry("pull", "pull", "Fetch a package or a candidate from the console, verified."),
    "evidence": Entry("evidence", "app", "Fetch and verify who approved exactly what."),
    "watch": Entry("watch", "watch", "Deploy what the console publishes, and keep an eye on the server."),
    "collect": Entry("collect", "collect", "Take the events of pages and keep them."),
    "doctor": Entry("doctor", "doctor", "Look at a content server from outside."),
    "serve-config": Entry("serve_config", "app", "Write web server configuration."),
    "sdk": Entry("sdk", "sdk", "Print script tag, SRI hash and CSP line, offline."),
}


class LazyGroup(TyperGroup):
    """Looks commands up in ``COMMANDS``; those whose module is not installed are not listed."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names in the order of the table."""
        return [name for name, entry in COMMANDS.items() if find_spec(f"handrail.cli.{entry.module}")]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the command's module and make the command."""
        entry = COMMANDS.get(cmd_name)
        if entry is None or find_spec(f"handrail.cli.{entry.module}") is None:
            return None
        module = import_module(f"handrail.cli.{entry.module}")
        found = getattr(module, entry.attribute, None) or module.app
        if not isinstance(found, typer.Typer):
            alone = typer.Typer(add_completion=False, rich_markup_mode=None)
            alone.command(cmd_name)(found)
            found = alone
        found.rich_markup_mode = None
        command = get_command(found)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The table's own words, so that help imports no command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].help) for name in self.list_commands(ctx)])


app = typer.Typer(
    name="handrail",
    cls=LazyGroup,
    add_completion=True,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"handrail {version('handrail')}")
        raise typer.Exit


@app.callback()
def handrail(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Guidance that you host yourself. Exit codes: 0 done, 10 refused and nothing changed, 20 failed and the old
    release still live, 30 live but a check afterwards failed."""
