"""Firefox ESR, driven as a person would: real mouse and keys, seen through its own accessibility tree.

It speaks WebDriver BiDi (https://w3c.github.io/webdriver-bidi/) by itself, so no driver stands in between. The browser
hands closed shadow roots to the session: nothing is put into the page to look into them.
"""

import json
import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from journeys.conftest import WATCH_CSP
from journeys.egress import EgressProxy

FIREFOX = "/usr/bin/firefox-esr"
SIZE = {"width": 1280, "height": 900}
PATIENCE_S = 15
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "ArrowRight": "\ue014"}
OURS = "[data-handrail-ui]"
HIT = """(x, y) => {
  let hit = document.elementFromPoint(x, y)
  while (hit?.shadowRoot) hit = hit.shadowRoot.elementFromPoint(x, y)
  return hit === null ? 'nothing' : hit.hasAttribute('data-handrail-ui') ? 'ours' : hit.outerHTML.slice(0, 200)
}"""
MIDDLE = """(node) => {
  const box = node.getBoundingClientRect()
  if (box.top < 0 || box.left < 0 || box.bottom > innerHeight || box.right > innerWidth)
    node.scrollIntoView({ block: 'center', behavior: 'instant' })
  const { x, y, width, height } = node.getBoundingClientRect()
  return [x + width / 2, y + height / 2]
}"""
FOCUSED = """(node) => node.getRootNode().activeElement === node"""


def preferences(proxy: EgressProxy) -> dict[str, object]:
    """What makes Firefox ask for nothing by itself, and for everything else through the proxy, loopback included."""
    return {
        "network.proxy.type": 1,
        **{f"network.proxy.{kind}": "127.0.0.1" for kind in ("http", "ssl")},
        **{f"network.proxy.{kind}_port": proxy.port for kind in ("http", "ssl")},
        "network.proxy.no_proxies_on": "",
        "network.proxy.allow_hijacking_localhost": True,
        "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False,
        "network.dns.disablePrefetch": True,
        "network.http.speculative-parallel-limit": 0,
        "network.prefetch-next": False,
        "app.normandy.enabled": False,
        "app.update.disabledForTesting": True,
        "browser.newtabpage.enabled": False,
        "browser.region.network.url": "",
        "browser.safebrowsing.malware.enabled": False,
        "browser.safebrowsing.phishing.enabled": False,
        "browser.search.update": False,
        "browser.startup.homepage_override.mstone": "ignore",
        "browser.startup.page": 0,
        "datareporting.policy.dataSubmissionEnabled": False,
        "dom.push.connection.enabled": False,
        "dom.security.https_first": False,
        "extensions.systemAddon.update.enabled": False,
        "extensions.update.enabled": False,
        "intl.accept_languages": "en-GB, en",
        "media.gmp-manager.updateEnabled": False,
        "services.settings.server": "data:,#remote-settings-dummy/v1",
        "signon.rememberSignons": False,
        "telemetry.fog.test.localhost_port": -1,
        "toolkit.telemetry.enabled": False,
        "toolkit.telemetry.server": "",
    }


class Session:
    """One BiDi session: commands are answered in their turn, events that came meanwhile are kept."""

    def __init__(self, socket: ClientConnection) -> None:
        """Begin the session on a fresh connection."""
        self._socket = socket
        self._last = 0
        self.events: list[dict[str, Any]] = []
        self.ask("session.new", capabilities={})

    def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """The result of a command; AssertionError with the browser's words when it refuses."""
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        while True:
            message: dict[str, Any] = json.loads(self._socket.recv(timeout=PATIENCE_S))
            if message["type"] == "event":
                self.events.append(message)
            elif message["id"] == self._last:
                assert message["type"] == "success", f"{method}: {message.get('error')}: {message.get('message')}"
                result: dict[str, Any] = message["result"]
                return result


@dataclass(frozen=True)
class Found:
    """An element as the accessibility tree has it."""

    shared_id: str

    @property
    def argument(self) -> dict[str, str]:
        """As an argument of a function in the page."""
        return {"sharedId": self.shared_id}


