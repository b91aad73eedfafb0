"""The trust anchor that a page or a deployer pins: root version and hash of that root's payload."""

import hashlib
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from handrail.package.canonical import LARGEST
from handrail.package.errors import TrustInvalidError
from handrail.package.roles import Root

_FORM = re.compile(r"([1-9][0-9]{0,15})\.([A-Za-z0-9_-]{43})")


@dataclass(frozen=True)
class Trust:
    """``<version>.<SHA-256 of the root's payload, base64url without padding>``."""

    version: int
    digest: str

    @classmethod
    def parse(cls, text: str) -> "Trust":
        """Read an anchor.

        Raises:
            TrustInvalidError: another form.
        """
        found = _FORM.fullmatch(text)
        if not found or int(found[1]) > LARGEST:
            raise TrustInvalidError(trust=text)
        return cls(int(found[1]), found[2])

    def names(self, root_payload: bytes) -> bool:
        """Whether this anchor names the root of that payload (the version is checked after parsing)."""
        return _digest(root_payload) == self.digest

    def __str__(self) -> str:
        """As written in the snippet."""
        return f"{self.version}.{self.digest}"


def trust_of(root_payload: bytes) -> str:
    """The anchor of a root: ``1.<base64url>``.

    Raises:
        MalformedError, KeyInvalidError, RolesOverlapError: the payload is no valid root.
    """
    return f"{Root.from_payload(root_payload).version}.{_digest(root_payload)}"


def _digest(payload: bytes) -> str:
    return urlsafe_b64encode(hashlib.sha256(payload).digest()).decode().rstrip("=")
