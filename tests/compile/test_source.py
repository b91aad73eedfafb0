"""The source is canonical: one form for one content."""

import json

import pytest
from pydantic import ValidationError

from compile.sample import sample, sample_data
from handrail.compile.source import content_from_source, source_bytes
from handrail.schema.authored.application import ApplicationContent


def test_order_and_labels_do_not_matter() -> None:
    data = sample_data()
    data["campaigns"].reverse()
    data["campaigns"][1]["labels"] = ["other", "labels"]
    data["elements"].reverse()
    assert source_bytes(ApplicationContent.model_validate(data)) == source_bytes(sample())


def test_order_of_languages_and_steps_matters() -> None:
    data = sample_data()
    data["languages"].reverse()
    assert source_bytes(ApplicationContent.model_validate(data)) != source_bytes(sample())


def test_keys_are_sorted_and_nothing_is_null() -> None:
    source = source_bytes(sample())
    data = json.loads(source)
    again = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert again.encode() == source
    assert b"null" not in source


def test_reading_it_back_gives_the_same_bytes() -> None:
    assert source_bytes(content_from_source(source_bytes(sample()))) == source_bytes(sample())


def test_a_field_of_a_later_version_is_refused() -> None:
    data = json.loads(source_bytes(sample()))
    data["campaigns"][0]["hologram"] = True
    with pytest.raises(ValidationError, match="hologram"):
        content_from_source(json.dumps(data).encode())
