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
from urllib.parse import SplitResult, unquote, urlsplit

from handrail.deploy.errors import ConfigError
from handrail.deploy.targets.base import Target
from handrail.deploy.targets.directory import DirectoryTarget

FILE_NAME = "handrail.toml"


@dataclass(frozen=True)
class NamedTarget:
    """A place and what is known of it.

    Attributes:
        target: path, or address of the kind ``file``, ``sftp`` or ``s3``.
        application: the application's key.
        environment: its environment.
        trust: the pinned anchor.
        url: the self-hosted URL, for the look from outside.
        console: origin of the console.
        key: path of a pointer key in PEM.
        known_hosts: SFTP: file with the server's host key; else ``~/.ssh/known_hosts``.
        identity: SFTP: private key file; else the agent's keys and the default ones in ``~/.ssh``.
        password_file: SFTP: file with the password.
        endpoint: S3: address of a store that is not AWS, e.g. ``https://minio.bank.example``.
        region: S3: its region.
    """

    target: str
    application: str | None = None
    environment: str | None = None
    trust: str | None = None
    url: str | None = None
    console: str | None = None
    key: str | None = None
    known_hosts: str | None = None
    identity: str | None = None
    password_file: str | None = None
    endpoint: str | None = None
    region: str | None = None


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


def open_target(named: NamedTarget) -> Target:
    """The target of a path or an address.

    Raises:
        ConfigError: another kind of address, an extra that is not installed, or a name that is in no
            ``handrail.toml``.
    """
    place = named.target
    try:
        parts = urlsplit(place)
        scheme, port = parts.scheme, parts.port
    except ValueError as error:
        raise ConfigError(what=place, reason=str(error)) from error
    if scheme == "file":
        return DirectoryTarget(Path(unquote(parts.path)))
    if scheme == "sftp":
        return _sftp(named, parts, port)
    if scheme == "s3":
        return _s3(named, parts)
    if len(scheme) > 1:
        raise ConfigError(what=place, reason=f"targets of the kind {scheme} are not known to this version")
    path = Path(place).absolute()
    if "/" not in place and not path.exists():
        reason = f"it is neither a target of {FILE_NAME} nor a folder here (write ./{place} to make one)"
        raise ConfigError(what=place, reason=reason)
    return DirectoryTarget(path)


def _sftp(named: NamedTarget, parts: SplitResult, port: int | None) -> Target:
    try:
        from handrail.deploy.targets.sftp import SftpTarget
        from handrail.deploy.targets.ssh import SshAccess
    except ImportError as error:
        raise ConfigError(what="sftp://", reason="it needs `pip install 'handrail[sftp]'`") from error
    path = unquote(parts.path)
    if parts.password is not None:
        reason = "no password belongs into it: others read it; use a key, HANDRAIL_SFTP_PASSWORD or password_file"
        raise ConfigError(what=f"sftp://{parts.hostname}{path}", reason=reason)
    if not parts.hostname or not path.strip("/") or parts.query or parts.fragment:
        raise ConfigError(what=named.target, reason="it must be of the form sftp://user@host/path")
    access = SshAccess(
        host=parts.hostname,
        user=unquote(parts.username) if parts.username else None,
        port=port,
        known_hosts=_path(named.known_hosts),
        identity=_path(named.identity),
        password_file=_path(named.password_file),
    )
    return SftpTarget(access, path.removeprefix("/~/"))


def _s3(named: NamedTarget, parts: SplitResult) -> Target:
    try:
        from handrail.deploy.targets.s3 import S3Target
    except ImportError as error:
        raise ConfigError(what="s3://", reason="it needs `pip install 'handrail[s3]'`") from error
    if not parts.netloc or "@" in parts.netloc or ":" in parts.netloc or parts.query or parts.fragment:
        raise ConfigError(what=named.target, reason="it must be of the form s3://bucket/prefix")
    return S3Target(parts.netloc, unquote(parts.path), endpoint=named.endpoint, region=named.region)


def _path(text: str | None) -> Path | None:
    return Path(text).expanduser() if text else None
