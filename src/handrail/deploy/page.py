"""The application's page, as ``handrail doctor --page URL`` reads it: is the snippet right, is it admitted?"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from handrail.deploy.findings import Finding, finding
from handrail.deploy.outside import Answer, Outside
from handrail.deploy.page_policy import (
    Policy,
    Script,
    allows_connect,
    allows_frame,
    allows_media,
    allows_script,
    read_policies,
    relaxations,
)
from handrail.package.errors import PackageError
from handrail.package.sdk_files import SDK_NAME
from handrail.package.tree import blob_name, read_manifest
from handrail.package.trust import trust_of
from handrail.package.verify import Verdict, channel_name
from handrail.schema.authored.video_size import VIDEOS

_OWN_ORIGIN = "self"
"""As ``handrail.schema.base`` has it, whose models a check of a page does not need."""

PAGE_LIMIT = 8_388_608
SCRIPT_LIMIT = 4_194_304
MOST_SCRIPTS = 12
"""Scripts of the page's own origin that are read for a service worker."""

_START = re.compile(r"\b(?:ABBI|Handrail)\.start(?:WithSelfHosted)?\s*\(")
_WORKER = re.compile(r"serviceWorker\s*\.\s*register\s*\(")
_INTEGRITY = re.compile(r"sha(256|384|512)-([A-Za-z0-9+/]+={0,2})")
_LOOPBACK = re.compile(r"http://(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)")


@dataclass(frozen=True)
class Expected:
    """What the snippet should say, and what is live."""

    application: str
    environment: str
    trust: str
    verdict: Verdict


