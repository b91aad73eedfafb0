"""Stands between sshd and OpenSSH's own sftp-server, counts what the client asks for, and lets accidents happen.

A program of its own, run by sshd for every connection (ForceCommand): ``sftp_gate.py CONTROL SFTP_SERVER``. ``CONTROL``
is a folder with the file ``order`` (JSON: ``fault``, ``at``, ``to``, ``pid``), the file ``seen`` (one record for each
request of all connections, written here), and the file ``alive`` (locked while a gate or what it began runs). A request
that is silent or late waits for the file ``go``.
"""

import fcntl
import json
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

RECORD = 80
"""Bytes of one record of ``seen``: what was asked for, padded."""

STATUS = 101
STATUSES = {"missing": 2, "denied": 3, "failure": 4, "garbled": 5, "gone": 7, "unsupported": 8}
"""Faults that are an answer; SFTP's own numbers. With ``-done`` the request is done all the same."""

KINDS = {
    1: "init", 3: "open", 4: "close", 5: "read", 6: "write", 7: "lstat", 8: "fstat", 9: "setstat", 10: "fsetstat",
    11: "opendir", 12: "readdir", 13: "remove", 14: "mkdir", 15: "rmdir", 16: "realpath", 17: "stat", 18: "rename",
}  # fmt: skip
_EXTENDED, _OPEN, _WRITE = 200, 3, 6
_MAKES = 0x02 | 0x08
"""Flags of an open that changes something: write, create."""

LATE_S = 20.0
"""How long a late request waits for the file ``go``."""


def packet(source: BinaryIO) -> bytes:
    """One packet, without its length; empty at the end."""
    head = source.read(4)
    return source.read(struct.unpack(">I", head)[0]) if len(head) == 4 else b""


def framed(data: bytes) -> bytes:
    """With its length."""
    return struct.pack(">I", len(data)) + data


def text_at(data: bytes, place: int) -> str:
    """A string of a packet."""
    size = struct.unpack(">I", data[place : place + 4])[0]
    return data[place + 4 : place + 4 + size].decode("utf-8", "replace")


def named(request: bytes) -> str:
    """What is asked for, and of which file."""
    kind = request[0]
    if kind == _EXTENDED:
        name = text_at(request, 5)
        about = 9 + len(name)
        return f"{name.partition('@')[0]} {text_at(request, about) if 'rename' in name else ''}"
    word = KINDS.get(kind, str(kind))
    if kind == _OPEN:
        flags = struct.unpack(">I", request[9 + len(text_at(request, 5)) :][:4])[0]
        word = "create" if flags & _MAKES else "open"
    return f"{word} {text_at(request, 5) if kind in (3, 7, 9, 11, 13, 14, 15, 16, 17, 18) else ''}"


