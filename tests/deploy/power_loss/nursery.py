"""A process that has loaded Handrail already and forks for every command, so that thousands of them can be run.

Its children are the real command line in real processes: they call ``handrail.cli.main`` with their own arguments, and
end as a process ends. Each stops itself before it does anything, so that strace can be attached.
"""

import ctypes
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

SOURCE = Path(__file__).parents[3] / "src"


@dataclass(frozen=True)
class Finished:
    """How a command ended.

    Attributes:
        code: exit code; minus the signal's number.
        out: what it printed.
        err: what it printed to standard error.
    """

    code: int
    out: str
    err: str


class Nursery:
    """Starts commands; used as a context.

    Args:
        scratch: for what the children print.
    """

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._count = 0
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1"}
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        self._ask({"ready": True})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def run(self, *arguments: str, umask: int = 0o022) -> Finished:
        """Run ``handrail …`` to its end."""
        return self.go_on(self.start(*arguments, umask=umask))

    def go_on(self, child: int) -> Finished:
        """Let a child that was started run to its end."""
        os.kill(child, signal.SIGCONT)
        return self.wait(child)

    def traced(self, *arguments: str, strace: list[str], umask: int = 0o022) -> Finished:
        """The same under strace.

        Args:
            arguments: of handrail.
            strace: its options.
            umask: of the process.
        """
        child = self.start(*arguments, umask=umask)
        tracer = subprocess.Popen(["strace", "-f", "-qq", "-p", str(child), *strace], stderr=subprocess.DEVNULL)
        try:
            while f"TracerPid:\t{tracer.pid}\n" not in Path(f"/proc/{child}/status").read_text():
                assert tracer.poll() is None, "strace could not be attached"
                time.sleep(0.002)
            os.kill(child, signal.SIGCONT)
            return self.wait(child)
        finally:
            tracer.wait(60)

    def start(self, *arguments: str, umask: int = 0o022) -> int:
        """A child that waits for SIGCONT; its process id."""
        self._count += 1
        answer = self._ask({"arguments": arguments, "output": str(self._scratch / "child"), "umask": umask})
        return int(answer["child"])

    def wait(self, child: int) -> Finished:
        """How the child ended."""
        code = int(self._ask({"wait": child})["code"])
        out, err = ((self._scratch / f"child.{name}").read_text() for name in ("out", "err"))
        return Finished(code, out, err)

    def _ask(self, question: dict[str, object]) -> dict[str, int]:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer: dict[str, int] = json.loads(self._process.stdout.readline())
        return answer


_PR_SET_PTRACER = 0x59616D61


def _child(arguments: list[str], output: str, umask: int) -> None:
    for number, name in ((1, "out"), (2, "err")):
        handle = os.open(f"{output}.{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    os.umask(umask)
    sys.argv = ["handrail", *arguments]
    # Whoever runs the tests may trace its own processes, also where only parents may.
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)
    from handrail.cli import main

    code: object = 1
    try:
        os.kill(os.getpid(), signal.SIGSTOP)
        main()
    except SystemExit as error:
        code = error.code or 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


def _load() -> None:
    """Every module that commands load when they need them."""
    for above in (
        "handrail.cli",
        "handrail.package",
        "handrail.deploy",
        "handrail.deploy.targets",
        "handrail.deploy.keys",
    ):
        package = importlib.import_module(above)
        for module in pkgutil.iter_modules(package.__path__):
            if not module.name.startswith(("__", "admin", "serve", "demo", "try_", "content")):
                importlib.import_module(f"{above}.{module.name}")


def _warm_up() -> None:
    """Refused commands load what real ones load."""
    from handrail.cli import main

    printed = os.open(os.devnull, os.O_WRONLY)
    kept = [os.dup(number) for number in (1, 2)]
    for number in (1, 2):
        os.dup2(printed, number)
    absent = "/absent/of/a/test"
    for arguments in (["deploy", absent, absent], ["gc", absent], ["rollback", absent], ["keys", "rotate", absent]):
        sys.argv = ["handrail", *arguments]
        with suppress(SystemExit):
            main()
    sys.stdout.flush()
    sys.stderr.flush()
    for number, handle in zip((1, 2), kept, strict=True):
        os.dup2(handle, number)


def _serve() -> None:
    _load()
    _warm_up()
    for line in sys.stdin:
        question = json.loads(line)
        if "arguments" in question:
            child = os.fork()
            if child == 0:
                _child(question["arguments"], question["output"], question["umask"])
            os.waitpid(child, os.WUNTRACED)
            answer = {"child": child}
        elif "wait" in question:
            answer = {"code": os.waitstatus_to_exitcode(os.waitpid(question["wait"], 0)[1])}
        else:
            answer = {"code": 0}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
