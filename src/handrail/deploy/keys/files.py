"""A key file: the public part readable, the private part encrypted under a password, mode 0600.

.. code-block:: json

    {"created": "…Z", "format": "handrail-key/1", "kdf": {"n": 65536, "name": "scrypt", "p": 1, "r": 8, "salt": "…"},
     "label": "Anna", "nonce": "…", "public": {"alg": "ES256", "pub": "…"}, "role": "approve", "sealed": "…"}

``sealed`` is AES-256-GCM over the PKCS#8 PEM, with everything else in the file as associated data: a file whose
public part, role or label was changed does not open.
"""

import json
import os
import stat
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, cast, get_args

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from handrail.deploy.durable import write_file
from handrail.deploy.keys.errors import (
    KeyFileExistsError,
    KeyFileFormError,
    KeyFileOpenError,
    KeyPasswordError,
    PasswordWeakError,
)
from handrail.package.canonical import parse_blob
from handrail.package.errors import PackageError
from handrail.package.fields import Fields, from_base64, time_text
from handrail.package.keys import Algorithm, PublicKey, SigningKey

FORMAT = "handrail-key/1"
PUBLIC_FORMAT = "handrail-public-key/1"
NOTE_FORMAT = "handrail-token-key/1"
LARGEST = 16_384
LEAST_PASSWORD = 10
"""Characters that a new password has at least."""

KeyRole = Literal["root", "approve", "pointer"]

_N, _R, _P = 2**16, 8, 1
"""scrypt: 64 MiB, about a quarter of a second."""
_MOST_N = 2**20
_WHAT = "the key file"


@dataclass(frozen=True)
class PublicPart:
    """What others may know of a key.

    Attributes:
        key: the public key.
        role: what it was made for; the root decides what it may sign.
        label: what people call it, e.g. the holder's name.
        created: ``YYYY-MM-DDTHH:MM:SSZ``.
    """

    key: PublicKey
    role: KeyRole
    label: str
    created: str

    def as_data(self) -> dict[str, object]:
        """``handrail-public-key/1``: what ``keys export`` writes and ``keys rotate`` and the console read."""
        return {
            "created": self.created,
            "format": PUBLIC_FORMAT,
            "keyid": self.key.keyid,
            "label": self.label,
            "public": self.key.as_data(),
            "role": self.role,
        }


def make_key_file(
    path: Path, *, role: KeyRole, label: str, password: str, now: datetime, alg: Algorithm = "ES256"
) -> PublicPart:
    """Make a key and write its file, mode 0600, never over another file.

    Raises:
        PasswordWeakError: shorter than ten characters.
        KeyFileExistsError: something of that name exists.
        KeyFileFormError: the file cannot be written.
    """
    if len(password) < LEAST_PASSWORD:
        raise PasswordWeakError(least=LEAST_PASSWORD)
    key = SigningKey.generate(alg)
    part = PublicPart(key.public, role, label.strip()[:120], time_text(now))
    salt, nonce = os.urandom(16), os.urandom(12)
    head: dict[str, object] = {
        "created": part.created,
        "format": FORMAT,
        "kdf": {"n": _N, "name": "scrypt", "p": _P, "r": _R, "salt": b64encode(salt).decode()},
        "label": part.label,
        "nonce": b64encode(nonce).decode(),
        "public": key.public.as_data(),
        "role": role,
    }
    sealed = AESGCM(_derive(password, salt, _N)).encrypt(nonce, key.to_pem(), _bytes(head))
    _write_new(path, _bytes({**head, "sealed": b64encode(sealed).decode()}) + b"\n")
    return part


def read_public_part(path: Path) -> PublicPart:
    """The public part of a key file or of an exported public key; needs no password.

    Raises:
        KeyFileFormError: neither.
    """
    return parse_public_part(_read(path), str(path))


def parse_public_part(data: bytes, path: str) -> PublicPart:
    """The same from bytes; ``path`` is named in errors.

    Raises:
        KeyFileFormError: neither.
    """
    try:
        found = parse_blob(data, path)
        if isinstance(found, dict) and found.get("format") == PUBLIC_FORMAT:
            fields = Fields(found, "the public key", ("created", "format", "keyid", "label", "public", "role"))
            part = _part(fields)
            if fields.raw("keyid") != part.key.keyid:
                raise fields.bad("keyid", "not the hash of the key")
            return part
        if isinstance(found, dict) and found.get("format") == NOTE_FORMAT:
            return token_fields(found)[0]
        return _part(_head(found))
    except PackageError as error:
        raise KeyFileFormError(path=path, reason=error.message.rstrip(".")) from error


