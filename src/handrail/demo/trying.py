"""Runs everything of ``handrail try`` until told to stop: proxy, content server, watch, a console if none runs."""

import asyncio
import ssl
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx

from handrail.demo.children import Child, start_child
from handrail.demo.deploying import deploy_package, watch_command, write_targets
from handrail.demo.http import AsgiApp
from handrail.demo.plan import console_environment, find_console
from handrail.demo.proxy.address import Address
from handrail.demo.proxy.app import TrialProxy
from handrail.demo.proxy.headers import Crossing
from handrail.demo.proxy.notes import Note
from handrail.demo.serve import LOOPBACK, require_free, serving
from handrail.demo.server import create_content_server
from handrail.demo.snippet import Snippet
from handrail.demo.supervisor import answers, console_command, first_of, is_live, until_stopped, wait_for
from handrail.deploy.config import NamedTarget
from handrail.errors import HandrailError


class NotReachableError(HandrailError):
    """The application to try gave no answer; nothing was started."""

    code = "demo.application-unreachable"
    sentence = (
        "{origin} gave no answer ({reason}). Nothing was started. Check the address and the network; "
        "for a certificate of your own authority give --ca."
    )


@dataclass(frozen=True)
class TryPlan:
    """A trial: data directory, application, ports.

    Attributes:
        data: of the console; absolute. The trial's files lie below ``try/``.
        address: where the application is and where the proxy shows it.
        port: of the proxy; the content server has the next one.
        console_port: of a console that is started when none runs.
        tls: which certificates are trusted.
    """

    data: Path
    address: Address
    port: int
    console_port: int
    tls: ssl.SSLContext

    @property
    def content(self) -> str:
        """The self-hosted URL of the trial."""
        return f"http://{LOOPBACK}:{self.port + 1}"


@dataclass(frozen=True)
class Trial:
    """What the proxy and its helpers need to know of the trial application.

    Attributes:
        key: its public key id.
        snippet: what the proxy adds to the pages.
        document_root: where its content is deployed.
        token_file: with which ``handrail watch`` speaks to the console.
        package: the first package, to be deployed by the protocol.
        console_page: address in the console from which Power Mode starts.
        sign_in: one-time link of the administrator, which leads there.
    """

    key: str
    snippet: Snippet
    document_root: Path
    token_file: Path
    package: bytes
    console_page: str
    sign_in: str


