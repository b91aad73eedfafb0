"""Writes the reference pages that are made from the code: errors, commands, settings.

``make schema`` runs it; a contract test fails when a committed page differs.
"""

import importlib
import inspect
import os
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import handrail
from handrail.errors import HandrailError

REFERENCE = Path(__file__).parent / "reference"


def _import_everything() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.project.settings")
    import django

    django.setup()
    for module in pkgutil.walk_packages(handrail.__path__, "handrail."):
        if not re.search(r"\.(migrations|__main__|static)\b", module.name):
            importlib.import_module(module.name)


def _subclasses(cls: type[HandrailError]) -> Iterator[type[HandrailError]]:
    for child in cls.__subclasses__():
        yield child
        yield from _subclasses(child)


def errors_page() -> str:
    """Every error code with its sentence."""
    _import_everything()
    rows = {}
    # Subclasses first, so that where several share a code the one closest to the root words it.
    found = {HandrailError, *_subclasses(HandrailError)}
    for cls in sorted(found, key=lambda c: (-len(c.__mro__), c.__module__, c.__qualname__)):
        if cls.__module__.startswith("handrail."):
            sentence = (inspect.getdoc(cls) or cls.sentence).split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
            rows[cls.code] = f"| `{cls.code}` | {sentence} |"
    table = "\n".join(rows[code] for code in sorted(rows))
    return (
        "# Errors\n\nEvery error carries a stable code. The command line and the API give it beside the sentence "
        f"(`--json`: `code`, `message`, `params`); the console words it in your language."
        f"\n\n| Code | Meaning |\n|---|---|\n{table}\n"
    )


def commands_page() -> str:
    """Every command with its options."""
    from typer.core import TyperGroup
    from typer.main import get_command

    from handrail.cli.app import app

    lines = ["# Commands", "", "Made from the code; `handrail COMMAND --help` prints the same.", ""]

    def describe(command: object, path: str) -> None:
        if isinstance(command, TyperGroup):
            context = command.make_context("handrail", [], resilient_parsing=True)
            for name in sorted(command.list_commands(context)):
                if child := command.get_command(context, name):
                    describe(child, f"{path} {name}")
            return
        lines.extend([f"## `{path}`", "", inspect.cleandoc(getattr(command, "help", None) or "").split("\f")[0], ""])
        rows = []
        for parameter in command.params:  # type: ignore[attr-defined]
            if parameter.name == "help":
                continue
            names = ", ".join(f"`{n}`" for n in (*parameter.opts, *parameter.secondary_opts) if n.startswith("-"))
            help_text = " ".join((getattr(parameter, "help", None) or "").split()).replace("|", "\\|")
            rows.append(f"| {names or f'`{parameter.name.upper()}`'} | {help_text} |")
        if rows:
            lines.extend(["| Option | Meaning |", "|---|---|", *rows, ""])

    describe(get_command(app), "handrail")
    return "\n".join(lines)


def settings_page() -> str:
    """Every setting of the console."""
    from handrail.settings.command_line import CommandLineSettings
    from handrail.settings.console import ConsoleSettings

    return (
        "# Settings\n\nSettings are environment variables. Each may also be given as `NAME_FILE`, the path of a file "
        "that holds the value. An unknown `HANDRAIL_…` name refuses to start: a typing error is never silent.\n\n"
        f"## Console\n\n{_settings_table(ConsoleSettings)}\n"
        f"## Command line on the customer's side\n\n{_settings_table(CommandLineSettings)}"
    )


def _settings_table(settings: type) -> str:
    meaning = dict(re.findall(r"^ {4}(\w+): (.+?)(?=\n {4}\w+:|\Z)", inspect.getdoc(settings) or "", re.M | re.S))
    names = settings.__dataclass_fields__  # type: ignore[attr-defined]
    rows = "\n".join(f"| `HANDRAIL_{name.upper()}` | {' '.join(meaning[name].split())} |" for name in names)
    return f"| Name | Meaning |\n|---|---|\n{rows}\n"


PAGES = {"errors.md": errors_page, "commands.md": commands_page, "settings.md": settings_page}


def write(directory: Path) -> None:
    """Write all pages below ``directory``."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (directory / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else REFERENCE)
