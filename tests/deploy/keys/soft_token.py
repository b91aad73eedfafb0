"""A real PKCS#11 token in software: SoftHSM, with its store in a folder of the test."""

import os
import pty
import subprocess
import sys
from pathlib import Path

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "482913"
SOURCE = Path(__file__).parents[3] / "src"


class Tokens:
    """A machine with tokens plugged in; commands run there as people run them."""

    def __init__(self, folder: Path, *, without: str = "") -> None:
        """Make the machine.

        Args:
            folder: of the machine.
            without: mechanism that its tokens lack, e.g. ``CKM_ECDSA``.
        """
        self.folder = folder
        (folder / "store").mkdir(exist_ok=True)
        self.config = folder / "softhsm2.conf"
        # SoftHSM 2.6 passes over the first name of a list of exceptions.
        lines = [f"directories.tokendir = {folder / 'store'}", "objectstore.backend = file", "log.level = ERROR"]
        self.config.write_text(
            "\n".join([*lines, *([f"slots.mechanisms = -CKM_MD5,{without}"] if without else [])]) + "\n"
        )
        self.secret("pin", PIN)

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the test's own."""
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(SOURCE),
            "HOME": str(self.folder),
            "SOFTHSM2_CONF": str(self.config),
            "HANDRAIL_PKCS11_MODULE": str(MODULE),
        }

    def plug_in(self, label: str, *, pin: str | None = PIN) -> str:
        """A fresh token; its address."""
        command = ["softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "87654321"]
        subprocess.run([*command, "--pin", pin or PIN], env=self.environment, check=True, capture_output=True)
        return f"pkcs11:token={label}"

    def secret(self, name: str, text: str) -> Path:
        """A file with a password or a PIN."""
        path = self.folder / name
        path.write_text(text + "\n")
        path.chmod(0o600)
        return path

    def typed(self, *arguments: str, prompt: str, answer: str) -> tuple[int, str]:
        """Run ``handrail …`` at a terminal, and type one answer.

        Args:
            arguments: of the command.
            prompt: what must stand last on the screen before anything is typed.
            answer: without the line's end.

        Returns:
            The exit code, and all that was to be seen.
        """
        ours, theirs = pty.openpty()
        # Without a terminal of its own it asks on standard input, which is ours.
        child = subprocess.Popen(
            [sys.executable, "-m", "handrail.cli", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        seen = b""
        try:
            while not seen.endswith(prompt.encode()):
                seen += os.read(ours, 1000)
            os.write(ours, answer.encode() + b"\n")
            while True:
                seen += os.read(ours, 1000)
        except OSError:
            # The other side is closed: the command has ended.
            return child.wait(), seen.decode()
        finally:
            os.close(ours)

    def run(self, *arguments: str, code: int = 0, answer: str | None = None, **more: str) -> str:
        """Run ``handrail …``; gives back what it said, with its errors.

        Args:
            arguments: of the command.
            code: the exit code that is expected.
            answer: what stands on standard input.
            more: further environment.
        """
        command = [sys.executable, "-m", "handrail.cli", *arguments]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment | more,
            capture_output=True,
            text=True,
            check=False,
            input=answer or "",
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr
