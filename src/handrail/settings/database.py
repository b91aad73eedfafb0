"""Turns the database address into the form that Django's settings take (plain data; no Django here)."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from handrail.settings.reader import SettingError

# WAL: readers never wait for the writer. IMMEDIATE: a writer takes its lock at once instead of failing half-way
# through a transaction that began by reading.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
}


def database_configuration(url: str) -> dict[str, Any]:
    """``sqlite:///<path>`` or ``postgresql://user:password@host:port/name?sslmode=…`` as Django wants it.

    Raises:
        SettingError: another scheme, or no database name.
    """
    parts = urlsplit(url)
    name = unquote(parts.path).removeprefix("/")
    if parts.scheme == "sqlite" and name:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": dict(SQLITE_OPTIONS)}
    if parts.scheme in {"postgres", "postgresql"} and name:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    problem = "is neither sqlite:///<path> nor postgresql://user:password@host:port/name"
    raise SettingError(name="HANDRAIL_DATABASE_URL", problem=problem)
