"""Private keys at rest: AES-256-GCM under a key derived from the console's secret key."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from handrail.errors import HandrailError

_PURPOSE = b"handrail signing keys at rest v1"
_NONCE_BYTES = 12


class SealBrokenError(HandrailError):
    """A stored private key cannot be opened."""

    code = "keys.cannot-open"
    sentence = (
        "The signing key {key_id} cannot be opened with this console's secret key. Nothing was signed; restore the "
        "secret key that belongs to this database, or rotate the keys."
    )


def _cipher(secret: str) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode()))


def seal(plain: bytes, key_id: str, secret: str) -> bytes:
    """``plain`` encrypted and bound to ``key_id``, so that stored keys cannot be swapped."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _cipher(secret).encrypt(nonce, plain, key_id.encode())


def unseal(sealed: bytes, key_id: str, secret: str) -> bytes:
    """The plain bytes.

    Raises:
        SealBrokenError: another secret key, another key id, or changed bytes.
    """
    try:
        return _cipher(secret).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], key_id.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBrokenError(key_id=key_id[:12]) from error
