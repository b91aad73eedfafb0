"""One careful GET to an address that somebody typed: resolved once, pinned, no redirects, bounded."""

import ipaddress
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpcore

from handrail.errors import HandrailError
from handrail.settings import ConsoleSettings

TIMEOUT_S = 5.0
IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
# Metadata services of the large clouds that lie outside the link-local ranges.
METADATA = frozenset(
    ipaddress.ip_address(text) for text in ("169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16")
)


class FetchRefusedError(HandrailError):
    """The address leads where the console never goes; no connection was opened."""

    code = "hosting.refused"
    sentence = "The address leads to {where}. No connection was opened. {remedy}"


class FetchFailedError(HandrailError):
    """Nothing usable came back."""

    code = "hosting.unreachable"
    sentence = (
        "{url} cannot be reached: {reason}. Check the address, and that this console's machine may connect to it."
    )


@dataclass(frozen=True)
class Fetched:
    """An answer. ``body`` is for verifying only and is never shown.

    Attributes:
        status: HTTP status.
        headers: by lower-case name.
        body: at most ``limit`` bytes.
        truncated: whether there was more.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    truncated: bool


def plain_address(address: IpAddress) -> IpAddress:
    """The IPv4 address inside an IPv6 form of it (mapped, 6to4, NAT64), else the address."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return inner or address
    return address


def refusal(address: IpAddress, settings: ConsoleSettings) -> tuple[str, str] | None:
    """Why the console does not connect to ``address``: (where it leads, which setting would allow it), else nothing."""
    plain = plain_address(address)
    if plain in METADATA or plain.is_link_local:
        return "a link-local or metadata address", ""
    if plain.is_loopback:
        if settings.allow_loopback_hosting:
            return None
        return "this machine itself", "HANDRAIL_ALLOW_LOOPBACK_HOSTING"
    if plain.is_unspecified or plain.is_multicast or (plain.is_reserved and not plain.is_private):
        return "an address that no server has", ""
    if not plain.is_global:
        if settings.allow_private_hosting:
            return None
        return "a private network", "HANDRAIL_ALLOW_PRIVATE_HOSTING"
    return None


def resolve(host: str, port: int, settings: ConsoleSettings, url: str) -> str:
    """Resolve once; every answer must be allowed, so that a name cannot mix a good and a bad address.

    Raises:
        FetchFailedError: the name is not known.
        FetchRefusedError: an address is not allowed.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise FetchFailedError(url=url, reason="the name is not known", kind="name") from error
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    for text in addresses:
        why = refusal(ipaddress.ip_address(text), settings)
        if why is not None:
            where, setting = why
            remedy = f"Start the console with {setting}=1 to allow it." if setting else "It is never allowed."
            raise FetchRefusedError(where=where, remedy=remedy, setting=setting)
    return addresses[0]


class _Pinned(httpcore.NetworkBackend):
    """Connects to one address whatever name is asked for; TLS still checks the name."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the pinned address."""
        return self._inner.connect_tcp(self._address, port, timeout, local_address, socket_options)


def fetch(url: str, settings: ConsoleSettings, *, limit: int, origin: str = "") -> Fetched:
    """GET ``url`` once.

    Args:
        url: http or https, already checked for form.
        settings: say which ranges are allowed.
        limit: most bytes of the body that are read.
        origin: sent as ``Origin``, to see the CORS answer.

    Raises:
        FetchRefusedError, FetchFailedError: see there.
    """
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = resolve(parts.hostname or "", port, settings, url)
    headers = [("Host", parts.netloc), ("User-Agent", "Handrail console"), ("Accept", "application/json, */*;q=0.1")]
    if origin:
        headers.append(("Origin", origin))
    timeouts = dict.fromkeys(("connect", "read", "write", "pool"), TIMEOUT_S)
    pool = httpcore.ConnectionPool(ssl_context=ssl.create_default_context(), network_backend=_Pinned(address))
    try:
        with pool, pool.stream("GET", url, headers=headers, extensions={"timeout": timeouts}) as response:
            body = bytearray()
            for chunk in response.iter_stream():
                body += chunk
                if len(body) > limit:
                    break
            found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            return Fetched(response.status, found, bytes(body[:limit]), len(body) > limit)
    except (httpcore.TimeoutException, TimeoutError) as error:
        reason = f"no answer within {TIMEOUT_S:.0f} seconds"
        raise FetchFailedError(url=url, reason=reason, kind="timeout") from error
    except (ssl.SSLError, httpcore.ConnectError, httpcore.NetworkError, OSError) as error:
        certificate = "certificate" in str(error).lower() or isinstance(error, ssl.SSLError)
        reason = "its certificate is not valid" if certificate else "the connection was refused"
        raise FetchFailedError(url=url, reason=reason, kind="certificate" if certificate else "refused") from error
    except httpcore.ProtocolError as error:
        raise FetchFailedError(url=url, reason="it does not speak HTTP", kind="protocol") from error
