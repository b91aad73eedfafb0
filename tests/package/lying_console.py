"""A console that holds the author key and may lie: it shows one thing and ships another, each time in another way."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from handrail.compile.release import CompiledRelease, compile_release
from handrail.demo.guidance import sample_content, sample_media
from handrail.package.archive import read_zip, write_zip
from handrail.package.build import BuiltRelease, build_release, sign_root
from handrail.package.candidate import build_candidate
from handrail.schema.authored.application import ApplicationContent, Overlay
from package.bank import Bank

PICTURE = b"\x89PNG\r\n\x1a\n" + b"an honest picture"
OTHER_PICTURE = b"\x89PNG\r\n\x1a\n" + b"a rather false one"[:17]
SHA = hashlib.sha256(PICTURE).hexdigest()
MEDIA = {SHA: PICTURE, **sample_media()}
OVERLAY = Overlay(environment="production", page_origins=["https://bank.example.com"])
CREATED = datetime(2026, 11, 25, tzinfo=UTC)


def content(**changes: str) -> ApplicationContent:
    """The sample bank with an image in its first announcement; ``text`` replaces its heading's English text."""
    data = sample_content().model_dump(mode="json", by_alias=True, exclude_none=True)
    data["media"].append({"sha256": SHA, "name": "card.png", "extension": "png", "width": 8, "height": 8})
    blocks = data["campaigns"][0]["content"]["blocks"]
    blocks.append({"block": "image", "media": SHA, "alternative": {"en": "A card", "de": "Eine Karte"}})
    for language, text in changes.items():
        blocks[0]["text"][language] = text
    return ApplicationContent.model_validate(data)


@dataclass
class LyingConsole:
    """What it shows (source, overlay) and what it ships (made from ``shipped``); honest unless changed."""

    shown: ApplicationContent = field(default_factory=content)
    shipped: ApplicationContent | None = None
    overlay_shown: Overlay = OVERLAY
    overlay_shipped: Overlay = OVERLAY
    version: int = 3
    change: Callable[[CompiledRelease], CompiledRelease] = lambda made: made
    source: bytes | None = None
    """Signed and shown in place of the canonical one."""

    def release(self) -> tuple[bytes, BuiltRelease]:
        options: dict[str, Any] = {"application": "bank", "release": self.version, "media": MEDIA}
        made = self.change(compile_release(self.shipped or self.shown, self.overlay_shipped, **options))
        source = self.source or compile_release(self.shown, self.overlay_shown, **options).source
        built = build_release(
            application="bank",
            environment="production",
            version=self.version,
            created=CREATED,
            boots=made.boots,
            blobs=made.blobs,
            source=source,
            min_sdk=made.min_sdk,
            author=Bank().key,
            audit_head="ab" * 32,
        )
        return source, built

    @property
    def overlay_bytes(self) -> bytes:
        return self.overlay_shown.model_dump_json(by_alias=True, exclude_none=True).encode()

    def candidate(self, base: "LyingConsole | None" = None, **files: bytes) -> bytes:
        """The zip; ``files`` replace or add entries (dots and slashes as in the names)."""
        source, built = self.release()
        behind = None
        if base is not None:
            base_source, base_built = base.release()
            behind = (base_built.envelope, base_source, base.overlay_bytes)
        made = build_candidate(
            envelope=built.envelope,
            source=source,
            overlay=self.overlay_bytes,
            blobs=built.files,
            roots=[sign_root(Bank().root(), [Bank().key])],
            base=behind,
        )
        return write_zip({**read_zip(made), **files}) if files else made


def replaced(made: CompiledRelease, before: bytes, after: bytes) -> CompiledRelease:
    """The same release with some bytes of its boot files replaced."""
    boots = {tag: data.replace(before, after) for tag, data in made.boots.items()}
    assert boots != made.boots
    return replace(made, boots=boots)
