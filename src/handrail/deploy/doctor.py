"""``handrail doctor URL``: does the web server give the SDK what it needs, and what will be wrong soon?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from handrail.deploy.errors import ConfigError
from handrail.deploy.findings import Finding, finding
from handrail.deploy.outside import Answer, Outside, away, check_blob, check_deployed, check_headers
from handrail.deploy.page import Expected, examine_page
from handrail.package.errors import (
    AnchorMismatchError,
    ExpiredError,
    PackageError,
    WrongApplicationError,
    WrongEnvironmentError,
)
from handrail.package.fields import seconds_of
from handrail.package.sdk_files import known_sdk
from handrail.package.tree import blob_name, read_manifest
from handrail.package.trust import trust_of
from handrail.package.verify import (
    CHANNEL_LIMIT,
    SOON_S,
    State,
    Verdict,
    channel_name,
    sha256_hex,
    verify_channel,
)

SDK_LIMIT = 4_194_304
CLOCK_S = 120
"""Clocks may differ by that much before it is said."""
TLS_SOON = timedelta(days=14)

_LOOPBACK = re.compile(r"http://(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)")


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of a content server.

    Attributes:
        application: the application's key.
        environment: its environment.
        trust: the pinned anchor.
        now: with time zone.
        app_origins: further origins that must be admitted.
        page: address of the application's page, to lint its snippet.
        known: the newest state known here, e.g. of the last receipt; what is served must not be older.
        plain_url: the same address by plain http, to see whether it redirects; None: of a https URL without port it is
            known, else it is not asked.
    """

    application: str
    environment: str
    trust: str
    now: datetime
    app_origins: Sequence[str] = ()
    page: str | None = None
    known: State | None = None
    plain_url: str | None = None


def check_url(url: str, channel: str) -> str:
    """A self-hosted URL as the SDK takes it: the address of the folder.

    Args:
        url: as a person typed it.
        channel: name of the channel file.

    Raises:
        ConfigError: it has a query or fragment, or is the address of a file of the package.
    """
    bare = re.split(r"[?#]", url)[0]
    folder = bare.removesuffix(channel)
    if bare != url or folder != bare:
        raise ConfigError(what=url, reason=f"the self-hosted URL is the address of the folder; write {folder}")
    return url


def examine(outside: Outside, question: Question) -> list[Finding]:
    """Everything that can be seen of one environment through its public URL.

    Args:
        outside: reads below the self-hosted URL.
        question: see there.

    Returns:
        Findings, errors first; without errors the SDK will connect.
    """
    found = list(dict.fromkeys(_Doctor(outside, question).run()))
    return sorted(found, key=lambda each: ("error", "warning", "good").index(each.level))


