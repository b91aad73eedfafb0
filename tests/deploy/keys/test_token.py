"""What drivers answer becomes a sentence. What a real driver can be made to do is in tests/cli/test_keys_token.py."""

import pkcs11
import pytest

from handrail.deploy.keys.errors import (
    TokenAbsentError,
    TokenFailedError,
    TokenLockedError,
    TokenMechanismError,
    TokenPinError,
)
from handrail.deploy.keys.token import Pin, _in_words

ANSWERS = [
    ("PinLocked", TokenLockedError, "too many wrong ones"),
    ("PinExpired", TokenLockedError, "has expired"),
    ("UserPinNotInitialized", TokenLockedError, "none was ever set"),
    ("PinIncorrect", TokenPinError, "it is wrong"),
    ("PinLenRange", TokenPinError, "too short or too long"),
    ("PinInvalid", TokenPinError, "does not take"),
    ("TokenNotPresent", TokenAbsentError, "taken out"),
    ("DeviceRemoved", TokenAbsentError, "taken out"),
    ("MechanismInvalid", TokenMechanismError, "MechanismInvalid"),
    ("TokenWriteProtected", TokenMechanismError, "write-protected"),
    ("DeviceError", TokenFailedError, "DeviceError"),
]


@pytest.mark.parametrize(("answer", "expected", "word"), ANSWERS)
def test_every_answer_of_a_driver_is_worded(answer: str, expected: type[Exception], word: str) -> None:
    with pytest.raises(expected, match=word) as told, _in_words("Anna"):
        raise getattr(pkcs11.exceptions, answer)
    assert "Nothing was signed" in str(told.value)


def test_a_pin_is_asked_for_once_and_shows_in_no_text() -> None:
    asked: list[str] = []

    def ask(token: str) -> str:
        asked.append(token)
        return "482913"

    pin = Pin(ask)
    assert (pin.of("Anna"), pin.of("Anna"), asked) == ("482913", "482913", ["Anna"])
    assert "482913" not in repr(pin) + str(pin)
