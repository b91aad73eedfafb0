"""The SDK files that this version of Handrail knows: those of its own releases, and the one it carries."""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from handrail.package.errors import PowerInProductionError, SdkNotBuiltError, SdkUnknownError
from handrail.package.verify import sha256_hex

SDK_NAME = re.compile(r"sdk/([0-9]{1,9}(?:\.[0-9]{1,9}){0,3})/(handrail|handrail-power|handrail-http)\.m?js")

_RELEASES = Path(__file__).with_name("sdk_releases.json")
_BUILT = Path(__file__).parents[1] / "static" / "sdk"


@dataclass(frozen=True)
class SdkFile:
    """One file of the SDK.

    Attributes:
        version: of the SDK.
        name: ``handrail.js``, ``handrail.mjs``, ``handrail-power.js``, ``handrail-http.js`` or ``handrail-http.mjs``.
        sha256: of its bytes, hex.
    """

    version: str
    name: str
    sha256: str

    @property
    def path(self) -> str:
        """``sdk/<version>/<name>``, in package and document root."""
        return f"sdk/{self.version}/{self.name}"


def built_sdk(folder: Path | None = None) -> tuple[SdkFile, ...]:
    """The SDK that this installation carries, as its build wrote it into ``index.json``; empty before the build."""
    index = (folder or _BUILT) / "index.json"
    if not index.exists():
        return ()
    found = json.loads(index.read_bytes())
    return tuple(SdkFile(found["version"], name, each["sha256"]) for name, each in sorted(found["files"].items()))


def read_built(file: SdkFile, folder: Path | None = None) -> bytes:
    """The bytes of a carried SDK file, checked against its hash.

    Raises:
        SdkNotBuiltError: the file is absent or has other bytes than the index says.
    """
    path = (folder or _BUILT) / file.version / file.name
    data = path.read_bytes() if path.exists() else b""
    if sha256_hex(data) != file.sha256:
        raise SdkNotBuiltError(name=file.path)
    return data


@cache
def released_sdk() -> tuple[SdkFile, ...]:
    """Every SDK file of a Handrail release, from the list in the wheel."""
    found: dict[str, dict[str, str]] = json.loads(_RELEASES.read_bytes())
    return tuple(SdkFile(v, name, sha) for v, files in found.items() for name, sha in files.items())


def known_sdk() -> dict[str, frozenset[str]]:
    """Path → the hashes it may have."""
    known: dict[str, set[str]] = {}
    for file in (*released_sdk(), *built_sdk()):
        known.setdefault(file.path, set()).add(file.sha256)
    return {path: frozenset(hashes) for path, hashes in known.items()}


def check_sdk_files(
    files: Mapping[str, bytes],
    environment: str,
    *,
    accept: Iterable[str] = (),
    known: Mapping[str, frozenset[str]] | None = None,
) -> None:
    """Refuse SDK files that are not Handrail's own, and Power Mode in production.

    Args:
        files: path → bytes; only names below ``sdk/`` are looked at.
        environment: of the package.
        accept: SHA-256 hashes, hex, of own builds that are let through.
        known: path → hashes; ``known_sdk()`` when absent.

    Raises:
        PowerInProductionError, SdkUnknownError: see there.
    """
    allowed, own = known_sdk() if known is None else known, frozenset(accept)
    for path in sorted(name for name in files if name.startswith("sdk/")):
        if environment == "production" and "handrail-power" in path:
            raise PowerInProductionError(name=path)
        sha256 = sha256_hex(files[path])
        if not SDK_NAME.fullmatch(path) or (sha256 not in allowed.get(path, ()) and sha256 not in own):
            raise SdkUnknownError(name=path, sha256=sha256)


def sri_of(data: bytes) -> str:
    """Subresource-integrity value, ``sha384-<base64>``."""
    return f"sha384-{base64.b64encode(hashlib.sha384(data).digest()).decode()}"
