"""The application's real address and the proxy's own, and how one is written as the other."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from handrail.errors import HandrailError

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


class AddressError(HandrailError):
    """The address given to ``handrail try`` cannot be tried; nothing was started."""

    code = "demo.bad-address"
    sentence = "{address!r} cannot be tried: {problem}. Give an address such as https://app.example."


class CertificatesError(HandrailError):
    """The file of certificates cannot be used; nothing was started."""

    code = "demo.bad-certificates"
    sentence = "{file} holds no certificates that can be used ({reason}). Nothing was started; give a PEM file."


@dataclass(frozen=True)
class Address:
    """Where the application really is and under which origin the proxy shows it.

    Attributes:
        scheme: ``http`` or ``https``.
        host: host name in lower case, IPv6 in brackets.
        port: TCP port.
        start: path and query to open first.
        proxy: the proxy's own origin, e.g. ``http://127.0.0.1:8710``.
    """

    scheme: str
    host: str
    port: int
    start: str
    proxy: str

    @property
    def origin(self) -> str:
        """The application's origin; the port only where it is not the scheme's own."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """What the ``Host`` header says to the application."""
        return self.host if self.port == _DEFAULT_PORTS[self.scheme] else f"{self.host}:{self.port}"

    @property
    def _own(self) -> re.Pattern[str]:
        port = rf"(?::{self.port})?" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        scheme = "https?" if self.port in _DEFAULT_PORTS.values() else self.scheme
        return re.compile(
            rf"(?<![\w.-])(?:{scheme}:)?//{re.escape(self.host)}{port}(?=[/?#>\"'\s,;)&]|$)", re.IGNORECASE
        )

    def to_proxy(self, text: str) -> str:
        """The text with the application's own origin written as the proxy's."""
        return self._own.sub(self.proxy, text)

    def to_application(self, url: str) -> str:
        """A URL of the proxy as the application knows it; others stay."""
        return self.origin + url[len(self.proxy) :] if url == self.proxy or url.startswith(f"{self.proxy}/") else url

    def is_elsewhere(self, url: str) -> bool:
        """Whether a URL leads to another host than application and proxy; relative ones never do."""
        return bool(urlsplit(url).netloc) and not self.to_proxy(url).startswith(self.proxy)


def read_address(address: str, proxy: str) -> Address:
    """Take an address apart.

    Args:
        address: what the person typed, with or without scheme.
        proxy: the proxy's own origin.

    Raises:
        AddressError: not http(s), no host, or credentials in it.
    """
    written = address if "://" in address else f"https://{address}"
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError as error:
        raise AddressError(address=address, problem=f"it is malformed ({error})") from error
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise AddressError(address=address, problem="it is not an http or https address")
    if parts.username or parts.password:
        raise AddressError(address=address, problem="it holds a name or password; sign in on the page instead")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    start = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    made = Address(parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme], start, proxy)
    if made.origin == proxy:
        raise AddressError(address=address, problem="it is the address of the trial itself")
    return made
