"""Follows a guide of the documentation line by line, as a person would, with the guide's names put in place."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[3]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass
class Guide:
    """One page.

    Attributes:
        page: below ``docs/``.
        folder: where commands run; also their home folder.
        names: what stands in the guide → what is here.
        ran: every command that was run.
    """

    page: str
    folder: Path
    names: Mapping[str, str]
    ran: list[str] = field(default_factory=list)

    def block(self, language: str, containing: str = "") -> str:
        """The text of the one block of that language in which a text occurs, with the names put in place."""
        found = [text for kind, text in self._blocks() if kind == language and containing in text]
        assert len(found) == 1, f"{len(found)} blocks of {language} with {containing!r} in {self.page}"
        return self.put(found[0])

    def put(self, text: str) -> str:
        """Names of the guide replaced by those of here, the longest first."""
        for name in sorted(self.names, key=len, reverse=True):
            text = text.replace(name, self.names[name])
        return text

    def follow(self, first: int = 1, last: int | None = None) -> None:
        """Run the console blocks of these numbers (from 1), and compare what they print with what the guide shows."""
        blocks = [text for kind, text in self._blocks() if kind == "console"]
        assert blocks
        for text in blocks[first - 1 : last]:
            self._run(self.put(text))

    def _blocks(self) -> list[tuple[str, str]]:
        return _BLOCK.findall((ROOT / "docs" / self.page).read_text("utf-8"))

    def _run(self, text: str) -> None:
        """Commands of one block share a shell, so that ``cd`` and ``export`` hold; a mark parts what they print."""
        parts = re.split(r"^\$ ", re.sub(r"\\\n +", "", text), flags=re.MULTILINE)[1:]
        commands = [part.partition("\n")[0] for part in parts]
        script = "exec 2>&1\n" + "\n".join(f"{command}\necho '=== done'" for command in commands)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.folder, env=self._environment(), stdout=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        printed = done.stdout.split("=== done\n")
        assert done.returncode == 0, f"{self.page}: $ {commands[len(printed) - 1]}\n{printed[-1]}"
        for part, command, said in zip(parts, commands, printed, strict=False):
            self.ran.append(command)
            self._compare(command, part.partition("\n")[2].strip(), said.strip())

    def _compare(self, command: str, shown: str, said: str) -> None:
        pattern = ".*?".join(re.escape(piece) for piece in shown.split("…"))
        same = re.fullmatch(pattern, said, re.DOTALL)
        assert same, f"{self.page}: $ {command}\n{said}\n--- but the guide shows\n{shown}"

    def _environment(self) -> dict[str, str]:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}{os.pathsep}/usr/sbin"
        more = {key: value for key, value in os.environ.items() if key in ("SSL_CERT_FILE", "LANG")}
        return {**more, "PATH": path, "HOME": str(self.folder), "COLUMNS": "200"}
