"""A systemd unit for ``handrail watch``: hardened, restarted whatever ends it, the token as a credential."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from handrail.deploy.errors import ConfigError

_ACCOUNT = re.compile(r"[a-z_][a-z0-9_-]{0,31}")
_PLAIN = re.compile(r"[\w./+@~:,=-]+")
_HARDENED: Final = (
    "ProtectSystem=strict",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "ProtectClock=yes",
    "ProtectControlGroups=yes",
    "ProtectHostname=yes",
    "ProtectKernelLogs=yes",
    "ProtectKernelModules=yes",
    "ProtectKernelTunables=yes",
    "ProtectProc=invisible",
    "ProcSubset=pid",
    "NoNewPrivileges=yes",
    "CapabilityBoundingSet=",
    "AmbientCapabilities=",
    "LockPersonality=yes",
    "MemoryDenyWriteExecute=yes",
    "RemoveIPC=yes",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
    "RestrictNamespaces=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "SystemCallArchitectures=native",
    "SystemCallFilter=@system-service",
    "SystemCallFilter=~@privileged @resources",
)
"""What the service may not do; the same for every target."""
_HOMES: Final = ("home", "root")
"""Folders of people below the root: hidden from the service unless something of its own lies there."""


@dataclass(frozen=True, kw_only=True)
class Unit:
    """What the unit is made of.

    Attributes:
        command: the program and its arguments; absolute.
        folder: where ``handrail.toml`` lies.
        target: as named on the command line, for the description.
        user: account that owns the document root; None: one made for the service by systemd (``DynamicUser``).
        token_file: absolute path of the file with the token; only root need be able to read it.
        writes: folders that it writes to: document roots on this machine.
        reads: further files that it reads, e.g. a pointer key or an SSH key.
    """

    command: Sequence[str]
    folder: str
    target: str
    user: str | None
    token_file: str
    writes: Sequence[str] = ()
    reads: Sequence[str] = ()


def unit_text(unit: Unit) -> str:
    """The text of ``/etc/systemd/system/handrail-watch-<target>.service``.

    Raises:
        ConfigError: an account's name or a path that a unit cannot hold.
    """
    if unit.user is not None and not _ACCOUNT.fullmatch(unit.user):
        raise ConfigError(what="--user", reason=f"{unit.user!r} is not the name of an account")
    paths = (unit.folder, unit.token_file, *unit.writes, *unit.reads)
    for path in paths:
        if not path.startswith("/") or not _PLAIN.fullmatch(path):
            reason = f"{path!r} cannot stand in a unit: it must be absolute, without blanks, quotes and percent signs"
            raise ConfigError(what="--systemd", reason=reason)
    account = f"User={unit.user}" if unit.user else "DynamicUser=yes"
    homes = [path for path in (unit.command[0], *paths) if PurePosixPath(path).parts[1] in _HOMES]
    lines = [
        "[Unit]",
        f"Description=Handrail: deploys what the console publishes to {' '.join(unit.target.split())}",
        "After=network-online.target",
        "Wants=network-online.target",
        *(f"RequiresMountsFor={path}" for path in unit.writes),
        "# Never give up: what is away comes back.",
        "StartLimitIntervalSec=0",
        "",
        "[Service]",
        "Type=exec",
        f"WorkingDirectory={unit.folder}",
        f"ExecStart={' '.join(_word(word) for word in unit.command)}",
        f"LoadCredential=token:{unit.token_file}",
        "Environment=HANDRAIL_TOKEN_FILE=%d/token",
        "Restart=always",
        "RestartSec=5",
        "TimeoutStopSec=60",
        account,
        "# The journal of receipts lies in /var/lib/handrail.",
        "StateDirectory=handrail",
        "StateDirectoryMode=0700",
        "UMask=0022",
        *(f"ReadWritePaths={path}" for path in unit.writes),
        *(f"ReadOnlyPaths={path}" for path in unit.reads),
        f"ProtectHome={'read-only' if homes else 'yes'}",
        *_HARDENED,
        "",
        "[Install]",
        "WantedBy=multi-user.target",
    ]
    return "\n".join(lines) + "\n"


def _word(word: str) -> str:
    """One argument of ``ExecStart``; percent and dollar signs mean nothing in it."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return escaped if _PLAIN.fullmatch(escaped) else f'"{escaped}"'
