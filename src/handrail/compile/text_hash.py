"""The keyed hash under which an element's text ships: SipHash-2-4 over the normalised text.

Twin of ``sdk/src/locator/textHash.ts``; ``tests/golden/text_hash.json`` holds both to the same values.
"""

import re
import unicodedata

_MASK = (1 << 64) - 1
_WHITE_SPACE = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
"""Unicode's White_Space property, which JavaScript's ``\\p{White_Space}`` means (Python's ``\\s`` holds more)."""


def normalise_text(text: str) -> str:
    """NFKC, lower case, without decimal digits, white space collapsed and trimmed."""
    lowered = unicodedata.normalize("NFKC", text).lower()
    without_digits = "".join(c for c in lowered if unicodedata.category(c) != "Nd")
    return _WHITE_SPACE.sub(" ", without_digits).strip(" \ufeff")


def text_hash(application: str, text: str) -> str | None:
    """Hash ``text`` for an application.

    Args:
        application: the application's key; its UTF-8 bytes, cut or filled with zeros to 16, key the hash.
        text: an accessible name as seen at capture.

    Returns:
        16 hexadecimal digits, or None when nothing but digits and white space was there.
    """
    normal = normalise_text(text)
    if not normal:
        return None
    return keyed_hash(application, normal)


def keyed_hash(application: str, text: str) -> str:
    """SipHash-2-4 of a text exactly as it is, keyed by the application's key: 16 hexadecimal digits."""
    key = application.encode()[:16].ljust(16, b"\0")
    return f"{siphash_2_4(key, text.encode()):016x}"


def _rotate(value: int, bits: int) -> int:
    return ((value << bits) | (value >> (64 - bits))) & _MASK


def _round(v0: int, v1: int, v2: int, v3: int) -> tuple[int, int, int, int]:
    v0 = (v0 + v1) & _MASK
    v1 = _rotate(v1, 13) ^ v0
    v0 = _rotate(v0, 32)
    v2 = (v2 + v3) & _MASK
    v3 = _rotate(v3, 16) ^ v2
    v0 = (v0 + v3) & _MASK
    v3 = _rotate(v3, 21) ^ v0
    v2 = (v2 + v1) & _MASK
    v1 = _rotate(v1, 17) ^ v2
    return v0, v1, _rotate(v2, 32), v3


def siphash_2_4(key: bytes, message: bytes) -> int:
    """SipHash-2-4 (Aumasson and Bernstein, 2012): 64 bits of ``message`` under a key of 16 bytes."""
    k0 = int.from_bytes(key[:8], "little")
    k1 = int.from_bytes(key[8:16], "little")
    state = (
        k0 ^ 0x736F6D6570736575,
        k1 ^ 0x646F72616E646F6D,
        k0 ^ 0x6C7967656E657261,
        k1 ^ 0x7465646279746573,
    )
    padded = message + bytes(7 - len(message) % 8) + bytes([len(message) & 0xFF])
    for at in range(0, len(padded), 8):
        word = int.from_bytes(padded[at : at + 8], "little")
        v0, v1, v2, v3 = _round(*_round(state[0], state[1], state[2], state[3] ^ word))
        state = (v0 ^ word, v1, v2, v3)
    state = (state[0], state[1], state[2] ^ 0xFF, state[3])
    for _ in range(4):
        state = _round(*state)
    return state[0] ^ state[1] ^ state[2] ^ state[3]
