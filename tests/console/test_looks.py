"""Where the console looks at the customer's server and pages: good answers and each bad one, in words, in Chromium."""

import io
import json
import socket
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from console.served import Console, served

SEED = """
import json, pathlib
from actors import make_bank
from handrail.applications.services import HostingChoice, set_hosting
from handrail.applications.signing import first_trust
from handrail.campaigns.services import create_campaign
from handrail.publishing import services

bank = make_bank()
choice = HostingChoice("{server}", "{server}/page")
set_hosting(actor=bank.administrator, application=bank.application, choices={{"production": choice}})
folder = pathlib.Path("{folder}")
(folder / "first.zip").write_bytes(services.default_package(actor=bank.administrator, environment=bank.production))
create_campaign(actor=bank.author, application=bank.application, name="Spring news", template="news")
release = services.propose(actor=bank.author, environment=bank.production)
release = services.approve(actor=bank.approver, release=release)
if release.state == "approved":
    services.make_live(actor=bank.publisher, release=release)
(folder / "second.zip").write_bytes(services.full_package(actor=bank.administrator, environment=bank.production))
print("said:" + json.dumps({{"key": bank.application.key, "trust": first_trust(bank.application)}}))
"""


@dataclass
class Server:
    """The customer's web server, in whatever state a test puts it.

    Attributes:
        files: path → bytes; whatever else is asked for is answered with 404.
        status: answered instead of 200, if any.
        headers: sent with every answer.
        html: answered instead of any file, if any.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    html: str = ""

    def holds(self, package: Path) -> None:
        """The tree of a package, as ``unzip`` leaves it, and nothing odd."""
        with zipfile.ZipFile(io.BytesIO(package.read_bytes())) as opened:
            self.files = {f"/{name}": opened.read(name) for name in opened.namelist()}
        self.status, self.headers, self.html = 200, {"Access-Control-Allow-Origin": "*"}, ""


@contextmanager
def answering(server: Server, port: int) -> Iterator[None]:
    """Serve it on a port of this machine until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = server.html.encode() or server.files.get(self.path, b"")
            found = bool(server.html) or self.path in server.files
            self.send_response(server.status if server.status != 200 else 200 if found else 404)
            kind = "text/html" if server.html else "application/json"
            headers = {"Content-Type": kind, "Content-Length": str(len(body))} | server.headers
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    try:
        yield
    finally:
        running.shutdown()
        running.server_close()
        thread.join(10)


@contextmanager
def mumbling(port: int) -> Iterator[None]:
    """Something that listens there, and speaks no HTTP."""
    with socket.create_server(("127.0.0.1", port)) as listening:
        listening.settimeout(0.2)
        stop = threading.Event()

        def mumble() -> None:
            while not stop.is_set():
                try:
                    connection, _address = listening.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.sendall(b"220 mail.example ESMTP\r\n")
                    connection.recv(4096)

        thread = threading.Thread(target=mumble)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(10)


@dataclass
class Scene:
    """The console, the customer's server, and an administrator's window."""

    console: Console
    server: Server
    port: int
    folder: Path
    page: Page

    @property
    def said(self) -> dict[str, str]:
        facts: dict[str, str] = json.loads(self.console.said.rpartition("said:")[2])
        return facts

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.console.origin}/applications/{self.said['key']}/{path}")
        return self.page

    def verdict(self) -> str:
        """Connect → Check now: what the page says then."""
        self.open("setup/connect")
        card = self.page.locator("section#production")
        card.get_by_role("button", name="Check now").click()
        shown = card.get_by_role("status")
        expect(shown).to_be_visible()
        return shown.inner_text()

    def look_at(self, path: str) -> str:
        """Keys → Look at this page: the note that appears."""
        page = self.open("settings/keys/")
        page.get_by_label("Address of a page").fill(f"http://127.0.0.1:{self.port}{path}")
        page.get_by_role("button", name="Look at this page").click()
        note = page.locator(".toast-note").first
        expect(note).to_be_visible()
        return note.inner_text()


@pytest.fixture(scope="module")
def scene(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("packages")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    seed = SEED.format(server=f"http://127.0.0.1:{port}", folder=folder)
    with served(tmp_path_factory.mktemp("console"), seed) as console:
        page = browser.new_context().new_page()
        page.goto(console.link("administrator"))
        yield Scene(console, Server(), port, folder, page)


def test_every_answer_of_the_server_is_said_in_words(scene: Scene) -> None:
    server = scene.server
    channel = f"/channel/{scene.said['key']}/production.json"
    here = f"http://127.0.0.1:{scene.port}{channel}"
    assert "Nothing accepts connections there. Is the web server running" in scene.verdict()
    with mumbling(scene.port):
        assert "Something answers there, but it does not speak HTTP." in scene.verdict()
    with answering(server, scene.port):
        said = scene.verdict()
        assert said.startswith("Wrong place")
        assert here in said
        server.holds(scene.folder / "second.zip")
        assert scene.verdict().startswith("Connected")
        server.status = 503
        assert "The server answers with status 503 instead of the file." in scene.verdict()
        server.status, server.headers = 302, {"Location": "/elsewhere"}
        said = scene.verdict()
        assert f"{here} leads on to another address. Redirects are not followed" in said
        server.status, server.headers, server.html = 200, {}, "<!doctype html><p>Welcome to nginx!"
        assert f"{here} answers with a web page instead of the file." in scene.verdict()
        server.holds(scene.folder / "second.zip")
        server.headers = {}
        assert "the server must send the header “Access-Control-Allow-Origin: *”" in scene.verdict()
        server.holds(scene.folder / "first.zip")
        said = scene.verdict()
        assert said.startswith("Old release")
        assert "a newer one was signed. Deploy the newest package." in said
        server.holds(scene.folder / "second.zip")
        server.files[channel] = server.files[channel].replace(b'"sig":"', b'"sig":"AAAA', 1)
        said = scene.verdict()
        assert said.startswith("Not valid")
        assert "The file is there but does not verify (package." in said
        server.holds(scene.folder / "second.zip")
        assert "was read through the public address and its signatures hold." in scene.verdict()


def test_what_a_page_pins_is_read_or_said_why_not(scene: Scene) -> None:
    server = scene.server
    assert "Not reachable from here: Nothing accepts connections there." in scene.look_at("/page")
    with answering(server, scene.port):
        server.holds(scene.folder / "second.zip")
        server.html = "<!doctype html><title>Bank</title><p>No snippet here."
        assert "was read, but no trust anchor stands in it" in scene.look_at("/page")
        server.html = f'<!doctype html><script data-trust="{scene.said["trust"]}"></script>'
        assert "The page pins root 1." in scene.look_at("/page")
        rows = scene.page.locator("table tbody tr").all_inner_texts()
        assert any(f"http://127.0.0.1:{scene.port}/page" in each and "root 1" in each for each in rows)
        server.status = 404
        assert "Not reachable from here: The server answers with status 404" in scene.look_at("/gone")
