"""What the world sees: GET through the public URL, by the rules of the SDK, and the headers that matter."""

import re
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType

import httpx

from handrail.deploy.findings import Finding, cache_lines, finding
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
    "webm": "video/webm",
}
"""Extension → content type of everything in a package."""


@dataclass(frozen=True)
class Answer:
    """A response: status (0: none came), lower-case headers, at most the asked-for bytes, and why none came.

    ``url`` is where it came from in the end, ``untrusted`` whether the certificate is the reason that nothing came.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    problem: str = ""
    url: str = ""
    untrusted: bool = False


class Outside:
    """Reads files below a public URL as a page of another origin would.

    Args:
        url: the self-hosted URL, with or without a slash at its end.
        client: for tests; otherwise one that follows no redirects and trusts the authorities of this machine
            (``SSL_CERT_FILE`` names others) and those of httpx. A proxy is taken from the environment.

    Attributes:
        certificate_expires: when the certificate of the last answer ends; None by plain http.
    """

    def __init__(self, url: str, client: httpx.Client | None = None) -> None:
        """Opens nothing yet."""
        self.url = url.rstrip("/")
        self.certificate_expires: datetime | None = None
        self._client = client or httpx.Client(timeout=TIMEOUT_S, follow_redirects=False, verify=_trusted())

    @property
    def origin(self) -> str:
        """Scheme, host and port, as a policy names them."""
        return "/".join(self.url.split("/")[:3])

    def __enter__(self) -> "Outside":
        """Use in a ``with`` block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self._client.close()

    def get(self, name: str, limit: int, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch a file below the URL; never raises for what the server or the network does."""
        return self.fetch(f"{self.url}/{name}", limit, headers)

    def fetch(self, url: str, limit: int, headers: Mapping[str, str] | None = None, *, follow: bool = False) -> Answer:
        """Fetch any address; ``follow`` redirects as a browser does for a page."""
        sent = {"origin": "null", "accept-encoding": "identity", **(headers or {})}
        try:
            with self._client.stream("GET", url, headers=sent, follow_redirects=follow) as response:
                if url.startswith(self.url):
                    self.certificate_expires = _certificate_expires(response)
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > limit:
                        break
                shown = {key.lower(): value for key, value in response.headers.items()}
                return Answer(response.status_code, shown, bytes(body[: limit + 1]), url=str(response.url))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Answer(0, {}, b"", _why(error), url, "CERTIFICATE_VERIFY_FAILED" in str(error))


def _why(error: Exception) -> str:
    """Why nothing came, without the numbers and file names of libraries."""
    if isinstance(error, httpx.TimeoutException):
        return f"nothing came within {TIMEOUT_S:.0f} seconds"
    said = str(error) or type(error).__name__
    if "WRONG_VERSION_NUMBER" in said:
        return "what listens there speaks no TLS; is it the port of plain http?"
    return re.sub(r"\[(?:Errno -?\d+|SSL[^\]]*)\] |certificate verify failed: |\.? ?\(_ssl\.c:\d+\)", "", said)


def _trusted() -> ssl.SSLContext:
    context = httpx.create_ssl_context()
    context.load_default_certs()
    return context


def _certificate_expires(response: httpx.Response) -> datetime | None:
    stream = response.extensions.get("network_stream")
    secure = stream.get_extra_info("ssl_object") if stream is not None else None
    certificate = secure.getpeercert() if secure is not None else None
    if not certificate:
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)


def check_headers(name: str, answer: Answer) -> list[Finding]:
    """CORS, content type, caching, policy and sniffing of one file."""
    return list(_check_headers(name, answer))


def _check_headers(name: str, answer: Answer) -> Iterator[Finding]:
    headers, kind = answer.headers, name.partition("/")[0]
    yield from _origin(name, headers)
    wanted = CONTENT_TYPES.get(name.rpartition(".")[2], "")
    if headers.get("content-type", "").partition(";")[0].strip() not in (wanted, wanted.replace("text", "application")):
        said = headers.get("content-type", "nothing")
        yield finding("content-type", f"{name}: Content-Type must be {wanted}, but the server sends {said}.")
    yield from _caching(name, kind, headers)
    if headers.get("x-content-type-options", "").lower() != "nosniff":
        yield finding("nosniff", f"{name}: X-Content-Type-Options: nosniff is missing.")
    policy = headers.get("content-security-policy", "")
    if kind != "sdk" and not ("default-src 'none'" in policy and "sandbox" in policy):
        yield finding("csp", f"{name}: Content-Security-Policy should forbid everything (default-src 'none'; sandbox).")
    if "set-cookie" in headers:
        yield finding("cookie", f"{name}: the server sets a cookie with it.")


def _origin(name: str, headers: Mapping[str, str]) -> Iterator[Finding]:
    said = headers.get("access-control-allow-origin", "nothing")
    if said.startswith("*,"):
        change = "Remove one of the two places that set it, e.g. the proxy's or the server's: browsers refuse two."
        yield finding("cors", f"{name}: Access-Control-Allow-Origin is sent twice.", change=change, lines={})
    elif said != "*":
        yield finding("cors", f"{name}: Access-Control-Allow-Origin must be *, but the server sends {said}.")


def _caching(name: str, kind: str, headers: Mapping[str, str]) -> Iterator[Finding]:
    cache = headers.get("cache-control", "")
    parts = {part.strip() for part in cache.lower().split(",")}
    if kind == "channel" and not {"no-cache", "no-store"} & parts:
        yield finding("caching", f"{name}: Cache-Control should be no-cache, or changes reach nobody for long.")
    elif kind in ("blobs", "releases") and "immutable" not in parts:
        message = f"{name}: Cache-Control should be public, max-age=31536000, immutable."
        yield finding("caching", message, lines=cache_lines(kind))
    elif kind == "sdk" and "immutable" in parts:
        yield finding("sdk-caching", f"{name}: Cache-Control is immutable.")
    elif kind == "sdk" and not any(part.startswith("max-age=") for part in parts):
        yield finding("sdk-caching", f"{name}: Cache-Control names no max-age.")
    elif "no-transform" not in parts and "no-store" not in parts:
        yield finding("no-transform", f"{name}: Cache-Control lacks no-transform.", lines=cache_lines(kind))
    if kind == "channel" and "etag" not in headers:
        yield finding("etag", f"{name}: there is no ETag, so a page start may load the whole file.")


def check_deployed(outside: Outside, channel_name: str, channel: bytes, release: Release) -> list[Finding]:
    """After a deployment: the channel file is the one just put in place, every boot file has the signed bytes."""
    answer = outside.get(channel_name, CHANNEL_LIMIT)
    if answer.status != 200:
        return [away(outside, channel_name, answer, "unreachable")]
    if answer.body != channel:
        message = f"{channel_name}: the server still shows other bytes (a cache, another folder?)."
        return [finding("old-release", message)]
    found = check_headers(channel_name, answer)
    for name, ref in sorted({blob_name(ref): ref for ref in release.boot.values()}.items()):
        found += check_blob(outside, name, ref.length, ref.sha256)
    return found


def check_blob(outside: Outside, name: str, length: int, sha256: str) -> list[Finding]:
    """A file that never changes: it is there, has the signed bytes and the right headers."""
    blob = outside.get(name, length)
    if blob.status != 200:
        return [away(outside, name, blob, "file-missing")]
    if sha256_hex(blob.body) != sha256:
        return [finding("changed", f"{name}: what the server sends does not have the signed bytes.")]
    return check_headers(name, blob)


def away(outside: Outside, name: str, answer: Answer, otherwise: str) -> Finding:
    """What an answer without the file means; ``otherwise`` is the code where its status says no more than that."""
    url = f"{outside.url}/{name}"
    if answer.untrusted:
        return finding("tls", f"The certificate of {outside.url} does not hold: {answer.problem}.")
    if answer.status in (401, 407):
        return finding("sign-in", f"{url} asks for a sign-in (the server answers {answer.status}).")
    if answer.status == 403:
        return finding("forbidden", f"The server refuses {url} (it answers 403).")
    code = otherwise if 0 < answer.status < 500 else "unreachable"
    return finding(code, f"{url} cannot be read: {answer.problem or f'the server answers {answer.status}'}.")
