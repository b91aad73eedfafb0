"""Signing keys and public keys: ES256 (P-256, raw r‖s, RFC 6979) by default, Ed25519 second."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from handrail.package.canonical import canonical
from handrail.package.errors import KeyFileError, KeyInvalidError

Algorithm = Literal["ES256", "Ed25519"]

_P25519 = 2**255 - 19
_ORDER_8 = frozenset(
    int.from_bytes(bytes.fromhex(y), "little")
    for y in (
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    )
)
_WEAK = _ORDER_8 | {0, 1, _P25519 - 1}
"""y of the points of order 1, 2, 4 and 8, all of whose "signatures" anybody can make."""


@dataclass(frozen=True)
class PublicKey:
    """A public key in its one encoding.

    Attributes:
        alg: the algorithm; a property of the key, never of a signature.
        pub: ES256: 65 bytes, uncompressed point on P-256. Ed25519: 32 bytes.

    Raises:
        KeyInvalidError: another encoding, or not a point of the curve.
    """

    alg: Algorithm
    pub: bytes

    def __post_init__(self) -> None:
        """Refuse every second encoding, so that one key can never count twice."""
        if self.alg == "ES256":
            if len(self.pub) != 65 or self.pub[0] != 4:
                raise self._invalid("it is not a 65-byte uncompressed point")
        elif self.alg == "Ed25519":
            y = int.from_bytes(self.pub, "little") & (2**255 - 1)
            if len(self.pub) != 32 or y >= _P25519 or y in _WEAK:
                raise self._invalid("it is not a 32-byte point in its one form")
        else:
            raise self._invalid("the algorithm is unknown")
        _ = self._loaded

    def _invalid(self, reason: str) -> KeyInvalidError:
        return KeyInvalidError(keyid=self.keyid[:16], alg=self.alg, reason=reason)

    @cached_property
    def _loaded(self) -> ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey:
        try:
            if self.alg == "ES256":
                return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self.pub)
            return ed25519.Ed25519PublicKey.from_public_bytes(self.pub)
        except ValueError as error:
            raise self._invalid("it is not a point on the curve") from error

    def as_data(self) -> dict[str, str]:
        """``{"alg","pub"}`` as a root holds it."""
        return {"alg": self.alg, "pub": b64encode(self.pub).decode()}

    @cached_property
    def keyid(self) -> str:
        """SHA-256 of the key's canonical JSON, 64 hex digits."""
        return hashlib.sha256(canonical(self.as_data())).hexdigest()

    def verify(self, data: bytes, signature: bytes) -> bool:
        """Whether the signature (64 raw bytes) is this key's over exactly these bytes."""
        if len(signature) != 64:
            return False
        loaded = self._loaded
        try:
            if isinstance(loaded, ec.EllipticCurvePublicKey):
                r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
                loaded.verify(encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))
            else:
                loaded.verify(signature, data)
        except InvalidSignature:
            return False
        return True


class Signer(Protocol):
    """Whatever signs: a private key in memory, or one that never leaves its token."""

    @property
    def public(self) -> PublicKey:
        """The public half."""

    def sign(self, data: bytes) -> bytes:
        """64 raw bytes: r‖s for ES256, the signature itself for Ed25519."""


class SigningKey:
    """A private key. ES256 signatures are deterministic (RFC 6979), so that builds are byte-equal."""

    def __init__(self, private: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> None:
        """Wrap a loaded key; use ``generate`` or ``from_pem``."""
        self._private = private

    @classmethod
    def generate(cls, alg: Algorithm = "ES256") -> "SigningKey":
        """A fresh key from the system's randomness."""
        if alg == "Ed25519":
            return cls(ed25519.Ed25519PrivateKey.generate())
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def from_pem(cls, pem: bytes, password: bytes | None = None) -> "SigningKey":
        """Read a PKCS#8 (or SEC 1) PEM.

        Raises:
            KeyFileError: not a PEM, a wrong or missing password, or a key of another kind.
        """
        try:
            private = serialization.load_pem_private_key(pem, password)
        except TypeError as error:
            reason = "it needs a password" if password is None else "it is not encrypted, but a password was given"
            raise KeyFileError(reason=reason) from error
        except (ValueError, UnsupportedAlgorithm) as error:
            raise KeyFileError(reason="it is not a PEM key, or the password is wrong") from error
        if isinstance(private, ed25519.Ed25519PrivateKey):
            return cls(private)
        if isinstance(private, ec.EllipticCurvePrivateKey) and isinstance(private.curve, ec.SECP256R1):
            return cls(private)
        raise KeyFileError(reason="it is neither a P-256 nor an Ed25519 key")

    def to_pem(self, password: bytes | None = None) -> bytes:
        """PKCS#8 PEM, encrypted when a password is given."""
        protection: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if password:
            protection = serialization.BestAvailableEncryption(password)
        pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        return self._private.private_bytes(pem, pkcs8, protection)

    @cached_property
    def public(self) -> PublicKey:
        """The public half."""
        public = self._private.public_key()
        if isinstance(public, ed25519.Ed25519PublicKey):
            return PublicKey("Ed25519", public.public_bytes_raw())
        form = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        return PublicKey("ES256", public.public_bytes(*form))

    def sign(self, data: bytes) -> bytes:
        """64 raw bytes: r‖s for ES256, the signature itself for Ed25519."""
        if isinstance(self._private, ed25519.Ed25519PrivateKey):
            return self._private.sign(data)
        der = self._private.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        r, s = decode_dss_signature(der)
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")
