"""Releases for readers: a boot file for each of two languages, texts that name their release, and pictures."""

import hashlib
import json
import random
from datetime import UTC, datetime, timedelta

from handrail.package.build import assemble_package, build_release, channel_file, sign_root
from package.bank import SDK, Bank

PICTURE = b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(300_000)
"""The same in every release."""

CREATED = datetime(2026, 11, 25, tzinfo=UTC)


def _ref(data: bytes, extension: str) -> dict[str, object]:
    return {"sha256": hashlib.sha256(data).hexdigest(), "length": len(data), "extension": extension}


def _blob(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def make_package(version: int, seq: int, *, text_of: int | None = None) -> bytes:
    """A package whose every file but one picture says which release it belongs to.

    Args:
        version: number of the release.
        seq: of its pointer.
        text_of: the release that its texts say they belong to, where it is a lie.
    """
    bank = Bank()
    own = b"\x89PNG\r\n\x1a\n" + version.to_bytes(8, "big") + random.Random(version).randbytes(60_000)
    blobs = [("png", PICTURE), ("png", own)]
    boots: dict[str, bytes] = {}
    for tag, language in (("*", "en"), ("de", "de")):
        text = _blob({"release": text_of or version, "language": language, "text": f"{language} {version} " * 1500})
        blobs.append(("json", text))
        content = [_ref(text, "json"), _ref(PICTURE, "png"), _ref(own, "png")]
        boots[tag] = _blob({"format": 1, "language": language, "release": version, "campaigns": content})
    release = build_release(
        application="bank",
        environment="production",
        version=version,
        created=CREATED,
        boots=boots,
        blobs=blobs,
        source=b"{}",
        min_sdk="0.1.0",
        author=bank.key,
    )
    expires = datetime.now(UTC) + timedelta(days=300)
    pointer = bank.pointer(release, version, seq, expires=expires)
    return assemble_package(
        kind="full",
        application="bank",
        environment="production",
        release=version,
        channel=channel_file([sign_root(bank.root(), [bank.key])], release.envelope, pointer),
        files=release.files,
        sdk=SDK,
    )
