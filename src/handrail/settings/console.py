"""Settings of the console."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from handrail.settings.reader import SettingError, SettingsReader

LOG_LEVELS = ("debug", "info", "warning", "error")
DEFAULT_ORIGIN = "http://127.0.0.1:8000"
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
MIN_SECRET_LENGTH = 32


@dataclass(frozen=True)
class ConsoleSettings:
    """Everything the console is told from outside.

    Attributes:
        data_dir: directory for the database, the secret key and what else must outlive a restart.
        database_url: ``sqlite:///<path>`` or ``postgresql://user:password@host:port/name``.
        secret_key: signs sessions and links, encrypts signing keys at rest.
        events_dir: folder where ``handrail collect`` keeps the events; the overview counts them.
        console_origin: scheme, host and port under which people reach the console.
        allow_loopback_hosting: self-hosted URLs may lead to this machine (trial, ``make start``).
        allow_private_hosting: self-hosted URLs may lead to private address ranges (intranet installations).
        demo_sign_in: one-time sign-in links may be used, from the loopback address only.
        log_level: least severe level that is logged.
    """

    data_dir: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    events_dir: Path = Path("events")
    console_origin: str = DEFAULT_ORIGIN
    allow_loopback_hosting: bool = False
    allow_private_hosting: bool = False
    demo_sign_in: bool = False
    log_level: str = "info"

    @property
    def console_host(self) -> str:
        """Host name of ``console_origin``, without port."""
        return urlsplit(self.console_origin).hostname or ""

    @property
    def secure(self) -> bool:
        """Whether people reach the console by https."""
        return self.console_origin.startswith("https://")


def _origin(reader: SettingsReader, default: str) -> str:
    value = reader.text("CONSOLE_ORIGIN", default)
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"} or parts.query:
        problem = f"{value!r} is not an origin such as https://guides.example.com"
        raise SettingError(name="HANDRAIL_CONSOLE_ORIGIN", problem=problem)
    return value.rstrip("/").lower()


def _stored_secret(data_dir: Path) -> str:
    """The secret key kept in the data directory; made there (mode 0600) at the first start."""
    path = data_dir / "secret.key"
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("utf-8").strip()
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    return path.read_text("utf-8").strip()


def read_console_settings(
    environ: Mapping[str, str] | None = None, *, data_dir: Path | None = None, default_origin: str = DEFAULT_ORIGIN
) -> ConsoleSettings:
    """Read and check all settings.

    Args:
        environ: names and values; the process's own environment when absent.
        data_dir: instead of ``HANDRAIL_DATA_DIR`` (``--data`` of the command line).
        default_origin: the console's origin where ``HANDRAIL_CONSOLE_ORIGIN`` does not say it.

    Raises:
        SettingError: a name is unknown or a value malformed.
    """
    reader = SettingsReader(environ)
    data_dir = (data_dir or Path(reader.text("DATA_DIR", "var"))).absolute()
    secret = reader.text("SECRET_KEY")
    if secret and len(secret) < MIN_SECRET_LENGTH:
        problem = f"has {len(secret)} characters; at least {MIN_SECRET_LENGTH} are needed"
        raise SettingError(name="HANDRAIL_SECRET_KEY", problem=problem)
    return ConsoleSettings(
        data_dir=data_dir,
        database_url=reader.text("DATABASE_URL", f"sqlite:///{data_dir / 'handrail.sqlite3'}"),
        secret_key=secret or _stored_secret(data_dir),
        events_dir=Path(reader.text("EVENTS_DIR", str(data_dir / "events"))).absolute(),
        console_origin=_origin(reader, default_origin),
        allow_loopback_hosting=reader.switch("ALLOW_LOOPBACK_HOSTING"),
        allow_private_hosting=reader.switch("ALLOW_PRIVATE_HOSTING"),
        demo_sign_in=reader.switch("DEMO_SIGN_IN"),
        log_level=reader.choice("LOG_LEVEL", LOG_LEVELS, "info"),
    )


_chosen: list[ConsoleSettings] = []


def use_console_settings(settings: ConsoleSettings) -> None:
    """Let ``console_settings()`` answer these; the command line calls it before Django starts."""
    _chosen[:] = [settings]


def console_settings() -> ConsoleSettings:
    """The settings of this process, read once."""
    if not _chosen:
        _chosen.append(read_console_settings())
    return _chosen[0]
