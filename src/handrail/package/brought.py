"""Boot files that a channel file brings along, so that a first start waits for one answer of the server, not for two.

They stand behind the signed line, a line each, and are signed by nobody there: the release's hash of a boot file
decides whether a line counts. See "What the channel file brings" in ``docs/reference/package-format.md``.
"""

from collections.abc import Callable

from handrail.package.errors import FileChangedError
from handrail.package.roles import Release
from handrail.package.tree import blob_name
from handrail.package.verify import LINE_FEED, sha256_hex

BROUGHT_LIMIT = 32_768
"""Bytes of boot files in one channel file: every page that sees a new one loads them all."""


def boots_to_bring(release: Release, read: Callable[[str, int], bytes | None]) -> tuple[bytes, ...]:
    """The boot files that fit, the base language's first, then by locale tag.

    Args:
        release: whose boot files.
        read: name below the document root and most bytes → bytes, as ``verify_tree`` has it. What is not at hand, or
            has other bytes, is not brought.
    """
    chosen: dict[str, bytes] = {}
    room = BROUGHT_LIMIT
    for _, ref in sorted(release.boot.items()):
        if ref.sha256 in chosen or ref.length > room:
            continue
        data = read(blob_name(ref), ref.length)
        if data is not None and sha256_hex(data) == ref.sha256 and LINE_FEED not in data:
            chosen[ref.sha256] = data
            room -= ref.length
    return tuple(chosen.values())


def check_brought(channel: bytes, release: Release, name: str) -> None:
    """Refuse what a channel file brings along without being a boot file of its release.

    Raises:
        FileChangedError: a line that is none.
    """
    boots = {each.sha256 for each in release.boot.values()}
    if any(sha256_hex(line) not in boots for line in channel.split(LINE_FEED)[1:]):
        raise FileChangedError(name=name)
