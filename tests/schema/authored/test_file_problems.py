"""Findings of the validator are told in people's words, once a place."""

from typing import Any

import pytest
from pydantic import ValidationError

from compile.sample import sample_data
from handrail.schema.authored.campaign import Campaign
from handrail.schema.authored.file_problems import FileProblem, problems_of


def _problems(change: dict[str, Any], **more: Any) -> list[FileProblem]:
    data = {**sample_data()["campaigns"][1], **change, **more}
    with pytest.raises(ValidationError) as caught:
        Campaign.model_validate(data)
    return list(problems_of(caught.value, Campaign, "f.yaml", data, {("audience",): 7}))


@pytest.mark.parametrize(
    ("change", "path", "what", "do"),
    [
        ({"nmae": "x"}, "nmae", 'the field "nmae" is not known here', 'did you mean "name"?'),
        ({"zzz": 1}, "zzz", 'the field "zzz" is not known here', "remove it"),
        ({"name": 3}, "name", "a text is expected, not 3", "put it in quotation marks"),
        ({"name": None}, "name", "a text is expected, not nothing", "put it in quotation marks"),
        ({"audience": {"variable": "userId"}}, "audience.operator", 'the field "operator" is missing', "add it"),
        (
            {"audience": {"all": [{"variable": "country", "operator": "oneOf", "value": "DE"}]}},
            "audience.all.0",
            "the operator oneOf takes a list of values",
            "correct it",
        ),
        (
            {"audience": {"not": {"any": [{"all": [{"not": {"variable": "moon", "operator": "isSet"}}]}]}}},
            "audience.not.any.0.all.0.not.variable",
            '"moon" is not known here',
            None,
        ),
        ({"minSdk": "v1"}, "minSdk", '"v1" does not have the right form', None),
        (
            {"content": {"kind": "announcement", "blocks": [{"text": {}}]}},
            "content.blocks.0",
            "the kind is missing",
            "add 'block'",
        ),
        (
            {"content": {"kind": "announcement", "blocks": [{"block": "text", "text": {"en": 5}}]}},
            "content.blocks.0.text.en",
            "a text is expected, not 5",
            "put it in quotation marks",
        ),
        (
            {"content": {"kind": "announcement", "blocks": [{"block": "text", "text": "Hi"}]}},
            "content.blocks.0.text",
            'input should be a valid dictionary, not "Hi"',
            "correct it",
        ),
    ],
)
def test_each_finding_has_its_place_and_words(change: dict[str, Any], path: str, what: str, do: str | None) -> None:
    [problem] = _problems(change)
    assert (problem.file, problem.path, problem.what) == ("f.yaml", path, what)
    assert do is None or problem.do == do


def test_a_value_that_fits_none_of_several_forms_is_told_once() -> None:
    rule = {"variable": "country", "operator": "equals", "value": {"a": 1}}
    assert [p.path for p in _problems({"audience": rule})] == ["audience.value"]


def test_the_line_is_that_of_the_nearest_known_part() -> None:
    assert _problems({"audience": {"variable": "moon", "operator": "isSet"}})[0].line == 7
    assert _problems({"name": 3})[0].line == 0
    assert _problems({"name": 3})[0].as_data()["where"] == "f.yaml: name"
