"""A folder behind an SSH server. What it survives depends on the server: see ``SftpTarget.promise``.

Below the root no links are followed as far as SFTP allows: folders are looked at right before they are used, files are
made under random names that must not exist. Someone who may write into the document root on the server, and swaps a
folder for a link between that look and the use, is not kept out; the directory target on the server keeps that out too.
"""

import asyncio
import errno
import hashlib
from collections.abc import Collection, Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TypeVar

import asyncssh

from handrail.deploy.errors import (
    AfterCommitError,
    CommitUnknownError,
    DeployError,
    LockLostError,
    ReadBackError,
    TargetInvalidError,
    TargetUnreachableError,
    WriteFailedError,
)
from handrail.deploy.targets.base import Progress
from handrail.deploy.targets.lock_owner import LockOwner
from handrail.deploy.targets.sftp_files import AT_ONCE, BROKEN_CONNECTION, SftpFiles
from handrail.deploy.targets.sftp_lock import SftpLock
from handrail.deploy.targets.ssh import SshAccess, connect, in_words

STALL_S = 60.0
"""How long one step may take, besides the time that its bytes need at ``SLOWEST``."""

SLOWEST = 50_000
"""Bytes per second."""

GIVE_UP_S = 5.0
"""How long work that is being cancelled may take to end."""

T = TypeVar("T")


