"""Settings of the command line on the customer's side."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handrail.settings.reader import SettingsReader


@dataclass(frozen=True)
class CommandLineSettings:
    """What ``handrail watch``, ``deploy``, ``export`` and ``import`` take from the environment.

    Attributes:
        token: API token for the console (``HANDRAIL_TOKEN`` or ``HANDRAIL_TOKEN_FILE``); empty when not given.
        sftp_password: password for SFTP targets (``HANDRAIL_SFTP_PASSWORD`` or ``…_FILE``); keys are better.
        pkcs11_module: path of the driver of a token (``HANDRAIL_PKCS11_MODULE``), where its address names none.
        pkcs11_pin: PIN of the token (``HANDRAIL_PKCS11_PIN`` or ``…_FILE``), where nobody can be asked.
    """

    token: str = field(default="", repr=False)
    sftp_password: str = field(default="", repr=False)
    pkcs11_module: str = ""
    pkcs11_pin: str = field(default="", repr=False)


def read_command_line_settings(environ: Mapping[str, str] | None = None) -> CommandLineSettings:
    """Read them; ``environ`` is the process's own environment when absent."""
    reader = SettingsReader(environ)
    return CommandLineSettings(
        token=reader.text("TOKEN"),
        sftp_password=reader.text("SFTP_PASSWORD"),
        pkcs11_module=reader.text("PKCS11_MODULE"),
        pkcs11_pin=reader.text("PKCS11_PIN"),
    )
