"""A connection to an SSH server whose host key is known, with SFTP on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncssh

from handrail.deploy.errors import HostKeyChangedError, HostKeyUnknownError, TargetInvalidError
from handrail.settings.command_line import read_command_line_settings

CONNECT_S = 15.0
"""How long a server may take to answer, and again to log in."""

_SYSTEM_KNOWN_HOSTS = Path("/etc/ssh/ssh_known_hosts")


@dataclass(frozen=True)
class SshAccess:
    """How to reach an SSH server.

    Attributes:
        host: its name, or an alias of ``~/.ssh/config``.
        user: None: the one of ``~/.ssh/config``, else the local one.
        port: None: the one of ``~/.ssh/config``, else 22.
        known_hosts: file with the host's key; None: ``~/.ssh/known_hosts`` and ``/etc/ssh/ssh_known_hosts``.
        identity: private key file; None: the agent's keys, then the default ones in ``~/.ssh``.
        password_file: file with the password; the environment's ``HANDRAIL_SFTP_PASSWORD`` comes first.
    """

    host: str
    user: str | None = None
    port: int | None = None
    known_hosts: Path | None = None
    identity: Path | None = None
    password_file: Path | None = None

    @property
    def address(self) -> str:
        """``user@host:port``, as far as given."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        user = f"{self.user}@" if self.user else ""
        return f"{user}{host}:{self.port}" if self.port else f"{user}{host}"


async def connect(access: SshAccess, target: str) -> asyncssh.SSHClientConnection:
    """Log in.

    Args:
        access: see there.
        target: name, for errors.

    Raises:
        HostKeyUnknownError, HostKeyChangedError: nothing was sent but the greeting.
        TargetInvalidError: unreachable, or it does not let us in.
    """
    known = _known_hosts(access, target)
    password = _password(access, target)
    try:
        # Not left to UserKnownHostsFile of ~/.ssh/config: "none" there would accept every server.
        return await asyncssh.connect(
            access.host,
            access.port or (),
            username=access.user or (),
            known_hosts=known,
            client_keys=[str(access.identity)] if access.identity else (),
            agent_path=None if access.identity else (),
            password=password,
            connect_timeout=CONNECT_S,
            login_timeout=CONNECT_S,
        )
    except asyncssh.HostKeyNotVerifiable as error:
        raise await _host_key_refused(access, target, known, error) from error
    except asyncssh.PermissionDenied as error:
        tried = f"the key {access.identity}" if access.identity else "the agent's and your default keys"
        reason = f"it does not let {access.user or 'you'} in with {tried}{' or the password' if password else ''}"
        raise TargetInvalidError(target=target, reason=reason) from error
    except asyncssh.KeyImportError as error:
        reason = f"the key {access.identity or 'file'} cannot be used ({error}); load an encrypted one into ssh-agent"
        raise TargetInvalidError(target=target, reason=reason) from error
    except (asyncssh.Error, OSError, ValueError) as error:
        raise TargetInvalidError(target=target, reason=in_words(error)) from error


def in_words(error: Exception) -> str:
    """Why a connection failed."""
    if isinstance(error, TimeoutError):
        return "the server does not answer in time"
    if isinstance(error, OSError) and error.strerror:
        return str(error.strerror)
    return str(error) or type(error).__name__


def _files(access: SshAccess) -> list[Path]:
    return [access.known_hosts] if access.known_hosts else [Path.home() / ".ssh/known_hosts", _SYSTEM_KNOWN_HOSTS]


def _known_hosts(access: SshAccess, target: str) -> asyncssh.SSHKnownHosts:
    files = [str(path) for path in _files(access) if path.is_file()]
    try:
        return asyncssh.read_known_hosts(files) if files else asyncssh.import_known_hosts("")
    except (OSError, ValueError) as error:
        reason = f"the known hosts in {' or '.join(files)} cannot be read ({in_words(error)})"
        raise TargetInvalidError(target=target, reason=reason) from error


def _password(access: SshAccess, target: str) -> str | None:
    given = read_command_line_settings().sftp_password
    if given or access.password_file is None:
        return given or None
    try:
        return access.password_file.read_text("utf-8").rstrip("\r\n")
    except (OSError, ValueError) as error:
        reason = f"the password file {access.password_file} cannot be read ({in_words(error)})"
        raise TargetInvalidError(target=target, reason=reason) from error


async def _host_key_refused(
    access: SshAccess, target: str, known: asyncssh.SSHKnownHosts, error: Exception
) -> TargetInvalidError:
    """The refusal, with the key that the server shows: asked for again, without logging in."""
    try:
        key = await asyncssh.get_server_host_key(access.host, access.port or ())
    except (asyncssh.Error, OSError):
        key = None
    if key is None:
        return TargetInvalidError(target=target, reason=f"its host key cannot be verified ({error})")
    port = access.port or 22
    host = access.host if port == 22 else f"[{access.host}]:{port}"
    shown = {"target": target, "fingerprint": key.get_fingerprint(), "known_hosts": str(_files(access)[0])}
    same_host: Sequence[object] = known.match(access.host, "", port)[0]
    if same_host:
        return HostKeyChangedError(**shown)
    kind, public = key.export_public_key("openssh").decode("ascii").split()[:2]
    return HostKeyUnknownError(**shown, line=f"{host} {kind} {public}")
