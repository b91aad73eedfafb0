"""Where everything of ``handrail demo`` lies: addresses, folders, the environment of its processes."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from handrail.collect.intake import PATH
from handrail.demo.serve import LOOPBACK, require_free
from handrail.errors import HandrailError
from handrail.settings.process import inherited_environment

ENVIRONMENTS: Final = ("production", "staging")


class AlreadyRunningError(HandrailError):
    """The demonstration of this data directory runs already; nothing was started."""

    code = "demo.already-running"
    sentence = (
        "A demonstration runs already on {console} with the data in {data}. Nothing was started. "
        "Use that one, or end it with Ctrl-C in its terminal."
    )


@dataclass(frozen=True)
class DemoPlan:
    """A demonstration: one data directory, five ports in a row.

    Attributes:
        data: database, keys, document root, logs, ``demo.json``; absolute.
        port_base: the console's port; bank, staging bank, content server and collector follow.
    """

    data: Path
    port_base: int = 8700

    @property
    def console(self) -> str:
        """Origin of the console."""
        return f"http://{LOOPBACK}:{self.port_base}"

    @property
    def content(self) -> str:
        """The self-hosted URL."""
        return f"http://{LOOPBACK}:{self.port_base + 3}"

    @property
    def collector(self) -> str:
        """Address of the event intake."""
        return f"http://{LOOPBACK}:{self.port_base + 4}{PATH}"

    @property
    def document_root(self) -> Path:
        """What the content server serves and ``handrail watch`` deploys to."""
        return self.data / "document-root"

    @property
    def facts_file(self) -> Path:
        """The same addresses as data, for tests and tools."""
        return self.data / "demo.json"

    def bank_port(self, environment: str) -> int:
        """Port of the bank in an environment."""
        return self.port_base + 1 + ENVIRONMENTS.index(environment)

    def bank(self, environment: str) -> str:
        """Origin of the bank in an environment."""
        return f"http://{LOOPBACK}:{self.bank_port(environment)}"

    def snippet_file(self, environment: str) -> Path:
        """Where the bank of an environment reads its snippet from."""
        return self.data / "demo" / f"snippet-{environment}.json"

    @property
    def receipts(self) -> Path:
        """Folder of the deployment journal, outside the document root."""
        return self.data / "receipts"

    @property
    def token_file(self) -> Path:
        """The token with which ``handrail watch`` speaks to the console; readable by its owner only."""
        return self.data / "demo" / "watch-token"

    @property
    def logs(self) -> Path:
        """Folder of the processes' logs."""
        return self.data / "logs"

    def log(self, name: str) -> Path:
        """Log file of one of the processes."""
        return self.logs / f"{name}.log"

    def require_ports(self) -> None:
        """Refuse when one of the five ports is taken; nothing was started then.

        Raises:
            AlreadyRunningError: by this very demonstration.
            PortTakenError: by something else.
        """
        running = find_console(self.data)
        if running is not None:
            raise AlreadyRunningError(console=running, data=self.data)
        words = ("the console", "the bank", "the staging bank", "the content server", "the collector")
        for offset, what in enumerate(words):
            require_free(self.port_base + offset, what, f"--port-base {self.port_base + 100}")

    def environment(self) -> dict[str, str]:
        """Environment variables of the console's process, without other ``HANDRAIL_*`` of the caller."""
        return console_environment(self.data, self.console)


def console_environment(data: Path, console: str) -> dict[str, str]:
    """Settings of a console that serves this machine only: loopback hosting, one-time sign-in links."""
    return {
        **inherited_environment(),
        "HANDRAIL_DATA_DIR": str(data),
        "HANDRAIL_CONSOLE_ORIGIN": console,
        "HANDRAIL_ALLOW_LOOPBACK_HOSTING": "1",
        "HANDRAIL_DEMO_SIGN_IN": "1",
        "HANDRAIL_LOG_LEVEL": "warning",
    }


def read_facts(file: Path) -> dict[str, object] | None:
    """What ``demo.json`` says, or nothing where no demonstration was started yet."""
    if not file.is_file():
        return None
    facts: dict[str, object] = json.loads(file.read_text("utf-8"))
    return facts


def find_console(data: Path) -> str | None:
    """Origin of the demonstration's console on this data directory, if it answers."""
    facts = read_facts(data / "demo.json")
    console = facts.get("console") if facts else None
    if not isinstance(console, str):
        return None
    try:
        return console if httpx.get(console, timeout=5, trust_env=False).status_code < 500 else None
    except httpx.HTTPError:
        return None
