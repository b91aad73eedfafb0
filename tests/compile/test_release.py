"""Content and overlay become the bytes of a release."""

import hashlib
import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compile.sample import PICTURE, SHA, overlay, sample, sample_data
from handrail.compile.errors import MissingMediaError
from handrail.compile.release import INLINE_BUDGET, CompiledRelease, compile_release
from handrail.compile.sdk_words import WORDS, catalogue
from handrail.compile.source import content_from_source, sorted_content
from handrail.schema.authored.application import ApplicationContent
from handrail.schema.wire.boot import Boot


def _compile(data: dict[str, Any] | None = None, **values: object) -> CompiledRelease:
    content = sample() if data is None else ApplicationContent.model_validate(data)
    return compile_release(content, overlay(**values), application="bank", release=7, media={SHA: PICTURE})


def _boot(release: CompiledRelease, tag: str) -> dict[str, Any]:
    boot: dict[str, Any] = json.loads(release.boots[tag])
    return boot


def test_every_locale_leads_to_its_language_and_the_rest_to_the_base_language() -> None:
    boots = _compile().boots
    assert sorted(boots) == ["*", "de", "de-at", "de-ch", "de-simple", "en", "en-gb"]
    assert boots["de-at"] == boots["de"] != boots["en"] == boots["*"] == boots["en-gb"]


def test_a_boot_file_is_what_the_sdk_reads() -> None:
    boot = Boot.model_validate_json(_compile().boots["de"])
    assert (boot.application, boot.environment, boot.release, boot.language) == ("bank", "production", 7, "de")
    assert boot.words["next"] == "Fortfahren"
    assert boot.words["back"] == "Zurück"
    assert boot.settings.session_timeout == 1200
    assert boot.settings.page_origins == ["https://bank.example"]


def test_texts_fall_back_along_the_chain() -> None:
    release = _compile()
    welcome = next(c for c in _boot(release, "de-simple")["campaigns"] if c["id"] == "welcome")
    blocks = welcome["content"]["blocks"]
    assert blocks[0]["line"][0]["text"] == "Willkommen"
    assert [item[0]["text"] for item in blocks[3]["items"]] == ["Eins", "Two"]
    assert _boot(release, "de-simple")["words"]["next"] == "Fortfahren"


def test_campaigns_that_start_by_themselves_are_inline_and_others_are_blobs() -> None:
    release = _compile()
    campaigns = {each["id"]: each for each in _boot(release, "en")["campaigns"]}
    tour, welcome = campaigns["first-transfer"], campaigns["welcome"]
    assert "content" in welcome
    assert "content" not in tour
    blobs = {hashlib.sha256(data).hexdigest(): (extension, data) for extension, data in release.blobs}
    extension, data = blobs[tour["blob"]["sha256"]]
    assert (extension, len(data)) == ("json", tour["blob"]["length"])
    assert json.loads(data)["kind"] == "walkthrough"
    assert blobs[SHA] == ("png", PICTURE)


def test_inline_content_keeps_to_the_budget_highest_priority_first() -> None:
    data = sample_data()
    template = data["campaigns"][0]
    data["campaigns"] = [
        {
            **template,
            "id": f"c{n}",
            "autoPlay": {"trigger": {"on": "static"}, "priority": n},
            "content": {"kind": "announcement", "blocks": [{"block": "text", "text": {"en": "x" * 3900}}]},
        }
        for n in range(8)
    ]
    campaigns = _boot(_compile(data), "en")["campaigns"]
    inline = [c["id"] for c in campaigns if "content" in c]
    assert inline == ["c4", "c5", "c6", "c7"]
    assert sum(len(json.dumps(c["content"])) for c in campaigns if "content" in c) <= INLINE_BUDGET


def test_the_order_of_things_changes_no_byte() -> None:
    data = sample_data()
    for name in ("campaigns", "elements", "screens", "attributes", "trackedEvents", "segments"):
        random.Random(3).shuffle(data[name])
        data[name].reverse()
    assert _compile(data) == _compile()


def test_the_default_release_has_no_campaigns() -> None:
    empty = {"name": "New", "languages": [{"name": "en", "displayName": "English"}]}
    release = compile_release(
        ApplicationContent.model_validate(empty), overlay(), application="new", release=1, media={}
    )
    assert release.blobs == []
    assert _boot(release, "*")["campaigns"] == []
    assert _boot(release, "*")["environment"] == "production"


def test_the_source_gives_the_content_back_without_labels() -> None:
    back = content_from_source(_compile().source)
    wanted = sorted_content(sample())
    campaigns = [c.model_copy(update={"labels": []}) for c in wanted.campaigns]
    assert back == wanted.model_copy(update={"campaigns": campaigns})


