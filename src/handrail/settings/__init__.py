"""Typed settings: the only reader of the environment.

Every setting is read from ``HANDRAIL_<NAME>`` or, so that secrets need not lie in the environment, from the file
that ``HANDRAIL_<NAME>_FILE`` names. A ``HANDRAIL_*`` name that nobody knows refuses to start: a typing error in the
name of a setting must not pass unnoticed.
"""

from handrail.settings.command_line import CommandLineSettings, read_command_line_settings
from handrail.settings.console import ConsoleSettings, console_settings, read_console_settings, use_console_settings
from handrail.settings.process import name_django_settings
from handrail.settings.reader import SettingError, SettingsReader

__all__ = [
    "CommandLineSettings",
    "ConsoleSettings",
    "SettingError",
    "SettingsReader",
    "console_settings",
    "name_django_settings",
    "read_command_line_settings",
    "read_console_settings",
    "use_console_settings",
]
