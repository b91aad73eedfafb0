"""Settings of the command line on the customer's side."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handrail.settings.reader import SettingsReader


@dataclass(frozen=True)
class CommandLineSettings:
    """What ``handrail watch``, ``pull``, ``export`` and ``import`` take from the environment.

    Attributes:
        token: API token for the console (``HANDRAIL_TOKEN`` or ``HANDRAIL_TOKEN_FILE``); empty when not given.
    """

    token: str = field(default="", repr=False)


def read_command_line_settings(environ: Mapping[str, str] | None = None) -> CommandLineSettings:
    """Read them; ``environ`` is the process's own environment when absent."""
    return CommandLineSettings(token=SettingsReader(environ).text("TOKEN"))
