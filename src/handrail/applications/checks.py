"""Forms of names, languages and addresses. Pure: nothing here opens a connection."""

import ipaddress
import re
from urllib.parse import quote, unquote, urlsplit

from handrail.errors import InvalidInputError

_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$")
_ENVIRONMENT = re.compile(r"^[a-z][a-z0-9-]{0,31}$")
_HOST_LABEL = re.compile(r"^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$")
MAX_ADDRESS = 500


class AddressError(InvalidInputError):
    """An address is malformed; ``params["reason"]`` is a stable word for it."""

    code = "hosting.address-malformed"
    sentence = "The address {url} {problem}. Nothing was changed."


_REASONS = {
    "scheme": "does not begin with https:// or http://",
    "host": "has no valid host name",
    "port": "has a port that is not a number from 1 to 65535",
    "query": "has a part after “?”; give the address of a directory",
    "fragment": "has a part after “#”; give the address of a directory",
    "userinfo": "contains a user name or password; the content is public, leave them out",
    "path": "has a path with “..”, an empty part or a backslash",
    "characters": "contains spaces or control characters",
    "length": f"is longer than {MAX_ADDRESS} characters",
}


def _refuse(url: str, reason: str) -> AddressError:
    return AddressError(url=url[:80], problem=_REASONS[reason], reason=reason)


def _checked_host(url: str, host: str) -> str:
    if host.startswith("[") or ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host.strip('[]')).compressed}]"
        except ValueError as error:
            raise _refuse(url, "host") from error
    try:
        plain = host.encode("idna").decode().lower().rstrip(".")
    except UnicodeError as error:
        raise _refuse(url, "host") from error
    if not plain or len(plain) > 253 or not all(_HOST_LABEL.match(label) for label in plain.split(".")):
        raise _refuse(url, "host")
    # "127.1", "0x7f.1": forms that some clients read as an IPv4 address and others as a name.
    if re.fullmatch(r"(0x[0-9a-f]*|[0-9.]+)", plain.rsplit(".", 1)[-1]):
        try:
            ipaddress.IPv4Address(plain)
        except ValueError as error:
            raise _refuse(url, "host") from error
    return plain


def _checked_path(url: str, path: str) -> str:
    if "\\" in path or re.search(r"(?i)%2f|%5c|%00", path):
        raise _refuse(url, "path")
    parts = path.strip("/").split("/") if path.strip("/") else []
    for part in parts:
        if unquote(part) in {"", ".", ".."}:
            raise _refuse(url, "path")
    return "".join("/" + quote(unquote(part), safe="-._~!$&'()*+,;=:@") for part in parts)


def checked_address(url: str) -> str:
    """A self-hosted URL in its one form: lower-case scheme and host, no default port, no slash at the end.

    Raises:
        AddressError: scheme, host, port, path, or a part that does not belong there; ``reason`` says which.
    """
    url = url.strip()
    if len(url) > MAX_ADDRESS:
        raise _refuse(url, "length")
    if re.search(r"[\x00-\x20\x7f]", url):
        raise _refuse(url, "characters")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _refuse(url, "port" if "port" in str(error).lower() else "host") from error
    if parts.scheme.lower() not in {"http", "https"} or "://" not in url:
        raise _refuse(url, "scheme")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise _refuse(url, "userinfo")
    if "?" in url:
        raise _refuse(url, "query")
    if "#" in url:
        raise _refuse(url, "fragment")
    if port == 0:
        raise _refuse(url, "port")
    host = _checked_host(url, parts.hostname or "")
    scheme = parts.scheme.lower()
    shown_port = "" if port is None or port == {"http": 80, "https": 443}[scheme] else f":{port}"
    return f"{scheme}://{host}{shown_port}{_checked_path(url, parts.path)}"


def checked_page_address(url: str) -> str:
    """The address of an app's own page; empty stays empty. Like a self-hosted URL, but one slash at the end is kept."""
    url = url.strip()
    if not url:
        return ""
    return checked_address(url) + ("/" if url.endswith("/") or not urlsplit(url).path else "")


def checked_name(name: str) -> str:
    """A name people read: not empty, one line, at most 120 characters."""
    plain = " ".join(name.split())
    if not 1 <= len(plain) <= 120 or not plain.isprintable():
        problem = {"where": "name", "what": "a name has 1 to 120 characters on one line"}
        raise InvalidInputError(summary=problem["what"], problems=[problem])
    return plain


def checked_languages(languages: list[str]) -> list[str]:
    """Language names without doubles, order kept; at least one."""
    names = list(dict.fromkeys(name.strip().lower() for name in languages if name.strip()))
    wrong = [name for name in names if not _LANGUAGE.match(name)]
    if not names or wrong:
        what = f"not a language tag: {', '.join(wrong)}" if wrong else "at least one language is needed"
        raise InvalidInputError(summary=what, problems=[{"where": "languages", "what": what}])
    return names


def checked_environment_name(name: str) -> str:
    """``[a-z][a-z0-9-]{0,31}``: it becomes part of file names and addresses."""
    plain = name.strip().lower()
    if not _ENVIRONMENT.match(plain):
        what = "a name begins with a letter and has only a–z, 0–9 and “-”, at most 32"
        raise InvalidInputError(summary=what, problems=[{"where": "name", "what": what}])
    return plain
