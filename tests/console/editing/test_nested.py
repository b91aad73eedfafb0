"""Posted forms become documents and the other way round; nothing typed is lost."""

import pytest
from django.http import QueryDict

from handrail.console.editing.campaigns import campaign_from_raw, raw_from_campaign
from handrail.console.editing.errors import errors_by_path
from handrail.console.editing.makers import MAKERS
from handrail.console.editing.nested import apply_command, cleaned, nest
from handrail.console.editing.rules import raw_from_rule, rule_from_raw
from handrail.console.editing.steps import after_command, before_command
from handrail.schema.authored.application import ApplicationContent, Attribute, Language
from handrail.schema.authored.campaign import Campaign
from handrail.schema.authored.rules import All, Any, Condition, Not, Rule, Segment

CONTENT = ApplicationContent(
    name="Bank",
    languages=[Language(name="en", display_name="English")],
    attributes=[Attribute(name="age", type="number"), Attribute(name="plan")],
)


def test_dots_nest_and_numbers_make_lists_in_their_order() -> None:
    posted = QueryDict("a.b.10.t=ten&a.b.2.t=two&a.c=x&do=save&version=3&csrfmiddlewaretoken=y")
    assert nest(posted) == {"a": {"b": [{"t": "two"}, {"t": "ten"}], "c": "x"}}


def test_a_checkbox_wins_over_its_hidden_partner_and_lists_collect() -> None:
    posted = QueryDict(
        "on=false&on=true&off=false&days[]=&days[]=1&days[]=3&none[]=&tags~commas=a, b,,&lines~lines=x%0Ay"
    )
    assert nest(posted) == {
        "on": "true",
        "off": "false",
        "days": ["1", "3"],
        "none": [],
        "tags": ["a", "b"],
        "lines": ["x", "y"],
    }


def test_hostile_names_do_no_harm() -> None:
    deep = ".".join("a" * 60)
    assert nest(QueryDict(f"{deep}=1&..=2&a=3&a.b=4&__proto__.x=5"))["a"] in ("3", {"b": "4"})


def test_blank_texts_are_left_out_and_objects_stay() -> None:
    assert cleaned({"a": " ", "b": {"c": ""}, "d": [{"e": None}], "f": 0}) == {"b": {}, "d": [{}], "f": 0}


def test_structural_buttons_add_move_and_remove() -> None:
    raw: dict[str, object] = {"blocks": [{"n": "1"}, {"n": "2"}]}
    assert apply_command(raw, "add:blocks:heading", MAKERS) == "blocks.2"
    assert apply_command(raw, "up:blocks.1", MAKERS) == "blocks.0"
    assert apply_command(raw, "remove:blocks.2", MAKERS) == "blocks.1"
    assert raw["blocks"] == [{"n": "2"}, {"n": "1"}]
    for nonsense in ("", "drop:blocks", "remove:blocks.9", "up:nowhere.0", "add:blocks:nonsense"):
        before = repr(raw)
        apply_command(raw, nonsense, MAKERS)
        assert repr(raw) == before


def walkthrough() -> dict[str, object]:
    raw: dict[str, object] = {"content": {"kind": "walkthrough", "steps": []}}
    for _ in range(3):
        command = "add:content.steps:popup"
        apply_command(raw, command, MAKERS)
        after_command(raw, command)
    return raw


def links(raw: dict[str, object]) -> list[tuple[str, str]]:
    return [(s["id"], s.get("next", "")) for s in raw["content"]["steps"]]  # type: ignore[index]


def test_steps_stay_linked_while_they_are_added_and_removed() -> None:
    raw = walkthrough()
    assert links(raw) == [("step-1", "step-2"), ("step-2", "step-3"), ("step-3", "")]
    before_command(raw, "remove:content.steps.1")
    apply_command(raw, "remove:content.steps.1", MAKERS)
    assert links(raw) == [("step-1", "step-3"), ("step-3", "")]


def test_branches_that_lead_to_a_removed_step_lead_to_its_follower() -> None:
    raw = walkthrough()
    apply_command(raw, "add:content.steps:split", MAKERS)
    raw["content"]["steps"][3]["branches"][0]["next"] = "step-2"  # type: ignore[index]
    before_command(raw, "remove:content.steps.1")
    assert raw["content"]["steps"][3]["branches"][0]["next"] == "step-3"  # type: ignore[index]


