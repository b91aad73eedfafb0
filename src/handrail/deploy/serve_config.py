"""Web server configuration with exactly the headers of the package format: nginx, Apache and Caddy.

All three serve the names that the format knows and nothing else: no dot file (``.handrail.lock``, the temporary files
of a deployment under way), no ``pending/``, no notes of a package unzipped by hand, no listing. Answers are compressed
on the way out: ``no-transform`` binds those between server and browser, not the server itself, and hashes are taken of
what the browser unpacked.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

from handrail.deploy.errors import ConfigError

Server = Literal["nginx", "apache", "caddy"]
Part = Literal["http", "server"]

CSP: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"
CHANNEL_CACHE: Final = "no-cache, no-transform"
FIXED_CACHE: Final = "public, max-age=31536000, immutable, no-transform"
SDK_CACHE: Final = "public, max-age=300, stale-while-revalidate=86400, no-transform"
METHODS: Final = "GET, HEAD, OPTIONS"

_ROOT = re.compile(r"/[\w ./+@~:,=-]*")
_LOCATION = re.compile(r"/(?:[A-Za-z0-9._~-]+/)*")
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[A-Za-z0-9._-]+(?::[0-9]{1,5})?|null|file://")

_TYPES: Final = {
    "json": "application/json",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "avif": "image/avif",
    "woff2": "font/woff2",
    "mp4": "video/mp4",
    "webm": "video/webm",
}


@dataclass(frozen=True)
class _Kind:
    """One of the four folders: its name, the names in it as a regular expression, its caching, whether it is data."""

    name: str
    pattern: str
    cache: str
    data: bool


KINDS: Final = (
    _Kind("channel", r"channel/[a-z][a-z0-9-]{0,63}/[a-z][a-z0-9-]{0,31}\.json", CHANNEL_CACHE, True),
    _Kind("blobs", r"blobs/[0-9a-f]{64}\.(?:" + "|".join(sorted(_TYPES)) + ")", FIXED_CACHE, True),
    _Kind("releases", r"releases/[0-9]{1,16}-[0-9a-f]{16}\.json", FIXED_CACHE, True),
    _Kind("sdk", r"sdk/[0-9]{1,9}(?:\.[0-9]{1,9}){0,3}/handrail(?:-power|-http)?\.m?js", SDK_CACHE, False),
)
"""What may be served. A name that fits none of these is answered with 404."""


@dataclass(frozen=True)
class Site:
    """What is served where.

    Attributes:
        root: the document root, absolute.
        location: path below which it is served; begins and ends with a slash.
        app_origins: origins of the applications; all are admitted anyway, these are named in the comment.

    Raises:
        ConfigError: a root that a configuration file cannot hold, or another form of location or origin.
    """

    root: str
    location: str = "/"
    app_origins: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check the forms and bring slashes into theirs."""
        if not _ROOT.fullmatch(self.root):
            raise ConfigError(
                what="DOCUMENT_ROOT",
                reason=f"{self.root!r} is not an absolute path of letters, digits, blanks and ./+@~:,=_-",
            )
        object.__setattr__(self, "root", self.root.rstrip("/") or "/")
        path = f"/{self.location.strip('/')}/".replace("//", "/")
        if not _LOCATION.fullmatch(path):
            raise ConfigError(what="--location", reason=f"{self.location!r} is not a path like /guides/")
        object.__setattr__(self, "location", path)
        for origin in self.app_origins:
            check_origin(origin)

    @property
    def pattern(self) -> str:
        """The location as the beginning of a regular expression."""
        return self.location.replace(".", r"\.")


def check_origin(origin: str) -> str:
    """An origin as browsers send it: scheme, host and port without a slash; ``null``; ``file://``.

    Raises:
        ConfigError: anything else.
    """
    if not _ORIGIN.fullmatch(origin):
        parts = urlsplit(origin)
        hint = f"; write {parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""
        raise ConfigError(what="--app-origin", reason=f"{origin!r} is not an origin such as https://bank.example{hint}")
    return origin


def _opening(site: Site, where: str) -> str:
    among = f", among them {' '.join(site.app_origins)}" if site.app_origins else ""
    options = "".join(f" --app-origin {origin}" for origin in site.app_origins)
    return (
        f"# Handrail content server. {where}\n"
        f"# Access-Control-Allow-Origin is *: what lies here is public, no cookie is used, and pages of every\n"
        f"# origin may read it{among}.\n"
        f"# Check afterwards: handrail doctor URL{options}\n"
    )