class Gate:
    """One connection.

    Args:
        control: see above.
    """

    def __init__(self, control: Path) -> None:
        self.control = control
        self.alive = os.open(control / "alive", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self.alive, fcntl.LOCK_SH)
        self.seen = os.open(control / "seen", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        order = json.loads((control / "order").read_text())
        self.fault, self.at, self.to, self.pid = order["fault"], order["at"], order["to"], order["pid"]
        self.name = self.fault.removesuffix("-done")
        self.done = self.fault.endswith("-done")
        if self.name == "away" and os.fstat(self.seen).st_size // RECORD >= self.at > 0:
            self.cut()

    def number(self, what: str) -> int:
        """Count a request; the number is over all connections."""
        os.write(self.seen, what.encode()[: RECORD - 1].ljust(RECORD - 1) + b"\n")
        return os.lseek(self.seen, 0, os.SEEK_CUR) // RECORD

    def strikes(self, what: str) -> bool:
        return self.at <= self.number(what) <= self.to and bool(self.fault)

    def cut(self) -> None:
        """End the connection from the server's side: kill the sshd process that serves it."""
        pid = os.getppid()
        while pid > 1 and not Path(f"/proc/{pid}/comm").read_text().startswith("sshd"):
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(pid, signal.SIGKILL)

    def accident(self) -> None:
        """What does not come back: the client's, the connection's, the program's end, or silence."""
        if self.name == "kill":
            os.kill(self.pid, signal.SIGKILL)
        elif self.name in ("cut", "away", "half"):
            self.cut()
        elif self.name == "silent":
            self.wait()
        os._exit(1)

    def wait(self) -> None:
        """Until the file ``go`` is there."""
        end = time.monotonic() + LATE_S
        while not (self.control / "go").exists() and time.monotonic() < end:
            time.sleep(0.01)


def command(gate: Gate, asked: str) -> int:
    """A command that the client runs, e.g. ``sync -f``; counted as one request."""
    strikes = gate.strikes("exec")
    code = 0
    if not strikes or gate.done or gate.name == "half":
        shell = ["/bin/sh", "-c", asked]
        code = subprocess.run(shell, stdin=subprocess.DEVNULL, pass_fds=(gate.alive,), check=False).returncode
    if not strikes:
        return code
    if gate.name in STATUSES or gate.name in ("short", "lying"):
        return 1
    if gate.name == "late":
        gate.cut()
        return 1
    gate.accident()
    return 1


class Session:
    """One SFTP session."""

    def __init__(self, gate: Gate, server: str) -> None:
        self.gate = gate
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.server = subprocess.Popen([server], pass_fds=(gate.alive,), **pipes)
        self.waiting: dict[bytes, str] = {}
        self.one_at_a_time = threading.Lock()
        self.out = sys.stdout.buffer

    def run(self) -> None:
        answers = threading.Thread(target=self.answers, daemon=True)
        answers.start()
        with suppress(OSError):
            while request := packet(sys.stdin.buffer):
                self.request(request)
        self.to_server(b"")
        answers.join()
        self.server.wait()

    def to_server(self, request: bytes) -> None:
        assert self.server.stdin is not None
        with suppress(OSError):
            if request:
                self.server.stdin.write(framed(request))
                self.server.stdin.flush()
            else:
                self.server.stdin.close()

    def answer(self, data: bytes) -> None:
        with self.one_at_a_time, suppress(OSError):
            self.out.write(framed(data))
            self.out.flush()

    def say(self, number: bytes, status: int) -> None:
        text = b"an accident"
        self.answer(bytes([STATUS]) + number + struct.pack(">II", status, len(text)) + text + struct.pack(">I", 0))

    def request(self, request: bytes) -> None:
        gate = self.gate
        if not gate.strikes(named(request)):
            self.to_server(request)
            return
        number = request[1:5]
        if gate.name == "late":
            # The connection is gone already, but the server is still busy with what it read.
            gate.cut()
            gate.wait()
            self.to_server(request)
        elif gate.name in ("short", "lying") and request[0] == _WRITE:
            self.waiting[number] = gate.name
            self.to_server(half_written(request))
        elif gate.name in ("short", "lying"):
            self.to_server(request)
        elif gate.done or gate.name == "half":
            self.waiting[number] = gate.name
            self.to_server(request)
        elif gate.name in STATUSES:
            self.say(number, STATUSES[gate.name])
        else:
            gate.accident()

    def answers(self) -> None:
        assert self.server.stdout is not None
        while data := packet(self.server.stdout):
            self.pass_on(data)

    def pass_on(self, data: bytes) -> None:
        fault = self.waiting.pop(data[1:5], "")
        if not fault or fault == "lying":
            self.answer(data)
        elif fault == "short":
            self.say(data[1:5], STATUSES["failure"])
        elif fault in STATUSES:
            self.say(data[1:5], STATUSES[fault])
        else:
            if fault == "half":
                with self.one_at_a_time:
                    self.out.write(framed(data)[: len(data) // 2 + 2])
                    self.out.flush()
                time.sleep(0.05)
            self.gate.accident()


def half_written(request: bytes) -> bytes:
    """A write of the first half."""
    handle = 9 + struct.unpack(">I", request[5:9])[0]
    size = struct.unpack(">I", request[handle + 8 : handle + 12])[0] // 2
    return request[: handle + 8] + struct.pack(">I", size) + request[handle + 12 : handle + 12 + size]


def main() -> int:
    control, server = Path(sys.argv[1]), sys.argv[2]
    gate = Gate(control)
    asked = os.environ.get("SSH_ORIGINAL_COMMAND", "")
    if asked != server:
        return command(gate, asked)
    Session(gate, server).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
