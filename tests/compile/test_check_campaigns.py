"""Steps are reached by going on and by buttons."""

from compile.sample import sample, sample_data
from handrail.compile.check_campaigns import check_campaign, reachable_steps
from handrail.schema.authored.campaign import Campaign
from handrail.schema.authored.walkthrough import Walkthrough


def test_a_step_that_only_a_button_leads_to_is_reachable() -> None:
    data = sample_data()["campaigns"][1]
    steps = data["content"]["steps"]
    steps[1].pop("next")
    assert [p.code for p in check_campaign(Campaign.model_validate(data))] == ["step.unreachable"]
    button = {"label": {"en": "Go", "de": "Los"}, "actions": [{"do": "goToStep", "step": "send"}]}
    steps[0]["blocks"].append({"block": "buttons", "buttons": [button]})
    assert list(check_campaign(Campaign.model_validate(data))) == []


def test_a_campaign_may_start_itself_at_another_step() -> None:
    data = sample_data()["campaigns"][1]
    data["content"]["steps"][1].pop("next")
    action = {"do": "startCampaign", "campaign": "first-transfer", "step": "send"}
    button = {"label": {"en": "Go"}, "actions": [action]}
    data["content"]["steps"][1]["blocks"].append({"block": "buttons", "buttons": [button]})
    assert list(check_campaign(Campaign.model_validate(data))) == []


def test_a_circle_of_steps_ends() -> None:
    data = sample_data()["campaigns"][1]
    data["content"]["steps"][2]["next"] = "hello"
    campaign = Campaign.model_validate(data)
    assert isinstance(campaign.content, Walkthrough)
    assert reachable_steps(campaign, campaign.content) == {"hello", "open", "send"}


def test_the_sample_has_no_problem_of_this_kind() -> None:
    assert [p for campaign in sample().campaigns for p in check_campaign(campaign)] == []
