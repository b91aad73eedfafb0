"""A real OpenSSH server of one's own on a free port, and a wire to it that can be cut."""

import asyncio
import fcntl
import getpass
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import asyncssh

SSHD = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
USER = getpass.getuser()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def make_key(path: Path) -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", path], check=True)
    return path


class SshServer:
    """``sshd`` with its own host key. With ``only_sftp`` it lets no other command be run."""

    def __init__(self, folder: Path, *, only_sftp: bool = False, more: str = "") -> None:
        assert SSHD is not None, "install openssh-server"
        folder.mkdir()
        self.port = free_port()
        self.host_key, self.identity = make_key(folder / "host_key"), make_key(folder / "identity")
        (folder / "authorized_keys").write_text(self.identity.with_suffix(".pub").read_text())
        self.known_hosts = folder / "known_hosts"
        self.know(self.port)
        lines = [
            f"Port {self.port}",
            "ListenAddress 127.0.0.1",
            f"HostKey {self.host_key}",
            f"AuthorizedKeysFile {folder / 'authorized_keys'}",
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication no",
            "PermitRootLogin prohibit-password",
            "UsePAM no",
            "StrictModes no",
            "PidFile none",
            "MaxStartups 100",
            "LogLevel ERROR",
            f"SetEnv HOME={folder}",  # no .bashrc of whoever runs the tests
            *self._lines(only_sftp=only_sftp),
            more,
        ]
        (folder / "sshd_config").write_text("\n".join(lines) + "\n")
        if os.geteuid() == 0:  # where a service would have made it
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        self._log = (folder / "log").open("wb")
        command = [SSHD, "-D", "-e", "-f", folder / "sshd_config"]
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log)
        self._wait(folder / "log")

    def _lines(self, *, only_sftp: bool) -> list[str]:
        return ["Subsystem sftp internal-sftp", *(["ForceCommand internal-sftp"] if only_sftp else [])]

    def _wait(self, log: Path) -> None:
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(log.read_text())

    def know(self, *ports: int) -> None:
        """Write the known hosts: this server's key, for these ports."""
        public = " ".join(self.host_key.with_suffix(".pub").read_text().split()[:2])
        self.known_hosts.write_text("".join(f"[127.0.0.1]:{port} {public}\n" for port in ports))

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()
        self._log.close()


class GatedServer(SshServer):
    """The same with a gate before its ``sftp-server``, where every request may meet with an accident."""

    def __init__(self, folder: Path) -> None:
        self.control = folder.with_name(f"{folder.name}-control")
        self.control.mkdir()
        self.inject("", 0)
        super().__init__(folder)

    def _lines(self, *, only_sftp: bool) -> list[str]:
        gate = f"{sys.executable} -I -S {Path(__file__).with_name('sftp_gate.py')} {self.control} {_sftp_server()}"
        return [f"Subsystem sftp {_sftp_server()}", f"ForceCommand {gate}"]

    def inject(self, fault: str, at: int, to: int = 0, pid: int = 0) -> None:
        """Let this happen to the requests of these numbers (one, unless ``to`` is given) of the next connections."""
        for name in ("seen", "go"):
            (self.control / name).unlink(missing_ok=True)
        order = {"fault": fault, "at": at, "to": max(at, to), "pid": pid}
        (self.control / "order").write_text(json.dumps(order))

    def heal(self) -> None:
        """No more faults, once nothing of them is under way."""
        (self.control / "go").touch()
        with (self.control / "alive").open("w") as alive:
            fcntl.flock(alive, fcntl.LOCK_EX)
        self.inject("", 0)

    def seen(self) -> list[str]:
        """Every request since the last order."""
        path = self.control / "seen"
        return [line.strip() for line in path.read_text("utf-8", "replace").splitlines()] if path.exists() else []


def _sftp_server() -> str:
    folders = ("/usr/lib/openssh", "/usr/libexec/openssh", "/usr/lib/ssh", "/usr/libexec")
    found = shutil.which("sftp-server", path=":".join(folders))
    assert found is not None, "install openssh-sftp-server"
    return found


class PasswordServer:
    """An SSH server of another make (asyncssh's own), which lets in by password only."""

    def __init__(self, folder: Path, password: str) -> None:
        folder.mkdir()
        host_key = make_key(folder / "host_key")
        self._loop = asyncio.new_event_loop()

        class Doorman(asyncssh.SSHServer):
            def password_auth_supported(self) -> bool:
                return True

            def validate_password(self, username: str, given: str) -> bool:
                return given == password

        options = {"server_host_keys": [str(host_key)], "server_factory": Doorman, "sftp_factory": True}
        self._server = self._loop.run_until_complete(asyncssh.listen("127.0.0.1", 0, **options))
        self.port = self._server.get_port()
        self.known_hosts = folder / "known_hosts"
        public = " ".join(host_key.with_suffix(".pub").read_text().split()[:2])
        self.known_hosts.write_text(f"[127.0.0.1]:{self.port} {public}\n")
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def close(self) -> None:
        self._server.close()
        asyncio.run_coroutine_threadsafe(self._server.wait_closed(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Wire:
    """Passes bytes on to a port, counts those that the client sends, and is cut at a chosen one.

    Bytes, not pieces: a busy machine delivers the same bytes in fewer pieces.

    Args:
        goal: port that it leads to.
        at: number of the client's byte at which it is cut; 0: never.
        delivered: whether the piece with that byte still arrives.
        comes_back: whether connections made after the cut work.
    """

    def __init__(
        self,
        goal: int,
        at: int = 0,
        *,
        delivered: bool = False,
        comes_back: bool = True,
    ) -> None:
        self._goal, self._at, self._delivered, self._comes_back = goal, at, delivered, comes_back
        self.cut: Callable[[], object] = lambda: None
        """Done at the cut, e.g. to kill a process."""
        self.sent = 0
        self._is_cut = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._sockets: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self._is_cut and not self._comes_back:
                client.close()
                continue
            server = socket.create_connection(("127.0.0.1", self._goal))
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._sockets.append(end)
            for source, sink in ((client, server), (server, client)):
                thread = threading.Thread(target=self._pass, args=(source, sink, source is client))
                thread.start()
                self._threads.append(thread)

    def _pass(self, source: socket.socket, sink: socket.socket, counts: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if counts:
                    self.sent += len(data)
                    if self._at and self.sent >= self._at and not self._is_cut:
                        self._is_cut = True
                        self.cut()
                        if self._delivered:
                            sink.sendall(data)
                            time.sleep(0.1)
                        break
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for end in self._sockets:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for end in self._sockets:
            end.close()
