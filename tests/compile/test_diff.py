"""The diff says every difference in words, the dangerous ones first."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from compile.sample import SHA, overlay, sample, sample_data
from handrail.compile.diff import Change, diff, in_words
from handrail.schema.authored.application import ApplicationContent

Path = tuple[str | int, ...]


def _changes(data: dict[str, Any], **values: object) -> list[Change]:
    return diff(sample(), ApplicationContent.model_validate(data), overlay(), overlay(**values))


def _sentences(data: dict[str, Any], language: str = "en", **values: object) -> list[str]:
    return [in_words(change, "de" if language == "de" else "en") for change in _changes(data, **values)]


def _steps(data: dict[str, Any]) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = data["campaigns"][1]["content"]["steps"]
    return steps


def test_nothing_changed_says_nothing() -> None:
    assert _sentences(sample_data()) == []


def test_a_changed_text_reads_as_a_sentence() -> None:
    data = sample_data()
    _steps(data)[2]["blocks"][0]["text"]["de"] = "Hier klicken."
    assert _sentences(data) == ['Walkthrough "First transfer", step 3, text, German: "Hier drücken." → "Hier klicken."']
    assert _sentences(data, "de") == [
        "Rundgang „First transfer“, Schritt 3, Text, Deutsch: „Hier drücken.“ → „Hier klicken.“"
    ]


def test_a_changed_rule_reads_as_a_sentence() -> None:
    data = sample_data()
    data["campaigns"][0]["audience"]["all"][1]["value"] = 4
    assert _sentences(data) == [
        'Announcement "Welcome", audience: Country is one of DE, AT and session number is at least 3 → '
        "Country is one of DE, AT and session number is at least 4"
    ]


def test_a_rule_written_otherwise_is_no_change() -> None:
    data = sample_data()
    data["campaigns"][0]["audience"] = {"all": [data["campaigns"][0]["audience"]]}
    assert _sentences(data) == []


def test_a_number_that_becomes_yes_is_a_change() -> None:
    before, after = sample_data(), sample_data()
    for data, value in ((before, 1), (after, True)):
        rule = {"variable": "attribute", "argument": "plan", "operator": "equals", "value": value}
        data["segments"][0]["rule"] = rule
    changes = diff(ApplicationContent.model_validate(before), ApplicationContent.model_validate(after))
    assert [in_words(c) for c in changes] == ['Segment "Clerks", rule: Attribute "plan" is 1 → Attribute "plan" is yes']


def test_hidden_characters_and_quotation_marks_are_shown() -> None:
    data = sample_data()
    _steps(data)[2]["blocks"][0]["text"]["en"] = 'Pay \u202e"now"\u200b\n\\ \ue000'
    assert _sentences(data) == [
        'Walkthrough "First transfer", step 3, text, English: "Press here." → '
        '"Pay \\u{202e}\\"now\\"\\u{200b}\\n\\\\ \\u{e000}"'
    ]


def test_what_an_approver_must_see_comes_first() -> None:
    data = sample_data()
    data["name"] = "Bank"
    data["campaigns"][0]["name"] = "Hello"
    data["campaigns"][0]["content"]["blocks"][4]["buttons"][0]["actions"] = [
        {"do": "openLink", "link": "https://help.bank.example.evil.example/"}
    ]
    _steps(data)[0]["blocks"][0]["text"]["en"] = "See [help](https://other.example)."
    data["campaigns"][1]["mayStartByLink"] = True
    data["settings"]["linkOrigins"].append("https://new.example")
    data["attributes"][1]["visibility"] = "public"
    changes = _changes(data, collector="https://events.example")
    first = [in_words(c) for c in changes if c.weight == "first"]
    assert [c.weight for c in changes] == ["first"] * len(first) + ["normal"] * (len(changes) - len(first))
    assert first == [
        'Environment "production", events are sent to: new: "https://events.example"',
        "Settings, known origins of links: new: https://new.example",
        'Attribute "balance", visibility: private: never leaves the device → public',
        'Walkthrough "First transfer", may be started by link: no → yes',
        'Walkthrough "First transfer", step 1, text, English: "Let us begin." → "See [help](https://other.example)."',
        'Announcement "Hello", row of buttons, button 1, does: start campaign "First transfer" → '
        'open "https://help.bank.example.evil.example/"',
    ]


def test_known_origins_and_own_pages_are_nothing_special() -> None:
    data = sample_data()
    _steps(data)[0]["blocks"][0]["text"]["en"] = "See [help](https://help.bank.example/x) and [home](/start)."
    assert [c.weight for c in _changes(data)] == ["normal"]


def test_rules_that_read_fields_come_first() -> None:
    data = sample_data()
    data["segments"][0]["rule"] = {"variable": "elementText", "argument": "send", "operator": "contains", "value": "x"}
    assert [c.weight for c in _changes(data)] == ["first"]


def test_an_inserted_block_does_not_change_its_neighbours() -> None:
    data = sample_data()
    data["campaigns"][0]["content"]["blocks"].insert(1, {"block": "text", "text": {"en": "New"}})
    assert _sentences(data) == ['Announcement "Welcome", text 1, English: new: "New"']


def test_an_inserted_step_is_said_with_all_it_shows() -> None:
    data = sample_data()
    step = {
        "step": "popup",
        "id": "thanks",
        "blocks": [{"block": "text", "text": {"en": "Thank you"}}],
        "advance": [{"on": "nextButton"}],
    }
    _steps(data).append(step)
    _steps(data)[2]["next"] = "thanks"
    assert _sentences(data) == [
        'Walkthrough "First transfer", step 3, next step: new: "thanks"',
        'Walkthrough "First transfer", step 4: new',
        'Walkthrough "First transfer", step 4, text, English: new: "Thank you"',
        'Walkthrough "First transfer", step 4, goes on by: new: the next button',
    ]


def test_another_order_of_steps_is_said() -> None:
    data = sample_data()
    _steps(data).reverse()
    assert _sentences(data) == [
        'Walkthrough "First transfer", order: "hello", "Amount", "send" → "send", "Amount", "hello"'
    ]


def test_a_removed_campaign_is_said_with_what_is_gone() -> None:
    data = sample_data()
    del data["campaigns"][0]
    sentences = _sentences(data)
    assert sentences[0] == 'Announcement "Welcome": removed'
    assert 'Announcement "Welcome", heading, German: removed: "Willkommen"' in sentences


def test_a_campaign_of_another_kind_is_another_campaign() -> None:
    data = sample_data()
    data["campaigns"][1]["content"] = {"kind": "announcement", "blocks": [{"block": "heading", "text": {"en": "Hi"}}]}
    sentences = _sentences(data)
    assert 'Walkthrough "First transfer": removed' in sentences
    assert 'Announcement "First transfer": new' in sentences


def test_two_elements_of_one_name_are_told_apart() -> None:
    data = sample_data()
    data["elements"].append({**data["elements"][1], "id": "amount-2"})
    _steps(data)[1]["element"] = "amount-2"
    assert 'Walkthrough "First transfer", step 2, element: "Amount" (amount) → "Amount" (amount-2)' in _sentences(data)


def test_a_second_thing_of_the_same_id_does_not_hide_the_first() -> None:
    data = sample_data()
    data["campaigns"].append(copy.deepcopy(data["campaigns"][0]))
    data["campaigns"][0]["content"]["blocks"][0]["text"]["en"] = "Evil"
    sentences = " ".join(_sentences(data))
    assert '"Welcome" → "Evil"' in sentences
    assert 'Announcement "Welcome": new' in sentences


def test_the_first_release_says_everything() -> None:
    sentences = [in_words(c) for c in diff(None, sample(), None, overlay())]
    assert 'Announcement "Welcome": new' in sentences
    assert 'Environment "production", addresses of the app: new: https://bank.example' in sentences
    texts = ("Welcome", "Guten Tag", "Our logo", "Eins", "Später", "Wir beginnen.", "Fortfahren", "#101418", SHA)
    for text in texts:
        assert any(text in sentence for sentence in sentences), text


@given(st.text(max_size=30), st.text(max_size=30))
def test_texts_of_any_kind_are_printed_on_one_line(before: str, after: str) -> None:
    old, new = sample_data(), sample_data()
    old["campaigns"][0]["content"]["blocks"][0]["text"]["en"] = before
    new["campaigns"][0]["content"]["blocks"][0]["text"]["en"] = after
    changes = diff(ApplicationContent.model_validate(old), ApplicationContent.model_validate(new))
    assert len(changes) == (before != after)
    for change in changes:
        assert all(c == " " or c.isprintable() for c in in_words(change))
