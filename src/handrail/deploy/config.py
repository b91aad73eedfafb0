"""``handrail.toml``: named targets, so that the everyday command is ``handrail deploy PACKAGE production``.

.. code-block:: toml

    [targets.production]
    target = "/var/www/guides"
    application = "bank"
    environment = "production"
    trust = "1.Xm5…"
    url = "https://guides.bank.example"
    console = "https://console.bank.example"
    key = "/etc/handrail/pointer.pem"
"""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import unquote, urlsplit

from handrail.deploy.errors import ConfigError
from handrail.deploy.targets.base import Target
from handrail.deploy.targets.directory import DirectoryTarget

FILE_NAME = "handrail.toml"


@dataclass(frozen=True)
class NamedTarget:
    """A place and what is known of it.

    Attributes:
        target: path or ``file://`` address.
        application: the application's key.
        environment: its environment.
        trust: the pinned anchor.
        url: the self-hosted URL, for the look from outside.
        console: origin of the console.
        key: path of a pointer key in PEM.
    """

    target: str
    application: str | None = None
    environment: str | None = None
    trust: str | None = None
    url: str | None = None
    console: str | None = None
    key: str | None = None


def find_config(start: Path) -> Path | None:
    """The nearest ``handrail.toml`` in a folder or one above it."""
    return next((p / FILE_NAME for p in (start, *start.parents) if (p / FILE_NAME).is_file()), None)


def read_config(path: Path) -> dict[str, NamedTarget]:
    """The named targets of a file.

    Raises:
        ConfigError: not TOML, an unknown field, or a value that is not text.
    """
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(what=str(path), reason=str(error)) from error
    if set(found) - {"targets"}:
        raise ConfigError(what=str(path), reason=f"unknown field {sorted(set(found) - {'targets'})[0]}")
    targets = found.get("targets", {})
    known = {each.name for each in fields(NamedTarget)}
    named: dict[str, NamedTarget] = {}
    for name, values in targets.items():
        where = f"{path}, targets.{name}"
        if not isinstance(values, dict) or "target" not in values:
            raise ConfigError(what=where, reason="the field target is missing")
        odd = sorted(set(values) - known)
        if odd or not all(isinstance(value, str) for value in values.values()):
            raise ConfigError(what=where, reason=f"unknown field {odd[0]}" if odd else "every value is text")
        named[name] = NamedTarget(**values)
    return named


def resolve(name: str, folder: Path) -> NamedTarget:
    """A named target of the nearest ``handrail.toml``, else the name itself as a place.

    Raises:
        ConfigError: the file is malformed.
    """
    path = find_config(folder)
    named = read_config(path) if path else {}
    return named.get(name) or NamedTarget(target=name)


def open_target(place: str) -> Target:
    """The target of a path or ``file://`` address.

    Raises:
        ConfigError: another kind of address, or a name that is in no ``handrail.toml``.
    """
    parts = urlsplit(place)
    if parts.scheme == "file":
        return DirectoryTarget(Path(unquote(parts.path)))
    if len(parts.scheme) > 1:
        raise ConfigError(what=place, reason=f"targets of the kind {parts.scheme} are not known to this version")
    path = Path(place).absolute()
    if "/" not in place and not path.exists():
        reason = f"it is neither a target of {FILE_NAME} nor a folder here (write ./{place} to make one)"
        raise ConfigError(what=place, reason=reason)
    return DirectoryTarget(path)