@dataclass
class _Html(HTMLParser):
    """The tags that matter."""

    scripts: list[dict[str, str | None]] = field(default_factory=list)
    links: list[dict[str, str | None]] = field(default_factory=list)
    policies: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    base: str = ""
    _in_script: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "script":
            self.scripts.append(values)
            self._in_script = True
        elif tag == "link":
            self.links.append(values)
        elif tag == "base" and not self.base:
            self.base = values.get("href") or ""
        elif tag == "meta" and (values.get("http-equiv") or "").lower() == "content-security-policy":
            self.policies.append(values.get("content") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.inline.append(data)


def examine_page(outside: Outside, page: str, expected: Expected) -> Iterator[Finding]:
    """Everything that the page's HTML and headers tell about the snippet.

    Args:
        outside: fetches it, and the SDK as the tag names it.
        page: its address; redirects are followed.
        expected: what the snippet should say.
    """
    answer = outside.fetch(page, PAGE_LIMIT, {"accept": "text/html"}, follow=True)
    if answer.status != 200:
        yield finding("page-unreachable", f"{page}: {answer.problem or f'the server answers {answer.status}'}.")
        return
    html = _Html()
    html.feed(answer.body.decode("utf-8", "replace"))
    html.close()
    yield from _Page(outside, answer, html, expected).run()


@dataclass(frozen=True)
class _Page:
    outside: Outside
    answer: Answer
    html: _Html
    expected: Expected

    def run(self) -> Iterator[Finding]:
        url = self.answer.url
        if url.startswith("https://") and self.outside.url.startswith("http://"):
            yield finding("mixed-content", f"{url} is served by https, its content by {self.outside.url}.")
        tag = next((each for each in self.html.scripts if self._sdk_name(each)), None)
        if tag is None:
            yield finding("page-no-snippet", f"{url} has no script tag with sdk/<version>/handrail.js.")
            return
        name = self._sdk_name(tag)
        if url.startswith("http://") and not _LOOPBACK.match(url) and "handrail-http" not in name:
            yield finding("page-insecure", f"{url} is plain http, where browsers withhold WebCrypto.")
        yield from self._options(tag)
        yield from self._bytes(tag, name)
        yield from self._preload()
        yield from self._policy(tag)
        if "handrail-power" in name and self._header("cross-origin-opener-policy").strip() == "same-origin":
            yield finding("page-opener", f"{url} sends Cross-Origin-Opener-Policy: same-origin.")
        yield from self._worker()

    def _header(self, name: str) -> str:
        return self.answer.headers.get(name, "").lower()

    def _absolute(self, address: str | None) -> str:
        return urljoin(urljoin(self.answer.url, self.html.base), (address or "").strip())

    def _sdk_name(self, tag: dict[str, str | None]) -> str:
        """``sdk/<version>/handrail.js`` of a tag's address; empty for other scripts."""
        found = SDK_NAME.search(urlsplit(self._absolute(tag.get("src"))).path) if tag.get("src") else None
        return found.group() if found else ""

    def _options(self, tag: dict[str, str | None]) -> Iterator[Finding]:
        given = {name: value or "" for name, value in tag.items() if name.startswith("data-")}
        key, trust = given.get("data-key"), given.get("data-trust")
        if key is None and trust is None:
            if not any(_START.search(text) for text in self.html.inline):
                said = "the tag has no data-key and data-trust, and no script in the page calls ABBI.start"
                yield finding("page-options", f"{self.answer.url}: {said}.")
            return
        wanted = {
            "data-key": self.expected.application,
            "data-self-hosted-url": self.outside.url,
            "data-environment": self.expected.environment,
        }
        shown = {"data-environment": "production"} | given
        for name, value in wanted.items():
            if shown.get(name, "").rstrip("/") != value:
                said = f"{name} is {shown[name]}" if name in shown else f"{name} is missing"
                yield finding("page-options", f"{self.answer.url}: {said}, expected was {value}.")
        yield from self._anchor(trust or "")

    def _anchor(self, trust: str) -> Iterator[Finding]:
        chain: list[str] = []
        for root in self.expected.verdict.root_envelopes:
            with suppress(PackageError):  # Roots before the anchor are nobody's business.
                chain.append(trust_of(root.payload))
        if trust not in chain:
            yield finding("page-trust", f"{self.answer.url}: data-trust is {trust or 'missing'}.")
        elif trust != chain[-1]:
            yield finding("page-pin", f"{self.answer.url}: data-trust pins {trust}, the newest root is {chain[-1]}.")

    def _bytes(self, tag: dict[str, str | None], name: str) -> Iterator[Finding]:
        address = self._absolute(tag.get("src"))
        served = self.outside.fetch(address, SCRIPT_LIMIT)
        if served.status != 200:
            said = served.problem or f"the server answers {served.status}"
            yield finding("page-sdk-missing", f"{self.answer.url} asks for {address}: {said}.")
            return
        values = _INTEGRITY.findall(tag.get("integrity") or "")
        if not values:
            yield finding("page-integrity-missing", f"{self.answer.url}: the tag for {name} has no integrity.")
        else:
            right = {(bits, _digest(bits, served.body)) for bits, _ in values}
            if not right & set(values):
                is_now = f"sha384-{_digest('384', served.body)}"
                yield finding(
                    "page-integrity", f"{self.answer.url}: integrity is not that of {name}, which is {is_now}."
                )
        foreign = urlsplit(address)[:2] != urlsplit(self.answer.url)[:2]
        if values and foreign and "crossorigin" not in tag:
            yield finding("page-crossorigin", f"{self.answer.url}: the tag for {name} lacks crossorigin.")

    def _preload(self) -> Iterator[Finding]:
        wanted = f"{self.outside.url}/{channel_name(self.expected.application, self.expected.environment)}"
        change = f'Put <link rel="preload" as="fetch" crossorigin href="{wanted}"> before the script tag.'
        for link in self.html.links:
            if "preload" in (link.get("rel") or "").lower().split() and self._absolute(link.get("href")) == wanted:
                lacks = [] if (link.get("as") or "").lower() == "fetch" else ['as="fetch"']
                lacks += [] if (link.get("crossorigin", "-") or "anonymous") == "anonymous" else ["crossorigin"]
                if lacks:
                    said = f"the preload link lacks {' and '.join(lacks)}, so its answer is thrown away"
                    yield finding("page-preload", f"{self.answer.url}: {said}.", change=change)
                return
        message = f"{self.answer.url} does not preload {wanted}: each start takes a round trip more."
        yield finding("page-preload", message, change=change)

    def _policy(self, tag: dict[str, str | None]) -> Iterator[Finding]:
        header = self.answer.headers.get("content-security-policy", "")
        policies: list[Policy] = read_policies([header, *self.html.policies])
        integrity = tuple((tag.get("integrity") or "").split())
        script = Script(self._absolute(tag.get("src")), integrity, tag.get("nonce") or "")
        page = self.answer.url
        if not all(allows_script(each, script, page) for each in policies):
            message = f"{page}: its Content-Security-Policy refuses the script {script.url}."
            added = " ".join(f"'{each}'" for each in integrity) or self.outside.origin
            yield finding("page-csp-script", message, change=f"Add {added} to script-src.")
        if not all(allows_connect(each, f"{self.outside.url}/channel/", page) for each in policies):
            message = f"{page}: its Content-Security-Policy refuses to fetch {self.outside.url}."
            yield finding("page-csp-connect", message, change=f"Add {self.outside.origin} to connect-src.")
        yield from self._blocks(policies)
        found = list(dict.fromkeys(relaxations(policies)))
        if found:
            yield finding("page-csp-relaxed", f"{page}: its Content-Security-Policy has {', '.join(found)}.")

    def _blocks(self, policies: Sequence[Policy]) -> Iterator[Finding]:
        """What the blocks of this release need of the page's policy, beyond what the SDK does."""
        page, origin, release = self.answer.url, self.outside.origin, self.expected.verdict.release
        own = urljoin(page, "/").rstrip("/")
        refused = [
            f"'{each}'" if each == _OWN_ORIGIN else each
            for each in self._frame_origins()
            if not all(allows_frame(policy, own if each == _OWN_ORIGIN else each, page) for policy in policies)
        ]
        if refused:
            message = f"{page}: its Content-Security-Policy refuses embedded pages of {', '.join(refused)}."
            yield finding("page-csp-frame", message, change=f"Add {' '.join(refused)} to frame-src.")
        try:
            files = read_manifest(self._read, release).files
        except PackageError:
            return  # Said of the file itself.
        video = next((path for path in files if path.endswith(VIDEOS)), None)
        if video and not all(allows_media(policy, f"{self.outside.url}/{video}", page) for policy in policies):
            message = f"{page}: its Content-Security-Policy refuses the videos of {self.outside.url}."
            yield finding("page-csp-media", message, change=f"Add {origin} to media-src.")

    def _read(self, path: str, limit: int) -> bytes | None:
        answer = self.outside.get(path, limit)
        return answer.body if answer.status == 200 else None

    def _frame_origins(self) -> list[str]:
        """Whose pages may be embedded, as the boot file for everybody says; none where it cannot be read."""
        ref = self.expected.verdict.release.boot["*"]
        try:
            return list(json.loads(self._read(blob_name(ref), ref.length) or b"{}")["settings"]["frameOrigins"])
        except (ValueError, LookupError, TypeError):
            return []

    def _worker(self) -> Iterator[Finding]:
        own = urlsplit(self.answer.url)[:2]
        texts = ["\n".join(self.html.inline)]
        addresses = [self._absolute(each["src"]) for each in self.html.scripts if each.get("src")]
        for address in [each for each in addresses if urlsplit(each)[:2] == own and not SDK_NAME.search(each)][
            :MOST_SCRIPTS
        ]:
            served = self.outside.fetch(address, SCRIPT_LIMIT)
            texts.append(served.body.decode("utf-8", "replace") if served.status == 200 else "")
        if any(_WORKER.search(text) for text in texts):
            yield finding(
                "service-worker", f"{self.answer.url} registers a service worker; it may answer for the content."
            )


def _digest(bits: str, data: bytes) -> str:
    return base64.b64encode(hashlib.new(f"sha{bits}", data).digest()).decode()