def test_steps_are_chained_in_the_order_shown() -> None:
    raw = walkthrough()
    apply_command(raw, "up:content.steps.2", MAKERS)
    after_command(raw, "chain:content.steps")
    assert links(raw) == [("step-1", "step-3"), ("step-3", "step-2"), ("step-2", "")]


RULES: list[Rule] = [
    Condition(variable="path", operator="startsWith", value="/a"),
    Condition(variable="country", operator="oneOf", value=["DE", "AT"]),
    Condition(variable="pageTitle", operator="oneOf", value=["Hello, you", "Other"]),
    Condition(variable="sessionNumber", operator="between", value=[1, 3]),
    Condition(variable="attribute", argument="age", operator="atLeast", value=18),
    Condition(variable="attribute", argument="plan", operator="equals", value="7"),
    Condition(variable="segment", argument="new", operator="isFalse"),
    Not(not_=Condition(variable="date", operator="withinLastDays", value=7)),
    All(
        all=[
            Any(
                any=[
                    Condition(variable="weekday", operator="equals", value=1),
                    Condition(variable="weekday", operator="equals", value=2),
                ]
            ),
            Not(
                not_=All(
                    all=[
                        Condition(variable="os", operator="isSet"),
                        Condition(variable="timeOfDay", operator="before", value="08:30"),
                    ]
                )
            ),
        ]
    ),
]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_survives_its_rows(rule: Rule) -> None:
    data = rule_from_raw(raw_from_rule(rule), CONTENT)
    made = Segment.model_validate({"id": "x", "name": "x", "rule": data}).rule
    assert made == rule


def test_a_group_of_one_condition_is_that_condition() -> None:
    one = Condition(variable="path", operator="startsWith", value="/a")
    assert rule_from_raw(raw_from_rule(Any(any=[All(all=[one])])), CONTENT) == one.model_dump(exclude_none=True)


def test_no_condition_is_everybody() -> None:
    assert rule_from_raw(raw_from_rule(None), CONTENT) is None
    assert rule_from_raw({"join": "any", "rows": [{"join": "all", "rows": []}]}, CONTENT) is None


def test_a_campaign_survives_its_form() -> None:
    body = {
        "id": "x",
        "name": "X",
        "autoPlay": {"trigger": {"on": "static"}, "frequency": {"often": "onceThenWait", "wait": 3, "unit": "days"}},
        "audience": {"variable": "path", "operator": "equals", "value": "/"},
        "content": {
            "kind": "walkthrough",
            "starts": ["a"],
            "steps": [
                {
                    "step": "balloon",
                    "id": "a",
                    "element": "e",
                    "advance": [{"on": "timeout", "seconds": 5}],
                    "blocks": [
                        {"block": "text", "text": {"en": "Hi"}},
                        {
                            "block": "buttons",
                            "buttons": [
                                {"label": {"en": "Go"}, "actions": [{"do": "openLink", "link": "/x", "newTab": True}]}
                            ],
                        },
                    ],
                }
            ],
        },
    }
    campaign = Campaign.model_validate(body)
    assert Campaign.model_validate(campaign_from_raw(raw_from_campaign(campaign), CONTENT)) == campaign


def test_fields_of_a_choice_made_before_are_dropped() -> None:
    raw = raw_from_campaign(
        Campaign.model_validate({"id": "x", "name": "X", "content": {"kind": "announcement", "blocks": []}})
    )
    raw["content"]["blocks"] = [
        {"block": "buttons", "buttons": [{"label": {"en": "A"}, "actions": [{"do": "close", "link": "javascript:"}]}]}
    ]
    made = Campaign.model_validate(campaign_from_raw(raw, CONTENT))
    assert made.content.blocks[0].buttons[0].actions[0].do == "close"  # type: ignore[union-attr]


def test_errors_stand_at_the_field_where_the_mistake_is() -> None:
    from pydantic import ValidationError

    data = {
        "id": "x",
        "name": "X",
        "content": {
            "kind": "walkthrough",
            "starts": ["a"],
            "steps": [{"step": "popup", "id": "a", "blocks": [], "advance": [{"on": "timeout", "seconds": "no"}]}],
        },
    }
    with pytest.raises(ValidationError) as refused:
        Campaign.model_validate(data)
    found = errors_by_path(refused.value, data)
    assert found == {"content.steps.0.advance.0.seconds": "Write a whole number."}
