"""Everything that names something else is known, with its place."""

import re
from typing import Any

import pytest

from compile.sample import SHA, sample, sample_data
from handrail.schema.authored.application import ApplicationContent
from handrail.schema.authored.references import (
    ARGUMENT_KINDS,
    INSIDE_KINDS,
    broken_references,
    duplicates,
    place,
    references,
    things,
)
from handrail.schema.authored.variables import VARIABLES


def test_the_sample_is_whole() -> None:
    assert broken_references(sample()) == []
    assert duplicates(sample()) == []


def test_every_place_leads_to_the_id_it_tells() -> None:
    """The path is followed in the data as it stands in the files; what is there is the reference."""
    data = sample_data()
    lists = {"campaigns": "campaigns", "segments": "segments", "screens": "screens", "elements": "elements"}
    lists |= {"events": "trackedEvents", "themes": "themes", "attributes": "attributes"}
    count = 0
    for reference in references(sample()):
        match = re.fullmatch(r"(?:(\w+)/)?([\w-]+)\.yaml: (.+)", reference.where)
        assert match is not None, reference
        folder, key, path = match.groups()
        at: Any = data
        if folder is not None:
            at = next(each for each in data[lists[folder]] if key in (each.get("id"), each.get("name")))
        for step in path.split("."):
            at = at[int(step)] if isinstance(at, list) else at[step]
        assert at == (
            reference.key.rpartition("/")[2] if reference.kind in ("step", "page", "question") else reference.key
        )
        count += 1
    assert count > 15


@pytest.mark.parametrize(
    "kind",
    [
        "attribute",
        "event",
        "segment",
        "screen",
        "element",
        "theme",
        "media",
        "campaign",
        "step",
        "page",
        "question",
        "language",
    ],
)
def test_every_kind_is_referred_to_in_the_sample(kind: str) -> None:
    assert kind in {each.kind for each in references(sample())}


def test_variables_that_ask_about_a_thing_say_which_kind() -> None:
    free = {"query", "abGroup"}
    assert {name for name, spec in VARIABLES.items() if spec.needs_argument} == {
        *ARGUMENT_KINDS,
        *INSIDE_KINDS,
    } | free


def test_a_step_of_another_campaign_does_not_count() -> None:
    data = sample_data()
    action = data["campaigns"][0]["content"]["blocks"][4]["buttons"][0]["actions"][0]
    action["step"] = "open"
    assert broken_references(ApplicationContent.model_validate(data)) == []
    action.update(campaign="welcome")
    [broken] = broken_references(ApplicationContent.model_validate(data))
    assert (broken.kind, broken.key) == ("step", "welcome/open")


def test_two_campaigns_may_not_be_started_by_one_key() -> None:
    data = sample_data()
    data["campaigns"][0]["triggerKey"] = "transferTour"
    [twice] = duplicates(ApplicationContent.model_validate(data))
    assert (twice.kind, twice.key) == ("triggerKey", "transferTour")


def test_places_read_as_files() -> None:
    assert place("event", "paid") == "events/paid.yaml"
    assert place(None, "", "languages", 1) == "application.yaml: languages.1"
    assert ("media", SHA, "media/logo.yaml") in set(things(sample()))
