"""Where browsers withhold their cryptography, so that the SDK has to bring its own."""

import re
from urllib.parse import urlsplit

PLAIN_HTTP_BUILD = "handrail-http.js"
"""The SDK file that verifies without WebCrypto."""
_THIS_MACHINE = re.compile(r"(?:(?:.+\.)?localhost|127\.0\.0\.1|::1)")
"""Hosts whose pages are secure contexts without TLS, in every browser."""


def is_plain_http(url: str) -> bool:
    """Whether browsers withhold WebCrypto from pages of an address: http, and not this machine itself.

    Such pages need ``PLAIN_HTTP_BUILD``. False for an empty address.
    """
    parts = urlsplit(url)
    return parts.scheme == "http" and not _THIS_MACHINE.fullmatch(parts.hostname or "")
