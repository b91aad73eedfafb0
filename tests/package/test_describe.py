"""`handrail package show` lists everything that the console configures, in words, from the bytes that ship."""

from datetime import UTC, datetime

import pytest

from handrail.demo.guidance import sample_content
from handrail.package.describe import describe
from handrail.package.opened import verify_package
from handrail.schema.authored.application import ApplicationContent, AutoPlayCap, Settings
from package.bank import KNOWN, Bank
from package.guided import guided_package


def said(content: ApplicationContent, **pointer: object) -> dict[str, str]:
    """Title → lines of the description."""
    package = guided_package(content, **pointer)
    found = verify_package(package, trust=Bank().trust, now=datetime.now(UTC), known=KNOWN)
    sdk = [name for name in found.opened.content if name.startswith("sdk/")]
    sections = describe(found.verdict, found.manifest, found.opened.read, sdk)
    return {section.title: "\n".join(section.lines) for section in sections}


@pytest.fixture(scope="module")
def content() -> ApplicationContent:
    settings = sample_content().settings.model_dump() | {
        "session_timeout_s": 1234,
        "auto_play_cap": AutoPlayCap(per_session=2, min_seconds_between=45).model_dump(),
        "events_off": ["pageView", "stepViewed"],
    }
    return sample_content().model_copy(update={"settings": Settings.model_validate(settings)})


@pytest.fixture(scope="module")
def words(content: ApplicationContent) -> dict[str, str]:
    return said(content)


def test_languages_and_their_locales(words: dict[str, str], content: ApplicationContent) -> None:
    for language in content.languages:
        assert f"{language.name} – {language.display_name}" in words["Languages"]
        assert all(tag in words["Languages"] for tag in language.locales)
    assert "(base language)" in words["Languages"]


def test_settings_are_said_with_their_units(words: dict[str, str]) -> None:
    settings = words["Settings"]
    assert "Session time-out: 1234 seconds without activity" in settings
    assert "at most 2 campaigns start by themselves per session; at least 45 seconds between two" in settings
    assert "Event types switched off: pageView, stepViewed" in settings
    assert "Pages it runs on: https://bank.example.com" in settings


def test_everything_captured_and_declared_is_listed(words: dict[str, str], content: ApplicationContent) -> None:
    assert all(each.id in words["Elements"] for each in content.elements)
    assert all(each.id in words["Screens"] for each in content.screens)
    assert all(each.id in words["Segments"] for each in content.segments)
    assert all(each.name in words["Attributes"] for each in content.attributes)
    assert all(each.name in words["Tracked events"] for each in content.tracked_events)
    assert all(each.id in words["Campaigns"] for each in content.campaigns)


def test_rules_are_said_as_the_console_says_them(words: dict[str, str], content: ApplicationContent) -> None:
    from handrail.compile.rule_words import rule_in_words

    for screen in content.screens:
        assert f"{screen.id}: {rule_in_words(screen.rule)}" in words["Screens"]
    assert "cannot put into words" not in "".join(words.values())
    assert "shown to: " in words["Campaigns"]


def test_theme_tokens_are_listed(words: dict[str, str], content: ApplicationContent) -> None:
    for theme in content.themes:
        assert f"primary {theme.light.primary.lower()}" in words["Theme"]


def test_the_kill_switch_and_stopped_campaigns_show(content: ApplicationContent, words: dict[str, str]) -> None:
    assert "Kill switch off" in words["Release"]
    campaign = content.campaigns[0].id
    paused = said(content, status="paused", off=[campaign])
    assert "Kill switch ON: guidance is paused, nothing is shown to anybody" in paused["Release"]
    assert f"Stopped campaigns: {campaign}" in paused["Release"]
    assert f"{campaign} (" in paused["Campaigns"]
    assert "STOPPED" in paused["Campaigns"]


def test_trial_mode_is_a_banner_and_signers_are_named(words: dict[str, str]) -> None:
    assert words["Signatures"].startswith("TRIAL KEY MODE")
    assert f"author: {Bank().key.public.keyid[:16]}" in words["Signatures"]
    assert Bank().trust in words["Signatures"]


def test_texts_cannot_hide_characters(content: ApplicationContent) -> None:
    language = content.languages[0].model_copy(update={"display_name": "Eng\u202elish"})
    changed = content.model_copy(update={"languages": [language, *content.languages[1:]]})
    assert "Eng\\u{202e}lish" in said(changed)["Languages"]
