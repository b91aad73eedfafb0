"""Reads single settings, by ``NAME`` or ``NAME_FILE``, and refuses names that nobody knows."""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path

from handrail.errors import HandrailError

PREFIX = "HANDRAIL_"

KNOWN = frozenset(
    {
        "ALLOW_LOOPBACK_HOSTING",
        "ALLOW_PRIVATE_HOSTING",
        "CONSOLE_ORIGIN",
        "DATABASE_URL",
        "DATA_DIR",
        "DEMO_SIGN_IN",
        "EVENTS_DIR",
        "LOG_LEVEL",
        "PKCS11_MODULE",
        "PKCS11_PIN",
        "SECRET_KEY",
        "SFTP_PASSWORD",
        "SKIP_ASSETS",
        "TOKEN",
    }
)
"""Every setting of every face of Handrail, without prefix; each may also be given as ``…_FILE``."""


class SettingError(HandrailError):
    """A setting is unknown or malformed; nothing was started."""

    code = "settings.invalid"
    sentence = "{name}: {problem}. Nothing was started; correct the environment and start again."


class SettingsReader:
    """One look at an environment.

    Args:
        environ: names and values; the process's own environment when absent.

    Raises:
        SettingError: an unknown ``HANDRAIL_*`` name, or a name given twice (plain and ``_FILE``).
    """

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        """Refuse unknown names first, so that no setting is used when another one is misspelt."""
        self._environ = os.environ if environ is None else environ
        for name in sorted(self._environ):
            if name.startswith(PREFIX):
                self._check_known(name)

    def _check_known(self, name: str) -> None:
        bare = name.removeprefix(PREFIX)
        if bare in KNOWN:
            return
        if bare.endswith("_FILE") and bare.removesuffix("_FILE") in KNOWN:
            if PREFIX + bare.removesuffix("_FILE") in self._environ:
                raise SettingError(name=name, problem="is given both as a value and as a file")
            return
        close = difflib.get_close_matches(bare, KNOWN, n=1)
        hint = f"; did you mean {PREFIX}{close[0]}?" if close else ""
        raise SettingError(name=name, problem=f"no such setting{hint}")

    def text(self, bare: str, default: str = "") -> str:
        """The value of ``HANDRAIL_<bare>``, else the stripped content of the file it names, else ``default``."""
        name = PREFIX + bare
        if name in self._environ:
            return self._environ[name].strip()
        if name + "_FILE" in self._environ:
            path = Path(self._environ[name + "_FILE"])
            try:
                return path.read_text("utf-8").strip()
            except OSError as error:
                problem = f"the file cannot be read ({error.strerror})"
                raise SettingError(name=name + "_FILE", problem=problem) from error
        return default

    def switch(self, bare: str, default: bool = False) -> bool:
        """A yes/no setting: ``1/0``, ``true/false``, ``yes/no``, ``on/off``."""
        value = self.text(bare).lower()
        if value == "":
            return default
        if value in {"1", "true", "yes", "on"}:
            return True
        if value in {"0", "false", "no", "off"}:
            return False
        raise SettingError(name=PREFIX + bare, problem=f"{value!r} is neither yes nor no")

    def choice(self, bare: str, choices: tuple[str, ...], default: str) -> str:
        """One of ``choices``, compared in lower case."""
        value = self.text(bare, default).lower()
        if value not in choices:
            raise SettingError(name=PREFIX + bare, problem=f"{value!r} is not one of {', '.join(choices)}")
        return value
