"""The built SDK in Chromium, fed with signed releases from memory: thousands of contents on one page, no reload."""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from handrail.package.build import build_release, channel_file, sign_pointer, sign_root
from journeys.sdk_world import Publisher, sdk_file, serve
from sdk.mutations import TINY_PNG

HERE = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"
PNG_SHA256 = hashlib.sha256(TINY_PNG).hexdigest()


@dataclass
class Signer:
    """Signs boot files as releases that the SDK verifies in earnest."""

    publisher: Publisher = field(default_factory=Publisher)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @cached_property
    def root(self) -> Any:
        """The signed root, the same for all releases."""
        return sign_root(self.publisher.root, [self.publisher.key])

    def release(self, boot: bytes, blobs: Mapping[str, bytes] | None = None) -> dict[str, str]:
        """Names below the content server → Base64 of what lies there.

        Args:
            boot: bytes of the boot file; whatever they are, the signatures hold.
            blobs: extension → bytes of further files.
        """
        self.publisher.seq += 1
        own = {"application": self.publisher.application, "environment": self.publisher.environment}
        release = build_release(
            **own,
            version=1,
            created=self.now,
            boots={"*": boot},
            blobs=list((blobs or {"png": TINY_PNG}).items()),
            source=b"{}",
            min_sdk="0.1.0",
            author=self.publisher.key,
        )
        pointer = sign_pointer(
            **own,
            release_version=1,
            release_sha256=release.sha256,
            root=1,
            seq=self.publisher.seq,
            status="active",
            off=(),
            expires=self.now + timedelta(days=30),
            key=self.publisher.key,
        )
        channel = channel_file([self.root], release.envelope, pointer)
        files = {**release.files, self.publisher.channel_name: channel}
        wanted = {name: data for name, data in files.items() if name.startswith(("channel/", "blobs/"))}
        return {name: base64.b64encode(data).decode() for name, data in wanted.items()}


@dataclass
class Stage:
    """A page with the built SDK, its network replaced by what is put before it."""

    page: Page
    signer: Signer
    crashes: list[str] = field(default_factory=list)

    def play(self, contents: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Play contents one after the other; what came of each.

        Args:
            contents: ``{"files": …, "keys": […]}``, see ``stage.js``.
        """
        found: list[dict[str, Any]] = self.page.evaluate(
            "(given) => playAll(given)", {"trust": self.signer.publisher.trust, "contents": contents}
        )
        return found


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """A browser of one's own, started with further flags."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *flags])
        yield browser
        browser.close()


@contextmanager
def stage(browser: Browser, body: str, **options: Any) -> Iterator[Stage]:
    """A page with a body of its own, instruments first, then the SDK."""
    html = f'<!doctype html><html lang="en"><head><title>Bank</title></head><body>{body}</body></html>'
    with serve(lambda path: (200, {"Content-Type": "text/html; charset=utf-8"}, html.encode())) as origin:
        context = browser.new_context(**options)
        page = context.new_page()
        ready = Stage(page, Signer())
        page.on("pageerror", lambda error: ready.crashes.append(str(error)))
        page.on("crash", lambda _: ready.crashes.append("the page crashed"))
        page.add_init_script((HERE / "stage.js").read_text())
        page.goto(origin)
        page.add_script_tag(content=sdk_file()[1].decode())
        yield ready
        context.close()


def summary(found: list[dict[str, Any]], name: str) -> dict[str, int]:
    """How often each code came, e.g. of ``codes``."""
    counted: dict[str, int] = {}
    for each in found:
        for code in each[name]:
            counted[code] = counted.get(code, 0) + 1
    return dict(sorted(counted.items()))


def readable(value: Any) -> str:
    """Shortened JSON, for failures."""
    return json.dumps(value, ensure_ascii=True)[:4000]
