"""JSON with one byte form only.

Signed payloads, envelopes, channel files and manifests are canonical: printable ASCII without backslash, keys
sorted, no blanks, whole numbers from 0 to 2^53-1, and ``canonical(parse(x)) == x``. Content blobs are ordinary
JSON in UTF-8, read strictly: whatever two parsers could read differently is refused.
"""

import json
import re
from typing import NoReturn

from handrail.package.errors import MalformedError

LARGEST = 2**53 - 1
"""The largest whole number that every verifier reads exactly."""

_PLAIN = re.compile(rb"[\x20-\x5b\x5d-\x7e]*")
_SURROGATE = re.compile("[\ud800-\udfff]")


def canonical(value: object) -> bytes:
    """The one byte form of a value of dicts, lists, strings, whole numbers and None."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def is_plain(data: bytes) -> bool:
    """Whether bytes are printable ASCII without backslash only."""
    return _PLAIN.fullmatch(data) is not None


def parse_canonical(data: bytes, what: str) -> object:
    """Parse bytes that must be in canonical form.

    Args:
        data: at most a few hundred kB; sizes are checked by the caller first.
        what: named in the error, e.g. ``the pointer``.

    Raises:
        MalformedError: any other byte form, a fraction, an exponent, NaN, a number outside 0…2^53-1.
    """
    if not is_plain(data):
        raise MalformedError(what=what, reason="it holds bytes other than printable ASCII, or a backslash")
    try:
        # A key twice or a NaN does not come out again as it went in; writing refuses NaN.
        value = json.loads(data, parse_float=_refuse, parse_int=_whole)
        same = canonical(value) == data
    except (ValueError, RecursionError) as error:
        raise MalformedError(what=what, reason="it is not JSON of the allowed form") from error
    if not same:
        raise MalformedError(what=what, reason="it is not in canonical form")
    return value


def parse_blob(data: bytes, name: str) -> object:
    """Parse a JSON content blob strictly: UTF-8 without BOM, no duplicate keys, NaN or lone surrogates.

    Raises:
        MalformedError: two parsers could read it differently.
    """
    try:
        text = data.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
        if "\\u" in text and _SURROGATE.search(json.dumps(value, ensure_ascii=False)):
            raise ValueError("lone surrogate")
    except (ValueError, RecursionError) as error:
        raise MalformedError(what=name, reason=f"it is not strict JSON ({error})") from error
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _whole(text: str) -> int:
    value = int(text)
    if not 0 <= value <= LARGEST:
        raise ValueError("number out of range")
    return value


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is not allowed")
