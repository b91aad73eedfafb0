"""Addresses in one form, and what is refused."""

import pytest

from handrail.applications.checks import AddressError, checked_address, checked_languages, checked_page_address
from handrail.errors import InvalidInputError


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("https://Guides.Example.com/", "https://guides.example.com"),
        (" HTTPS://guides.example.com:443/a/b/ ", "https://guides.example.com/a/b"),
        ("http://127.0.0.1:8080/guides", "http://127.0.0.1:8080/guides"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("https://bücher.example/straße", "https://xn--bcher-kva.example/stra%C3%9Fe"),
        ("http://intranet/guides", "http://intranet/guides"),
        ("https://a.example/x%7Ey", "https://a.example/x~y"),
    ],
)
def test_an_address_has_one_form(given: str, normal: str) -> None:
    assert checked_address(given) == normal
    assert checked_address(normal) == normal


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("guides.example.com", "scheme"),
        ("ftp://a.example", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("https:/a.example", "scheme"),
        ("https://", "host"),
        ("https://a..example", "host"),
        ("https://-a.example", "host"),
        ("http://127.1/", "host"),
        ("http://0x7f.0.0.1/", "host"),
        ("http://2130706433/", "host"),
        ("https://a.example:99999", "port"),
        ("https://a.example:0", "port"),
        ("https://a.example/?x=1", "query"),
        ("https://a.example/?", "query"),
        ("https://a.example/#x", "fragment"),
        ("https://me:pw@a.example/", "userinfo"),
        ("https://a.example@b.example/", "userinfo"),
        ("https://a.example/../x", "path"),
        ("https://a.example/%2e%2e/x", "path"),
        ("https://a.example/a//b", "path"),
        ("https://a.example/a\\b", "path"),
        ("https://a.example/a%2fb", "path"),
        ("https://a.example/a b", "characters"),
        ("https://a.example/a\nb", "characters"),
        ("https://a.example/" + "x" * 500, "length"),
    ],
)
def test_a_malformed_address_is_refused_with_its_reason(given: str, reason: str) -> None:
    with pytest.raises(AddressError) as refused:
        checked_address(given)
    assert refused.value.params["reason"] == reason


def test_a_page_address_keeps_its_last_slash() -> None:
    assert checked_page_address("https://app.example.com") == "https://app.example.com/"
    assert checked_page_address("https://app.example.com/start/") == "https://app.example.com/start/"
    assert checked_page_address("https://app.example.com/start") == "https://app.example.com/start"
    assert checked_page_address("  ") == ""


def test_languages_lose_doubles_and_keep_their_order() -> None:
    assert checked_languages(["de", "EN", "de", "pt-BR"]) == ["de", "en", "pt-br"]
    with pytest.raises(InvalidInputError):
        checked_languages(["german!"])
    with pytest.raises(InvalidInputError):
        checked_languages([])
