"""Checks find what a person would otherwise find on the live page."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from compile.sample import SHA, sample_data
from handrail.compile.check import Problem, check, contrast, problem_in_words
from handrail.compile.wording import table
from handrail.schema.authored.application import ApplicationContent
from handrail.schema.authored.variables import OPERATORS_OF, VARIABLES

Change = Callable[[dict[str, Any]], object]


def _check(data: dict[str, Any]) -> list[Problem]:
    return check(ApplicationContent.model_validate(data))


def _welcome(data: dict[str, Any]) -> dict[str, Any]:
    campaign: dict[str, Any] = data["campaigns"][0]
    return campaign


def _tour(data: dict[str, Any]) -> dict[str, Any]:
    campaign: dict[str, Any] = data["campaigns"][1]
    return campaign


def _put(holder: Any, key: Any, value: Any) -> None:
    holder[key] = value


def _rule(variable: str, argument: str | None, operator: str, value: object = None) -> dict[str, object]:
    rule = {"variable": variable, "argument": argument, "operator": operator, "value": value}
    return {key: each for key, each in rule.items() if each is not None}


def _framed(link: str) -> dict[str, Any]:
    """Columns, the second of which embeds a page."""
    text = {"block": "text", "text": {"en": "Beside it", "de": "Daneben"}}
    frame = {"block": "frame", "link": link, "title": {"en": "Guide", "de": "Anleitung"}}
    return {"block": "columns", "columns": [{"blocks": [text]}, {"width": 2, "blocks": [frame]}]}


def _played(data: dict[str, Any], sha256: str, captions: str = "") -> None:
    """The first block of the welcome plays a video."""
    clip = {"sha256": "c" * 64, "name": "clip", "extension": "webm", "width": 160, "height": 90}
    data["media"].append(clip)
    label = {"en": "How to pay", "de": "So zahlen Sie"}
    said = {"en": captions, "de": "WEBVTT\n\n00:01.000 --> 00:02.000\nZahlen"} if captions else {}
    video = {"block": "video", "media": sha256, "label": label, "captions": said}
    _put(_welcome(data)["content"]["blocks"], 0, {"block": "columns", "columns": [{"blocks": [video]}, {"blocks": []}]})


def _captions(fault: str, text: str) -> tuple[str, str, str, Change]:
    where = f"{WELCOME}: content.blocks.0.columns.0.blocks.0.captions.en"
    return "error", f"captions.{fault}", where, lambda d: _played(d, "c" * 64, text)


WELCOME, TOUR = "campaigns/welcome.yaml", "campaigns/first-transfer.yaml"

OF_KINDS: dict[str, str] = {
    "which-transfer": "campaigns/which-transfer.yaml",
    "amount-tip": "campaigns/amount-tip.yaml",
    "opinion": "campaigns/opinion.yaml",
    "first-days": "campaigns/first-days.yaml",
}


def _content(data: dict[str, Any], key: str) -> dict[str, Any]:
    content: dict[str, Any] = _campaign(data, key)["content"]
    return content


def _campaign(data: dict[str, Any], key: str) -> dict[str, Any]:
    campaign: dict[str, Any] = next(each for each in data["campaigns"] if each["id"] == key)
    return campaign


CASES: list[tuple[str, str, str, Change]] = [
    ("error", "reference.broken", f"{WELCOME}: theme", lambda d: _put(_welcome(d), "theme", "gone")),
    (
        "error",
        "reference.broken",
        f"{TOUR}: content.steps.1.element",
        lambda d: _put(_tour(d)["content"]["steps"][1], "element", "gone"),
    ),
    (
        "error",
        "reference.broken",
        f"{TOUR}: content.steps.0.next",
        lambda d: _put(_tour(d)["content"]["steps"][0], "next", "gone"),
    ),
    ("error", "reference.broken", f"{TOUR}: content.starts.0", lambda d: _put(_tour(d)["content"], "starts", ["gone"])),
    ("error", "reference.broken", f"{TOUR}: audience.any.0.argument", lambda d: d["segments"].clear()),
    ("error", "reference.broken", f"{TOUR}: content.steps.2.advance.1.event", lambda d: d["trackedEvents"].pop(0)),
    ("error", "reference.broken", "segments/clerks.yaml: rule.argument", lambda d: d["attributes"].pop(0)),
    ("error", "reference.broken", f"{WELCOME}: content.blocks.2.media", lambda d: d["media"].clear()),
    (
        "error",
        "reference.broken",
        f"{WELCOME}: content.blocks.4.buttons.0.actions.0.campaign",
        lambda d: d["campaigns"].pop(1),
    ),
    ("error", "reference.broken", "elements/send.yaml: screen", lambda d: d["screens"].pop(1)),
    (
        "error",
        "reference.broken",
        "application.yaml: settings.baseLanguage",
        lambda d: _put(d["settings"], "baseLanguage", "fr"),
    ),
    ("error", "duplicate.id", "elements/send.yaml", lambda d: d["elements"].append(d["elements"][0])),
    (
        "error",
        "duplicate.id",
        f"{TOUR}: content.steps.3",
        lambda d: _tour(d)["content"]["steps"].append(_tour(d)["content"]["steps"][0]),
    ),
    ("error", "duplicate.trigger-key", f"{TOUR}: triggerKey", lambda d: _put(_tour(d), "triggerKey", "welcome")),
    (
        "error",
        "language.locale-twice",
        "application.yaml: languages.1.locales",
        lambda d: d["languages"][1]["locales"].append("en-gb"),
    ),
    (
        "error",
        "language.fallback-cycle",
        "application.yaml: languages.2.fallback",
        lambda d: _put(d["languages"][1], "fallback", "de-simple"),
    ),
    (
        "error",
        "attribute.source",
        "attributes/branch.yaml: source",
        lambda d: _put(d["attributes"][2], "source", "cookie:branch"),
    ),
    (
        "warning",
        "attribute.source-unused",
        "attributes/plan.yaml: source",
        lambda d: _put(d["attributes"][0], "source", "meta:plan"),
    ),
    (
        "error",
        "rule.type",
        "segments/clerks.yaml: rule",
        lambda d: _put(d["segments"][0], "rule", _rule("attribute", "balance", "contains", "x")),
    ),
    (
        "error",
        "rule.type",
        "segments/clerks.yaml: rule",
        lambda d: _put(d["segments"][0], "rule", _rule("attribute", "balance", "equals", "5")),
    ),
    (
        "error",
        "rule.type",
        "segments/clerks.yaml: rule",
        lambda d: _put(d["segments"][0], "rule", _rule("attribute", "plan", "isTrue")),
    ),
    (
        "error",
        "rule.cycle",
        "segments/clerks.yaml: rule",
        lambda d: _put(d["segments"][0], "rule", _rule("segment", "clerks", "isTrue")),
    ),
    (
        "error",
        "rule.cycle",
        "screens/accounts.yaml: rule",
        lambda d: (
            _put(d["segments"][0], "rule", _rule("screen", "accounts", "isTrue")),
            _put(d["screens"][0], "rule", _rule("segment", "clerks", "isTrue")),
        ),
    ),
    (
        "warning",
        "theme.contrast",
        "themes/bank.yaml: light.text",
        lambda d: _put(d["themes"][0]["light"], "text", "#999999"),
    ),
    (
        "warning",
        "unused",
        "elements/amount.yaml",
        lambda d: _put(d, "campaigns", d["campaigns"][:1]),
    ),
    ("warning", "unused", "themes/bank.yaml", lambda d: d["settings"].pop("defaultTheme")),
    (
        "error",
        "trigger.no-event",
        f"{WELCOME}: autoPlay.trigger",
        lambda d: _put(_welcome(d)["autoPlay"], "trigger", {"on": "trackedEvent"}),
    ),
    (
        "error",
        "trigger.no-element",
        f"{WELCOME}: autoPlay.trigger",
        lambda d: _put(_welcome(d)["autoPlay"], "trigger", {"on": "elementClick"}),
    ),
    (
        "error",
        "frequency.no-wait",
        f"{WELCOME}: autoPlay.frequency",
        lambda d: _put(_welcome(d)["autoPlay"], "frequency", {"often": "onceThenWait"}),
    ),
    (
        "error",
        "schedule.end-before-start",
        f"{WELCOME}: autoPlay.schedule",
        lambda d: _put(_welcome(d)["autoPlay"], "schedule", {"start": "2026-02-01T00:00", "end": "2026-01-01T00:00"}),
    ),
    ("error", "campaign.empty", f"{WELCOME}: content", lambda d: _welcome(d)["content"]["blocks"].clear()),
    (
        "error",
        "announcement.cannot-close",
        f"{WELCOME}: content",
        lambda d: (_put(_welcome(d)["content"], "closable", False), _welcome(d)["content"]["blocks"].pop()),
    ),
    ("warning", "announcement.no-heading", f"{WELCOME}: content", lambda d: _welcome(d)["content"]["blocks"].pop(0)),
    (
        "error",
        "action.no-steps",
        f"{WELCOME}: content.blocks.4.buttons.0.actions.0",
        lambda d: _put(_welcome(d)["content"]["blocks"][4]["buttons"][0], "actions", [{"do": "next"}]),
    ),
    ("warning", "step.unreachable", f"{TOUR}: content.steps.2", lambda d: _tour(d)["content"]["steps"][1].pop("next")),
    ("error", "step.empty", f"{TOUR}: content.steps.0", lambda d: _tour(d)["content"]["steps"][0]["blocks"].clear()),
    (
        "error",
        "advance.no-element",
        f"{TOUR}: content.steps.0.advance.0",
        lambda d: _put(_tour(d)["content"]["steps"][0], "advance", [{"on": "elementClick"}]),
    ),
    (
        "error",
        "text.no-base",
        f"{WELCOME}: content.blocks.0.text",
        lambda d: _welcome(d)["content"]["blocks"][0]["text"].pop("en"),
    ),
    (
        "warning",
        "text.no-translation",
        f"{WELCOME}: content.blocks.0.text",
        lambda d: _welcome(d)["content"]["blocks"][0]["text"].pop("de"),
    ),
    (
        "warning",
        "text.undeclared-language",
        f"{WELCOME}: content.blocks.0.text",
        lambda d: _put(_welcome(d)["content"]["blocks"][0]["text"], "fr", "Bienvenue"),
    ),
    (
        "error",
        "text.unsafe-link",
        f"{WELCOME}: content.blocks.1.text.en",
        lambda d: _put(_welcome(d)["content"]["blocks"][1]["text"], "en", "[x](data:text/html)"),
    ),
    (
        "error",
        "text.unknown-attribute",
        f"{WELCOME}: content.blocks.1.text.en",
        lambda d: _put(_welcome(d)["content"]["blocks"][1]["text"], "en", "{{balance}}"),
    ),
    (
        "warning",
        "text.hidden-characters",
        f"{WELCOME}: content.blocks.1.text.en",
        lambda d: _put(_welcome(d)["content"]["blocks"][1]["text"], "en", "a\u202eb"),
    ),
    (
        "warning",
        "words.unknown",
        "application.yaml: settings.words.de.nxt",
        lambda d: _put(d["settings"]["words"]["de"], "nxt", "Weiter"),
    ),
    (
        "error",
        "words.places",
        "application.yaml: settings.words.de.progress",
        lambda d: _put(d["settings"]["words"]["de"], "progress", "Schritt {n}"),
    ),
    (
        "error",
        "text.asks-for-secret",
        f"{WELCOME}: content.blocks.1.text.en",
        lambda d: _put(_welcome(d)["content"]["blocks"][1]["text"], "en", "Please enter your PIN."),
    ),
    (
        "error",
        "reference.broken",
        f"{OF_KINDS['opinion']}: content.pages.0.jumps.1.to",
        lambda d: _put(_content(d, "opinion")["pages"][0]["jumps"][1], "to", "gone"),
    ),
    (
        "error",
        "reference.broken",
        f"{OF_KINDS['opinion']}: content.pages.0.jumps.0.rule.argument",
        lambda d: _put(_content(d, "opinion")["pages"][0]["jumps"][0]["rule"], "argument", "gone"),
    ),
    (
        "error",
        "rule.inside-only",
        f"{TOUR}: audience",
        lambda d: _put(_tour(d), "audience", _rule("answer", "would", "isSet")),
    ),
    (
        "error",
        "step.no-handler",
        f"{OF_KINDS['which-transfer']}: content.steps.3",
        lambda d: _content(d, "which-transfer").pop("errorHandler"),
    ),
    (
        "error",
        "advance.no-button",
        f"{OF_KINDS['which-transfer']}: content.steps.2.advance.1",
        lambda d: _put(_content(d, "which-transfer")["steps"][2]["advance"], 1, {"on": "nextButton"}),
    ),
    (
        "error",
        "campaign.acts-by-link",
        f"{OF_KINDS['which-transfer']}: mayStartByLink",
        lambda d: _put(_campaign(d, "which-transfer"), "mayStartByLink", True),
    ),
    (
        "error",
        "step.endless",
        f"{OF_KINDS['which-transfer']}: content.steps.0",
        lambda d: _put(_content(d, "which-transfer")["steps"][1], "next", "which"),
    ),
    (
        "error",
        "deed.leaves",
        f"{OF_KINDS['which-transfer']}: content.steps.4",
        lambda d: _put(_content(d, "which-transfer")["steps"][4]["deed"], "link", "https://else.example/"),
    ),
    (
        "error",
        "frame.unlisted",
        f"{WELCOME}: content.blocks.0.columns.1.blocks.0.link",
        lambda d: (
            d["settings"].update(frameOrigins=["https://guides.example.com"]),
            _put(_welcome(d)["content"]["blocks"], 0, _framed("https://guides.example.com.evil.example/")),
        ),
    ),
    (
        "error",
        "frame.unlisted",
        f"{WELCOME}: content.blocks.0.columns.1.blocks.0.link",
        lambda d: (
            d["settings"].update(frameOrigins=["self"]),
            _put(_welcome(d)["content"]["blocks"], 0, _framed("self/fees")),
        ),
    ),
    (
        "error",
        "frame.unlisted",
        f"{WELCOME}: content.blocks.0.columns.1.blocks.0.link",
        lambda d: (
            d["settings"].update(frameOrigins=["https://guides.example.com"]),
            _put(_welcome(d)["content"]["blocks"], 0, _framed("/help/fees")),
        ),
    ),
    (
        "error",
        "media.is-picture",
        f"{WELCOME}: content.blocks.0.columns.0.blocks.0.media",
        lambda d: _played(d, SHA),
    ),
    (
        "error",
        "media.is-video",
        f"{WELCOME}: content.blocks.2.media",
        lambda d: (_played(d, "c" * 64), _put(_welcome(d)["content"]["blocks"][2], "media", "c" * 64)),
    ),
    _captions("no-header", "00:01.000 --> 00:02.000\nHello"),
    _captions("no-times", "WEBVTT\n\nHello\nthere\nyou"),
    _captions("bad-times", "WEBVTT\n\n00:01,000 --> 00:02,000\nHello"),
    _captions("order", "WEBVTT\n\n00:02.000 --> 00:03.000\nA\n\n00:01.000 --> 00:02.000\nB"),
    _captions("empty", "WEBVTT\n\n00:01.000 --> 00:02.000\n<b></b>"),
    _captions("too-many", "WEBVTT\n" + "\n00:01.000 --> 00:02.000\nx\n" * 1_001),
    (
        "error",
        "text.asks-for-secret",
        f"{WELCOME}: content.blocks.0.columns.0.blocks.0.captions.en",
        lambda d: _played(d, "c" * 64, "WEBVTT\n\n00:01.000 --> 00:02.000\nEnter your P<b>I</b>N."),
    ),
    (
        "error",
        "text.unknown-attribute",
        f"{WELCOME}: content.blocks.0.columns.0.blocks.0.captions.en",
        lambda d: _played(d, "c" * 64, "WEBVTT\n\n00:01.000 --> 00:02.000\nHello {{plan}}"),
    ),
    (
        "error",
        "segment.too-many-ids",
        "segments/crowd-2.yaml: userIds",
        lambda d: d["segments"].extend(
            {"id": f"crowd-{n}", "name": "Crowd", "userIds": [f"{n}-{i}" for i in range(3400)]} for n in range(3)
        ),
    ),
    (
        "error",
        "survey.no-question",
        f"{OF_KINDS['opinion']}: content",
        lambda d: _put(
            _content(d, "opinion"),
            "pages",
            [{"id": "a", "questions": [{"question": "message", "id": "m", "text": {}}]}],
        ),
    ),
    (
        "error",
        "survey.value-twice",
        f"{OF_KINDS['opinion']}: content.pages.0.questions.2.choices",
        lambda d: _put(_content(d, "opinion")["pages"][0]["questions"][2]["choices"][1], "value", "fast"),
    ),
    (
        "warning",
        "survey.cannot-leave",
        f"{OF_KINDS['opinion']}: content.closable",
        lambda d: _put(_content(d, "opinion"), "closable", False),
    ),
    (
        "warning",
        "standing.auto-play",
        f"{OF_KINDS['amount-tip']}: autoPlay",
        lambda d: _put(_campaign(d, "amount-tip"), "autoPlay", {"trigger": {"on": "static"}}),
    ),
    (
        "error",
        "standing.id-twice",
        f"{OF_KINDS['first-days']}: content.tasks",
        lambda d: _content(d, "first-days")["tasks"].append(_content(d, "first-days")["tasks"][0]),
    ),
    (
        "error",
        "tip.no-rule",
        f"{OF_KINDS['amount-tip']}: content",
        lambda d: _content(d, "amount-tip").pop("valid"),
    ),
    (
        "warning",
        "tip.rule-unused",
        f"{OF_KINDS['amount-tip']}: content",
        lambda d: _put(_content(d, "amount-tip"), "show", "hover"),
    ),
    (
        "error",
        "rule.answer-type",
        f"{OF_KINDS['opinion']}: content.pages.0.jumps.0.rule",
        lambda d: _put(_content(d, "opinion")["pages"][0]["jumps"][0]["rule"], "value", "9"),
    ),
]


def test_the_sample_can_be_published() -> None:
    assert [p for p in _check(sample_data()) if p.severity == "error"] == []


@pytest.mark.parametrize(("severity", "code", "where", "change"), CASES, ids=[f"{c[1]} {c[2]}" for c in CASES])
def test_each_problem_is_found_at_its_place(severity: str, code: str, where: str, change: Change) -> None:
    data = sample_data()
    change(data)
    found = [p for p in _check(data) if (p.code, p.where) == (code, where)]
    assert [p.severity for p in found] == [severity]
    assert (code, where) not in {(p.code, p.where) for p in _check(sample_data())}
    for language in ("en", "de"):
        sentence = problem_in_words(found[0], "de" if language == "de" else "en")
        assert sentence.endswith((".", "4.5.", "4,5."))
        assert re.search(r"\{(?!n\}|total\})", sentence) is None


def test_every_worded_problem_is_tested() -> None:
    worded = {key.removeprefix("problem.") for key in table() if key.startswith("problem.")}
    assert worded == {code for _, code, _, _ in CASES}


def test_errors_come_first() -> None:
    data = sample_data()
    _welcome(data)["content"]["blocks"][0]["text"].pop("en")
    severities = [p.severity for p in _check(data)]
    assert severities == sorted(severities)
    assert {"error", "warning"} == set(severities)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_reference_lists_every_problem_variable_and_operator() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "content.md").read_text(encoding="utf-8")
    names = [code for _, code, _, _ in CASES] + list(VARIABLES) + [o for ops in OPERATORS_OF.values() for o in ops]
    assert [name for name in names if f"`{name}`" not in page] == []
