"""The token for the console: from the environment or a file, never from the command line, which others can read."""

from pathlib import Path
from typing import TYPE_CHECKING

from handrail.cli.output import read_file
from handrail.settings.command_line import read_command_line_settings

if TYPE_CHECKING:
    from handrail.deploy.console import Console


def open_console(origin: str, application: str, environment: str, token_file: Path | None) -> "Console":
    """A client with the token.

    Raises:
        PackageFileError: the token file cannot be read.
    """
    from handrail.deploy.console import Console

    token = read_file(token_file).decode().strip() if token_file else read_command_line_settings().token
    return Console(origin, application, environment, token)
