"""Runs everything of ``handrail demo`` until it is told to stop: console, two banks, content server, watches."""

import asyncio
import hashlib
import json
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import httpx

from handrail.demo.bank.app import create_bank
from handrail.demo.children import Child, start_child
from handrail.demo.deploying import watch_command
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
    exit_code: ClassVar[int] = 20
    sentence = "{what} did not come up within {seconds} seconds. Everything was stopped, all data is kept; see {log}."


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


def collect_command(port: int, origins: list[str], folder: Path) -> list[str]:
    """How the event intake is started."""
    allowed = [word for origin in origins for word in ("--origin", origin)]
    options = [*allowed, "--port", str(port), "--data", str(folder)]
    return [sys.executable, "-m", "handrail.cli", "collect", *options]


async def until_stopped() -> asyncio.Event:
    """An event that Ctrl-C, SIGTERM and a closed terminal set."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def wait_for(what: str, true: Callable[[], Awaitable[bool]], logs: Path, children: list[Child]) -> None:
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
            raise NotUpError(what=what, seconds=int(_PATIENCE_S), log=logs)
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


@dataclass
class Demo:
    """One run of the demonstration.

    Attributes:
        plan: where everything is.
        prepare: makes or finds everything through the console's services; runs in a thread of its own.
        connected: called once the guidance was seen live from outside.
        say: prints one line.
    """

    plan: DemoPlan
    prepare: Callable[[], Facts]
    connected: Callable[[], None]
    say: Callable[[str], None]

    async def run(self) -> None:
        """Start everything, show the last screen, end everything when told to.

        Raises:
            PortTakenError, ChildEndedError, NotUpError: in words; everything was stopped.
        """
        began, plan = time.monotonic(), self.plan
        stop = await until_stopped()
        plan.require_ports()
        plan.data.mkdir(parents=True, exist_ok=True)
        apps = {plan.bank_port(name): create_bank(name, plan.snippet_file(name)) for name in ENVIRONMENTS}
        async with AsyncExitStack() as stack:
            apps[plan.port_base + 3] = create_content_server(plan.document_root)
            await stack.enter_async_context(serving(apps))
            self.say(f"· bank, staging bank and content server on ports {plan.port_base + 1} to {plan.port_base + 3}")
            children: list[Child] = []
            await self._collector(stack, children)
            early = plan.facts_file.exists()
            if early:
                await self._console(stack, children)
            # Django's connections belong to one thread, and nothing of it may block the servers' event loop.
            django = stack.enter_context(ThreadPoolExecutor(1))
            loop = asyncio.get_running_loop()
            facts = await loop.run_in_executor(django, self.prepare)
            if not early:
                await self._console(stack, children)
            await self._live(stack, children, facts)
            await loop.run_in_executor(django, self.connected)
            self._write(facts)
            for line in last_screen(plan, facts.sign_in, time.monotonic() - began):
                self.say(line)
            await first_of(stop, children)
            self.say("Ending …")

    async def _collector(self, stack: AsyncExitStack, children: list[Child]) -> None:
        plan = self.plan
        command = collect_command(plan.port_base + 4, [plan.bank(name) for name in ENVIRONMENTS], plan.data / "events")
        child = await start_child("handrail collect", command, plan.environment(), plan.log("collect"), plan.data)
        stack.push_async_callback(child.stop)
        children.append(child)
        self.say(f"· handrail collect, which counts plays, on port {plan.port_base + 4}")

    async def _console(self, stack: AsyncExitStack, children: list[Child]) -> None:
        command = console_command(self.plan.port_base, str(self.plan.data))
        log = self.plan.log("console")
        child = await start_child("The console", command, self.plan.environment(), log, self.plan.data)
        stack.push_async_callback(child.stop)
        children.append(child)
        self.say(f"· console on port {self.plan.port_base}")

    async def _live(self, stack: AsyncExitStack, children: list[Child], facts: Facts) -> None:
        """Let ``handrail watch`` bring what is signed to the content server, and see it live from outside."""
        plan = self.plan
        async with httpx.AsyncClient(timeout=2, trust_env=False) as client:
            await wait_for("The console", lambda: answers(client, plan.console), plan.logs, children)
            self.say("· handrail watch, between console and content server")
            # One after the other: both deploy to the same document root, and a deployment has it to itself.
            for name in ENVIRONMENTS:
                command = watch_command(name, plan.receipts, plan.token_file)
                log = plan.log(f"watch-{name}")
                child = await start_child(f"handrail watch {name}", command, plan.environment(), log, plan.data)
                stack.push_async_callback(child.stop)
                children.append(child)
                url, sha256 = f"{plan.content}/channel/{facts.key}/{name}.json", facts.hashes[name]

                async def live(url: str = url, sha256: str = sha256) -> bool:
                    return await is_live(client, url, sha256)

                await wait_for(f"The guidance of {name} on {plan.content}", live, plan.logs, children)
            self.say("· the guidance is signed, deployed and live")

    def _write(self, facts: Facts) -> None:
        plan = self.plan
        data = {
            "console": plan.console,
            "app": plan.bank("production"),
            "appStaging": plan.bank("staging"),
            "selfHostedUrl": plan.content,
            "collector": plan.collector,
            "documentRoot": str(plan.document_root),
            "key": facts.key,
            "trust": facts.trust,
            "package": facts.package,
            "signIn": facts.sign_in,
        }
        fresh = plan.facts_file.with_suffix(".new")
        fresh.write_text(json.dumps(data, indent=2) + "\n", "utf-8")
        fresh.replace(plan.facts_file)


async def first_of(stop: asyncio.Event, children: list[Child]) -> None:
    """Wait until somebody wants to stop.

    Raises:
        ChildEndedError: a process ended by itself before.
    """
    told = asyncio.create_task(stop.wait())
    ends = [asyncio.create_task(child.ended()) for child in children]
    try:
        done, _ = await asyncio.wait([told, *ends], return_when=asyncio.FIRST_COMPLETED)
        if told not in done:
            raise next(end.result() for end in ends if end in done)
    finally:
        for task in (told, *ends):
            task.cancel()
