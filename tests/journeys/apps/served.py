"""Serves somebody else's application with Handrail's two lines in its head, and records its elements as authors do."""

import json
import mimetypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

from journeys.conftest import free_port_base, running
from journeys.sdk_world import Publisher, World, sdk_file, serve

ROOT = Path(__file__).parents[3]
INSTALLED = ROOT / "var/apps"


class AppWorld(World):
    """A world whose SDK stays the same, even where somebody builds another meanwhile."""

    def __init__(self) -> None:
        super().__init__(Publisher())
        self.sdk = sdk_file()

    def answer_content(self, path: str) -> tuple[int, dict[str, str], bytes]:
        if path.split("?", maxsplit=1)[0] != f"/{self.sdk[0]}":
            return super().answer_content(path)
        return 200, {"Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript"}, self.sdk[1]


def head_lines(world: AppWorld) -> str:
    """The two lines that a page's developers paste."""
    path, _, sri = world.sdk
    options = {
        "key": world.publisher.application,
        "trust": world.publisher.trust,
        "self-hosted-url": world.content,
        **world.data,
    }
    data = " ".join(f'data-{name}="{value}"' for name, value in options.items())
    return (
        f'<link rel="preload" as="fetch" crossorigin href="{world.content}/{world.publisher.channel_name}">'
        f'<script src="{world.content}/{path}" integrity="{sri}" crossorigin defer {data}></script>'
    )


@dataclass(frozen=True)
class App:
    """An application as its makers packed it.

    Attributes:
        folder: its files, below ``var/apps``; empty for one that runs as a program.
        page: path of its page.
        policy: its Content-Security-Policy, as strict as the application itself stands; ``{sdk}`` and ``{content}`` are
            Handrail's script and content server, the only two things that Handrail needs in it.
        files: files laid over those of the package (path → text): where its configuration belongs.
        ending: markup that its integrators put at the end of the page.
    """

    folder: str
    page: str
    policy: str
    files: dict[str, str] = field(default_factory=dict)
    ending: str = ""


@dataclass
class Served:
    """An application that runs, and the content server beside it."""

    app: App
    world: AppWorld

    @property
    def url(self) -> str:
        return self.world.page + self.app.page

    @property
    def origins(self) -> set[str]:
        return {self.world.page, self.world.content}

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        name = path.split("?", maxsplit=1)[0]
        own = self.app.files.get(name)
        file = INSTALLED / self.app.folder / name.lstrip("/")
        if own is None and not file.is_file():
            return 404, {"Content-Type": "text/plain"}, b""
        body = own.encode() if own is not None else file.read_bytes()
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        headers = {"Content-Type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind}
        if kind == "text/html":
            headers["Content-Security-Policy"] = self.policy
            body = body.replace(b"<head>", b"<head>" + head_lines(self.world).encode(), 1)
            body = body.replace(b"</body>", self.app.ending.encode() + b"</body>", 1)
        return 200, headers, body

    @property
    def policy(self) -> str:
        return self.app.policy.format(sdk=f"'{self.world.sdk[2]}'", content=self.world.content)


@contextmanager
def serving(app: App) -> Iterator[Served]:
    """Run an application; nothing is published yet."""
    assert not app.folder or (INSTALLED / app.folder).is_dir(), "make test-setup installs the applications"
    world = AppWorld()
    served = Served(app, world)
    with ExitStack() as stack:
        world.content = stack.enter_context(serve(world.answer_content))
        if app.folder:
            world.page = stack.enter_context(serve(served.answer))
        else:
            port = free_port_base(1)
            world.page = f"http://127.0.0.1:{port}"
            told = {"GUIDED_HEAD": head_lines(world), "GUIDED_POLICY": served.policy, "GUIDED_PORT": str(port)}
            stack.enter_context(running("journeys.apps.django_admin", ready=served.url, environment=os_path(told)))
        yield served


def os_path(more: dict[str, str]) -> dict[str, str]:
    """What a program of the tests needs to find its modules."""
    return {**more, "PYTHONPATH": f"{ROOT / 'tests'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}


@cache
def recorder() -> str:
    """The SDK's own capture as a script of its own: what lies under an author's pointer, what is meant, its record."""
    sources = "".join(
        f"export * from './{path}'\n"
        for path in ("locator/record", "power/capture/elementAt", "power/capture/meantElement")
    )
    built = subprocess.run(
        [ROOT / "node_modules/.bin/esbuild", "--bundle", "--format=iife", "--global-name=capturing"],
        input=sources,
        cwd=ROOT / "sdk/src",
        capture_output=True,
        text=True,
        check=True,
    )
    return built.stdout


def capture(target: Locator, name: str) -> dict[str, Any]:
    """Record an element that an author points at: an element of the application's content.

    Args:
        target: where the author's pointer is.
        name: the captured element's id.
    """
    target.scroll_into_view_if_needed(timeout=8_000)
    box = target.bounding_box()
    assert box is not None
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    locator = target.page.evaluate(
        f"""([x, y]) => {{
          {recorder()}
          return JSON.stringify(capturing.record(capturing.meantElement(capturing.elementAt(x, y).element)))
        }}""",
        middle,
    )
    return {"id": name, "name": name, "locator": json.loads(locator)}
