"""``handrail.toml``: named targets, so that the everyday command is ``handrail deploy PACKAGE production``.

.. code-block:: toml

    [targets.production]
    target = ["sftp://guides@web1/var/www/guides", "sftp://guides@web2/var/www/guides"]
    application = "bank"
    environment = "production"
    trust = "1.Xm5…"
    url = "https://guides.bank.example"
    console = "https://console.bank.example"
    key = "/etc/handrail/pointer.pem"

Every field is checked when the file is read: an unknown or misspelt one is refused with its line, never ignored.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from handrail.deploy.errors import ConfigError
from handrail.deploy.locations import Locations
from handrail.deploy.targets.base import Target
from handrail.deploy.targets.directory import DirectoryTarget
from handrail.package.errors import TrustInvalidError
from handrail.package.fields import APPLICATION, ENVIRONMENT
from handrail.package.trust import Trust

FILE_NAME = "handrail.toml"
MOST_LOCATIONS = 64

_SFTP_ONLY = ("known_hosts", "identity", "password_file")
_S3_ONLY = ("endpoint", "region")
_PATHS = ("key", "known_hosts", "identity", "password_file")


@dataclass(frozen=True)
class NamedTarget:
    """A place, or several behind one name, and what is known of it.

    Attributes:
        target: path, or address of the kind ``file``, ``sftp`` or ``s3``; several where several web servers serve
            the same content.
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

    target: str | tuple[str, ...]
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

    @property
    def places(self) -> tuple[str, ...]:
        """Every location; a single one is a list of one."""
        return (self.target,) if isinstance(self.target, str) else self.target


def find_config(start: Path) -> Path | None:
    """The nearest ``handrail.toml`` in a folder or one above it."""
    return next((p / FILE_NAME for p in (start, *start.parents) if (p / FILE_NAME).is_file()), None)


def read_config(path: Path) -> dict[str, NamedTarget]:
    """The named targets of a file. Relative paths in it start at its folder.

    Raises:
        ConfigError: not TOML, an unknown field, or a value that is not of its field's form; with the line.
    """
    try:
        text = path.read_text("utf-8")
        found = tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise ConfigError(what=str(path), reason=str(error)) from error
    for odd in sorted(set(found) - {"targets"}):
        raise ConfigError(what=f"{path}{_at(text, None, odd)}", reason=f"unknown field {odd}; known is [targets.NAME]")
    targets = found.get("targets", {})
    if not isinstance(targets, dict):
        raise ConfigError(what=f"{path}{_at(text, None, 'targets')}", reason="targets must be a table: [targets.NAME]")
    return {name: _named(path, text, name, values) for name, values in targets.items()}


def _named(path: Path, text: str, name: str, values: object) -> NamedTarget:
    where = f"{path}{_at(text, name, None)}, targets.{name}"
    if not isinstance(values, dict) or "target" not in values:
        raise ConfigError(what=where, reason="the field target is missing")
    known = [each.name for each in fields(NamedTarget)]
    for field, value in values.items():
        here = f"{path}{_at(text, name, field)}, targets.{name}"
        if field not in known:
            raise ConfigError(what=here, reason=f"unknown field {field}; known are {', '.join(known)}")
        problem = _target_problem(value) if field == "target" else _problem(field, value)
        if problem:
            raise ConfigError(what=here, reason=f"{field}: {problem}")
    kinds = {_kind(each) for each in _listed(values["target"])}
    for kind, only in (("sftp", _SFTP_ONLY), ("s3", _S3_ONLY)):
        for field in only:
            if field in values and kind not in kinds:
                here = f"{path}{_at(text, name, field)}, targets.{name}"
                raise ConfigError(what=here, reason=f"{field} counts for {kind}:// only, and no location is one")
    texts: dict[str, str] = {field: str(value) for field, value in values.items() if field != "target"}
    made = {field: _from_folder(path.parent, text) if field in _PATHS else text for field, text in texts.items()}
    places = tuple(each if _kind(each) else _from_folder(path.parent, each) for each in _listed(values["target"]))
    return NamedTarget(target=places[0] if isinstance(values["target"], str) else places, **made)


def _listed(target: str | list[str]) -> list[str]:
    return [target] if isinstance(target, str) else target


def _kind(place: str) -> str:
    """The scheme of an address; empty for a path."""
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]+):", place)
    return found[1].lower() if found else ""


def _from_folder(folder: Path, text: str) -> str:
    return text if text.startswith(("~", "/", "pkcs11:")) else str(folder.absolute() / text)


def _target_problem(value: object) -> str | None:
    """What is wrong with ``target``; each place is looked at more closely when it is opened."""
    places = [value] if isinstance(value, str) else value
    if not isinstance(places, list) or not all(isinstance(each, str) and each.strip() for each in places):
        return "it is a path or an address in quotes, or a list of them"
    if not 1 <= len(places) <= MOST_LOCATIONS:
        return f"it lists 1 to {MOST_LOCATIONS} places"
    for at, place in enumerate(places):
        if place.rstrip("/") in [each.rstrip("/") for each in places[:at]]:
            return f"{place} is listed twice"
        if _kind(place) not in ("", "file", "sftp", "s3"):
            return f"targets of the kind {_kind(place)} are not known to this version"
    return None


