"""Completeness: every single change of the content is said, in words and in both languages."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from compile.sample import overlay, sample, sample_data
from handrail.compile import diff_walk
from handrail.compile.change import Change, in_words
from handrail.compile.diff import diff
from handrail.compile.source import source_bytes
from handrail.compile.wording import knows
from handrail.schema.authored.application import ApplicationContent, Overlay

Path = tuple[str | int, ...]


def _changes(data: dict[str, Any]) -> list[Change]:
    return diff(sample(), ApplicationContent.model_validate(data), overlay(), overlay())


def _leaves(data: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _leaves(value, (*path, index))
    if path:
        yield path


def _other_values(value: Any) -> list[Any]:
    """Values that a field of this kind might take instead."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1]
    if isinstance(value, str):
        choices = ["banner", "isFalse", "notEquals", "before", "static", "pageView", "number", "public", "fair", "webp"]
        return [value + "x", *choices, "meta:x", "#000000", "a" * 64, "23:00", "https://a.example"]
    return []


def _variants() -> Iterator[tuple[str, dict[str, Any]]]:
    """The sample with each single leaf changed, and with each single part left out."""
    for path in _leaves(sample_data()):
        if "labels" in path:
            continue
        data = sample_data()
        holder = data
        for step in path[:-1]:
            holder = holder[step]
        name = ".".join(str(step) for step in path)
        for other in _other_values(holder[path[-1]]):
            changed = copy.deepcopy(data)
            inside: Any = changed
            for step in path[:-1]:
                inside = inside[step]
            inside[path[-1]] = other
            try:
                ApplicationContent.model_validate(changed)
            except ValidationError:
                continue
            yield f"{name} = {other!r}", changed
            break
        del holder[path[-1]]
        try:
            ApplicationContent.model_validate(data)
        except ValidationError:
            continue
        yield f"{name} left out", data


# Leaving out what is usual anyway changes nothing.
_VARIANTS = [
    (name, data)
    for name, data in _variants()
    if source_bytes(ApplicationContent.model_validate(data)) != source_bytes(sample())
]


def test_the_variants_reach_most_of_the_sample() -> None:
    assert len(_VARIANTS) > 240


@pytest.mark.parametrize(("name", "data"), _VARIANTS, ids=[name for name, _ in _VARIANTS])
def test_every_single_change_is_said(name: str, data: dict[str, Any]) -> None:
    """Completeness: what changes the source changes the diff; no sentence looks like data or is half a sentence."""
    changes = _changes(data)
    assert changes, name
    for change in changes:
        for language in ("en", "de"):
            sentence = in_words(change, "de" if language == "de" else "en")
            assert ": " in sentence
            assert '{"' not in sentence
            assert "None" not in sentence
            assert "=" not in sentence


def _models(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """A model and all that its fields may hold."""
    if model in seen:
        return seen
    seen.add(model)
    waiting: list[object] = [info.annotation for info in model.model_fields.values()]
    while waiting:
        annotation = waiting.pop()
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            _models(annotation, seen)
        else:
            waiting += getattr(annotation, "__args__", ())
    return seen


SAID_AS_A_WHOLE = {
    "All", "Any", "Not", "Condition", "ApplicationContent",
    "Close", "Never", "Next", "Back", "GoToStep", "OpenLink", "StartCampaign", "SendEvent", "ReturnValue", "Snooze",
    "AdvanceOnButton", "AdvanceOnElement", "AdvanceOnPage", "AdvanceOnEvent", "AdvanceOnTimeout",
    "StaticTrigger", "NoTrigger", "EventTrigger", "Frequency",
    "Click", "Type", "Select", "Scroll", "Navigate", "Call", "AtElement", "AtCorner",
}  # fmt: skip


def test_every_field_that_a_diff_meets_has_words() -> None:
    lacking = [
        f"{model.__name__}.{name}"
        for model in _models(Overlay, _models(ApplicationContent, set()))
        if model.__name__ not in SAID_AS_A_WHOLE
        for name in model.model_fields
        if name not in diff_walk.SILENT
        and name not in ("step", "question")
        and f"{model.__name__}.{name}" not in diff_walk.TRANSPARENT
        and not any(knows(f"field.{prefix}{name}") for prefix in (f"{model.__name__}.", "Step.", ""))
    ]
    assert lacking == []


def test_who_approves_a_video_reads_first_that_pages_do_not_check_its_bytes() -> None:
    data = sample_data()
    data["media"].append({"sha256": "c" * 64, "name": "clip", "extension": "webm", "width": 160, "height": 90})
    captions = {"en": "WEBVTT\n\n00:01.000 --> 00:02.000\nPay here"}
    video = {"block": "video", "media": "c" * 64, "label": {"en": "How to pay"}, "captions": captions}
    data["campaigns"][0]["content"]["blocks"].append(video)
    changes = _changes(data)
    assert in_words(changes[0]) == (
        'Announcement "Welcome", video, file: new: "clip.webm", played from the content server (media-src); pages do '
        "not check its bytes, the server's hash alone does"
    )
    said = [in_words(each) for each in changes]
    assert any("Video" in each and "clip" in each for each in said[1:])
    assert any("captions, English" in each and "Pay here" in each for each in said)
    assert "Inhaltsserver (media-src)" in in_words(changes[0], "de")
