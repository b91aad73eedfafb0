"""Why something was not saved is said in one place, whatever comes together."""

import re
from collections import Counter
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from handrail.console import editing

TEMPLATES = Path(editing.__file__).parent / "templates"
REASONS = {
    "conflict": {"who": "Nora", "when": datetime(2026, 11, 3, tzinfo=UTC), "differences": ["Name: new"]},
    "problem": "The page is still used.",
    "errors": {"name": "This is missing."},
}
SAID = {"conflict": "Nora saved a newer version", "problem": "The page is still used.", "errors": "This is missing."}


@pytest.mark.parametrize("given", list(product([True, False], repeat=3)))
def test_there_is_one_refusal_with_one_name_whatever_the_reasons_are(given: tuple[bool, ...]) -> None:
    reasons = {name: reason for (name, reason), there in zip(REASONS.items(), given, strict=True) if there}
    page = render_to_string("console/editing/refusal.html", reasons)
    ids = Counter(re.findall(r'\bid="([^"]*)"', page))
    assert ids == ({"refusal": 1} if reasons else {})
    assert page.count("data-refusal") == page.count('role="alert"') == len(ids)
    assert all(SAID[name] in page for name in reasons)


def test_no_other_place_of_the_editors_writes_a_refusal() -> None:
    written = {path.name: path.read_text().count('id="refusal"') for path in TEMPLATES.rglob("*.html")}
    assert {name: count for name, count in written.items() if count} == {"refusal.html": 1}
