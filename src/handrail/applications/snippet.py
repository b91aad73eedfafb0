"""What the integrator pastes into the app's pages, pre-configured for one environment."""

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.html import escape

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.access import Role, require
from handrail.applications.models import Environment
from handrail.applications.signing import trust
from handrail.package.errors import SdkNotBuiltError
from handrail.package.plain_http import PLAIN_HTTP_BUILD
from handrail.package.sdk_files import built_sdk, read_built, sri_of


def _origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Snippet:
    """All values the snippet pins, and the texts made of them.

    Attributes:
        key: the application's public id.
        trust: public trust anchor ``<root version>.<hash>``.
        self_hosted_url: address of the content server, no slash at the end.
        environment: name of the environment.
        sdk_version: version of the pinned SDK.
        build: file name of the SDK build.
        integrity: its SRI value, ``sha384-…``.
        collector_url: address of the event intake; empty: events stay in the page.
    """

    key: str
    trust: str
    self_hosted_url: str
    environment: str
    sdk_version: str
    build: str
    integrity: str
    collector_url: str = ""

    @property
    def sdk_path(self) -> str:
        """``sdk/<version>/<build>`` below the self-hosted URL."""
        return f"sdk/{self.sdk_version}/{self.build}"

    @property
    def plain_http(self) -> bool:
        """Whether it pins the build that verifies without WebCrypto."""
        return self.build == PLAIN_HTTP_BUILD

    @property
    def origin(self) -> str:
        """Origin of the content server, for CSP lines."""
        return _origin_of(self.self_hosted_url)

    @property
    def connects(self) -> str:
        """Origins that the SDK calls, for CSP lines: the content server's and, where there is one, the collector's."""
        origins = [_origin_of(address) for address in (self.self_hosted_url, self.collector_url) if address]
        return " ".join(dict.fromkeys(origins))

    @property
    def html(self) -> str:
        """The two lines for ``<head>``; no inline script is needed."""
        channel = f"{self.self_hosted_url}/channel/{self.key}/{self.environment}.json"
        script = f"{self.self_hosted_url}/{self.sdk_path}"
        return (
            f'<link rel="preload" as="fetch" crossorigin href="{escape(channel)}">\n'
            f'<script src="{escape(script)}"\n'
            f'        integrity="{escape(self.integrity)}" crossorigin defer\n'
            f'        data-key="{escape(self.key)}"\n'
            f'        data-trust="{escape(self.trust)}"\n'
            f'        data-self-hosted-url="{escape(self.self_hosted_url)}"\n'
            f'        data-environment="{escape(self.environment)}"></script>\n'
        )

    @property
    def html_with_power(self) -> str:
        """The two lines for pages that no bridge window reaches: Power Mode's button shows there unasked."""
        return self.html.replace("></script>", "\n        data-power-mode></script>")

    @property
    def start_call(self) -> str:
        """The ``start`` call; the three-argument form where the environment is ``production``."""
        values = [json.dumps(value) for value in (self.key, self.trust, self.self_hosted_url)]
        if self.environment == "production":
            return f"ABBI.start({', '.join(values)})"
        return (
            f"ABBI.start({{\n  key: {values[0]},\n  trust: {values[1]},\n  selfHostedUrl: {values[2]},\n"
            f"  environment: {json.dumps(self.environment)},\n}})"
        )

    @property
    def module_path(self) -> str:
        """The ES module among the built files, for the integrator to download."""
        return f"sdk/{self.sdk_version}/{'handrail-http.mjs' if self.plain_http else 'handrail.mjs'}"

    @property
    def types_path(self) -> str:
        """Its types, beside it."""
        return f"sdk/{self.sdk_version}/handrail.d.mts"

    @property
    def module(self) -> str:
        """For a bundled front end (React, Vue, Angular, …), beside the ``handrail.mjs`` that the console hands out."""
        return f"import {{ ABBI }} from './handrail.mjs'\n\n{self.start_call}\n"

    @property
    def plain(self) -> str:
        """The script tag without options, and the call in a script of the page's own."""
        script = f"{self.self_hosted_url}/{self.sdk_path}"
        return (
            f'<script src="{escape(script)}" integrity="{escape(self.integrity)}" crossorigin></script>\n'
            f"<script>\n{self.start_call}\n</script>\n"
        )

    @property
    def hybrid(self) -> str:
        """For a web view whose pages lie in the app's bundle: the SDK is bundled, only content is fetched."""
        values = [json.dumps(value) for value in (self.key, self.trust, self.self_hosted_url, self.environment)]
        return (
            "import { ABBI } from './handrail.mjs'\n\n"
            "document.addEventListener('deviceready', () => {\n"
            f"  ABBI.start({{\n    key: {values[0]},\n    trust: {values[1]},\n    selfHostedUrl: {values[2]},\n"
            f"    environment: {values[3]},\n    platform: 'hybrid',\n    appVersion: '1.0.0', // your app's version\n"
            "  })\n})\n"
        )

    @property
    def csp(self) -> str:
        """What a strict Content-Security-Policy must gain."""
        return f"script-src '{self.integrity}'\nconnect-src {self.connects}\n"

    @property
    def csp_by_host(self) -> str:
        """The same for browsers that know no hashes of external scripts; the tag's ``integrity`` still holds."""
        return f"script-src {self.origin}\nconnect-src {self.connects}\n"

    def csp_with(self, console: str) -> str:
        """The policy's lines for pages that connect to the console by code; ``console`` is its origin."""
        return f"script-src '{self.integrity}'\nconnect-src {self.connects} {console}\n"

    @property
    def pins(self) -> dict[str, str]:
        """What a page that carries this snippet depends on."""
        return {"url": self.self_hosted_url, "trust": self.trust, "sdk": self.sdk_version, "build": self.build}


@dataclass(frozen=True)
class SnippetChange:
    """One thing to change in the page. ``what``: ``url``, ``trust``, ``sdk`` or ``build``."""

    what: str
    old: str
    new: str


def snippet_of(environment: Environment) -> Snippet:
    """The snippet of an environment as it should be in the pages now.

    Raises:
        SdkNotBuiltError: this installation carries no SDK.
    """
    files = {file.name: file for file in built_sdk()}
    file = files.get(environment.snippet_build)
    if file is None:
        raise SdkNotBuiltError(name=f"sdk/{environment.snippet_build}")
    return Snippet(
        key=environment.application.key,
        trust=trust(environment.application),
        self_hosted_url=environment.self_hosted_url,
        environment=environment.name,
        sdk_version=file.version,
        build=file.name,
        integrity=sri_of(read_built(file)),
        collector_url=environment.collector_url,
    )


def snippet_changes(environment: Environment) -> list[SnippetChange]:
    """What differs between the snippet that was handed out and the one of today; empty before the first."""
    if not environment.handed_out or not environment.self_hosted_url:
        return []
    pins = snippet_of(environment).pins
    return [
        SnippetChange(what, environment.handed_out.get(what, ""), new)
        for what, new in pins.items()
        if environment.handed_out.get(what, "") != new
    ]


def hand_out(*, actor: User, environment: Environment) -> None:
    """Remember that the integrator has today's snippet in the pages (or gets it now); the list of changes is empty."""
    require(actor, Role.ADMINISTRATOR, application=environment.application)
    pins = snippet_of(environment).pins
    if environment.handed_out == pins:
        return
    with transaction.atomic():
        first = not environment.handed_out
        environment.handed_out = pins
        environment.save(update_fields=["handed_out"])
        action = "snippet.handed-out" if first else "snippet.changed-in-page"
        record(actor, action, environment.name, pins, environment.application)
