"""DSSE envelopes: a payload as bytes, its type, and signatures over both.

An envelope is only a container: identity is the SHA-256 of the payload, and an envelope may gain signatures.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from handrail.package.canonical import canonical, is_plain, parse_canonical
from handrail.package.errors import MalformedError, TooLargeError
from handrail.package.fields import ANY, SHA256, Fields, a_list, from_base64
from handrail.package.keys import PublicKey, Signer

ROOT_TYPE = "application/vnd.handrail.root.v1+json"
RELEASE_TYPE = "application/vnd.handrail.release.v1+json"
POINTER_TYPE = "application/vnd.handrail.pointer.v1+json"

LIMITS: Mapping[str, int] = {ROOT_TYPE: 16_384, RELEASE_TYPE: 65_536, POINTER_TYPE: 4_096}
"""Largest envelope of each type, in bytes of its canonical form."""

WHAT: Mapping[str, str] = {ROOT_TYPE: "the root", RELEASE_TYPE: "the release", POINTER_TYPE: "the pointer"}

MOST_SIGNATURES = 16


def pae(payload_type: str, payload: bytes) -> bytes:
    """DSSE v1 pre-authentication encoding: what a signature is made over."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


@dataclass(frozen=True)
class Envelope:
    """A signed payload.

    Attributes:
        payload: exactly the bytes that were signed.
        payload_type: one of the three types.
        signatures: key id → signature bytes; nothing is verified by parsing.
    """

    payload: bytes
    payload_type: str
    signatures: Mapping[str, bytes]

    @property
    def sha256(self) -> str:
        """Identity: SHA-256 of the payload, 64 hex digits."""
        return hashlib.sha256(self.payload).hexdigest()

    def as_data(self) -> dict[str, object]:
        """The JSON object, signatures ordered by key id."""
        return {
            "payload": b64encode(self.payload).decode(),
            "payloadType": self.payload_type,
            "signatures": [
                {"keyid": keyid, "sig": b64encode(sig).decode()} for keyid, sig in sorted(self.signatures.items())
            ],
        }

    def to_bytes(self) -> bytes:
        """Canonical bytes of the envelope."""
        return canonical(self.as_data())

    def signed_by(self, keys: Iterable[Signer]) -> "Envelope":
        """The same payload with these signatures added."""
        data = pae(self.payload_type, self.payload)
        return replace(self, signatures={**self.signatures, **{k.public.keyid: k.sign(data) for k in keys}})

    def signers(self, keys: Mapping[str, PublicKey], keyids: Iterable[str]) -> tuple[str, ...]:
        """Which of the named keys have validly signed; wrong signatures do not count, and do no harm."""
        data = pae(self.payload_type, self.payload)
        return tuple(k for k in keyids if k in self.signatures and keys[k].verify(data, self.signatures[k]))


def parse_envelope(value: object, payload_type: str) -> Envelope:
    """An envelope from parsed JSON; the payload is not looked into.

    Raises:
        TooLargeError: larger than the limit of its type.
        MalformedError: another type, an unknown field, more than 16 signatures, a key id twice.
    """
    what = WHAT[payload_type]
    written = check_envelope(value, what)
    if len(canonical(value)) > LIMITS[payload_type]:
        raise TooLargeError(what=what, limit=LIMITS[payload_type])
    if written.payload_type != payload_type:
        raise MalformedError(what=what, reason="payloadType: not the expected type")
    payload = from_base64(written.payload, what)
    if not is_plain(payload):
        raise MalformedError(what=what, reason="its payload holds bytes other than printable ASCII, or a backslash")
    signatures: dict[str, bytes] = {}
    for keyid, sig in written.signatures:
        if keyid in signatures:
            raise MalformedError(what=what, reason="one key id has signed twice")
        signatures[keyid] = from_base64(sig, f"a signature of {what}")
    return Envelope(payload, payload_type, signatures)


@dataclass(frozen=True)
class WrittenEnvelope:
    """An envelope as its texts: nothing is decoded, nothing is measured."""

    payload: str
    payload_type: str
    signatures: tuple[tuple[str, str], ...]


def check_envelope(value: object, what: str) -> WrittenEnvelope:
    """The fields of an envelope, by their form.

    Raises:
        MalformedError: a field missing or unknown, a field that is no text, more than 16 signatures.
    """
    fields = Fields(value, what, ("payload", "payloadType", "signatures"))
    found = a_list(fields.raw("signatures"), f"the signatures of {what}", MOST_SIGNATURES)
    each = [Fields(one, f"a signature of {what}", ("keyid", "sig")) for one in found]
    return WrittenEnvelope(
        fields.text("payload", ANY),
        fields.text("payloadType", ANY),
        tuple((one.text("keyid", SHA256), one.text("sig", ANY)) for one in each),
    )


def read_envelope(data: bytes, payload_type: str) -> Envelope:
    """An envelope from the bytes of a file, e.g. ``releases/…json``.

    Raises:
        TooLargeError, MalformedError: see ``parse_envelope``.
    """
    if len(data) > LIMITS[payload_type]:
        raise TooLargeError(what=WHAT[payload_type], limit=LIMITS[payload_type])
    return parse_envelope(parse_canonical(data, WHAT[payload_type]), payload_type)


def sign(payload_type: str, payload: bytes, keys: Iterable[Signer]) -> Envelope:
    """A new envelope signed by the keys."""
    return Envelope(payload, payload_type, {}).signed_by(keys)
