"""Addresses of tokens and of keys on them: the part of RFC 7512 (``pkcs11:`` URIs) that finds a key."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

from handrail.deploy.keys.errors import TokenUriError

SCHEME = "pkcs11:"
_PATH = ("token", "serial", "manufacturer", "model", "object", "id", "type")
_QUERY = ("module-path", "pin-source")
_UNRESERVED = "-._~:[]@!$'()*+,=&/"
"""Characters that RFC 7512 leaves as they are in a value of the path, but for ``&`` in the query."""


@dataclass(frozen=True)
class TokenUri:
    """Where a key lies. What is None or empty matches everything.

    Attributes:
        token: label of the token.
        serial: its serial number, as the driver prints it.
        manufacturer: of the token.
        model: of the token.
        object: label of the key.
        id: ``CKA_ID`` of the key.
        module: path of the driver (``module-path``).
        pin_source: file with the PIN.
    """

    token: str | None = None
    serial: str | None = None
    manufacturer: str | None = None
    model: str | None = None
    object: str | None = None
    id: bytes | None = None
    module: Path | None = None
    pin_source: Path | None = None

    @classmethod
    def parse(cls, text: str) -> "TokenUri":
        """Read ``pkcs11:token=…;object=…;id=%01?module-path=…``.

        Raises:
            TokenUriError: another form, an attribute that does not help to find a private key, or a PIN in it.
        """
        if not is_token(text):
            raise TokenUriError(uri=text, reason="it does not begin with pkcs11:")
        if "pin-value" in text:
            # The text is on its way into a log or a terminal; the PIN must not be.
            raise TokenUriError(uri="This address", reason="it holds a PIN, which others can read; use pin-source=FILE")
        path, _, query = text.removeprefix(SCHEME).partition("?")
        values = _pairs(text, path, ";", _PATH) | _pairs(text, query, "&", _QUERY)
        if values.pop("type", b"private") != b"private":
            raise TokenUriError(uri=text, reason="type must be private")
        module, source = (_text(text, values.pop(name, None)) for name in _QUERY)
        found_id = values.pop("id", None)
        texts = {name: _text(text, value) for name, value in values.items()}
        return cls(
            **texts,
            id=found_id,
            module=Path(module) if module else None,
            # A path that went through pathlib has lost two of its slashes.
            pin_source=Path(re.sub(r"^file:(//)?", "", source)) if source else None,
        )

    def __str__(self) -> str:
        """The address, without the file of the PIN."""
        named = {"token": self.token, "serial": self.serial, "manufacturer": self.manufacturer, "model": self.model}
        parts = [f"{name}={quote(value, safe=_UNRESERVED)}" for name, value in named.items() if value is not None]
        if self.object is not None:
            parts.append(f"object={quote(self.object, safe=_UNRESERVED)}")
        if self.id is not None:
            parts.append("id=" + "".join(f"%{byte:02X}" for byte in self.id))
        query = (
            "" if self.module is None else f"?module-path={quote(str(self.module), safe=_UNRESERVED.replace('&', ''))}"
        )
        return f"{SCHEME}{';'.join(parts)}{query}"

    def with_module(self, module: Path) -> "TokenUri":
        """The same address with this driver where it names none itself."""
        return self if self.module is not None else replace(self, module=module)

    @property
    def shown(self) -> str:
        """How the token is called in a sentence."""
        return self.token or self.serial or self.model or "(any)"


def is_token(text: str) -> bool:
    """Whether it is the address of a token, and not of a file."""
    return text.startswith(SCHEME)


def _pairs(uri: str, text: str, separator: str, known: tuple[str, ...]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for part in filter(None, text.split(separator)):
        name, equals, value = part.partition("=")
        if name not in known:
            raise TokenUriError(uri=uri, reason=f"{name} is not one of {', '.join(known)}")
        if not equals or name in found:
            raise TokenUriError(uri=uri, reason=f"{name} needs one value")
        found[name] = unquote_to_bytes(value)
    return found


def _text(uri: str, value: bytes | None) -> str | None:
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError as error:
        raise TokenUriError(uri=uri, reason="a value is not UTF-8") from error