class SftpTarget:
    """A document root on a server that is reached by SFTP.

    Args:
        access: the server.
        path: the folder there; relative to the home folder when it does not begin with a slash.
    """

    def __init__(self, access: SshAccess, path: str) -> None:
        """Nothing is opened yet."""
        self._access, self._path = access, path
        self._runner: asyncio.Runner | None = None
        self._session: SftpFiles | None = None
        self._root = ""
        self._mine: LockOwner | None = None
        self._syncs: bool | None = None
        self._fsyncs = True
        self._there: set[str] = set()

    @property
    def name(self) -> str:
        """``sftp://user@host:port/path``."""
        return f"sftp://{self._access.address}{'' if self._path.startswith('/') else '/~/'}{self._path}"

    @property
    def promise(self) -> str:
        """See ``Target.promise``."""
        if self._syncs:
            return "survives power loss of the server"
        lacks = "it lets no `sync -f` be run" if self._fsyncs else "it offers neither `sync -f` nor fsync"
        return f"survives crashes of programs, not power loss of the server ({lacks})"

    def open(self, *, create: bool) -> None:
        """See ``Target.open``. The server's host key must be known."""
        self._runner = asyncio.Runner()
        # A broken connection fails every request under way; one of them is raised here, the others are not news.
        self._runner.get_loop().set_exception_handler(lambda loop, context: None)
        try:
            self._run(self._enter(create))
        except TargetUnreachableError as error:
            self.close()
            raise TargetInvalidError(target=self.name, reason=str(error.params["reason"])) from error
        except asyncssh.SFTPError as error:
            self.close()
            raise TargetInvalidError(target=self.name, reason=in_words(error)) from error
        except BaseException:
            self.close()
            raise

    async def _enter(self, create: bool) -> None:
        connection = await connect(self._access, self.name)
        try:
            self._session = SftpFiles(connection, await connection.start_sftp_client(), self.name)
        except BaseException:
            connection.abort()
            raise
        await self._session.enter(self._path, create=create)
        self._root = self._session.root

    def close(self) -> None:
        """See ``Target.close``."""
        session, runner, self._session, self._runner = self._session, self._runner, None, None
        if runner is None:
            return
        if session is not None:
            with suppress(asyncssh.Error, OSError):
                runner.run(session.leave())
        runner.close()

    @contextmanager
    def lock(self, *, break_lock: bool) -> Iterator[None]:
        """See ``Target.lock``: a folder with its owner's name in it. It outlives a killed process.

        The lock of an ended process of this machine is taken over unasked.
        """
        mine = LockOwner.me()
        with mine.in_use():
            try:
                if not self._run(self._files.can_replace()):
                    reason = "the server cannot replace a file in one step (posix-rename@openssh.com)"
                    raise TargetInvalidError(target=self.name, reason=reason)
                self._run(self._lock_of(mine).take(break_lock=break_lock))
            except TargetUnreachableError:
                self._release(mine)
                raise
            except asyncssh.SFTPError as error:
                reason = f"no lock can be made ({in_words(error)})"
                raise TargetInvalidError(target=self.name, reason=reason) from error
            self._mine, self._syncs = mine, None
            try:
                yield
            finally:
                self._mine = None
                self._release(mine)

    def check_lock(self) -> None:
        """See ``Target.check_lock``."""
        try:
            holds = self._run(self._claim.holds())
        except asyncssh.SFTPError as error:
            raise WriteFailedError(name="the lock", target=self.name, reason=in_words(error)) from error
        if not holds:
            raise LockLostError(target=self.name)

    def sweep(self) -> int:
        """See ``Target.sweep``."""
        try:
            return self._run(self._files.sweep())
        except asyncssh.SFTPError as error:
            raise WriteFailedError(name="a temporary file", target=self.name, reason=in_words(error)) from error

    def read(self, name: str, limit: int) -> bytes | None:
        """See ``Target.read``.

        Raises:
            TargetUnreachableError: the connection broke.
        """
        try:
            found = self._run(self._files.read(name, limit), limit)
        except asyncssh.SFTPError as error:
            raise OSError(errno.EIO, in_words(error), name) from error
        if found is not None:
            self._there.add(name)
        return found

    def list_folder(self, folder: str) -> tuple[str, ...]:
        """See ``Target.list_folder``."""
        try:
            return tuple(sorted(self._run(self._files.entries(folder))))
        except asyncssh.SFTPError as error:
            raise OSError(errno.EIO, in_words(error), folder) from error

    def changed_at(self, name: str) -> datetime | None:
        """See ``Target.changed_at``: SFTP tells the modification time only, which whoever changed it may have set."""
        try:
            found = self._run(self._files.lstat(name))
        except asyncssh.SFTPError:
            return None
        return None if found is None or found.mtime is None else datetime.fromtimestamp(found.mtime, UTC)

    def put_all(self, files: Mapping[str, bytes], hashes: Mapping[str, str], progress: Progress) -> None:
        """See ``Target.put_all``. The barrier covers what an earlier, killed deployment left in place, too."""
        self._files.look_again()
        size = sum(len(data) for data in files.values())
        try:
            self._run(self._files.put_all(files, hashes, progress), size, len(files))
        except WriteFailedError:
            # Whoever broke the lock has swept away what was staged.
            with suppress(TargetUnreachableError, WriteFailedError):
                self.check_lock()
            raise
        self._fsyncs = self._files.fsyncs
        self._syncs = self._synced()

    def commit(self, name: str, data: bytes, modified_s: int) -> None:
        """See ``Target.commit``.

        Raises:
            CommitUnknownError: it ended with an error, and nobody can say what is in place.
        """
        self._files.look_again()
        sha256, staged = hashlib.sha256(data).hexdigest(), self._claim.staged
        try:
            self._run(self._files.stage(name, data, sha256, place=staged, modified_s=modified_s), len(data))
            if self.read(staged, len(data)) != data:
                raise ReadBackError(name=name, target=self.name)
            # What waits in somebody else's lock was put there after ours was broken, which is found out here; what
            # waits in ours cannot be renamed any more as soon as it is broken.
            self.check_lock()
        except TargetUnreachableError:
            raise
        except OSError as error:
            self._refused(name, None, WriteFailedError(name=name, target=self.name, reason=in_words(error)))
        except DeployError as error:
            self._refused(name, None, error)
        try:
            self._run(self._files.rename(name, staged))
        except TargetUnreachableError as error:
            self._find_out(name, data, error)
        except DeployError as error:
            self._refused(name, data, error)
        self._make_durable()

    def remove_all(self, names: Collection[str]) -> None:
        """See ``Target.remove_all``. Where no ``sync -f`` may be run, a power loss may bring files back, unused."""
        self._files.look_again()
        try:
            trash = self._run(self._claim.make_trash())
            self._run(self._files.remove_all(names, trash), steps=2 * len(names))
            self._run(self._claim.empty_trash())
        except asyncssh.SFTPError as error:
            self.check_lock()
            raise WriteFailedError(name="the lock", target=self.name, reason=in_words(error)) from error
        # Where it was broken meanwhile, every file that is left looked like one that was absent.
        self.check_lock()
        self._syncs = self._synced()

    def _synced(self) -> bool:
        """Whether the server let `sync -f` be run."""
        return self._run(self._files.sync(STALL_S / 2))

    def _make_durable(self) -> None:
        try:
            synced = self._synced()
        except TargetUnreachableError:
            synced = False
        if self._syncs and not synced:
            reason = "that could not be made durable (sync -f failed)"
            raise AfterCommitError(release="", target=self.name, reason=reason)
        self._syncs = synced

    def _find_out(self, name: str, data: bytes, error: TargetUnreachableError) -> None:
        """The connection broke during the commit: look over a new one whether it happened.

        The server may still be busy with the old connection's last request, so first of all what it would rename is
        taken away.

        Raises:
            TargetUnreachableError: it did not happen, and will not.
            CommitUnknownError: there is no new one.
        """
        try:
            self._reconnect()
            self._run(self._claim.fence())
        except (DeployError, asyncssh.SFTPError) as second:
            raise self._unknown(name, error) from second
        if not self._is_in_place(name, data, error):
            raise error

    def _refused(self, name: str, data: bytes | None, error: DeployError) -> None:
        """The server said that it did not do it: look whether that is so, and why. ``data``: what may be in place now.

        Raises:
            LockLostError: the lock was broken meanwhile.
            CommitUnknownError: nor does it say any more what is in place.
            DeployError: the given one; the channel file was not replaced.
        """
        if data is not None and self._is_in_place(name, data, error):
            return
        ours = not isinstance(error, LockLostError)
        with suppress(DeployError, OSError, asyncssh.SFTPError):
            self._run(self._claim.fence())
            ours = ours and self._run(self._claim.holds())
        raise error if ours else LockLostError(target=self.name) from error

    def _is_in_place(self, name: str, data: bytes, error: DeployError) -> bool:
        """Whether the channel file is the new one.

        Raises:
            CommitUnknownError: that cannot be read, or it is said to be absent although it was there before.
        """
        try:
            found = self.read(name, len(data))
        except (DeployError, OSError) as second:
            raise self._unknown(name, error) from second
        if found is None and name in self._there:
            raise self._unknown(name, error) from error
        return found == data

    def _unknown(self, name: str, error: DeployError) -> CommitUnknownError:
        reason = str(error.params.get("reason", error.message)).rstrip(".")
        return CommitUnknownError(target=self.name, name=name, reason=reason)

    def _reconnect(self) -> None:
        root = self._root
        self.close()
        self.open(create=False)
        if self._root != root:
            raise TargetInvalidError(target=self.name, reason="it leads to another folder than before")

    def _release(self, mine: LockOwner) -> None:
        """Give the lock back, over a new connection if need be; where that fails too, the lock stays and is shown."""
        with suppress(DeployError, asyncssh.SFTPError):
            try:
                self._run(self._lock_of(mine).give_back())
            except TargetUnreachableError:
                self._reconnect()
                self._run(self._lock_of(mine).give_back())

    def _lock_of(self, owner: LockOwner) -> SftpLock:
        return SftpLock(self._files, owner, self.name)

    @property
    def _claim(self) -> SftpLock:
        """The lock that is held.

        Raises:
            LockLostError: none is.
        """
        if self._mine is None:
            raise LockLostError(target=self.name)
        return self._lock_of(self._mine)

    @property
    def _files(self) -> SftpFiles:
        if self._session is None:
            raise TargetUnreachableError(target=self.name, reason="there is no connection")
        return self._session

    def _run(self, work: Coroutine[object, object, T], size: int = 0, steps: int = 0) -> T:
        """Do something on the connection, in bounded time.

        Raises:
            TargetUnreachableError: it broke, or takes too long.
        """

        async def bounded() -> T:
            task = asyncio.ensure_future(work)
            try:
                limit = STALL_S * (1 + steps // AT_ONCE) + size / SLOWEST
                if (await asyncio.wait({task}, timeout=limit))[0]:
                    return task.result()
                raise TimeoutError
            finally:
                if not task.done():
                    # Merely cancelled, it would tidy up over a connection that does not answer.
                    if self._session is not None:
                        self._session.abort()
                    task.cancel()
                    await asyncio.wait({task}, timeout=GIVE_UP_S)

        if self._runner is None:
            work.close()
            raise TargetUnreachableError(target=self.name, reason="there is no connection")
        try:
            return self._runner.run(bounded())
        except BROKEN_CONNECTION as error:
            raise TargetUnreachableError(target=self.name, reason=in_words(error)) from error
