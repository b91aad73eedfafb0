"""Files below a folder on an SSH server: read, made under random names, renamed into place. No links are followed.

SFTP knows no directory handles, so every folder is looked at (lstat) before it is used, once per step of a deployment.
"""

import asyncio
import hashlib
import secrets
import shlex
import stat
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import suppress
from typing import TypeVar

import asyncssh

from handrail.deploy.errors import NoSpaceError, ReadBackError, TargetInvalidError, WriteFailedError
from handrail.deploy.targets.base import Progress
from handrail.deploy.targets.ssh import in_words

AT_ONCE = 8
"""Files under way at the same time: most of a small file's time is waiting for the server."""

BROKEN_CONNECTION = (
    asyncssh.SFTPConnectionLost,
    asyncssh.SFTPNoConnection,
    asyncssh.DisconnectError,
    asyncssh.ChannelOpenError,
    OSError,
    EOFError,
)

LOCK_BROKEN = ".handrail.broken-"
"""Begins the name of a lock that was moved aside."""

LOCK_MAKING = ".handrail.taking-"
"""Begins the name of a lock that is being made."""

_TEMPORARY = ".handrail-"

T = TypeVar("T")


class SftpFiles:
    """One SFTP session.

    Args:
        connection: logged in.
        sftp: the SFTP session on it.
        target: name, for errors.
    """

    def __init__(self, connection: asyncssh.SSHClientConnection, sftp: asyncssh.SFTPClient, target: str) -> None:
        """No folder is chosen yet."""
        self.sftp = sftp
        self.root = ""
        self.fsyncs = True
        self._connection, self._target = connection, target
        self._checked: set[str] = set()

    async def enter(self, path: str, *, create: bool) -> None:
        """Resolve the document root, once.

        Raises:
            TargetInvalidError: it is no folder.
        """
        if create and not await self.sftp.exists(path):
            above = path.rstrip("/").rpartition("/")[0]
            if await self.sftp.isdir(above or "."):
                await self.sftp.mkdir(path)
                await self.sftp.chmod(path, 0o755)
        if not await self.sftp.isdir(path):
            reason = "it is not a folder" if await self.sftp.exists(path) else "it does not exist"
            raise TargetInvalidError(target=self._target, reason=reason)
        self.root = str(await self.sftp.realpath(path)).rstrip("/")

    def abort(self) -> None:
        """Let everything that is under way fail at once."""
        self._connection.abort()

    async def leave(self) -> None:
        """End the session and the connection."""
        self.sftp.exit()
        self._connection.abort()
        await self._connection.wait_closed()

    def at(self, name: str) -> str:
        """Path of a name below the root."""
        return f"{self.root}/{name}"

    def look_again(self) -> None:
        """Forget which folders were found to be no links."""
        self._checked.clear()

    async def sync(self, limit_s: float) -> bool:
        """Whether the file system was made durable as a whole.

        Where the server lets nothing but SFTP run, another answer comes, or none.

        Args:
            limit_s: how long to wait for it.
        """
        said = f"synced-{secrets.token_hex(8)}"
        command = f"sync -f -- {shlex.quote(self.root or '/')} && echo {said}"
        try:
            async with asyncio.timeout(limit_s):
                done = await self._connection.run(command, stdin=asyncssh.DEVNULL, encoding=None, check=False)
        except (asyncssh.ChannelOpenError, TimeoutError):
            return False
        return done.exit_status == 0 and done.stdout == said.encode() + b"\n"

    async def can_replace(self) -> bool:
        """Whether the server knows ``posix-rename@openssh.com``, asked with names that do not exist."""
        missing = self.at(f"{_TEMPORARY}{secrets.token_hex(8)}")
        try:
            await self.sftp.posix_rename(missing, missing + "-")
        except asyncssh.SFTPOpUnsupported:
            return False
        except asyncssh.SFTPNoSuchFile:
            return True
        return True

    async def lstat(self, name: str) -> asyncssh.SFTPAttrs | None:
        """Attributes, of a link those of its own; None when absent."""
        try:
            return await self.sftp.lstat(self.at(name))
        except asyncssh.SFTPNoSuchFile:
            return None

    async def read(self, name: str, limit: int) -> bytes | None:
        """See ``Target.read``."""
        if not await self.has_folder(name.rpartition("/")[0]):
            return None
        found = await self.lstat(name)
        if found is None:
            return None
        if not stat.S_ISREG(found.permissions or 0):
            return b""
        try:
            async with self.sftp.open(self.at(name), "rb", encoding=None) as file:
                data = await file.read(limit + 1)
        except asyncssh.SFTPNoSuchFile:
            return None
        return data if isinstance(data, bytes) else data.encode()

    async def entries(self, folder: str) -> dict[str, bool]:
        """Names in a folder, and whether each is a folder (no link); empty when it is absent."""
        if not await self.has_folder(folder):
            return {}
        return await self.names(folder)

    async def names(self, folder: str) -> dict[str, bool]:
        """As ``entries``, of a folder that was just looked at.

        Raises:
            asyncssh.SFTPError: it cannot be read, or is gone.
        """
        found = await self.sftp.readdir(self.at(folder))
        named = {_text(each.filename): stat.S_ISDIR(each.attrs.permissions or 0) for each in found}
        return {name: is_folder for name, is_folder in named.items() if name not in (".", "..")}

    async def remove_folder(self, folder: str) -> None:
        """Remove a folder and what is in it; links are not followed.

        Raises:
            asyncssh.SFTPError: it cannot be removed, or is gone.
        """
        for entry, is_folder in (await self.names(folder)).items():
            with suppress(asyncssh.SFTPNoSuchFile):
                if is_folder:
                    await self.remove_folder(f"{folder}/{entry}")
                else:
                    await self.sftp.remove(self.at(f"{folder}/{entry}"))
        await self.sftp.rmdir(self.at(folder))

    async def sweep(self) -> int:
        """See ``Target.sweep``; also what a killed deployment left of a lock that it made or broke."""
        removed = 0
        for entry in await self.names(""):
            if entry.startswith((LOCK_BROKEN, LOCK_MAKING)):
                # Somebody may be at work in it, and not have the lock yet or any more: it fills again, or is gone.
                with suppress(asyncssh.SFTPNoSuchFile, asyncssh.SFTPFailure):
                    await self.remove_folder(entry)
                    removed += 1
        pending = ["blobs", "releases", "sdk", "channel"]
        while pending:
            folder = pending.pop()
            for entry, is_folder in (await self.entries(folder)).items():
                if entry.startswith(_TEMPORARY):
                    # One whose lock was broken may be at work still, and rename it meanwhile.
                    with suppress(asyncssh.SFTPNoSuchFile):
                        await self.sftp.remove(self.at(f"{folder}/{entry}"))
                        removed += 1
                elif is_folder:
                    pending.append(f"{folder}/{entry}")
        return removed

    async def has_folder(self, folder: str, *, create: bool = False) -> bool:
        """Whether a folder below the root exists (or was made), each part of its path being a folder and no link.

        Raises:
            TargetInvalidError: one is a link or a file.
        """
        if not folder or folder in self._checked:
            return True
        if not await self.has_folder(folder.rpartition("/")[0], create=create):
            return False
        found = await self.lstat(folder)
        if found is None and create:
            with suppress(asyncssh.SFTPFailure, asyncssh.SFTPFileAlreadyExists):
                await self.sftp.mkdir(self.at(folder), asyncssh.SFTPAttrs(permissions=0o755))
                await self.sftp.chmod(self.at(folder), 0o755)
            found = await self.lstat(folder)
        if found is None:
            return False
        if not stat.S_ISDIR(found.permissions or 0):
            reason = f"{folder} in it is a link or a file, not a folder"
            raise TargetInvalidError(target=self._target, reason=reason)
        self._checked.add(folder)
        return True

    async def put_all(self, files: Mapping[str, bytes], hashes: Mapping[str, str], progress: Progress) -> None:
        """Stage all files, then rename all; what was staged and not renamed is removed.

        Raises:
            NoSpaceError, WriteFailedError, ReadBackError, TargetInvalidError, or the connection's own errors.
        """
        staged: dict[str, str] = {}
        done = 0

        async def stage(name: str) -> None:
            nonlocal done
            staged[name] = await self.stage(name, files[name], hashes[name])
            done += 1
            progress("write", done, len(files))

        async def rename(name: str) -> None:
            await self.rename(name, staged[name])
            del staged[name]

        try:
            for folder in sorted({name.rpartition("/")[0] for name in files}):
                await self._existing(folder)
            await _some_at_once(list(files), stage)
            await _some_at_once(list(files), rename)
        except BaseException:
            with suppress(*BROKEN_CONNECTION):
                await _some_at_once(list(staged.values()), self.discard)
            raise

    async def remove_all(self, names: Collection[str], trash: str) -> None:
        """Remove files; absent ones are fine.

        Args:
            names: of the files.
            trash: a folder that is there as long as this deployment holds the lock. Each file is moved there first: a
                server that is still busy with a request of a client long gone then finds no place to move it to.

        Raises:
            WriteFailedError, TargetInvalidError, or the connection's own errors.
        """
        numbers = {name: number for number, name in enumerate(names)}

        async def remove(name: str) -> None:
            try:
                if await self.has_folder(name.rpartition("/")[0]):
                    moved = self.at(f"{trash}/{numbers[name]}")
                    await self.sftp.posix_rename(self.at(name), moved)
                    await self.sftp.remove(moved)
            except asyncssh.SFTPNoSuchFile:
                return
            except asyncssh.SFTPError as error:
                raise await self._failed(name, error) from error

        await _some_at_once(sorted(names), remove)

    async def stage(
        self, name: str, data: bytes, sha256: str, *, place: str | None = None, modified_s: int | None = None
    ) -> str:
        """Write a temporary file, exclusively and with fsync; returns its name.

        Args:
            name: what it is to become.
            data: its bytes.
            sha256: compared before they are sent.
            place: its name; None: a random one beside its final name.
            modified_s: its modification time, seconds since 1970.

        Raises:
            NoSpaceError, WriteFailedError, ReadBackError, TargetInvalidError, or the connection's own errors.
        """
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ReadBackError(name=name, target=self._target)
        folder = name.rpartition("/")[0]
        await self._existing(folder)
        temporary = place or f"{folder}/{_TEMPORARY}{secrets.token_hex(8)}"
        private = asyncssh.SFTPAttrs(permissions=0o600)
        try:
            async with self.sftp.open(self.at(temporary), "xb", private, encoding=None) as file:
                await file.write(data)
                await file.chmod(0o644)
                if modified_s is not None and modified_s < 1 << 32:
                    await file.utime((modified_s, modified_s))
                await self._fsync(file)
        except asyncssh.SFTPError as error:
            failed = await self._failed(name, error, len(data))
            await self.discard(temporary)
            raise failed from error
        return temporary

    async def rename(self, name: str, temporary: str) -> None:
        """Put a staged file in its place, over whatever lies there, in one step.

        Raises:
            WriteFailedError, NoSpaceError, or the connection's own errors.
        """
        try:
            await self.sftp.posix_rename(self.at(temporary), self.at(name))
        except asyncssh.SFTPError as error:
            raise await self._failed(name, error) from error

    async def discard(self, temporary: str) -> None:
        """Remove a staged file, if it is there."""
        with suppress(asyncssh.SFTPError):
            await self.sftp.remove(self.at(temporary))

    async def _fsync(self, file: asyncssh.SFTPClientFile) -> None:
        try:
            await file.fsync()
        except asyncssh.SFTPOpUnsupported:
            self.fsyncs = False

    async def _existing(self, folder: str) -> None:
        try:
            there = await self.has_folder(folder, create=True)
        except asyncssh.SFTPError as error:
            raise await self._failed(folder, error) from error
        if not there:
            raise await self._failed(folder, asyncssh.SFTPFailure("the folder cannot be made"))

    async def _failed(self, name: str, error: asyncssh.SFTPError, size: int = 1) -> Exception:
        """SFTP has one word for all failures, so the server is asked how much room is left."""
        if isinstance(error, BROKEN_CONNECTION):
            return error
        with suppress(asyncssh.SFTPError):
            found = await self.sftp.statvfs(self.root or "/")
            if found.bavail * found.frsize < size or found.favail == 0 < found.files:
                return NoSpaceError(name=name, target=self._target)
        return WriteFailedError(name=name, target=self._target, reason=in_words(error))


async def _some_at_once(names: Iterable[str], work: Callable[[str], Awaitable[None]]) -> None:
    """Do it for all, a few at a time; after the first error no new one is begun, and that error is raised."""
    pending = iter(names)

    async def worker() -> None:
        for name in pending:
            try:
                await work(name)
            except BaseException:
                list(pending)
                raise

    for error in await asyncio.gather(*(worker() for _ in range(AT_ONCE)), return_exceptions=True):
        if error is not None:
            raise error


def _text(name: bytes | str) -> str:
    return name if isinstance(name, str) else name.decode("utf-8", "replace")
