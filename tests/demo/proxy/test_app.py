"""A whole application through the proxy, under uvicorn, with a real Chromium."""

import asyncio
import base64
import contextlib
import datetime
import gzip
import hashlib
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser, expect
from websockets import Origin, Subprotocol
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from demo.ports import free_port
from handrail.demo.bank.app import create_bank
from handrail.demo.http import Receive, Scope, Send
from handrail.demo.proxy.address import read_address
from handrail.demo.proxy.app import TrialProxy
from handrail.demo.proxy.headers import Crossing
from handrail.demo.server import create_content_server
from handrail.demo.snippet import Snippet

Serve = Callable[..., str]
Through = Callable[..., tuple[str, TrialProxy]]
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Café</title>
<script src="/app.js"></script></head>
<body><h1>An application</h1><p id="out"></p><a href="{origin}/second">on</a></body></html>"""
SCRIPT = """
const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/socket`, ['chat'])
socket.onopen = () => socket.send('hello')
socket.onmessage = (m) => { document.getElementById('out').textContent = `${socket.protocol}: ${m.data}` }
navigator.serviceWorker.register('/worker.js').catch(() => {})
"""


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """An application with everything that is hard to carry: cookies, redirects, streams, compression, sockets."""
    headers = {bytes(k).decode(): bytes(v).decode() for k, v in scope.get("headers", [])}
    if scope["type"] == "websocket":
        await _socket(headers, receive, send)
        return
    if scope["type"] != "http":
        return
    path, origin = scope["path"], f"http://{headers['host']}"
    if path == "/stream":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
        for number in range(3):
            body = f"data: {number}\n\n".encode()
            await send({"type": "http.response.body", "body": body, "more_body": True})
            await asyncio.sleep(0.3)
        await send({"type": "http.response.body", "body": b""})
        return
    digest, size, more = hashlib.sha256(), 0, True
    while more:
        message = await receive()
        digest.update(message.get("body", b""))
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    status, kind, extra, body = 200, "application/json", [], b"{}"
    if path == "/echo":
        seen = {"method": scope["method"], "size": size, "sha256": digest.hexdigest(), **headers}
        body = json.dumps({**seen, "query": scope["query_string"].decode(), "raw": scope["raw_path"].decode()}).encode()
    elif path == "/app.js":
        kind, body = "text/javascript", SCRIPT.encode()
    elif path == "/sign-in":
        status, extra = (
            302,
            [("location", f"{origin}/?in"), ("set-cookie", "sid=7; Domain=localhost; Secure; HttpOnly")],
        )
        extra.append(("set-cookie", "two=2; Path=/"))
    else:
        kind, body = "text/html; charset=utf-8", PAGE.format(origin=origin).encode()
        extra = [("content-security-policy", POLICY), ("etag", '"1"'), ("strict-transport-security", "max-age=9")]
        if "gzip" in headers.get("accept-encoding", ""):
            body = gzip.compress(body)
            extra.append(("content-encoding", "gzip"))
    sent = [("content-type", kind), ("content-length", str(len(body))), *extra]
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(k.encode(), v.encode()) for k, v in sent],
        }
    )
    await send({"type": "http.response.body", "body": body})


async def _socket(headers: dict[str, str], receive: Receive, send: Send) -> None:
    await receive()
    if headers.get("origin") != f"http://{headers['host']}":
        await send({"type": "websocket.close", "code": 4403})
        return
    await send({"type": "websocket.accept", "subprotocol": "chat"})
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        if message.get("text") == "bye":
            await send({"type": "websocket.close", "code": 4001, "reason": "as you wish"})
            return
        if message.get("bytes") is not None:
            await send({"type": "websocket.send", "bytes": message["bytes"][::-1]})
        else:
            await send({"type": "websocket.send", "text": f"{message['text']} {headers.get('cookie', '-')}"})


@pytest.fixture
def through(serve: Serve) -> Through:
    """``through(origin) -> (proxy's origin, proxy)``."""

    def make(origin: str, snippet: Snippet | None = None, **more: object) -> tuple[str, TrialProxy]:
        port = free_port()
        crossing = Crossing(read_address(origin, f"http://127.0.0.1:{port}"))
        proxy = TrialProxy(crossing, lambda: snippet, **more)  # type: ignore[arg-type]
        return serve(proxy, port), proxy

    return make


@pytest.fixture
def app(serve: Serve) -> str:
    return serve(application)


def test_requests_and_bodies_arrive_as_they_were_sent(app: str, through: Through) -> None:
    proxy, _ = through(app)
    body = b"x" * 3_000_000
    answer = httpx.post(f"{proxy}/echo?a=%20b&c", content=body, headers={"origin": proxy}).json()
    assert (answer["method"], answer["size"], answer["sha256"]) == ("POST", len(body), hashlib.sha256(body).hexdigest())
    assert answer["origin"] == app
    assert answer["host"] == app.removeprefix("http://")
    assert answer["query"] == "a=%20b&c"
    get = httpx.get(f"{proxy}/echo").json()
    assert get["size"] == 0
    assert "transfer-encoding" not in get

    def stream() -> object:
        yield b"abc"
        yield b"def"

    chunked = httpx.put(f"{proxy}/echo", content=stream()).json()  # type: ignore[arg-type]
    assert (chunked["method"], chunked["sha256"]) == ("PUT", hashlib.sha256(b"abcdef").hexdigest())


def test_streams_are_passed_on_as_they_come(app: str, through: Through) -> None:
    proxy, _ = through(app)
    with httpx.stream("GET", f"{proxy}/stream") as answer:
        first = next(answer.iter_raw())
    assert first == b"data: 0\n\n"


def test_whoever_leaves_an_endless_stream_ends_it_at_the_application(serve: Serve, through: Through) -> None:
    ended = threading.Event()

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
        await send({"type": "http.response.body", "body": b"data: 0\n\n", "more_body": True})
        await receive()
        while (await receive())["type"] != "http.disconnect":
            pass
        ended.set()

    proxy, _ = through(serve(endless))
    with httpx.stream("GET", f"{proxy}/") as answer:
        chunks = answer.iter_raw()
        next(chunks)
        assert not ended.is_set()
    assert ended.wait(5)


def test_sign_in_with_cookies_and_an_absolute_redirect_stays_inside(app: str, through: Through) -> None:
    proxy, running = through(app)
    with httpx.Client(follow_redirects=True) as person:
        page = person.get(f"{proxy}/sign-in")
        assert str(page.url) == f"{proxy}/?in"
        assert person.get(f"{proxy}/echo").json()["cookie"] == "sid=7; two=2"
    assert {"adapted-cookie-domain", "adapted-cookie-secure"} <= {n.code for n in running.crossing.notes.counts}


def test_the_page_gets_the_snippet_and_its_two_entries_whatever_its_compression(app: str, through: Through) -> None:
    snippet = Snippet("key", "1.x", "http://127.0.0.1:9", "production", "sdk/0.1.0/handrail.js", "sha384-S")
    proxy, _ = through(app, snippet)
    for accepted in ("identity", "gzip", "br"):
        answer = httpx.get(proxy, headers={"accept-encoding": accepted})
        assert snippet.html() in answer.text
        assert "Café" in answer.text
        assert f'href="{proxy}/second"' in answer.text
        assert "etag" not in answer.headers
        assert "strict-transport-security" not in answer.headers
        assert answer.headers["x-handrail-trial"] == "only on this machine"
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self' 'sha384-" in policy
        assert "'sha384-S'" in policy
        assert "connect-src 'self' http://127.0.0.1:9" in policy
    part = httpx.get(proxy, headers={"sec-fetch-dest": "empty"})
    assert "data-key" not in part.text


def test_web_sockets_pass_both_ways_with_cookie_subprotocol_bytes_and_close_code(app: str, through: Through) -> None:
    proxy, _ = through(app)
    httpx.get(proxy)

    with connect(
        f"{proxy.replace('http', 'ws')}/socket",
        origin=Origin(proxy),
        subprotocols=[Subprotocol("chat")],
        additional_headers={"cookie": "c=1"},
    ) as conversation:
        conversation.send("hello")
        assert conversation.recv(5) == "hello c=1"
        conversation.send(b"\x01\x02")
        assert conversation.recv(5) == b"\x02\x01"
        conversation.send("bye")
        with pytest.raises(ConnectionClosed):
            conversation.recv(5)
        assert conversation.subprotocol == "chat"
        assert (conversation.close_code, conversation.close_reason) == (4001, "as you wish")


def test_a_socket_that_the_application_refuses_is_refused_and_noted(app: str, through: Through) -> None:
    proxy, running = through(app)

    with (
        pytest.raises(InvalidStatus),
        connect(f"{proxy.replace('http', 'ws')}/socket", origin=Origin("https://evil.example")),
    ):
        pass
    assert "socket-refused" in {note.code for note in running.crossing.notes.counts}


def test_only_its_own_name_is_answered(app: str, through: Through) -> None:
    proxy, _ = through(app)
    assert httpx.get(proxy, headers={"host": "evil.example"}).status_code == 421


def test_an_application_that_is_not_there_is_said_so(through: Through) -> None:
    proxy, running = through(f"http://127.0.0.1:{free_port()}")
    answer = httpx.get(proxy)
    assert answer.status_code == 502
    assert "did not answer" in answer.text
    assert "unreachable" in {note.code for note in running.crossing.notes.counts}


def test_in_a_browser_every_page_says_that_it_is_a_trial_and_the_report_what_was_not_carried(
    app: str, through: Through, chromium: Browser
) -> None:
    proxy, _ = through(app)
    page = chromium.new_context(locale="en-GB").new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    for path in ("/", "/second"):
        page.goto(proxy + path, wait_until="networkidle")
        expect(page.get_by_role("link", name="Handrail trial — only on this machine")).to_be_visible()
        expect(page.locator("#out")).to_have_text("chat: hello -")
    assert [text for text in complaints if "Content Security Policy" in text] == []
    page.goto(f"{proxy}/.handrail/")
    expect(page.get_by_role("heading", name="What could not be carried")).to_be_visible()
    expect(page.get_by_text("The service worker /worker.js was not started")).to_be_visible()
    expect(page.get_by_text("Strict-Transport-Security (max-age=9) was taken off")).to_be_visible()


def test_the_bank_with_its_strict_policy_runs_whole_behind_the_proxy_with_the_sdk_loaded(
    serve: Serve, through: Through, chromium: Browser, tmp_path: Path
) -> None:
    script = b"document.documentElement.dataset.sdk = document.currentScript.dataset.key"
    (tmp_path / "sdk/0.1.0").mkdir(parents=True)
    (tmp_path / "sdk/0.1.0/handrail.js").write_bytes(script)
    content = serve(create_content_server(tmp_path))
    digest = "sha384-" + base64.b64encode(hashlib.sha384(script).digest()).decode()
    snippet = Snippet("trial", "1.x", content, "production", "sdk/0.1.0/handrail.js", digest)
    proxy, _ = through(serve(create_bank()), snippet)
    page = chromium.new_context(locale="de-DE").new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(proxy, wait_until="networkidle")
    assert page.evaluate("document.documentElement.dataset.sdk") == "trial"
    page.get_by_role("link", name="Neue Überweisung").click()
    page.get_by_role("button", name="Beispiel einsetzen").click()
    page.get_by_role("button", name="Überweisung prüfen").click()
    page.get_by_role("button", name="Bestätigen und senden").click()
    expect(page.get_by_role("heading", name="Ihre Überweisung ist unterwegs")).to_be_visible()
    page.get_by_role("button", name="Alex Morgan: Sprache und Profil").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("link", name="Accounts", exact=True)).to_be_visible()
    assert page.url.startswith(proxy)
    assert [text for text in complaints if "Content Security Policy" in text] == []


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that lives for a day, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(alternative, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)
    return folder / "cert.pem", folder / "key.pem"


def test_an_https_application_is_carried(serve: Serve, through: Through, tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    secure = serve(application, tls=(cert, key))
    proxy, _ = through(secure, tls=ssl.create_default_context(cafile=str(cert)))
    assert httpx.get(f"{proxy}/echo", headers={"origin": proxy}).json()["origin"] == secure


def test_a_certificate_that_is_not_trusted_is_said_so(through: Through, tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    with socket.create_server(("127.0.0.1", 0)) as plain, context.wrap_socket(plain, server_side=True) as listener:

        def greet() -> None:
            with contextlib.suppress(ssl.SSLError, OSError):
                listener.accept()[0].close()

        greeter = threading.Thread(target=greet)
        greeter.start()
        proxy, _ = through(f"https://127.0.0.1:{listener.getsockname()[1]}")
        answer = httpx.get(proxy)
        greeter.join(5)
    assert answer.status_code == 502
    assert "certificate" in answer.text.lower()