def nginx(site: Site, part: Part | None = None) -> str:
    """For nginx 1.18 and later.

    Args:
        site: see there.
        part: ``http``: only the maps, which belong into ``http { }`` (a file in ``conf.d``); ``server``: only the
            locations, to include in a ``server { }``; None: both, each in its comment.
    """
    maps = "".join(
        f'map $status $handrail_{name}_cache {{\n    ~^(200|206|304)$ "{cache}";\n    default "no-store";\n}}\n'
        for name, cache in (("channel", CHANNEL_CACHE), ("fixed", FIXED_CACHE), ("sdk", SDK_CACHE))
    )
    maps += f'map $request_method $handrail_methods {{\n    OPTIONS "{METHODS}";\n    default "";\n}}\n'
    if part == "http":
        return _opening(site, "For nginx: this part belongs into http { }, e.g. as a file in conf.d/.") + maps
    places = "".join(_nginx_place(site, kind) for kind in KINDS)
    locations = (
        f"location ^~ {site.location} {{\n"
        "    access_log off;\n"
        "    autoindex off;\n"
        f"    disable_symlinks on from={_quoted(site.root)};\n"
        "    etag on;\n"
        "    types {\n"
        + "".join(f"        {kind} {extension};\n" for extension, kind in _TYPES.items())
        + "        text/javascript js mjs;\n"
        "    }\n"
        "    default_type application/octet-stream;\n"
        "    charset utf-8;\n"
        "    charset_types text/javascript;\n"
        "    gzip on;\n"
        "    gzip_comp_level 6;\n"
        "    gzip_min_length 512;\n"
        "    gzip_proxied any;\n"
        "    gzip_vary on;\n"
        "    gzip_types application/json text/javascript;\n"
        f"{places}"
        "    # Everything else is not there: dot files, files of a deployment under way, listings.\n"
        f"{_nginx_headers('    ', 'no-store', data=True)}"
        "    return 404;\n"
        "}\n"
    )
    if part == "server":
        return _opening(site, "For nginx: this part belongs into server { }, e.g. by include.") + locations
    opening = _opening(site, "For nginx: two parts (--part http, --part server).")
    indented = "".join(f"    {line}" for line in locations.splitlines(keepends=True))
    return f"{opening}# http {{\n{maps}# }}\n# server {{\n{indented}# }}\n"


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text


def _nginx_place(site: Site, kind: _Kind) -> str:
    variable = {"channel": "channel", "sdk": "sdk"}.get(kind.name, "fixed")
    root = site.root.rstrip("/")
    return (
        f'    location ~ "^{site.pattern}({kind.pattern})$" {{\n'
        "        if ($request_method = OPTIONS) {\n            return 204;\n        }\n"
        f"        alias {_quoted(f'{root}/$1')};\n"
        f"{_nginx_headers('        ', f'$handrail_{variable}_cache', data=kind.data)}"
        "    }\n"
    )


def _nginx_headers(indent: str, cache: str, *, data: bool) -> str:
    lines = [
        f"Cache-Control {cache}",
        "Access-Control-Allow-Origin *",
        "Access-Control-Allow-Methods $handrail_methods",
        "Cross-Origin-Resource-Policy cross-origin",
        "X-Content-Type-Options nosniff",
        *([f'Content-Security-Policy "{CSP}"'] if data else []),
    ]
    return "".join(f"{indent}add_header {line} always;\n" for line in lines)


