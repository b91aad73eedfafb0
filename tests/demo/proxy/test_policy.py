"""The policy editor adds the snippet's entries and loosens nothing else."""

import pytest

from handrail.demo.proxy.address import read_address
from handrail.demo.proxy.policy import Admission, admit, forbids_scripts

ADDRESS = read_address("https://app.example", "http://127.0.0.1:8710")
ADMISSION = Admission(
    ["sha384-A", "sha384-B"], ["http://127.0.0.1:8710", "http://127.0.0.1:8711"], ["http://127.0.0.1:8711"]
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("img-src 'self'", "img-src 'self'", id="what does not restrict stays absent"),
        pytest.param(
            "default-src 'none'",
            "default-src 'none'; script-src 'sha384-A' 'sha384-B'; connect-src http://127.0.0.1:8711",
            id="default-src itself stays as strict as it was",
        ),
        pytest.param(
            "script-src 'nonce-x' 'strict-dynamic'; connect-src 'self'",
            "script-src 'nonce-x' 'strict-dynamic' 'sha384-A' 'sha384-B'; connect-src 'self' http://127.0.0.1:8711",
            id="hashes work beside nonces and strict-dynamic",
        ),
        pytest.param(
            "script-src 'self' 'unsafe-inline'",
            "script-src 'self' 'unsafe-inline' http://127.0.0.1:8710 http://127.0.0.1:8711",
            id="a hash would end unsafe-inline, hosts do not",
        ),
        pytest.param(
            "script-src 'self'; script-src-elem 'none'",
            "script-src 'self'; script-src-elem 'sha384-A' 'sha384-B'",
            id="script-src-elem counts before script-src",
        ),
        pytest.param(
            "form-action https://app.example; img-src https://cdn.example",
            "form-action https://app.example 'self'; img-src https://cdn.example",
            id="the application's own origin is the proxy now",
        ),
        pytest.param(
            "connect-src wss://app.example",
            "connect-src wss://app.example 'self' http://127.0.0.1:8711 ws://127.0.0.1:8710",
            id="and so are its web sockets",
        ),
        pytest.param(
            "upgrade-insecure-requests; report-uri /csp; object-src 'none'", "object-src 'none'", id="no upgrade here"
        ),
        pytest.param("IMG-SRC a.example; img-src b.example", "img-src a.example", id="the first of a name counts"),
    ],
)
def test_only_what_the_snippet_needs_is_admitted(before: str, after: str) -> None:
    assert admit(before, ADMISSION, ADDRESS) == after


def test_admitting_twice_changes_nothing_more() -> None:
    once = admit("default-src 'none'; script-src 'self'", ADMISSION, ADDRESS)
    assert admit(once, ADMISSION, ADDRESS) == once


def test_a_sandbox_without_scripts_is_noticed() -> None:
    assert forbids_scripts("sandbox allow-forms")
    assert not forbids_scripts("sandbox allow-forms allow-Scripts")
    assert not forbids_scripts("default-src 'self'")