@dataclass(frozen=True)
class _Doctor:
    outside: Outside
    ask: Question

    def run(self) -> Iterator[Finding]:
        ask, outside = self.ask, self.outside
        yield from self._address()
        name = channel_name(ask.application, ask.environment)
        answer = outside.get(name, CHANNEL_LIMIT)
        if answer.status != 200:
            yield self._place(name, answer)
            return
        yield from self._clock(answer)
        try:
            verdict = verify_channel(
                answer.body,
                application=ask.application,
                environment=ask.environment,
                trust=ask.trust,
                now=ask.now,
                grace_days=30,
            )
        except PackageError as error:
            yield _not_verified(name, answer, error)
            return
        if verdict.pointer.status == "paused":
            message = f"Release {verdict.release.version} is paused (seq {verdict.pointer.seq}): pages show nothing."
            yield finding("paused", message)
        else:
            yield finding("live", f"Release {verdict.release.version} is live (seq {verdict.pointer.seq}).")
        yield from check_deployed(outside, name, answer.body, verdict.release)
        yield from self._one_of_each_kind(verdict)
        yield from self._sdk()
        yield from self._freshness(name, answer, verdict)
        yield from self._expiry(verdict)
        yield from self._habits(name, answer)
        yield from self._compression(verdict)
        yield from self._origins(name)
        if ask.page is not None:
            expected = Expected(ask.application, ask.environment, ask.trust, verdict)
            yield from examine_page(outside, ask.page, expected)

    def _address(self) -> Iterator[Finding]:
        url = self.outside.url
        try:
            parts = urlsplit(url)
        except ValueError:
            return  # Said as unreachable, with the reason.
        if url.startswith("http://") and not _LOOPBACK.match(url):
            message = f"{url} is plain http: a page served by https cannot load it, and anybody on the way can read it."
            yield finding("plain-http", message)
        plain = self.ask.plain_url
        if plain is None and parts.scheme == "https" and parts.netloc == parts.hostname:
            plain = f"http://{parts.netloc}{parts.path}"
        if plain is not None:
            name = channel_name(self.ask.application, self.ask.environment)
            answer = self.outside.fetch(f"{plain.rstrip('/')}/{name}", CHANNEL_LIMIT)
            if answer.status == 200:
                yield finding("http-open", f"{plain} answers by plain http as well.")

    def _place(self, name: str, answer: Answer) -> Finding:
        url = self.outside.url
        if answer.status in (404, 410):
            message = (
                f"The server answers {answer.status} for {url}/{name}. The package lies in another place, or not at "
                "all: its folders blobs, channel, releases and sdk must lie directly below that address."
            )
            return finding("wrong-place", message)
        if 300 <= answer.status < 400:
            to = answer.headers.get("location", "elsewhere")
            return finding("redirect", f"The server redirects {name} to {to}.")
        return away(self.outside, name, answer, "unreachable")

    def _clock(self, answer: Answer) -> Iterator[Finding]:
        try:
            theirs = parsedate_to_datetime(answer.headers.get("date", ""))
        except ValueError:
            return
        if theirs.tzinfo is None:
            theirs = theirs.replace(tzinfo=UTC)
        age = answer.headers.get("age", "0")
        apart = int((theirs - self.ask.now).total_seconds()) + (int(age) if age.isdigit() else 0)
        if abs(apart) > CLOCK_S:
            side = "ahead of" if apart > 0 else "behind"
            yield finding("clock", f"The server's clock is {abs(apart)} seconds {side} this machine's.")

    def _one_of_each_kind(self, verdict: Verdict) -> Iterator[Finding]:
        """Boot files were looked at; of the other kinds of file one each, from the manifest."""
        ref = verdict.release.manifest
        name = blob_name(ref)
        problems = check_blob(self.outside, name, ref.length, ref.sha256)
        yield from problems
        if any(each.level == "error" for each in problems):
            return

        def read(path: str, limit: int) -> bytes | None:
            answer = self.outside.get(path, limit)
            return answer.body if answer.status == 200 else None

        seen = {blob_name(each) for each in verdict.release.boot.values()}
        kinds: set[str] = set()
        for path, length in read_manifest(read, verdict.release).files.items():
            kind = path.rpartition(".")[2]
            if path not in seen and kind not in kinds:
                kinds.add(kind)
                yield from check_blob(self.outside, path, length, path.removeprefix("blobs/").partition(".")[0])

    def _sdk(self) -> Iterator[Finding]:
        """An environment pins one build or several; which of the known ones are there decides what is looked at."""
        there = False
        paths = [path for path in known_sdk() if path.endswith(".js")]
        for path in paths:
            answer = self.outside.get(path, SDK_LIMIT)
            if answer.status != 200 or answer.body.lstrip()[:1] == b"<":
                continue  # A web page in its place is said by itself.
            there = True
            if sha256_hex(answer.body) not in known_sdk()[path]:
                message = f"{path} does not have the bytes of a Handrail release; browsers block it by its SRI hash."
                yield finding("sdk-changed", message)
            else:
                yield from check_headers(path, answer)
            if "handrail-power" in path and self.ask.environment == "production":
                yield finding("power-in-production", f"{path} lies on a server of production.")
        if not there:
            message = (
                f"None of the SDK files that this version knows is there (such as {paths[0] if paths else 'sdk/'})."
            )
            yield finding("sdk-missing", message)

    def _freshness(self, name: str, answer: Answer, verdict: Verdict) -> Iterator[Finding]:
        pointer, now = verdict.pointer, int(self.ask.now.timestamp())
        if self.ask.known is not None and pointer.seq < self.ask.known.seq:
            message = f"{name}: the server shows seq {pointer.seq}, but {self.ask.known.seq} was deployed from here."
            yield finding("stale", message)
        age = answer.headers.get("age", "0")
        if age.isdigit() and int(age) > 0:
            yield finding("cached", f"{name} comes out of a cache and is {age} seconds old.")
        if pointer.seq > now + CLOCK_S:
            yield finding("pointer-ahead", f"The pointer was signed {pointer.seq - now} seconds in the future.")
        newest = trust_of(verdict.root_envelopes[-1].payload)
        if (
            self.ask.page is None
            and newest != self.ask.trust
            and verdict.root.version > int(self.ask.trust.split(".")[0])
        ):
            yield finding(
                "root-pin", f"The anchor {self.ask.trust} is older than the newest root, whose anchor is {newest}."
            )

    def _expiry(self, verdict: Verdict) -> Iterator[Finding]:
        now = self.ask.now
        for what, expires in (("The pointer", verdict.pointer.expires), ("The root", verdict.root.expires)):
            left = seconds_of(expires) - int(now.timestamp())
            if left < 0:
                message = f"{what} expired at {expires}; pages go on for their grace period only."
                yield finding("expired", message)
            elif left < SOON_S:
                yield finding("expires-soon", f"{what} expires at {expires}, in {left // 86_400} days.")
        ends = self.outside.certificate_expires
        if ends is not None and ends - now < TLS_SOON:
            yield finding("tls-expiry", f"The certificate of {self.outside.url} ends at {ends:%Y-%m-%d %H:%M} UTC.")

    def _habits(self, name: str, answer: Answer) -> Iterator[Finding]:
        """What only further requests show: conditional requests, error answers, listings, dot files."""
        outside, etag = self.outside, answer.headers.get("etag")
        if etag is not None and outside.get(name, CHANNEL_LIMIT, {"if-none-match": etag}).status != 304:
            message = (
                f"{name}: a conditional request is not answered with 304, so every page start loads the whole file."
            )
            yield finding("etag", message)
        missing = outside.get("blobs/" + "0" * 64 + ".json", 4096)
        if missing.status == 200:
            yield finding("catch-all", "A file that is not there is answered with 200.")
            return
        if missing.status not in (404, 410):
            yield finding("not-404", f"A file that is not there is answered with {missing.status or 'nothing'}.")
        elif "no-store" not in missing.headers.get("cache-control", ""):
            yield finding("error-caching", "Errors are answered without Cache-Control: no-store.")
        origin = "access-control-allow-origin"
        if answer.headers.get(origin) == "*" and missing.headers.get(origin) != "*":
            yield finding("error-cors", "Errors are answered without Access-Control-Allow-Origin: *.")
        if outside.get("blobs/", 4096).status == 200:
            yield finding("listing", "The folder blobs/ is listed.")
        if outside.get(".handrail.lock", 4096).status == 200:
            yield finding("dot-files", "The server hands out .handrail.lock.")

    def _compression(self, verdict: Verdict) -> Iterator[Finding]:
        """Of the largest text that every visitor loads: an SDK file, else the largest boot file."""
        boot = max(verdict.release.boot.values(), key=lambda each: each.length)
        names = [*(path for path in known_sdk() if path.endswith(".js")), blob_name(boot)]
        for name in names:
            plain = self.outside.get(name, SDK_LIMIT)
            if plain.status != 200 or len(plain.body) < 1024:
                continue
            packed = self.outside.get(name, SDK_LIMIT, {"accept-encoding": "gzip"})
            if packed.status != 200 or packed.body != plain.body:
                yield finding("encoding", f"{name}: compressed, it does not unpack to the same bytes.")
            elif packed.headers.get("content-encoding", "identity") == "identity":
                yield finding("compression", f"{name} is sent uncompressed ({len(plain.body):,} bytes).")
            return

    def _origins(self, name: str) -> Iterator[Finding]:
        for origin in self.ask.app_origins:
            headers = self.outside.get(name, CHANNEL_LIMIT, {"origin": origin}).headers
            said = headers.get("access-control-allow-origin", "nothing")
            if said not in ("*", origin):
                message = f"{name}: asked by {origin}, the server sends Access-Control-Allow-Origin {said}."
                yield finding("app-origin", message)


def _not_verified(name: str, answer: Answer, error: PackageError) -> Finding:
    if answer.body.lstrip()[:1] == b"<":
        message = f"{name}: the server answers with a web page, not with the file (a sign-in page, a catch-all route?)."
        return finding("wrong-place", message)
    if isinstance(error, AnchorMismatchError | WrongApplicationError | WrongEnvironmentError):
        return finding("wrong-application", f"{name} belongs to another application: {error.message}")
    code = "expired" if isinstance(error, ExpiredError) else "not-verified"
    return finding(code, f"{name}: {error.message} ({error.code})")
