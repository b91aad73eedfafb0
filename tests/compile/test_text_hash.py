"""Both sides of the product hash texts alike."""

import json
from pathlib import Path

import pytest

from handrail.compile.text_hash import normalise_text, siphash_2_4, text_hash

_GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "text_hash.json").read_text(encoding="utf-8"))


def test_siphash_gives_the_value_of_its_authors() -> None:
    """Appendix A of the paper: key 00…0f, message 00…0e."""
    assert siphash_2_4(bytes(range(16)), bytes(range(15))) == 0xA129CA6149BE45E5
    assert siphash_2_4(bytes(range(16)), b"") == 0x726FDB47DD0E0E31


def test_white_space_digits_and_case_do_not_matter() -> None:
    assert normalise_text("  Konto\u00a042  ÜBERSICHT\n") == "konto übersicht"
    assert text_hash("bank", "Konto 1") == text_hash("bank", "KONTO  2")


def test_another_application_hashes_otherwise() -> None:
    assert text_hash("bank", "Konto") != text_hash("shop", "Konto")


def test_a_text_of_digits_has_no_hash() -> None:
    assert text_hash("bank", " 12 345 ") is None


@pytest.mark.parametrize("case", _GOLDEN, ids=lambda case: repr(case["text"])[:40])
def test_the_golden_values_hold(case: dict[str, str | None]) -> None:
    assert text_hash(str(case["key"]), str(case["text"])) == case["hash"]