def apache(site: Site) -> str:
    """For Apache 2.4, inside a ``<VirtualHost>``; the modules it needs stand in its first lines."""
    names = "|".join(kind.pattern for kind in KINDS)
    kinds = "".join(_apache_kind(site, kind) for kind in KINDS)
    types = "".join(
        f'    <FilesMatch "\\.{extension}$">\n        ForceType {kind}\n    </FilesMatch>\n'
        for extension, kind in (*_TYPES.items(), ("m?js", "'text/javascript; charset=utf-8'"))
    )
    opening = _opening(site, "For Apache 2.4: include it in the <VirtualHost>.")
    return (
        f"{opening}"
        "# Modules: a2enmod alias allowmethods deflate filter headers\n"
        "# Everything but the names of the format is not there: dot files, files of a deployment under way, listings.\n"
        f'RedirectMatch 404 "^{site.pattern}(?!(?:{names})$)"\n'
        f'Alias "{site.location}" "{site.root.rstrip("/")}/"\n'
        f'<Directory "{site.root}">\n'
        "    Require all granted\n"
        "    AllowOverride None\n"
        "    Options None\n"
        "    DirectoryIndex disabled\n"
        "    AllowMethods GET OPTIONS\n"
        "    FileETag MTime Size\n"
        f"{types}"
        "    AddOutputFilterByType DEFLATE application/json text/javascript\n"
        "</Directory>\n"
        f'<LocationMatch "^{site.pattern}">\n'
        "    # mod_deflate marks the ETag of what it compressed; without this line no such answer is ever a 304.\n"
        '    RequestHeader edit* If-None-Match "-gzip\\"" "\\""\n'
        f'    Header always set Cache-Control "no-store" "expr=%{{REQUEST_STATUS}} -ge 400"\n'
        '    Header always set Access-Control-Allow-Origin "*"\n'
        f'    Header always set Access-Control-Allow-Methods "{METHODS}" "expr=%{{REQUEST_METHOD}} == \'OPTIONS\'"\n'
        '    Header always set Cross-Origin-Resource-Policy "cross-origin"\n'
        '    Header always set X-Content-Type-Options "nosniff"\n'
        f'    Header always set Content-Security-Policy "{CSP}"\n'
        "</LocationMatch>\n"
        f"{kinds}"
    )


def _apache_kind(site: Site, kind: _Kind) -> str:
    csp = "" if kind.data else '    Header always unset Content-Security-Policy "expr=%{REQUEST_STATUS} -lt 400"\n'
    return (
        f'<LocationMatch "^{site.pattern}{kind.name}/">\n'
        f'    Header set Cache-Control "{kind.cache}" "expr=%{{REQUEST_STATUS}} -lt 400"\n'
        f"{csp}"
        "</LocationMatch>\n"
    )


def caddy(site: Site) -> str:
    """For Caddy 2.6 and later, inside a site block: ``import /etc/caddy/handrail.caddy``."""
    beside = site.location != "/"
    names = "|".join(kind.pattern for kind in KINDS)
    strip = f"        uri strip_prefix {site.location.rstrip('/')}\n" if beside else ""
    matched = f"handle {site.location}* {{\n" if beside else "handle {\n"
    types = "".join(
        f"        @handrail_{extension} path *.{extension}\n        header @handrail_{extension} Content-Type {kind}\n"
        for extension, kind in _TYPES.items()
    )
    return (
        f"{_opening(site, 'For Caddy 2: import it in the site block.')}"
        f"{matched}"
        "    route {\n"
        f"{strip}"
        f"        root * {_quoted(site.root)}\n"
        "        header Access-Control-Allow-Origin *\n"
        "        header Cross-Origin-Resource-Policy cross-origin\n"
        "        header X-Content-Type-Options nosniff\n"
        "        @handrail_options {\n            method OPTIONS\n"
        f"            path_regexp `^/(?:{names})$`\n        }}\n"
        f'        handle @handrail_options {{\n            header Access-Control-Allow-Methods "{METHODS}"\n'
        "            header Cache-Control no-store\n            respond 204\n        }\n"
        "        @handrail_method not method GET HEAD OPTIONS\n"
        "        handle @handrail_method {\n"
        f'            header Content-Security-Policy "{CSP}"\n'
        "            header Cache-Control no-store\n            respond 405\n        }\n"
        f"{types}"
        "        @handrail_js path *.js *.mjs\n"
        '        header @handrail_js Content-Type "text/javascript; charset=utf-8"\n'
        f"{''.join(_caddy_kind(kind) for kind in KINDS)}"
        "        # Everything else is not there: dot files, files of a deployment under way, listings.\n"
        "        header -Content-Type\n"
        "        header Cache-Control no-store\n"
        f'        header Content-Security-Policy "{CSP}"\n'
        "        respond 404\n"
        "    }\n"
        "}\n"
    )


def _caddy_kind(kind: _Kind) -> str:
    csp = f'            header Content-Security-Policy "{CSP}"\n' if kind.data else ""
    return (
        f"        @handrail_{kind.name} {{\n            path_regexp `^/{kind.pattern}$`\n            file\n        }}\n"
        f"        handle @handrail_{kind.name} {{\n"
        f'            header Cache-Control "{kind.cache}"\n'
        f"{csp}"
        "            encode gzip\n            file_server\n        }\n"
    )
