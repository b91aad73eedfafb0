"""Structured log lines: one JSON object a line, without secrets."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

SECRET_NAMES = re.compile(r"(?i)(authorization|cookie|password|secret|token|private|csrf|session)")
SECRET_TEXT = re.compile(
    r"(?i)(hr_[A-Za-z0-9_-]{8})[A-Za-z0-9_-]+|(/sign-in/link/)[^\s/?\"']+|(bearer )\S+|(://[^\s/:@]+:)[^\s/@]+(?=@)"
    r"|(/handover/)[^\s/?\"']+"
)
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request", "server_time"}


def without_secrets(text: str) -> str:
    """``text`` with what looks like a token, a one-time link or a password in an address blanked."""
    return SECRET_TEXT.sub(lambda m: "".join(group for group in m.groups() if group) + "…", text)


class JsonFormatter(logging.Formatter):
    """``{"at", "level", "logger", "message", …}``; extra fields with secret names are dropped."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        for name, value in vars(record).items():
            if name not in _STANDARD and not SECRET_NAMES.search(name):
                line[name] = value if isinstance(value, int | float | bool | None) else without_secrets(str(value))
        if record.exc_info:
            line["exception"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def logging_configuration(level: str) -> dict[str, Any]:
    """The dictionary for ``logging.config``; everything goes to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "handrail.project.logs.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            # Every request would be a line of its own with the path of one-time links in it.
            "uvicorn.access": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
        },
    }
