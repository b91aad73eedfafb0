"""Would a page's Content-Security-Policy let the SDK run and fetch? The part of CSP 3 that this takes, and no more."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

Policy = Mapping[str, Sequence[str]]

_SCRIPT: Final = ("script-src-elem", "script-src", "default-src")
_CONNECT: Final = ("connect-src", "default-src")
_FRAME: Final = ("frame-src", "child-src", "default-src")
_MEDIA: Final = ("media-src", "default-src")
_HASH = re.compile(r"'sha(?:256|384|512)-[A-Za-z0-9+/_-]+={0,2}'")
_HOST = re.compile(r"(?:([a-z][a-z0-9+.-]*)://)?(\*|(?:\*\.)?[^/:*]+)(?::(\d+|\*))?(/[^?#]*)?", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Script:
    """A script tag as a policy sees it.

    Attributes:
        url: absolute.
        integrity: its values, e.g. ``sha384-…``.
        nonce: its nonce; empty when there is none.
    """

    url: str
    integrity: tuple[str, ...]
    nonce: str


def read_policies(headers: Sequence[str]) -> list[Policy]:
    """Every policy in header values or meta tags; one value may hold several, parted by commas."""
    found: list[Policy] = []
    for text in (part for header in headers for part in header.split(",")):
        policy: dict[str, Sequence[str]] = {}
        for directive in text.split(";"):
            words = directive.split()
            if words:
                policy.setdefault(words[0].lower(), words[1:])
        if policy:
            found.append(policy)
    return found


def allows_script(policy: Policy, script: Script, page: str) -> bool:
    """By hash of all integrity values, by nonce, or by address."""
    sources = _sources(policy, _SCRIPT)
    if sources is None:
        return True
    if script.nonce and f"'nonce-{script.nonce}'" in sources:
        return True
    if script.integrity and all(f"'{value}'" in sources for value in script.integrity):
        return True
    if "'strict-dynamic'" in [each.lower() for each in sources]:
        return False
    return any(_matches(source, script.url, page) for source in sources)


def allows_connect(policy: Policy, url: str, page: str) -> bool:
    """By address."""
    sources = _sources(policy, _CONNECT)
    return sources is None or any(_matches(source, url, page) for source in sources)


def allows_frame(policy: Policy, origin: str, page: str) -> bool:
    """Whether a page of that origin may be embedded."""
    sources = _sources(policy, _FRAME)
    return sources is None or any(_matches(source, f"{origin}/", page) for source in sources)


def allows_media(policy: Policy, url: str, page: str) -> bool:
    """Whether a video may be played from that address."""
    sources = _sources(policy, _MEDIA)
    return sources is None or any(_matches(source, url, page) for source in sources)


def relaxations(policies: Sequence[Policy]) -> Iterator[str]:
    """What a policy for scripts gives away, and Handrail does not need."""
    for policy in policies:
        sources = _sources(policy, _SCRIPT) or ()
        lowered = [each.lower() for each in sources]
        strict = any(_HASH.fullmatch(each) or each.startswith("'nonce-") for each in sources)
        if "'unsafe-inline'" in lowered and not strict:
            yield "'unsafe-inline' in script-src"
        for word in ("'unsafe-eval'", "'unsafe-hashes'", "data:", "blob:", "*", "http:", "https:"):
            if word in lowered:
                yield f"{word} in script-src"
        for word in ("*", "http:", "https:"):
            if word in [each.lower() for each in _sources(policy, _CONNECT) or ()]:
                yield f"{word} in connect-src"


def _sources(policy: Policy, names: Sequence[str]) -> Sequence[str] | None:
    return next((policy[name] for name in names if name in policy), None)


def _matches(source: str, url: str, page: str) -> bool:
    target, own = urlsplit(url), urlsplit(page)
    word = source.lower()
    if word == "'self'":
        return _same(target.scheme, own.scheme) and (target.hostname, _port(url)) == (own.hostname, _port(page))
    if word.startswith("'"):
        return False
    if word == "*":
        return target.scheme in ("http", "https") or target.scheme == own.scheme
    if re.fullmatch(r"[a-z][a-z0-9+.-]*:", word):
        return _same(target.scheme, word[:-1])
    found = _HOST.fullmatch(source)
    if found is None:
        return False
    scheme, host, port, path = found.groups()
    if not _same(target.scheme, (scheme or own.scheme).lower()):
        return False
    name = target.hostname or ""
    if host != "*" and not (name.endswith(host[1:].lower()) if host.startswith("*.") else name == host.lower()):
        return False
    if port != "*" and _port(url) != (int(port) if port else _PORTS.get(target.scheme)):
        return False
    return path in (None, "/") or (target.path.startswith(path) if path.endswith("/") else target.path == path)


def _same(scheme: str, listed: str) -> bool:
    """A policy that lists http admits https as well."""
    return scheme == listed or (listed, scheme) == ("http", "https")


def _port(url: str) -> int | None:
    parts = urlsplit(url)
    return parts.port or _PORTS.get(parts.scheme)
