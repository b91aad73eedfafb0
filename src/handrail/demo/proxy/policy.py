"""Admit the snippet to an application's Content-Security-Policy: two entries more, the rest as strict as before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from handrail.demo.proxy.address import Address

_KEYS: Final = re.compile(r"'(nonce-|sha(256|384|512)-)", re.IGNORECASE)
_DROPPED: Final = frozenset({"upgrade-insecure-requests", "block-all-mixed-content", "report-uri", "report-to"})


@dataclass(frozen=True)
class Admission:
    """What the two lines of the snippet (and the trial's bar) need.

    Attributes:
        hashes: SRI values of the scripts.
        script_origins: where they come from; used only where a hash would switch off ``'unsafe-inline'``.
        connect_origins: the content server.
    """

    hashes: Sequence[str]
    script_origins: Sequence[str]
    connect_origins: Sequence[str]


def admit(policy: str, admission: Admission, address: Address) -> str:
    """One policy (a header's value without commas, or a ``<meta>``'s) with the entries of the snippet.

    A directive that does not restrict is not created. Sources that name the application's own origin gain
    ``'self'``, because the proxy is what the page's own origin is now.
    """
    directives = _read(policy)
    for name in _DROPPED & directives.keys():
        del directives[name]
    for name, sources in directives.items():
        if any(address.to_proxy(source) != source or source == address.host for source in sources):
            directives[name] = [*sources, *([] if "'self'" in sources else ["'self'"])]
    scripts = _effective(directives, "script-src-elem", "script-src", "default-src")
    if scripts is not None:
        name = "script-src-elem" if "script-src-elem" in directives else "script-src"
        directives[name] = _join(scripts, _script_sources(scripts, admission))
    connections = _effective(directives, "connect-src", "default-src")
    if connections is not None:
        directives["connect-src"] = _join(connections, [*admission.connect_origins, *_sockets(connections, address)])
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


def forbids_scripts(policy: str) -> bool:
    """Whether the policy sandboxes the page without scripts, so that no snippet can run in it."""
    sandbox = _read(policy).get("sandbox")
    return sandbox is not None and "allow-scripts" not in [token.lower() for token in sandbox]


def _read(policy: str) -> dict[str, list[str]]:
    """Directive → sources; of a name given twice the first counts, as in browsers."""
    directives: dict[str, list[str]] = {}
    for part in policy.split(";"):
        name, *sources = part.split() or [""]
        if name:
            directives.setdefault(name.lower(), sources)
    return directives


def _effective(directives: dict[str, list[str]], *names: str) -> list[str] | None:
    return next((directives[name] for name in names if name in directives), None)


def _script_sources(sources: list[str], admission: Admission) -> list[str]:
    """Hashes, unless one would end the effect of ``'unsafe-inline'`` that the application's own scripts need."""
    lower = [source.lower() for source in sources]
    if "'unsafe-inline'" in lower and not any(_KEYS.match(s) for s in lower) and "'strict-dynamic'" not in lower:
        return list(admission.script_origins)
    return [f"'{value}'" for value in admission.hashes]


def _sockets(sources: list[str], address: Address) -> list[str]:
    """The proxy's web-socket origin where the policy names the application's."""
    named = any(source.lower().startswith(("ws:", "wss:")) for source in sources)
    return [address.proxy.replace("http", "ws", 1)] if named else []


def _join(sources: list[str], more: Sequence[str]) -> list[str]:
    kept = [source for source in sources if source.lower() != "'none'"]
    return [*kept, *(source for source in more if source not in kept)]