def _problem(field: str, value: object) -> str | None:
    """What is wrong with the value of any other field."""
    if not isinstance(value, str):
        return "every value is text in quotes"
    if not value.strip() or value != value.strip():
        return "it is empty, or has blanks at its ends"
    look = _FORMS.get(field)
    return look(value) if look else None


def _key_problem(value: str) -> str | None:
    return None if APPLICATION.fullmatch(value) else "it is not an application's key, like bank or e-banking"


def _environment_problem(value: str) -> str | None:
    return None if ENVIRONMENT.fullmatch(value) else "it is not an environment's name, like production"


def _trust_problem(value: str) -> str | None:
    try:
        Trust.parse(value)
    except TrustInvalidError:
        return "it is not a trust anchor; copy it from the snippet in your page, it is like 1.Xm5… with 43 characters"
    return None


def _url_problem(value: str) -> str | None:
    try:
        parts = urlsplit(value)
        well = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        return str(error)
    if not well or parts.query or parts.fragment or parts.username is not None:
        return "it must be of the form https://host/path, without name, password, ? and #"
    return None


def _origin_problem(value: str) -> str | None:
    problem = _url_problem(value)
    if problem is None and urlsplit(value).path.strip("/"):
        return "it must be of the form https://host, without a path"
    return problem


_FORMS: Mapping[str, Callable[[str], str | None]] = {
    "application": _key_problem,
    "environment": _environment_problem,
    "trust": _trust_problem,
    "url": _url_problem,
    "console": _origin_problem,
    "endpoint": _url_problem,
}


def _at(text: str, table: str | None, field: str | None) -> str:
    """`` line N`` of a field (or of its table's head) in TOML; empty where it is written in a way not looked for."""
    head = "" if table is None else rf"\s*\[\s*targets\s*\.\s*[\"']?{re.escape(table)}[\"']?\s*\]"
    inside = table is None
    for number, line in enumerate(text.splitlines(), 1):
        if head and re.match(head, line):
            if field is None:
                return f" line {number}"
            inside = True
        elif table is not None and re.match(r"\s*\[", line):
            inside = False
        elif field is not None and inside and re.match(rf"\s*[\"']?{re.escape(field)}[\"']?\s*[=.]", line):
            return f" line {number}"
        if table is None and field is not None and re.match(rf"\s*\[+\s*[\"']?{re.escape(field)}\b", line):
            return f" line {number}"
    return ""


def resolve(name: str, folder: Path) -> NamedTarget:
    """A named target of the nearest ``handrail.toml``, else the name itself as a place.

    Raises:
        ConfigError: the file is malformed.
    """
    path = find_config(folder)
    named = read_config(path) if path else {}
    return named.get(name) or NamedTarget(target=name)


def open_locations(named: NamedTarget) -> Locations:
    """Every location of a named target; nothing is connected to yet.

    Raises:
        ConfigError: see ``open_target``.
    """
    return Locations(tuple(open_target(named, place) for place in named.places))


def open_target(named: NamedTarget, place: str | None = None) -> Target:
    """The target of one path or address.

    Args:
        named: what is known of it.
        place: which of its locations; the first when None.

    Raises:
        ConfigError: another kind of address, an extra that is not installed, or a name that is in no
            ``handrail.toml``.
    """
    place = named.places[0] if place is None else place
    try:
        parts = urlsplit(place)
        scheme, port = parts.scheme, parts.port
    except ValueError as error:
        raise ConfigError(what=place, reason=str(error)) from error
    if scheme == "file":
        if parts.netloc not in ("", "localhost"):
            raise ConfigError(what=place, reason="it must be of the form file:///path")
        return DirectoryTarget(Path(unquote(parts.path)))
    if scheme == "sftp":
        return _sftp(named, place, parts, port)
    if scheme == "s3":
        return _s3(named, place, parts)
    if len(scheme) > 1:
        raise ConfigError(what=place, reason=f"targets of the kind {scheme} are not known to this version")
    path = Path(place).expanduser().absolute()
    if "/" not in place and not path.exists():
        reason = f"it is neither a target of {FILE_NAME} nor a folder here (write ./{place} to make one)"
        raise ConfigError(what=place, reason=reason)
    return DirectoryTarget(path)


def _sftp(named: NamedTarget, place: str, parts: SplitResult, port: int | None) -> Target:
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
        raise ConfigError(what=place, reason="it must be of the form sftp://user@host/path")
    access = SshAccess(
        host=parts.hostname,
        user=unquote(parts.username) if parts.username else None,
        port=port,
        known_hosts=_path(named.known_hosts),
        identity=_path(named.identity),
        password_file=_path(named.password_file),
    )
    return SftpTarget(access, path.removeprefix("/~/"))


def _s3(named: NamedTarget, place: str, parts: SplitResult) -> Target:
    try:
        from handrail.deploy.targets.s3 import S3Target
    except ImportError as error:
        raise ConfigError(what="s3://", reason="it needs `pip install 'handrail[s3]'`") from error
    if not parts.netloc or "@" in parts.netloc or ":" in parts.netloc or parts.query or parts.fragment:
        raise ConfigError(what=place, reason="it must be of the form s3://bucket/prefix")
    return S3Target(parts.netloc, unquote(parts.path), endpoint=named.endpoint, region=named.region)


def _path(text: str | None) -> Path | None:
    return Path(text).expanduser() if text else None
