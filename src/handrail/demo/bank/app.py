"""The bank's web server: pages under a strict policy, its assets, and the switch of language."""

import hashlib
import re
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, quote

from handrail.demo.bank.render import HERE, LANGUAGES, policy, render, render_safety, safety_policy
from handrail.demo.http import (
    AsgiApp,
    Header,
    Receive,
    Response,
    Scope,
    Send,
    answer,
    header,
    lifespan,
    matches_etag,
    read_body,
)
from handrail.demo.snippet import read_snippet

PAGES: Final = {
    "/": "accounts",
    "/transfer": "transfer",
    "/transfer/done": "done",
    "/payments": "payments",
    "/cards": "cards",
    "/cards/credit": "cards",
    "/cards/limits": "cards",
    "/profile": "profile",
}
"""Path → page. The three card paths are client-side routes of one page."""
SAFETY: Final = "/safety"
"""The page about fraud: the one that pages of the bank may frame."""

_TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "woff2": "font/woff2",
}
_EVERY: Final[tuple[Header, ...]] = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
)
_COOKIE: Final = "bank-language"


def create_bank(environment: str = "production", config: Path | None = None) -> AsgiApp:
    """An ASGI app that serves the bank.

    Args:
        environment: its name, shown in the footer where it is not production.
        config: JSON file with the snippet (``bank.snippet``); read again for every page, so that a new pin of
            the SDK is served without a restart. Without it the bank runs without guidance.
    """

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
        elif scope["type"] == "http" and scope["method"] == "POST" and scope["path"] == "/language":
            await answer(send, _switch(await read_body(receive, 2_000)))
        elif scope["type"] == "http":
            response = _get(scope, environment, config)
            await answer(send, response, head=scope["method"] == "HEAD")

    return app


def _get(scope: Scope, environment: str, config: Path | None) -> Response:
    path = str(scope["path"])
    if scope["method"] not in ("GET", "HEAD"):
        return _plain(405, "Method not allowed", ("allow", "GET, HEAD"))
    if path.startswith("/assets/"):
        return _asset(scope, path.removeprefix("/assets/"))
    if path == "/favicon.ico":
        return _asset(scope, "favicon.png")
    if path == SAFETY:
        return _html(200, safety_policy(), render_safety(language_of(scope)))
    page = PAGES.get(path, "missing")
    snippet = read_snippet(config)
    body = render(page, language_of(scope), path, environment, snippet)
    return _html(404 if page == "missing" else 200, policy(page, snippet), body)


def _html(status: int, policy: str, body: bytes) -> Response:
    headers: tuple[Header, ...] = (
        ("content-type", "text/html; charset=utf-8"),
        ("content-security-policy", policy),
        ("cache-control", "no-cache"),
        ("vary", "cookie, accept-language"),
        *_EVERY,
    )
    return Response(status, headers, body)


def language_of(scope: Scope) -> str:
    """The language to answer in: the one chosen before, else the browser's first that the bank speaks.

    ``Accept-Language`` carries the same list as ``navigator.languages``; deciding here spares the reader a page
    that changes its language while it loads.
    """
    cookie = SimpleCookie(header(scope, "cookie") or "").get(_COOKIE)
    if cookie is not None and cookie.value in LANGUAGES:
        return cookie.value
    for _, tag in sorted(_accepted(header(scope, "accept-language") or ""), key=lambda item: -item[0]):
        if tag in LANGUAGES:
            return tag
    return LANGUAGES[0]


def _accepted(value: str) -> list[tuple[float, str]]:
    found = []
    for part in value.split(","):
        match = re.fullmatch(r"\s*([a-zA-Z]{1,8})(?:-[\w-]*)?\s*(?:;\s*q=([01](?:\.\d{1,3})?))?\s*", part)
        if match:
            found.append((float(match[2] or 1), match[1].lower()))
    return found


def _switch(body: bytes | None) -> Response:
    """Remember the language for a year and go back to the page."""
    fields = parse_qs((body or b"").decode("utf-8", "replace"))
    language, target = fields.get("language", [""])[0], fields.get("next", ["/"])[0]
    if language not in LANGUAGES:
        return _plain(400, "Unknown language")
    if not re.fullmatch(r"/(?!/)[A-Za-z0-9/_-]*", target):
        target = "/"
    cookie = f"{_COOKIE}={language}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"
    return Response(303, (("location", quote(target)), ("set-cookie", cookie), ("cache-control", "no-store"), *_EVERY))


@cache
def _read_asset(name: str) -> tuple[bytes, str] | None:
    if not re.fullmatch(r"[a-z-]+\.(css|js|png|svg|txt|woff2)", name) or not (HERE / "assets" / name).is_file():
        return None
    body = (HERE / "assets" / name).read_bytes()
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _asset(scope: Scope, name: str) -> Response:
    found = _read_asset(name)
    if found is None:
        return _plain(404, "Not found")
    body, etag = found
    headers: tuple[Header, ...] = (("cache-control", "no-cache"), ("etag", etag), *_EVERY)
    if matches_etag(header(scope, "if-none-match"), etag):
        return Response(304, headers)
    return Response(200, (("content-type", _TYPES[name.rsplit(".", 1)[1]]), *headers), body)


def _plain(status: int, words: str, *more: Header) -> Response:
    kind: Header = ("content-type", "text/plain; charset=utf-8")
    return Response(status, (kind, ("cache-control", "no-store"), *_EVERY, *more), f"{words}\n".encode())
