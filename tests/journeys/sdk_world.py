"""A page under the strictest policy and a content server with a package of its own: what the SDK's own tests run in."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from handrail.compile.release import compile_release
from handrail.package.brought import boots_to_bring
from handrail.package.build import (
    EnvironmentKeys,
    Quorum,
    build_release,
    channel_file,
    new_root,
    sign_pointer,
    sign_root,
)
from handrail.package.keys import SigningKey
from handrail.package.roles import Release
from handrail.package.trust import trust_of
from handrail.schema.authored.application import ApplicationContent, Overlay

SDK_ROOT = Path(__file__).parents[2] / "src/handrail/static/sdk"


def sdk_file(name: str = "handrail.js") -> tuple[str, bytes, str]:
    """Path below the content server, bytes and SRI value of a built SDK file."""
    index = json.loads((SDK_ROOT / "index.json").read_text())
    version = index["version"]
    return f"sdk/{version}/{name}", (SDK_ROOT / version / name).read_bytes(), index["files"][name]["sri"]


@dataclass
class Publisher:
    """Signs releases of one application, in trial key mode."""

    application: str = "bank"
    environment: str = "production"
    key: SigningKey = field(default_factory=SigningKey.generate)
    seq: int = 1_000
    version: int = 0

    @property
    def root(self) -> bytes:
        every = Quorum((self.key.public,))
        return new_root(
            application=self.application,
            version=1,
            expires=datetime(2099, 1, 1, tzinfo=UTC),
            root=every,
            author=every,
            environments={self.environment: EnvironmentKeys(every)},
        )

    @property
    def trust(self) -> str:
        return trust_of(self.root)

    @property
    def channel_name(self) -> str:
        return f"channel/{self.application}/{self.environment}.json"

    def publish(
        self,
        content: Mapping[str, Any],
        *,
        media: Mapping[str, bytes] | None = None,
        overlay: Mapping[str, Any] | None = None,
        alter: Callable[[dict[str, Any]], None] | None = None,
        **pointer: Any,
    ) -> dict[str, bytes]:
        """Document-root names → bytes of a new release.

        Args:
            content: as an author wrote it.
            media: SHA-256 → bytes of pictures.
            overlay: what differs per environment.
            alter: changes each compiled boot file before it is signed: what no console would sign.
            pointer: what the pointer says otherwise.
        """
        self.version += 1
        self.seq += 2
        compiled = compile_release(
            ApplicationContent.model_validate(content),
            Overlay(environment=self.environment, **(overlay or {})),
            application=self.application,
            release=self.version,
            media=media or {},
        )
        boots = compiled.boots
        if alter is not None:
            altered = {tag: json.loads(boot) for tag, boot in boots.items()}
            for boot in altered.values():
                alter(boot)
            boots = {tag: json.dumps(boot).encode() for tag, boot in altered.items()}
        now = datetime.now(UTC)
        release = build_release(
            application=self.application,
            environment=self.environment,
            version=self.version,
            created=now,
            boots=boots,
            blobs=compiled.blobs,
            source=compiled.source,
            min_sdk=compiled.min_sdk,
            author=self.key,
        )
        values: dict[str, Any] = {
            "application": self.application,
            "environment": self.environment,
            "release_version": self.version,
            "release_sha256": release.sha256,
            "root": 1,
            "seq": self.seq,
            "status": "active",
            "off": (),
            "expires": now + timedelta(days=30),
            "key": self.key,
        }
        signed = sign_pointer(**(values | pointer))
        boots = boots_to_bring(Release.from_payload(release.payload), lambda name, _: release.files[name])
        channel = channel_file([sign_root(self.root, [self.key])], release.envelope, signed, boots)
        return {**release.files, self.channel_name: channel}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    answer: Callable[[str], tuple[int, dict[str, str], bytes]]

    def do_GET(self) -> None:
        status, headers, body = type(self).answer(self.path)
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if status == 200 and self.headers.get("If-None-Match") == tag:
            status, body = 304, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("ETag", tag)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that closes a connection is no error."""


@contextmanager
def serve(answer: Callable[[str], tuple[int, dict[str, str], bytes]]) -> Iterator[str]:
    """A server on a free port of the loopback address; gives its origin."""
    handler = type("Handler", (_Handler,), {"answer": staticmethod(answer)})
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class World:
    """Page and content server, running."""

    publisher: Publisher
    content: str = ""
    page: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    html: dict[str, str] = field(default_factory=dict)
    script: str = "handrail.js"
    data: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    def publish(self, content: Mapping[str, Any], **more: Any) -> None:
        """Put a new release on the content server."""
        self.files.update(self.publisher.publish(content, **more))

    def answer_content(self, path: str) -> tuple[int, dict[str, str], bytes]:
        name = path.lstrip("/").split("?")[0]
        self.asked.append(name)
        headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "application/json"}
        sdk_path, sdk_bytes, _ = sdk_file(self.script)
        if name == sdk_path:
            return (
                200,
                {**headers, "Content-Type": "text/javascript", "Cache-Control": "public, max-age=300"},
                sdk_bytes,
            )
        if name not in self.files:
            return 404, {**headers, "Cache-Control": "no-store"}, b""
        if name.endswith((".mp4", ".webm")):
            headers["Content-Type"] = f"video/{name.rpartition('.')[2]}"
        cache = "no-cache" if name.startswith("channel/") else "public, max-age=31536000, immutable"
        return 200, {**headers, "Cache-Control": cache}, self.files[name]

    def answer_page(self, path: str) -> tuple[int, dict[str, str], bytes]:
        body = self.html.get(path.split("?", maxsplit=1)[0])
        if body is None:
            return 404, {"Content-Type": "text/plain"}, b""
        sdk_path, _, sri = sdk_file(self.script)
        options = {
            "key": self.publisher.application,
            "trust": self.publisher.trust,
            "self-hosted-url": self.content,
            "environment": self.publisher.environment,
            **self.data,
        }
        data = " ".join(f'data-{name}="{value}"' for name, value in options.items())
        channel = f"{self.content}/{self.publisher.channel_name}"
        html = (
            '<!doctype html><html lang="en"><head><title>Bank</title>'
            f'<link rel="preload" as="fetch" crossorigin href="{channel}">'
            f'<script src="{self.content}/{sdk_path}" integrity="{sri}" crossorigin defer {data}></script>'
            f"</head><body>{body}</body></html>"
        )
        policy = (
            f"default-src 'none'; script-src '{sri}'; style-src 'none'; font-src 'none'; img-src 'self'; "
            f"connect-src {self.content}; require-trusted-types-for 'script'; trusted-types 'none'"
        )
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy, **self.headers}
        return 200, headers, html.encode()


@contextmanager
def running_world() -> Iterator[World]:
    """A world with nothing published yet."""
    world = World(Publisher())
    with serve(world.answer_content) as content, serve(world.answer_page) as page:
        world.content, world.page = content, page
        yield world
