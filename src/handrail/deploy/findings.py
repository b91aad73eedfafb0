"""Everything that ``handrail doctor`` can find: stable code, level, what it means, what to change, and the line for it.

``docs/how-to/doctor.md`` is held to this list by a test, and so is a broken server for every entry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from handrail.deploy.serve_config import CHANNEL_CACHE, CSP, FIXED_CACHE, SDK_CACHE

Level = Literal["error", "warning", "good"]


@dataclass(frozen=True)
class Finding:
    """One thing seen from outside.

    Attributes:
        level: ``error`` (the SDK cannot work), ``warning`` (it works, worse than it could), ``good``.
        code: stable, e.g. ``doctor.cors``.
        message: an English sentence that says what is wrong.
        change: an English sentence that says what to change; empty where nothing is to be changed.
        lines: web server → the line for its configuration, where one helps.
    """

    level: Level
    code: str
    message: str
    change: str = ""
    lines: Mapping[str, str] = field(default_factory=dict, hash=False)

    def as_data(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "level": self.level,
            "code": self.code,
            "message": self.message,
            "change": self.change,
            "lines": dict(self.lines),
        }


@dataclass(frozen=True)
class Kind:
    """An entry of the list.

    Attributes:
        level: of findings of this kind.
        change: what to change.
        lines: web server → line.
    """

    level: Level
    change: str
    lines: Mapping[str, str] = field(default_factory=dict)


def _header(name: str, value: str, where: str = "") -> dict[str, str]:
    """The three lines that set a header; ``where`` is the folder, for the comment."""
    beside = f"  # {where}" if where else ""
    quoted = f'"{value}"' if " " in value or ";" in value else value
    return {
        "nginx": f"add_header {name} {quoted} always;{beside}",
        "apache": f'Header always set {name} "{value}"{beside}',
        "caddy": f"header {name} {quoted}{beside}",
    }


_WRITE_AGAIN: Final = {
    "nginx": "handrail serve-config nginx DOCUMENT_ROOT",
    "apache": "handrail serve-config apache DOCUMENT_ROOT",
    "caddy": "handrail serve-config caddy DOCUMENT_ROOT",
}
_CACHE: Final = {"channel": CHANNEL_CACHE, "blobs": FIXED_CACHE, "releases": FIXED_CACHE, "sdk": SDK_CACHE}


def cache_lines(folder: str) -> dict[str, str]:
    """The lines that set the caching of one of the four folders."""
    return _header("Cache-Control", _CACHE[folder], f"{folder}/")


HEADER_LINES: Final = (
    "A header set in a location of nginx hides those set around it. Every line at once, tested together: "
    "handrail serve-config nginx|apache|caddy DOCUMENT_ROOT"
)
HEADERS: Final = frozenset(
    f"doctor.{code}"
    for code in (
        *("app-origin", "caching", "compression", "content-type", "cors", "csp", "error-caching", "error-cors", "etag"),
        *("no-transform", "nosniff", "sdk-caching"),
    )
)
"""What ``handrail serve-config`` sets right."""
SHOWN: Final = 3
"""So many files are named for the same finding."""


KINDS: Final[dict[str, Kind]] = {
    "live": Kind("good", ""),
    "paused": Kind("warning", "If the emergency is over, run `handrail resume`."),
    # Reaching it.
    "unreachable": Kind("error", "Check host name, firewall and whether the web server runs; its error log says more."),
    "tls": Kind(
        "error",
        "Install a certificate for this host name that the visitors' devices trust, with its whole chain; for an "
        "authority of your own set SSL_CERT_FILE for this command.",
        {
            "nginx": "ssl_certificate /etc/ssl/guides-with-chain.pem;",
            "apache": "SSLCertificateFile /etc/ssl/guides-with-chain.pem",
            "caddy": "tls /etc/ssl/guides-with-chain.pem /etc/ssl/guides.key",
        },
    ),
    "tls-expiry": Kind("warning", "Renew the certificate before that day."),
    "plain-http": Kind(
        "warning",
        "Serve by https, and write the https address into the console, handrail.toml and the snippet.",
        {
            "nginx": "listen 443 ssl;",
            "apache": "SSLEngine on",
            "caddy": "guides.bank.example {  # an address without http:// gets https",
        },
    ),
    "http-open": Kind(
        "warning",
        "Redirect plain http to https, or close port 80.",
        {
            "nginx": "return 301 https://$host$request_uri;  # in the server block of port 80",
            "apache": 'Redirect permanent "/" "https://guides.bank.example/"  # in the VirtualHost of port 80',
            "caddy": "guides.bank.example {  # without http://: Caddy redirects by itself",
        },
    ),
    "redirect": Kind(
        "error",
        "The SDK follows no redirect: use the address that it redirects to as self-hosted URL; if that is a sign-in "
        "page, let this address be read without signing in.",
    ),
    "sign-in": Kind(
        "error",
        "Let this address be read without signing in: the SDK sends no credentials to another origin, and a package "
        "holds no secrets.",
        {"nginx": "auth_basic off;", "apache": "Require all granted", "caddy": "handle {  # without basicauth"},
    ),
    "forbidden": Kind(
        "error",
        "Let the account of the web server read the files (folders 0755, files 0644, every folder above them too), and "
        "remove rules that deny this address.",
        {"nginx": "allow all;", "apache": "Require all granted", "caddy": "file_server"},
    ),
    "wrong-place": Kind(
        "error",
        "Make the folders blobs, channel, releases and sdk lie directly below that address, without sign-in page or "
        "catch-all route.",
        {
            "nginx": "root /var/www/guides;",
            "apache": 'DocumentRoot "/var/www/guides"',
            "caddy": "root * /var/www/guides",
        },
    ),
    # What is there.
    "wrong-application": Kind(
        "error", "Compare key, anchor and URL with the snippet; one of them is of another place."
    ),
    "not-verified": Kind("error", "Run `handrail deploy` again; if it comes back, see who else writes to the server."),
    "expired": Kind("error", "Publish, or run `handrail heartbeat` with the pointer key."),
    "expires-soon": Kind("warning", "Publish, or run `handrail heartbeat` with the pointer key, before that day."),
    "old-release": Kind(
        "error", "Look for a cache before the server, or for a second server or folder behind the name."
    ),
    "stale": Kind("error", "Deploy again; then look for a cache before the server, or who replaced the channel file."),
    "changed": Kind(
        "error",
        "Run `handrail deploy` again: it heals files whose bytes differ. If it comes back at once, a proxy or CDN "
        "before the server rewrites them: switch that off for this address.",
    ),
    "file-missing": Kind("error", "Run `handrail deploy` again: it puts missing files in place."),
    "root-pin": Kind("warning", "Pin the new anchor in handrail.toml and hand out the snippet again."),
    "pointer-ahead": Kind("warning", "Set the clock of the machine that signs (console or deployer), e.g. by NTP."),
    "clock": Kind("warning", "Set the clocks by NTP: expiry is judged by the visitors' and by this machine's clock."),
    # The SDK.
    "sdk-missing": Kind("warning", "Deploy a full package, or put the version into the snippet that is on the server."),
    "sdk-changed": Kind("warning", "Deploy a full package of this version, and let nothing minify or rewrite sdk/."),
    "power-in-production": Kind("error", "Remove the file and pin handrail.js: end users must never get Power Mode."),
    # Headers.
    "cors": Kind("error", "Send this header with every answer.", _header("Access-Control-Allow-Origin", "*")),
    "app-origin": Kind(
        "error",
        "Send * to every origin, or list this one as well.",
        _header("Access-Control-Allow-Origin", "*"),
    ),
    "content-type": Kind(
        "error",
        "Name the type.",
        {
            "nginx": "types { application/json json; text/javascript js mjs; font/woff2 woff2; image/avif avif; }",
            "apache": '<FilesMatch "\\.json$"> ForceType application/json </FilesMatch>',
            "caddy": "header *.json Content-Type application/json",
        },
    ),
    "caching": Kind("warning", "Send this Cache-Control with that folder.", cache_lines("channel")),
    "sdk-caching": Kind(
        "warning",
        "Send this Cache-Control with sdk/; not immutable: a script that was once spoilt on the way would stay blocked "
        "for ever.",
        cache_lines("sdk"),
    ),
    "no-transform": Kind(
        "warning", "Add no-transform, so that no proxy rewrites what is hashed.", cache_lines("blobs")
    ),
    "etag": Kind(
        "warning",
        "Send an ETag and answer a matching If-None-Match with 304.",
        {
            "nginx": "etag on;",
            "apache": 'RequestHeader edit* If-None-Match "-gzip\\"" "\\""  # and: FileETag MTime Size',
            "caddy": "file_server",
        },
    ),
    "cached": Kind("warning", "Let the cache or CDN ask back for channel/ each time, or pass it by."),
    "error-caching": Kind(
        "warning",
        "Send no-store with errors, or a cache keeps a passing 404.",
        {
            "nginx": 'map $status $handrail_channel_cache { ~^(200|206|304)$ "…"; default "no-store"; }',
            "apache": 'Header always set Cache-Control "no-store" "expr=%{REQUEST_STATUS} -ge 400"',
            "caddy": "header Cache-Control no-store  # before respond 404",
        },
    ),
    "nosniff": Kind("warning", "Send this header with every answer.", _header("X-Content-Type-Options", "nosniff")),
    "csp": Kind(
        "warning",
        "Send this header with everything but sdk/, so that nobody opens a data file as a page of your host.",
        _header("Content-Security-Policy", CSP),
    ),
    "cookie": Kind("warning", "Switch the cookie off for this address (load balancer?): caches keep no such answer."),
    "compression": Kind(
        "warning",
        "Compress on the way out; hashes are taken of what the browser unpacked.",
        {
            "nginx": "gzip on; gzip_vary on; gzip_proxied any; gzip_types application/json text/javascript;",
            "apache": "AddOutputFilterByType DEFLATE application/json text/javascript",
            "caddy": "encode gzip",
        },
    ),
    "encoding": Kind(
        "error", "Remove what recompresses: precompressed files of another version, a proxy, a CDN's rules."
    ),
    # Habits.
    "catch-all": Kind(
        "error",
        "Answer 404 for what is not there.",
        {"nginx": "try_files $uri =404;", "apache": "FallbackResource disabled", "caddy": "respond 404"},
    ),
    "error-cors": Kind(
        "warning",
        "Send this header with errors too: browsers hide a 404 without it from the SDK, and deleting the channel file "
        "then stops nothing in pages of other origins.",
        _header("Access-Control-Allow-Origin", "*"),
    ),
    "not-404": Kind(
        "warning",
        "Answer 404 for what is not there: only then is deleting the channel file an emergency stop. An S3-compatible "
        "store does so where the reader may list the bucket; else let the CDN turn 403 into 404.",
    ),
    "listing": Kind(
        "warning",
        "Switch directory listings off.",
        {"nginx": "autoindex off;", "apache": "Options -Indexes", "caddy": "file_server  # without browse"},
    ),
    "dot-files": Kind("warning", "Serve the names of the format only; dot files are nobody's business.", _WRITE_AGAIN),
    # The page, with --page.
    "mixed-content": Kind("error", "Serve the content by https too: browsers block http content in an https page."),
    "page-unreachable": Kind("error", "Give an address of the page that answers 200 without sign-in."),
    "page-no-snippet": Kind("error", "Paste the two lines of the snippet into the page's <head>."),
    "page-options": Kind(
        "error", "Copy the snippet again from the console (Set-up → Integrate), or from `handrail sdk`."
    ),
    "page-trust": Kind("error", "Copy the snippet again: no root of this application's chain is that anchor."),
    "page-pin": Kind("warning", "Put the new anchor into data-trust; after a theft in every page at once."),
    "page-integrity": Kind("error", "Put the value that is served into integrity, if it is that of `handrail sdk`."),
    "page-integrity-missing": Kind("warning", "Add integrity and crossorigin, as in the snippet."),
    "page-sdk-missing": Kind("error", "Deploy a package that holds this version, or pin a version that is served."),
    "page-crossorigin": Kind("error", "Add crossorigin to the script tag: without it integrity cannot be compared."),
    "page-preload": Kind(
        "warning", 'Add <link rel="preload" as="fetch" crossorigin href="…">, exactly as in the snippet.'
    ),
    "page-csp-script": Kind(
        "error", "Add the value of integrity, in quotes, or the content server's origin to script-src."
    ),
    "page-csp-connect": Kind("error", "Add the content server's origin to connect-src."),
    "page-csp-frame": Kind("warning", "Add the origins of embedded pages to frame-src; without it they are left out."),
    "page-csp-media": Kind("warning", "Add the content server's origin to media-src; without it videos are left out."),
    "page-csp-relaxed": Kind("warning", "Remove it if it was added for Handrail: Handrail needs none of it."),
    "page-insecure": Kind("error", "Serve the page by https, or use handrail-http.js: plain http has no WebCrypto."),
    "page-opener": Kind("warning", "Do not send Cross-Origin-Opener-Policy: same-origin where Power Mode is used."),
    "service-worker": Kind(
        "warning", "Let the worker pass requests to the self-hosted URL by; see the guide Integrate."
    ),
}
"""Code without ``doctor.`` → what it means for whoever runs the server."""


def finding(code: str, message: str, *, change: str = "", lines: Mapping[str, str] | None = None) -> Finding:
    """A finding of that kind.

    Args:
        code: without ``doctor.``.
        message: says what was seen.
        change, lines: instead of those of the kind, where more is known.
    """
    kind = KINDS[code]
    return Finding(kind.level, f"doctor.{code}", message, change or kind.change, kind.lines if lines is None else lines)


def in_words(findings: Sequence[Finding]) -> list[str]:
    """Lines for a terminal: what asks for the same change stands together, and the change is said once."""
    groups: dict[tuple[str, str, tuple[tuple[str, str], ...]], list[Finding]] = {}
    for each in findings:
        groups.setdefault((each.code, each.change, tuple(each.lines.items())), []).append(each)
    said: list[str] = []
    for (code, change, lines), group in groups.items():
        said += [f"{each.level:8}{each.message} ({code})" for each in group[:SHOWN]]
        if len(group) > SHOWN:
            said.append(f"        the same of {len(group) - SHOWN} more (--json lists them)")
        said += [f"        {change}"] if change else []
        said += [f"          {server + ':':8}{line}" for server, line in lines]
    several = sum(code in HEADERS and bool(lines) for code, _, lines in groups) > 1
    return [*said, HEADER_LINES] if several else said