def test_another_environment_has_the_same_source() -> None:
    assert _compile(environment="staging").source == _compile().source
    assert _compile(environment="staging").boots != _compile().boots


def test_missing_or_other_bytes_of_a_picture_are_refused() -> None:
    for media in ({}, {SHA: b"other"}):
        with pytest.raises(MissingMediaError, match="logo"):
            compile_release(sample(), overlay(), application="bank", release=1, media=media)


def test_theme_text_holds_custom_properties_only() -> None:
    css = _boot(_compile(), "en")["themes"][0]["css"]
    assert css.startswith(":host{--hr-background:#ffffff;")
    assert '--hr-font-family:"Bank Sans", "Segoe UI", sans-serif;' in css
    assert css.count("'") == 0
    assert "@media (prefers-color-scheme: dark){:host{--hr-background:#101418;" in css
    assert css.count("font-family") == 1


def test_elements_ship_hashes_instead_of_texts() -> None:
    release = _compile()
    locator = next(e for e in _boot(release, "en")["elements"] if e["id"] == "send")["locator"]
    assert "text" not in locator
    assert len(locator["textHash"]) == 16
    assert all(b"Send 3 now" not in data for data in [*release.boots.values(), *(d for _, d in release.blobs)])


def test_walkthroughs_resolve_elements_and_start_elements() -> None:
    data = sample_data()
    data["campaigns"][1]["content"]["starts"] = ["send", "open"]
    data["campaigns"][1]["autoPlay"] = {"trigger": {"on": "pageView"}}
    tour = next(each for each in _boot(_compile(data), "en")["campaigns"] if each["id"] == "first-transfer")
    assert tour["startElements"] == ["send", "amount"]
    assert tour["content"]["steps"][1]["advance"] == [{"on": "valueEntered", "element": "amount"}]
    before = next(each for each in _boot(_compile(), "en")["campaigns"] if each["id"] == "first-transfer")
    assert before["startElements"] == []


@pytest.mark.parametrize("language", sorted(catalogue()))
def test_every_language_of_the_catalogue_has_all_words(language: str) -> None:
    words = catalogue()[language]
    assert tuple(words) == WORDS
    assert all(text.strip() for text in words.values())
    assert "{n}" in words["progress"]
    assert "{total}" in words["progress"]


def test_the_catalogue_holds_the_official_languages_of_the_union() -> None:
    union = {
        *[
            "bg",
            "cs",
            "da",
            "de",
            "el",
            "en",
            "es",
            "et",
            "fi",
            "fr",
            "ga",
            "hr",
            "hu",
            "it",
            "lt",
            "lv",
            "mt",
            "nl",
            "pl",
            "pt",
            "ro",
            "sk",
            "sl",
            "sv",
        ]
    }
    assert union <= set(catalogue())


@pytest.mark.parametrize(
    ("language", "direction"), [("ar", "rtl"), ("he", "rtl"), ("fa", "rtl"), ("ur", "rtl"), ("de", "ltr")]
)
def test_direction_follows_the_script(language: str, direction: str) -> None:
    content = {
        "name": "x",
        "settings": {"baseLanguage": language},
        "languages": [{"name": language, "displayName": "x"}],
    }
    release = compile_release(
        ApplicationContent.model_validate(content), overlay(), application="a", release=1, media={}
    )
    assert _boot(release, language)["direction"] == direction
    assert _boot(release, language)["words"]["close"] == catalogue()[language]["close"]


def _strict(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({key for key, _ in pairs}) == len(pairs)
    return dict(pairs)


@given(st.lists(st.text(max_size=60), min_size=6, max_size=6), st.integers(0, 2**32))
def test_any_texts_make_strict_json_and_the_same_bytes_again(texts: list[str], seed: int) -> None:
    data = sample_data()
    blocks = data["campaigns"][0]["content"]["blocks"]
    blocks[0]["text"] = {"en": texts[0], "de": texts[1]}
    blocks[1]["text"] = {"en": f"{texts[2]}**{texts[3]}**\n\n[{texts[4]}]({texts[5]})"}
    blocks[4]["buttons"][0]["label"] = {"en": texts[4]}
    data["elements"][0]["locator"]["text"] = texts[5]
    data["settings"]["words"] = {"de": {"next": texts[0], texts[1]: texts[2]}}
    first = _compile(data)
    random.Random(seed).shuffle(data["campaigns"])
    assert _compile(data) == first
    for file in [first.source, *first.boots.values(), *(b for extension, b in first.blobs if extension == "json")]:
        parsed = json.loads(file.decode("utf-8"), object_pairs_hook=_strict, parse_constant=lambda name: 1 / 0)
        assert json.dumps(parsed, ensure_ascii=False).encode("utf-8")