def token_fields(found: object) -> tuple[PublicPart, str]:
    """What ``handrail-token-key/1`` says: the public part of a key on a token, and its address.

    Raises:
        PackageError: another form.
    """
    names = ("created", "format", "keyid", "label", "public", "role", "token")
    fields = Fields(found, "the note of a key on a token", names)
    part, address = _part(fields), fields.raw("token")
    if fields.raw("keyid") != part.key.keyid:
        raise fields.bad("keyid", "not the hash of the key")
    if not isinstance(address, str):
        raise fields.bad("token", "not a text")
    return part, address


def open_key_file(path: Path, password: str) -> SigningKey:
    """The private key.

    Raises:
        KeyFileOpenError: others can read the file.
        KeyFileFormError: not a key file.
        KeyPasswordError: another password, or a changed file.
    """
    require_private(path)
    data = _read(path)
    if data.startswith(b"-----BEGIN"):
        return SigningKey.from_pem(data, password.encode() or None)
    try:
        found = parse_blob(data, str(path))
        fields = _head(found)
        part, kdf = _part(fields), Fields(fields.raw("kdf"), _WHAT, ("n", "name", "p", "r", "salt"))
        n = kdf.number("n", 2)
        if (kdf.raw("name"), kdf.raw("r"), kdf.raw("p")) != ("scrypt", _R, _P) or n > _MOST_N or n & (n - 1):
            raise kdf.bad("kdf", "not one that this version knows")
        salt, nonce = from_base64(kdf.raw("salt"), _WHAT), from_base64(fields.raw("nonce"), _WHAT)
        sealed = from_base64(fields.raw("sealed"), _WHAT)
    except PackageError as error:
        raise KeyFileFormError(path=path, reason=error.message.rstrip(".")) from error
    head = {name: value for name, value in cast(dict[str, object], found).items() if name != "sealed"}
    try:
        key = SigningKey.from_pem(AESGCM(_derive(password, salt, n)).decrypt(nonce, sealed, _bytes(head)))
    except (InvalidTag, ValueError) as error:
        raise KeyPasswordError(path=path) from error
    if key.public != part.key:
        raise KeyFileFormError(path=path, reason="its public part is another key's")
    return key


def needs_password(path: Path) -> bool:
    """Whether opening the file needs a password: every key file of ours, and encrypted PEM.

    Raises:
        KeyFileFormError: it cannot be read.
    """
    data = _read(path)
    return not data.startswith(b"-----BEGIN") or b"ENCRYPTED" in data


def require_private(path: Path) -> None:
    """Refuse a file that anybody but its owner can read or write.

    Raises:
        KeyFileOpenError: somebody can.
        KeyFileFormError: it is not there.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        raise KeyFileFormError(path=path, reason=str(error.strerror)) from error
    if os.name == "posix" and mode & 0o077:
        raise KeyFileOpenError(path=path, mode=f"{mode:04o}")


def _head(value: object) -> Fields:
    names = ("created", "format", "kdf", "label", "nonce", "public", "role", "sealed")
    fields = Fields(value, _WHAT, names)
    if fields.raw("format") != FORMAT:
        raise fields.bad("format", f"not {FORMAT}")
    return fields


def _part(fields: Fields) -> PublicPart:
    role, label = fields.raw("role"), fields.raw("label")
    if role not in get_args(KeyRole):
        raise fields.bad("role", "neither root, approve nor pointer")
    if not isinstance(label, str) or len(label) > 120:
        raise fields.bad("label", "not a text of at most 120 characters")
    public = Fields(fields.raw("public"), "the public key", ("alg", "pub"))
    key = PublicKey(cast(Algorithm, public.raw("alg")), from_base64(public.raw("pub"), "the public key"))
    return PublicPart(key, cast(KeyRole, role), label, fields.time("created"))


def _derive(password: str, salt: bytes, n: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=n, r=_R, p=_P).derive(password.encode())


def _bytes(value: dict[str, object]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise KeyFileFormError(path=path, reason=str(error.strerror)) from error
    if len(data) > LARGEST:
        raise KeyFileFormError(path=path, reason=f"it is larger than {LARGEST} bytes")
    return data


def _write_new(path: Path, data: bytes) -> None:
    try:
        write_file(path, data, mode=0o600, replace=False)
    except FileExistsError as error:
        raise KeyFileExistsError(path=path) from error
    except OSError as error:
        raise KeyFileFormError(path=path, reason=str(error.strerror)) from error
