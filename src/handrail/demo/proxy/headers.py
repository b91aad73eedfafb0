"""Headers on their way to the application and back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from handrail.demo.http import Header
from handrail.demo.proxy.address import Address
from handrail.demo.proxy.notes import Notes
from handrail.demo.proxy.policy import Admission, admit, forbids_scripts

_HOP: Final = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding",
     "upgrade", "proxy-connection"}
)  # fmt: skip
_NOT_CARRIED: Final = frozenset(
    {"strict-transport-security", "clear-site-data", "public-key-pins", "cross-origin-opener-policy"}
)
_SILENT: Final = frozenset({"alt-svc", "nel", "report-to", "reporting-endpoints", "server", "date"})
_POLICIES: Final = frozenset({"content-security-policy", "content-security-policy-report-only"})
_ADDRESSES: Final = frozenset(
    {"location", "content-location", "refresh", "link", "access-control-allow-origin", "hx-redirect"}
)
_OURS: Final = re.compile(r"(__host-|__secure-)?handrail-", re.IGNORECASE)
_READABLE: Final = frozenset({"gzip", "deflate", "identity"})


@dataclass
class CookieDoor:
    """Keeps cookies of other programs on this machine from the application.

    Browsers tell cookies apart by host, not by port: what the console and other local servers set on 127.0.0.1
    would travel to the application. Withheld are Handrail's own, and whatever was there before the first page.
    """

    foreign: set[str] | None = None
    own: set[str] = field(default_factory=set)

    def outward(self, value: str, notes: Notes) -> str:
        """The ``Cookie`` header with only what the application may see."""
        pairs = [pair.strip() for pair in value.split(";") if pair.strip()]
        names = {_name(pair) for pair in pairs}
        if self.foreign is None:
            self.foreign = names - self.own
        withheld = {name for name in names if _OURS.match(name) or (name in self.foreign and name not in self.own)}
        for name in sorted(withheld):
            if not _OURS.match(name):
                notes.add("cookie-withheld", name)
        return "; ".join(pair for pair in pairs if _name(pair) not in withheld)

    def inward(self, value: str, notes: Notes) -> str | None:
        """A ``Set-Cookie`` header for the proxy's host: without domain, and without ``Secure`` where that works."""
        name, attributes = _name(value), [part.strip() for part in value.split(";")[1:]]
        if _OURS.match(name):
            notes.add("cookie-refused", name)
            return None
        self.own.add(name)
        locked = name.lower().startswith(("__host-", "__secure-"))
        kept = [value.split(";", 1)[0].strip()]
        for attribute in attributes:
            key = attribute.split("=", 1)[0].strip().lower()
            if key == "domain":
                notes.add("adapted-cookie-domain", name)
            elif key in ("secure", "partitioned") and not locked:
                notes.add("adapted-cookie-secure", name)
            elif attribute.lower().replace(" ", "") == "samesite=none" and not locked:
                kept.append("SameSite=Lax")
            elif attribute:
                kept.append(attribute)
        return "; ".join(kept)


@dataclass
class Crossing:
    """What every message that crosses the proxy needs to know: addresses, cookies, and where to write notes."""

    address: Address
    door: CookieDoor = field(default_factory=CookieDoor)
    notes: Notes = field(default_factory=Notes)


def outward(headers: Iterable[tuple[bytes, bytes]], crossing: Crossing) -> list[Header]:
    """Request headers as the application expects them: its own host and origin, no hop-by-hop headers."""
    address, door = crossing.address, crossing.door
    made: list[Header] = [("host", address.authority)]
    cookies: list[str] = []
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if name in _HOP or name == "host" or name.startswith("x-forwarded-"):
            continue
        if name == "cookie":
            cookies.append(value)
        elif name in ("origin", "referer"):
            made.append((name, address.to_application(value)))
        elif name == "accept-encoding":
            accepted = [part.strip() for part in value.split(",")]
            readable = [part for part in accepted if part.split(";")[0].strip() in _READABLE]
            made.append((name, ", ".join(readable) or "identity"))
        else:
            made.append((name, value))
    passed = door.outward("; ".join(cookies), crossing.notes) if cookies or door.foreign is None else ""
    if passed:
        made.append(("cookie", passed))
    return made


def inward(headers: Iterable[Header], crossing: Crossing, admission: Admission) -> list[Header]:
    """Response headers for the browser; length and encoding of the body stay the caller's matter."""
    address, notes = crossing.address, crossing.notes
    made: list[Header] = []
    for written, value in headers:
        name = written.lower()
        if name in _HOP or name in _SILENT:
            continue
        if name in _NOT_CARRIED:
            notes.add(f"header-{name}", value)
        elif name in _POLICIES:
            made.append((name, _policies(value, address, notes, admission)))
        elif name in _ADDRESSES:
            if name == "location" and address.is_elsewhere(value):
                notes.add("redirect-elsewhere", value.split("?")[0])
            made.append((name, address.to_proxy(value)))
        elif name == "set-cookie":
            cookie = crossing.door.inward(value, notes)
            if cookie is not None:
                made.append((name, cookie))
        else:
            made.append((name, value))
    return made


def _policies(value: str, address: Address, notes: Notes, admission: Admission) -> str:
    """Every policy of a header that may hold several, separated by commas."""
    policies = [policy for policy in value.split(",") if policy.strip()]
    for policy in policies:
        if forbids_scripts(policy):
            notes.add("sandboxed-page", "sandbox")
    notes.add("adapted-policy", "Content-Security-Policy")
    return ", ".join(admit(policy, admission, address) for policy in policies)


def _name(pair: str) -> str:
    return pair.split(";", 1)[0].split("=", 1)[0].strip()