class Window:
    """A window with storage of its own."""

    def __init__(self, session: Session, egress: EgressProxy) -> None:
        """Open it; what the page's policy refuses and what fails in its scripts is kept from the first script on."""
        self._session = session
        self.egress = egress
        user = session.ask("browser.createUserContext")["userContext"]
        self._context = session.ask("browsingContext.create", type="tab", userContext=user)["context"]
        watch = f"() => {{ {WATCH_CSP} }}"
        session.ask("script.addPreloadScript", functionDeclaration=watch, contexts=[self._context])
        session.ask("browsingContext.setViewport", context=self._context, viewport=SIZE)

    def goto(self, url: str) -> None:
        """Go to a page and wait until it is loaded."""
        self._session.ask("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def reload(self) -> None:
        """Load the same page again."""
        self._session.ask("browsingContext.reload", context=self._context, wait="complete")

    @property
    def url(self) -> str:
        """Where the window is."""
        return str(self._session.ask("browsingContext.getTree", root=self._context)["contexts"][0]["url"])

    def call(self, function: str, *given: object) -> Any:
        """What a function says in the page; numbers, texts, and what was found are given to it."""
        arguments = [
            one.argument
            if isinstance(one, Found)
            else {"type": "number" if isinstance(one, int | float) else "string", "value": one}
            for one in given
        ]
        answer = self._session.ask(
            "script.callFunction",
            functionDeclaration=function,
            arguments=arguments,
            awaitPromise=True,
            target={"context": self._context},
        )
        assert answer["type"] == "success", answer
        return _plain(answer["result"])

    def _locate(
        self, locator: Mapping[str, object], within: list[dict[str, str]] | None = None
    ) -> list[dict[str, Any]]:
        more: dict[str, object] = {} if within is None else {"startNodes": within}
        found: list[dict[str, Any]] = self._session.ask(
            "browsingContext.locateNodes",
            context=self._context,
            locator=locator,
            serializationOptions={"maxDomDepth": 0, "includeShadowTree": "all"},
            **more,
        )["nodes"]
        return found

    def _roots(self) -> list[dict[str, str]]:
        """Every shadow root of the page, closed ones too, ours and theirs."""
        roots: list[dict[str, str]] = []
        looked: list[dict[str, str]] | None = None
        while looked is None or looked:
            nodes = self._locate({"type": "css", "value": "*"}, looked)
            looked = [{"sharedId": root["sharedId"]} for node in nodes if (root := node["value"].get("shadowRoot"))]
            roots += looked
        return roots

    def find(self, role: str, name: str) -> list[Found]:
        """The elements that the accessibility tree has under this role and name, in whatever root."""
        locator = {"type": "accessibility", "value": {"role": role, "name": name}}
        try:
            roots = self._roots()
            nodes = self._locate(locator) + (self._locate(locator, roots) if roots else [])
        except AssertionError as error:
            # A widget that goes while it is looked at.
            if re.search("no such (node|frame)|stale element|discarded", str(error)):
                return []
            raise
        return [Found(node["sharedId"]) for node in nodes]

    def wait(self, role: str, name: str) -> Found:
        """The first such element, once there is one."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if found := self.find(role, name):
                return found[0]
            time.sleep(0.05)
        shown = self.call("() => document.body.innerText")
        raise AssertionError(f"no {role} {name!r} within {PATIENCE_S} s on {self.url}; it shows {shown[:500]!r}")

    def wait_gone(self, role: str, name: str) -> None:
        """Until there is no such element."""
        deadline = time.monotonic() + PATIENCE_S
        while self.find(role, name):
            assert time.monotonic() < deadline, f"{role} {name!r} is still there after {PATIENCE_S} s"
            time.sleep(0.05)

    def middle(self, found: Found) -> tuple[float, float]:
        """The middle of an element in the window, scrolled into view."""
        x, y = self.call(MIDDLE, found)
        return x, y

    def is_painted(self, found: Found) -> bool:
        """Whether a press on its middle is a press on something of ours, once the page came to rest."""
        deadline = time.monotonic() + 5
        hit = ""
        while time.monotonic() < deadline:
            hit = self.call(HIT, *self.middle(found))
            if hit == "ours":
                return True
            time.sleep(0.05)
        raise AssertionError(f"there lies {hit}")

    def press(self, role: str, name: str) -> None:
        """Click the middle of the element with the mouse."""
        x, y = (round(each) for each in self.middle(self.wait(role, name)))
        move = {"type": "pointerMove", "x": x, "y": y}
        deeds = [move, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self._act({"type": "pointer", "id": "mouse", "actions": deeds})

    def key(self, *keys: str) -> None:
        """Press keys one after the other, by name or as characters."""
        values = [KEYS.get(key, key) for key in keys]
        deeds = [{"type": kind, "value": value} for value in values for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keyboard", "actions": deeds})

    def _act(self, source: dict[str, object]) -> None:
        self._session.ask("input.performActions", context=self._context, actions=[source])

    def tab_to(self, role: str, name: str) -> Found:
        """Press Tab until the element has the focus, as who has no mouse does."""
        for _ in range(40):
            self.key("Tab")
            for found in self.find(role, name):
                if self.call(FOCUSED, found):
                    return found
        raise AssertionError(f"{role} {name!r} is not in the tab order")

    def is_unharmed(self) -> bool:
        """Nothing was refused by the Content-Security-Policy, no script failed, no other host was asked for."""
        self._session.ask("session.status")
        told = [event["params"] for event in self._session.events if event["params"]["level"] == "error"]
        assert not told, [entry["text"] for entry in told]
        assert not self.egress.refused, self.egress.refused
        return True

    def close(self) -> None:
        """Close it; what it told is forgotten."""
        self._session.ask("browsingContext.close", context=self._context)
        self._session.events.clear()


def _plain(value: dict[str, Any]) -> Any:
    """A remote value as Python has it: https://w3c.github.io/webdriver-bidi/#type-script-RemoteValue"""
    if value["type"] == "array":
        return [_plain(each) for each in value["value"]]
    assert value["type"] in {"string", "number", "boolean", "null", "undefined"}, value
    return value.get("value")


@contextmanager
def firefox(egress: EgressProxy) -> Iterator[Session]:
    """A Firefox with a fresh profile and a session with it; ended at the end."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        profile = Path(home, "profile")
        profile.mkdir()
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences(egress).items()]
        (profile / "user.js").write_text("\n".join(lines))
        command = [FIREFOX, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
        # As root it insists on a home that is root's.
        environment = {
            **os.environ,
            "HOME": home,
            "MOZ_CRASHREPORTER_DISABLE": "1",
            "MOZ_REMOTE_SETTINGS_DEVTOOLS": "1",
        }
        log = Path(home, "log")
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
        try:
            with connect(_address(process, log), max_size=None, proxy=None) as socket:
                session = Session(socket)
                session.ask("session.subscribe", events=["log.entryAdded"])
                yield session
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", log.read_text(errors="replace")):
            return f"{found.group(1)}/session"
        time.sleep(0.05)
    raise AssertionError(f"Firefox did not come up:\n{log.read_text(errors='replace')}")