@dataclass
class Trying:
    """One run of a trial.

    Attributes:
        plan: where everything is.
        prepare: makes or finds the trial application through the console's services; told the console's origin.
        live_hash: SHA-256 of the channel file that should be live.
        connected: called once the trial's content was seen live.
        say: prints one line.
        open_browser: opens a page; ``None`` with ``--no-browser``.
    """

    plan: TryPlan
    prepare: Callable[[str], Trial]
    live_hash: Callable[[], str]
    connected: Callable[[], None]
    say: Callable[[str], None]
    open_browser: Callable[[str], object] | None

    async def run(self) -> None:
        """Start everything, say where to go, end everything when told to.

        Raises:
            HandrailError: in words; everything was stopped.
        """
        plan, began = self.plan, time.monotonic()
        stop = await until_stopped()
        require_free(plan.port, "the proxy", f"--port {plan.port + 100}")
        require_free(plan.port + 1, "the trial's content server", f"--port {plan.port + 100}")
        await self._require_reachable()
        running = await asyncio.to_thread(find_console, plan.data)
        console = running or f"http://{LOOPBACK}:{plan.console_port}"
        if running is None:
            require_free(plan.console_port, "the console", f"--console-port {plan.console_port + 100}")
        async with AsyncExitStack() as stack:
            # Django's connections belong to one thread, and nothing of it may block the servers' event loop.
            django, loop = stack.enter_context(ThreadPoolExecutor(1)), asyncio.get_running_loop()
            trial = await loop.run_in_executor(django, self.prepare, console)
            children: list[Child] = []
            if running is None:
                await self._console(stack, children, console)
            await stack.enter_async_context(serving(self._apps(trial)))
            await asyncio.to_thread(self._deploy, trial)
            await self._watch(stack, children, trial, console)
            await self._live(children, trial, console, await loop.run_in_executor(django, self.live_hash))
            await loop.run_in_executor(django, self.connected)
            self._tell(trial, time.monotonic() - began)
            if self.open_browser is not None:
                await asyncio.to_thread(self.open_browser, trial.sign_in)
            await first_of(stop, children)
            self.say("Ending …")

    async def _require_reachable(self) -> None:
        origin = self.plan.address.origin
        async with httpx.AsyncClient(verify=self.plan.tls, timeout=15) as client:
            try:
                await client.get(origin + self.plan.address.start)
            except httpx.HTTPError as error:
                raise NotReachableError(origin=origin, reason=str(error) or type(error).__name__) from error

    def _apps(self, trial: Trial) -> dict[int, AsgiApp]:
        crossing = Crossing(self.plan.address)
        crossing.notes.on_new = self._note
        proxy = TrialProxy(crossing, lambda: trial.snippet, trial.console_page, self.plan.tls)
        return {self.plan.port: proxy, self.plan.port + 1: create_content_server(trial.document_root)}

    def _note(self, note: Note) -> None:
        if not note.carried:
            self.say(f"  not carried: {note.sentence()}")

    def _deploy(self, trial: Trial) -> None:
        if not (trial.document_root / "channel").exists():
            folder = trial.document_root.parent
            deploy_package(
                trial.package,
                document_root=trial.document_root,
                receipts=folder / "receipts",
                trust=trial.snippet.trust,
                url=self.plan.content,
            )

    async def _console(self, stack: AsyncExitStack, children: list[Child], console: str) -> None:
        data = self.plan.data
        command = console_command(self.plan.console_port, str(data))
        log = data / "logs" / "console.log"
        child = await start_child("The console", command, console_environment(data, console), log, data)
        stack.push_async_callback(child.stop)
        children.append(child)

    async def _watch(self, stack: AsyncExitStack, children: list[Child], trial: Trial, console: str) -> None:
        folder = trial.document_root.parent
        target = NamedTarget(
            target=str(trial.document_root),
            application=trial.key,
            environment=trial.snippet.environment,
            trust=trial.snippet.trust,
            url=self.plan.content,
            console=console,
        )
        write_targets(folder / "handrail.toml", {"trial": target})
        command = watch_command("trial", folder / "receipts", trial.token_file)
        environment = console_environment(self.plan.data, console)
        child = await start_child("handrail watch", command, environment, folder / "watch.log", folder)
        stack.push_async_callback(child.stop)
        children.append(child)

    async def _live(self, children: list[Child], trial: Trial, console: str, sha256: str) -> None:
        url = f"{self.plan.content}/channel/{trial.key}/{trial.snippet.environment}.json"
        logs = self.plan.data / "logs"
        async with httpx.AsyncClient(timeout=2, trust_env=False) as client:
            await wait_for("The console", lambda: answers(client, console), logs, children)
            await wait_for("The trial's content", lambda: is_live(client, url, sha256), logs, children)

    def _tell(self, trial: Trial, took_s: float) -> None:
        address = self.plan.address
        self.say(f"Handrail trial of {address.origin}, only on this machine ({took_s:.1f} s).")
        self.say(f"  Your application  {address.proxy}{address.start}")
        self.say(f"  Console           {trial.sign_in}")
        self.say(f"  Not carried       {address.proxy}/.handrail/")
        self.say("In the console press “Start Power Mode”: your application opens with the bubble. Capture an element,")
        self.say("write a step, preview it, save. The link works once, for 15 minutes. Ctrl-C ends the trial; what you")
        self.say("wrote stays, and the same command goes on with it.")
