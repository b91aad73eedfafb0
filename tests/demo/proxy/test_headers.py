"""Cookies, redirects and the application's name for itself survive the way through the proxy."""

import pytest

from handrail.demo.proxy.address import AddressError, read_address
from handrail.demo.proxy.headers import CookieDoor, Crossing, inward, outward
from handrail.demo.proxy.notes import Notes, texts
from handrail.demo.proxy.policy import Admission

PROXY = "http://127.0.0.1:8710"
NOTHING = Admission([], [], [])


def crossing(address: str = "https://app.example") -> Crossing:
    return Crossing(read_address(address, PROXY))


def noted(way: Crossing) -> set[str]:
    return {note.code for note in way.notes.counts}


@pytest.mark.parametrize(
    ("cookie", "expected"),
    [
        ("sid=1; Path=/; HttpOnly", "sid=1; Path=/; HttpOnly"),
        ("sid=1; Domain=app.example; Secure; SameSite=Lax", "sid=1; SameSite=Lax"),
        ("sid=1; SameSite=None; Secure; Partitioned", "sid=1; SameSite=Lax"),
        ("__Host-sid=1; Path=/; Secure", "__Host-sid=1; Path=/; Secure"),
    ],
)
def test_set_cookie_is_written_for_the_loopback_address(cookie: str, expected: str) -> None:
    assert inward([("Set-Cookie", cookie)], crossing(), NOTHING) == [("set-cookie", expected)]


def test_an_application_cannot_set_the_consoles_cookies() -> None:
    way = crossing()
    assert inward([("set-cookie", "handrail-session=x")], way, NOTHING) == []
    assert noted(way) == {"cookie-refused"}


def test_cookies_of_other_programs_on_this_machine_are_withheld() -> None:
    door, notes = CookieDoor(), Notes()
    assert door.outward("handrail-session=secret; other=1; early=2", notes) == ""
    door.inward("sid=3; Path=/", notes)
    door.inward("early=4; Path=/", notes)
    sent = door.outward("handrail-session=secret; other=1; sid=3; early=4; madeByScript=5", notes)
    assert sent == "sid=3; early=4; madeByScript=5"
    assert {note.subject for note in notes.counts if note.code == "cookie-withheld"} == {"other", "early"}


@pytest.mark.parametrize(
    ("location", "expected", "elsewhere"),
    [
        ("/next", "/next", False),
        ("next?u=https://login.example", "next?u=https://login.example", False),
        ("https://app.example/next", f"{PROXY}/next", False),
        ("http://app.example/next", f"{PROXY}/next", False),
        ("//app.example/next", f"{PROXY}/next", False),
        ("https://login.example/?to=1", "https://login.example/?to=1", True),
        ("https://app.example.evil/", "https://app.example.evil/", True),
    ],
)
def test_redirects_stay_inside_or_are_noted(location: str, expected: str, elsewhere: bool) -> None:
    way = crossing()
    assert inward([("location", location)], way, NOTHING) == [("location", expected)]
    assert ("redirect-elsewhere" in noted(way)) == elsewhere


def test_headers_that_would_harm_this_machine_are_taken_off_and_noted() -> None:
    way = crossing()
    headers = [
        ("Strict-Transport-Security", "max-age=1"),
        ("Clear-Site-Data", '"*"'),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Connection", "close"),
        ("X-Own", "1"),
    ]
    assert inward(headers, way, NOTHING) == [("x-own", "1")]
    assert noted(way) == {
        "header-strict-transport-security",
        "header-clear-site-data",
        "header-cross-origin-opener-policy",
    }


def test_every_policy_of_a_header_is_edited() -> None:
    admission = Admission(["sha384-A"], [], [])
    headers = [("content-security-policy", "script-src 'self', script-src 'none'")]
    assert inward(headers, crossing(), admission) == [
        ("content-security-policy", "script-src 'self' 'sha384-A', script-src 'sha384-A'")
    ]


def test_requests_speak_the_applications_own_name() -> None:
    headers = [
        (b"host", b"127.0.0.1:8710"),
        (b"origin", b"http://127.0.0.1:8710"),
        (b"referer", b"http://127.0.0.1:8710/a?b"),
        (b"accept-encoding", b"gzip, deflate, br, zstd"),
        (b"connection", b"keep-alive"),
        (b"x-csrftoken", b"t"),
    ]
    assert outward(headers, crossing()) == [
        ("host", "app.example"),
        ("origin", "https://app.example"),
        ("referer", "https://app.example/a?b"),
        ("accept-encoding", "gzip, deflate"),
        ("x-csrftoken", "t"),
    ]
    assert ("origin", "https://evil.example") in outward([(b"origin", b"https://evil.example")], crossing())


@pytest.mark.parametrize("address", ["ftp://app.example", "https://", "https://a:b@app.example", "https://[", PROXY])
def test_an_address_that_cannot_be_tried_is_refused_in_words(address: str) -> None:
    with pytest.raises(AddressError) as refused:
        read_address(address, PROXY)
    assert "cannot be tried" in refused.value.message


def test_every_note_has_words_in_both_languages() -> None:
    assert texts("en").keys() == texts("de").keys()
    way = crossing()
    way.notes.add("redirect-elsewhere", "https://x.example")
    assert next(iter(way.notes.counts)).sentence("de").startswith("Eine Weiterleitung führt")
