"""What the world sees: GET through the public URL, by the rules of the SDK, and the headers that matter."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Literal

import httpx

from handrail.package.roles import Release
from handrail.package.tree import blob_name
from handrail.package.verify import CHANNEL_LIMIT, sha256_hex

TIMEOUT_S = 10.0

CONTENT_TYPES = {
    "json": "application/json",
    "js": "text/javascript",
    "mjs": "text/javascript",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "avif": "image/avif",
    "woff2": "font/woff2",
    "mp4": "video/mp4",
}
"""Extension → content type of everything in a package."""


@dataclass(frozen=True)
class Finding:
    """One thing seen from outside.

    Attributes:
        level: ``error`` (the SDK cannot work), ``warning`` (it works, worse than it could), ``good``.
        code: stable, e.g. ``doctor.cors``.
        message: an English sentence with what to do.
    """

    level: Literal["error", "warning", "good"]
    code: str
    message: str

    def as_data(self) -> dict[str, str]:
        """For ``--json``."""
        return {"level": self.level, "code": self.code, "message": self.message}


@dataclass(frozen=True)
class Answer:
    """A response: status (0: none came), lower-case headers, at most the asked-for bytes, and why none came."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    problem: str = ""


class Outside:
    """Reads files below a public URL as a page of another origin would.

    Args:
        url: the self-hosted URL, with or without a slash at its end.
        client: for tests; a client without proxies and redirects otherwise.
    """

    def __init__(self, url: str, client: httpx.Client | None = None) -> None:
        """Opens nothing yet."""
        self.url = url.rstrip("/")
        self._client = client or httpx.Client(timeout=TIMEOUT_S, follow_redirects=False)

    def __enter__(self) -> "Outside":
        """Use in a ``with`` block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self._client.close()

    def get(self, name: str, limit: int, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch a file; never raises for what the server or the network does."""
        sent = {"origin": "null", "accept-encoding": "identity", **(headers or {})}
        try:
            with self._client.stream("GET", f"{self.url}/{name}", headers=sent) as response:
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > limit:
                        break
                shown = {key.lower(): value for key, value in response.headers.items()}
                return Answer(response.status_code, shown, bytes(body[: limit + 1]))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Answer(0, {}, b"", str(error) or type(error).__name__)


def check_headers(name: str, answer: Answer) -> list[Finding]:
    """CORS, content type, caching and sniffing of one file."""
    found: list[Finding] = []
    headers, kind = answer.headers, name.partition("/")[0]
    if headers.get("access-control-allow-origin") != "*":
        said = headers.get("access-control-allow-origin", "nothing")
        found.append(_error("cors", f"{name}: Access-Control-Allow-Origin must be *, but the server sends {said}."))
    wanted = CONTENT_TYPES.get(name.rpartition(".")[2], "")
    if headers.get("content-type", "").partition(";")[0].strip() not in (wanted, wanted.replace("text", "application")):
        said = headers.get("content-type", "nothing")
        found.append(_error("content-type", f"{name}: Content-Type must be {wanted}, but the server sends {said}."))
    cache = headers.get("cache-control", "")
    if kind == "channel" and not {"no-cache", "no-store"} & {part.strip() for part in cache.split(",")}:
        found.append(
            _warning("caching", f"{name}: Cache-Control should be no-cache, or changes reach nobody for long.")
        )
    if kind == "channel" and "etag" not in headers and "last-modified" not in headers:
        found.append(_warning("etag", f"{name}: there is no ETag, so every page start loads the whole file."))
    if kind in ("blobs", "releases") and "immutable" not in cache:
        found.append(_warning("caching", f"{name}: Cache-Control should be public, max-age=31536000, immutable."))
    if headers.get("x-content-type-options", "").lower() != "nosniff":
        found.append(_warning("nosniff", f"{name}: X-Content-Type-Options: nosniff is missing."))
    return found


def check_deployed(outside: Outside, channel_name: str, channel: bytes, release: Release) -> list[Finding]:
    """After a deployment: the channel file is the one just put in place, every boot file has the signed bytes."""
    answer = outside.get(channel_name, CHANNEL_LIMIT)
    if answer.status != 200:
        return [_error("unreachable", _not_there(outside, channel_name, answer))]
    if answer.body != channel:
        return [
            _error("old-release", f"{channel_name}: the server still shows other bytes (a cache, another folder?).")
        ]
    found = check_headers(channel_name, answer)
    for name, ref in sorted({blob_name(ref): ref for ref in release.boot.values()}.items()):
        blob = outside.get(name, ref.length)
        if blob.status != 200:
            found.append(_error("unreachable", _not_there(outside, name, blob)))
        elif sha256_hex(blob.body) != ref.sha256:
            found.append(_error("changed", f"{name}: what the server sends does not have the signed bytes."))
        else:
            found += check_headers(name, blob)
    return found


def _not_there(outside: Outside, name: str, answer: Answer) -> str:
    said = answer.problem or f"the server answers {answer.status}"
    return f"{outside.url}/{name} cannot be read: {said}."


def _error(code: str, message: str) -> Finding:
    return Finding("error", f"doctor.{code}", message)


def _warning(code: str, message: str) -> Finding:
    return Finding("warning", f"doctor.{code}", message)
