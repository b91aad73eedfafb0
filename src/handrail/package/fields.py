"""Reading single fields of a signed payload, strictly."""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise
from typing import cast

from handrail.package.errors import MalformedError

ANY = re.compile(r".*", re.DOTALL)
SHA256 = re.compile(r"[0-9a-f]{64}")
APPLICATION = re.compile(r"[a-z][a-z0-9-]{0,63}")
ENVIRONMENT = re.compile(r"[a-z][a-z0-9-]{0,31}")
LOCALE_TAG = re.compile(r"\*|[a-z]{2,3}(-[a-z0-9]{2,8})*")
CAMPAIGN = re.compile(r"[a-z][a-z0-9-]{0,63}")
SDK_VERSION = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){0,3}")
_TIME = re.compile(r"[12].*")
_TIME_FORM = "%Y-%m-%dT%H:%M:%SZ"


class Fields:
    """An object whose keys must be exactly those asked for.

    Args:
        value: parsed JSON.
        what: named in errors, e.g. ``the pointer``.
        names: the exact set of keys.

    Raises:
        MalformedError: not an object, or a key too many or too few.
    """

    def __init__(self, value: object, what: str, names: Iterable[str]) -> None:
        """Check the key set first: a new meaning is a new payload type, never an unknown key."""
        self.what = what
        self._values = a_dict(value, what)
        wanted = set(names)
        if set(self._values) != wanted:
            raise MalformedError(what=what, reason=f"fields missing or unknown: {_odd(self._values, wanted)}")

    def raw(self, name: str) -> object:
        """The value as parsed."""
        return self._values[name]

    def bad(self, name: str, reason: str) -> MalformedError:
        """An error that names the field."""
        return MalformedError(what=self.what, reason=f"{name}: {reason}")

    def text(self, name: str, pattern: re.Pattern[str]) -> str:
        """A string that matches the whole pattern."""
        value = self._values[name]
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise self.bad(name, "not of the allowed form")
        return value

    def number(self, name: str, least: int = 0) -> int:
        """A whole number (at most 2^53-1: the parser has seen to that)."""
        value = self._values[name]
        if type(value) is not int or value < least:
            raise self.bad(name, f"not a whole number of at least {least}")
        return value

    def time(self, name: str) -> str:
        """``YYYY-MM-DDTHH:MM:SSZ``, a real moment of the years 1000 to 2999."""
        value = self.text(name, _TIME)
        try:
            _moment(value)
        except ValueError as error:
            raise self.bad(name, "not a real time of the form YYYY-MM-DDTHH:MM:SSZ") from error
        return value


def _odd(found: Iterable[str], wanted: set[str]) -> str:
    """Names that are missing or unknown, for a sentence."""
    return ", ".join(sorted(set(found) ^ wanted))


def a_dict(value: object, what: str) -> dict[str, object]:
    """The value as an object.

    Raises:
        MalformedError: it is none.
    """
    if not isinstance(value, dict):
        raise MalformedError(what=what, reason="it is not an object")
    return cast(dict[str, object], value)


def a_list(value: object, what: str, most: int) -> list[object]:
    """The value as a list of at most ``most`` entries.

    Raises:
        MalformedError: it is none, or too long.
    """
    if not isinstance(value, list) or len(value) > most:
        raise MalformedError(what=what, reason=f"it is not a list of at most {most} entries")
    return cast(list[object], value)


def ascending(values: list[object], what: str, pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Strings of one form in strictly ascending order, hence each once.

    Raises:
        MalformedError: another form or order.
    """
    for value in values:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise MalformedError(what=what, reason="an entry is not of the allowed form")
    texts = cast(list[str], values)
    if any(a >= b for a, b in pairwise(texts)):
        raise MalformedError(what=what, reason="the entries are not in ascending order, each once")
    return tuple(texts)


def from_base64(value: object, what: str) -> bytes:
    """Standard base64 with padding, in its one form.

    Raises:
        MalformedError: anything else, URL-safe letters and stray bits included.
    """
    if not isinstance(value, str):
        raise MalformedError(what=what, reason="it is not base64 text")
    try:
        data = b64decode(value)
    except ValueError as error:
        raise MalformedError(what=what, reason="it is not base64") from error
    # Letters outside the alphabet are passed over when decoding; what is written again shows them, and stray bits.
    if b64encode(data).decode() != value:
        raise MalformedError(what=what, reason="it is not base64 in its one form")
    return data


def seconds_of(time: str) -> int:
    """Seconds since 1970 of a format time.

    Raises:
        ValueError: not a real moment.
    """
    return int(_moment(time).timestamp())


def _moment(time: str) -> datetime:
    # Not strptime: it loads a module at its first use, and a disk that fails in that moment is hard to put into words.
    moment = datetime.fromisoformat(time)
    # It also reads days alone, weeks and offsets: only what the format writes itself is the one form.
    if moment.strftime(_TIME_FORM) != time:
        raise ValueError(time)
    return moment


def time_text(moment: datetime) -> str:
    """A moment with time zone as the format writes it, in UTC, whole seconds."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC).strftime(_TIME_FORM)
