"""Web server configuration with exactly the headers of the package format."""

from typing import Final

_DATA: Final = """\
        add_header Content-Security-Policy "default-src 'none'; sandbox; frame-ancestors 'none'" always;
"""
_EVERY: Final = """\
        add_header X-Content-Type-Options nosniff always;
        add_header Access-Control-Allow-Origin * always;
        add_header Cross-Origin-Resource-Policy cross-origin always;
"""


def nginx(document_root: str, location: str = "/") -> str:
    """A block of locations for an nginx ``server``.

    Args:
        document_root: where packages are deployed.
        location: path below which it is served, e.g. ``/guides/``; ends with a slash.

    Error answers get ``no-store`` through the variable ``$handrail_cache``, whose ``map`` goes into ``http``.
    """
    prefix = location if location.endswith("/") else location + "/"
    channel = _location(f"{prefix}channel/", f"{document_root}/channel/", "channel", data=True)
    blobs = _location(f"{prefix}blobs/", f"{document_root}/blobs/", "fixed", data=True)
    releases = _location(f"{prefix}releases/", f"{document_root}/releases/", "fixed", data=True)
    sdk = _location(f"{prefix}sdk/", f"{document_root}/sdk/", "sdk", data=False)
    return f"""\
# Handrail content server for nginx. The maps belong into http {{ }}, the locations into server {{ }}.
# http {{
map $status $handrail_channel_cache {{
    ~^(200|206|304)$ "no-cache, no-transform";
    default "no-store";
}}
map $status $handrail_fixed_cache {{
    ~^(200|206|304)$ "public, max-age=31536000, immutable, no-transform";
    default "no-store";
}}
map $status $handrail_sdk_cache {{
    ~^(200|206|304)$ "public, max-age=300, stale-while-revalidate=86400, no-transform";
    default "no-store";
}}
# }}
# server {{
{channel}{blobs}{releases}{sdk}# }}
"""


def _location(path: str, alias: str, cache: str, *, data: bool) -> str:
    return f"""\
    location {path} {{
        alias {alias};
        autoindex off;
        disable_symlinks on from={alias};
        types {{
            application/json json;
            text/javascript js mjs;
            image/png png;
            image/jpeg jpg;
            image/webp webp;
            image/avif avif;
            font/woff2 woff2;
            video/mp4 mp4;
        }}
        default_type application/octet-stream;
        etag on;
        gzip off;
        limit_except GET HEAD {{ deny all; }}
        add_header Cache-Control $handrail_{cache}_cache always;
{_EVERY}{_DATA if data else ""}    }}
"""
