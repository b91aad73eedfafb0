"""Runs everything of ``handrail demo`` until it is told to stop: console, two banks, content server, watches."""

import asyncio
import hashlib
import json
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx

from handrail.demo.bank.app import create_bank
from handrail.demo.children import Child, start_child
from handrail.demo.plan import ENVIRONMENTS, DemoPlan
from handrail.demo.screen import last_screen
from handrail.demo.serve import serving
from handrail.demo.server import create_content_server
from handrail.errors import HandrailError

_PATIENCE_S = 60.0
_LOOK_EVERY_S = 0.05


class NotUpError(HandrailError):
    """Something did not come up in time; everything was stopped, all data is kept."""

    code = "demo.not-up"
    sentence = "{what} did not come up within {seconds} seconds. Everything was stopped and all data is kept; see {log}."


@dataclass(frozen=True)
class Facts:
    """What the preparation found out.

    Attributes:
        key: the application's public key id.
        trust: its trust anchor.
        package: path of the newest full package.
        sign_in: role → one-time link.
        hashes: environment → SHA-256 of the channel file that should be live.
    """

    key: str
    trust: str
    package: str
    sign_in: dict[str, str]
    hashes: dict[str, str]


def console_command(plan_port: int, data: str) -> list[str]:
    """How the console is started."""
    return [sys.executable, "-m", "handrail.cli", "serve", "--port", str(plan_port), "--data", data]


async def until_stopped() -> asyncio.Event:
    """An event that Ctrl-C, SIGTERM and a closed terminal set."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def wait_for(what: str, true: Callable[[], Awaitable[bool]], plan: DemoPlan, children: list[Child]) -> None:
    """Look until ``true()`` holds.

    Raises:
        NotUpError: it did not within a minute.
        ChildEndedError: a process ended meanwhile.
    """
    deadline = time.monotonic() + _PATIENCE_S
    while not await true():
        for child in children:
            if child.process.returncode is not None:
                raise await child.ended()
        if time.monotonic() > deadline:
            raise NotUpError(what=what, seconds=int(_PATIENCE_S), log=plan.data / "logs")
        await asyncio.sleep(_LOOK_EVERY_S)


async def answers(client: httpx.AsyncClient, url: str) -> bool:
    """Whether a server answers there at all."""
    try:
        return (await client.get(url)).status_code < 500
    except httpx.HTTPError:
        return False


async def is_live(client: httpx.AsyncClient, url: str, sha256: str) -> bool:
    """Whether the channel file at ``url`` is the one with this hash, seen from outside."""
    try:
        answer = await client.get(url)
    except httpx.HTTPError:
        return False
    return answer.status_code == 200 and hashlib.sha256(answer.content).hexdigest() == sha256
