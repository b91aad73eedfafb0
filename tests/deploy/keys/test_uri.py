"""Addresses of keys on tokens."""

from pathlib import Path

import pytest

from handrail.deploy.keys.errors import TokenUriError
from handrail.deploy.keys.uri import TokenUri


def test_an_address_names_token_key_driver_and_where_the_pin_lies() -> None:
    text = "pkcs11:token=Anna%20M;serial=01%2F2;object=approve;id=%01%AB;type=private"
    found = TokenUri.parse(f"{text}?module-path=/usr/lib/a.so&pin-source=file:/run/pin")
    assert found == TokenUri(
        "Anna M", "01/2", object="approve", id=b"\x01\xab", module=Path("/usr/lib/a.so"), pin_source=Path("/run/pin")
    )
    assert TokenUri.parse(str(Path("pkcs11:token=a?pin-source=file:///run/pin"))).pin_source == Path("/run/pin")


@pytest.mark.parametrize("label", ["Anna", "Ännä; 100 %", "a&b?c=d/e", "x#y"])
def test_an_address_reads_back_as_it_was_written(label: str) -> None:
    uri = TokenUri(token=label, object=label, id=bytes(range(256)), module=Path("/opt/a b&c/x.so"))
    assert TokenUri.parse(str(uri)) == uri


@pytest.mark.parametrize(
    "text",
    [
        "",
        "token=a",
        "file:a",
        "pkcs11:foo=a",
        "pkcs11:token",
        "pkcs11:token=a;token=b",
        "pkcs11:token=%FF",
        "pkcs11:type=cert",
    ],
)
def test_other_addresses_are_refused(text: str) -> None:
    with pytest.raises(TokenUriError):
        TokenUri.parse(text)


def test_a_pin_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(TokenUriError, match="pin-source") as refused:
        TokenUri.parse("pkcs11:token=a?pin-value=482913")
    assert "482913" not in refused.value.message


def test_the_place_of_the_pin_is_not_written_into_notes() -> None:
    assert "pin" not in str(TokenUri.parse("pkcs11:token=a?pin-source=/run/secret"))
