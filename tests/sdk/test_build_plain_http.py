"""The builds for plain-http pages hold a verifier of their own; no other build holds a line of it."""

import json
from pathlib import Path

import pytest

SDK = Path(__file__).parents[2] / "src/handrail/static/sdk"
INDEX = json.loads((SDK / "index.json").read_text())
MOST_MORE = 20_000
"""What the verifier of its own may weigh, in bytes by Brotli."""
OWN = ("handrail-http.js", "handrail-http.mjs")


def code(name: str) -> str:
    return (SDK / INDEX["version"] / name).read_text("utf-8")


@pytest.mark.parametrize("name", OWN)
def test_it_asks_for_nothing_that_plain_http_withholds(name: str) -> None:
    built = code(name)
    for withheld in ("subtle", "randomUUID", "isSecureContext"):
        assert withheld not in built, withheld
    assert "getRandomValues" in built
    assert "ffffffff00000001000000000000000000000000ffffffff" in built


@pytest.mark.parametrize("name", OWN)
def test_the_licence_of_the_libraries_travels_with_them(name: str) -> None:
    built = code(name)
    assert "@noble/curves and @noble/hashes" in built
    assert "Copyright (c) 2022 Paul Miller" in built
    assert "The above copyright notice and this permission notice shall be included in" in built


def test_no_other_build_holds_a_line_of_it() -> None:
    others = set(INDEX["files"]) - set(OWN)
    assert others == {"handrail.js", "handrail.mjs", "handrail-power.js"}
    for name in others:
        built = code(name)
        assert "noble" not in built.lower()
        assert "crypto.subtle" in built
        assert "isSecureContext" in built
        # The prime of P-256, as the library writes it.
        assert "ffffffff00000001000000000000000000000000ffffffff" not in built


def test_what_it_weighs_is_known() -> None:
    sizes = {name: file["brotli"] for name, file in INDEX["files"].items()}
    for own, plain in zip(OWN, ("handrail.js", "handrail.mjs"), strict=True):
        assert 5_000 < sizes[own] - sizes[plain] <= MOST_MORE, sizes
