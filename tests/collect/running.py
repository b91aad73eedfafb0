"""A real ``handrail collect`` on a free port, for the tests of the intake."""

import json
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

import httpx

from demo.ports import free_port

PAGE = "https://bank.example"


def event(kind: str = "campaignViewed", **more: Any) -> dict[str, Any]:
    return {"type": kind, "at": 1_790_000_000_000, "session": "s1", "campaign": "welcome", **more}


def batch(*events: dict[str, Any], **more: Any) -> dict[str, Any]:
    head = {"format": 1, "application": "bank", "environment": "production", "sdk": "0.1.0"}
    return {**head, "events": list(events), **more}


class Collector:
    """Started by ``with``; ended by SIGTERM, or killed."""

    def __init__(self, folder: Path, *, file_limit: int | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/h/in"
        command = [sys.executable, "-m", "handrail.cli", "collect", "--data", str(folder), "--port", str(self.port)]

        def limit() -> None:
            if file_limit is not None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))

        self.process = subprocess.Popen(
            [*command, "--origin", PAGE, "--origin", "null"],
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=limit,  # noqa: PLW1509 - no other thread runs in the child before exec
        )
        self.client = httpx.Client(trust_env=False, timeout=20)

    def __enter__(self) -> Self:
        deadline = time.monotonic() + 30
        while True:
            try:
                if self.client.get(self.url).status_code == 200:
                    return self
            except httpx.HTTPError:
                pass
            assert self.process.poll() is None, "the collector ended by itself"
            assert time.monotonic() < deadline, "the collector did not come up"
            time.sleep(0.05)

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self.end()

    def end(self, number: signal.Signals = signal.SIGTERM) -> str:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.communicate(timeout=20)[0]

    def send(self, body: Any, **headers: str) -> httpx.Response:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(
            self.url, content=data, headers={"content-type": "text/plain", "origin": PAGE, **headers}
        )

    def kept(self) -> list[dict[str, Any]]:
        lines = [
            line for path in sorted(self.folder.glob("*.jsonl")) for line in path.read_bytes().splitlines(keepends=True)
        ]
        return [json.loads(line) for line in lines if line.endswith(b"\n")]
