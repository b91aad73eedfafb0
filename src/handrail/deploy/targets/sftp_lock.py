"""The deploy lock on an SSH server: a folder with its owner's name in it, put in its place by one rename.

A folder may be renamed onto an empty one but not onto one with something in it, so the lock appears together with its
owner, exactly one of several who try succeeds, and an empty lock is nobody's. The new channel file waits in the lock
folder: whoever breaks the lock moves the folder aside in one step, and the rename that would have committed the
deployment of the former owner finds nothing to rename. It cannot go live after its lock was lost, however late. For the
same reason files are removed by way of a folder in the lock: without it nothing can be taken away any more.
"""

import secrets
import stat
from contextlib import suppress

import asyncssh

from handrail.deploy.errors import LockedError, TargetInvalidError
from handrail.deploy.targets.lock_owner import LockOwner, owner_in_words
from handrail.deploy.targets.sftp_files import LOCK_BROKEN, LOCK_MAKING, SftpFiles

LOCK = ".handrail.sftp-lock"

_STAGED = ".new"
_TRASH = ".gone"
_ATTEMPTS = 8
"""Others may take, give back or break the lock between two requests."""


class SftpLock:
    """One deployment's claim to the lock.

    Args:
        files: the session.
        owner: whose.
        target: name, for errors.
    """

    def __init__(self, files: SftpFiles, owner: LockOwner, target: str) -> None:
        """Nothing is taken yet."""
        self._files, self._sftp, self._target = files, files.sftp, target
        self._owner = owner
        self._making = f"{LOCK_MAKING}{owner.token}"

    @property
    def staged(self) -> str:
        """Name of the file that waits to become the channel file."""
        return f"{LOCK}/{self._owner.token}{_STAGED}"

    @property
    def _trash(self) -> str:
        return f"{LOCK}/{self._owner.token}{_TRASH}"

    async def make_trash(self) -> str:
        """Make the folder that removed files are moved to; returns its name.

        Raises:
            asyncssh.SFTPError: it cannot be made, or the lock is gone.
        """
        await self._sftp.mkdir(self._at(self._trash), asyncssh.SFTPAttrs(permissions=0o700))
        return self._trash

    async def empty_trash(self) -> None:
        """Remove that folder."""
        await self._remove_folder(self._trash)

    async def take(self, *, break_lock: bool) -> None:
        """Take it.

        Raises:
            LockedError: somebody else holds it.
            TargetInvalidError: something that is no lock has its name.
            asyncssh.SFTPError: it cannot be made there. Nothing is left of it, unless the connection broke.
        """
        try:
            await self._try(break_lock)
        except (asyncssh.SFTPError, LockedError, TargetInvalidError):
            with suppress(asyncssh.SFTPError):
                await self.give_back()
            raise

    async def _try(self, break_lock: bool) -> None:
        holder: LockOwner | None = None
        failed: asyncssh.SFTPError | None = None
        for _ in range(_ATTEMPTS):
            if break_lock:
                await self._break()
                break_lock = False
            try:
                await self._prepare()
                await self._sftp.posix_rename(self._at(self._making), self._at(LOCK))
                # A former holder may have swept the owner's name away before it was moved; an empty lock is nobody's.
                if await self.holds():
                    return
                failed = None
            except asyncssh.SFTPError as error:
                failed = error
            entries = await self._entries()
            if entries is None:
                if failed is not None and not isinstance(failed, asyncssh.SFTPNoSuchFile | asyncssh.SFTPFailure):
                    raise failed
                continue
            holder = await self._holder(entries)
            if holder is not None and not holder.is_dead:
                break
            if not await self._clear(entries, holder):
                break
        if failed is not None and await self._files.lstat(LOCK) is None and holder is None:
            raise failed
        raise LockedError(target=self._target, **owner_in_words(holder)) from failed

    async def holds(self) -> bool:
        """Whether it is still ours."""
        return await self._files.lstat(f"{LOCK}/{self._owner.token}") is not None

    async def give_back(self) -> None:
        """Remove what is ours of it, wherever taking or holding it ended; another's lock is left alone."""
        await self._remove_folder(self._making)
        await self._remove(self.staged)
        if not await self._remove(f"{LOCK}/{self._owner.token}"):
            return
        try:
            await self._rmdir(LOCK)
        except asyncssh.SFTPError:
            entries = await self._entries() or []
            if await self._clear(entries, None):
                with suppress(asyncssh.SFTPError):
                    await self._rmdir(LOCK)

    async def fence(self) -> None:
        """After a broken connection: take the waiting channel file away, so that no late rename can make it live."""
        await self._remove(self.staged)

    async def _prepare(self) -> None:
        """A folder with the owner in it, under a name of its own."""
        with suppress(asyncssh.SFTPFailure, asyncssh.SFTPFileAlreadyExists):
            await self._sftp.mkdir(self._at(self._making), asyncssh.SFTPAttrs(permissions=0o700))
        async with self._sftp.open(self._at(f"{self._making}/{self._owner.token}"), "wb", encoding=None) as file:
            await file.write(self._owner.to_bytes())

    async def _entries(self) -> list[str] | None:
        """Names in the lock; None when there is no lock."""
        found = await self._files.lstat(LOCK)
        if found is None:
            return None
        if not stat.S_ISDIR(found.permissions or 0):
            raise TargetInvalidError(target=self._target, reason=f"{LOCK} in it is a link or a file, not a folder")
        with suppress(asyncssh.SFTPNoSuchFile):
            return list(await self._files.names(LOCK))
        return None

    async def _holder(self, entries: list[str]) -> LockOwner | None:
        """Who holds it, as written in it; None when that cannot be told."""
        owners = [name for name in entries if not name.endswith((_STAGED, _TRASH))]
        if len(owners) != 1:
            return None
        with suppress(asyncssh.SFTPError):
            found = LockOwner.from_bytes(await self._files.read(f"{LOCK}/{owners[0]}", 4096) or b"")
            return found if found is not None and found.token == owners[0] else None
        return None

    async def _clear(self, entries: list[str], dead: LockOwner | None) -> bool:
        """Empty a lock of nobody, or of one who is dead; its name goes last. Whether it may be empty now."""
        named = {entry for entry in entries if not entry.endswith((_STAGED, _TRASH))}
        if dead is None and named and any([await self._files.lstat(f"{LOCK}/{each}") is not None for each in named]):
            return False
        for entry in entries:
            if entry.endswith(_TRASH):
                await self._remove_folder(f"{LOCK}/{entry}")
            elif entry not in named:
                await self._remove(f"{LOCK}/{entry}")
        if dead is not None:
            await self._remove(f"{LOCK}/{dead.token}")
        return True

    async def _break(self) -> None:
        """Move the lock aside in one step, so that its owner finds it gone."""
        aside = f"{LOCK_BROKEN}{secrets.token_hex(8)}"
        with suppress(asyncssh.SFTPNoSuchFile):
            await self._sftp.posix_rename(self._at(LOCK), self._at(aside))
            await self._remove_folder(aside)

    async def _remove_folder(self, folder: str) -> None:
        with suppress(asyncssh.SFTPNoSuchFile):
            await self._files.remove_folder(folder)

    async def _remove(self, name: str) -> bool:
        """Whether it was there."""
        try:
            await self._sftp.remove(self._at(name))
        except asyncssh.SFTPNoSuchFile:
            return False
        return True

    async def _rmdir(self, folder: str) -> None:
        with suppress(asyncssh.SFTPNoSuchFile):
            await self._sftp.rmdir(self._at(folder))

    def _at(self, name: str) -> str:
        return self._files.at(name)
