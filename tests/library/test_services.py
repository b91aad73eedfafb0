"""Themes, languages, settings."""

from datetime import UTC, datetime

import pytest

from actors import Bank
from handrail.applications.models import SyncedAssets
from handrail.compile.check import contrast
from handrail.errors import NotFoundError
from handrail.library.kinds import THEME
from handrail.library.models import Document
from handrail.library.naming import free_name, slug_from
from handrail.library.services import languages_of, settings_of, theme_from_assets
from handrail.library.theme_from_app import tokens_from_assets
from handrail.schema.authored.application import Theme

pytestmark = pytest.mark.django_db


def test_a_new_application_has_what_its_creation_asked_for(bank: Bank) -> None:
    languages = languages_of(actor=bank.auditor, application=bank.application).body["languages"]
    assert [(each["name"], each["displayName"]) for each in languages] == [("en", "English"), ("de", "Deutsch")]
    assert settings_of(actor=bank.auditor, application=bank.application).body["baseLanguage"] == "en"


def sync(bank: Bank, colours: dict[str, object]) -> None:
    SyncedAssets.objects.update_or_create(
        environment=bank.staging,
        defaults={
            "application": bank.application,
            "name": "Sample Bank",
            "fonts": [{"family": "Figtree", "weight": "400", "style": "normal"}],
            "colours": colours,
            "synced_at": datetime.now(UTC),
        },
    )


def test_the_theme_from_the_app_has_its_colours_and_font_and_is_renewed(bank: Bank) -> None:
    sync(bank, {"primary": "#0B6E4F", "background": "#ffffff", "radius": 10})
    row = theme_from_assets(actor=bank.author, application=bank.application)
    theme = Theme.model_validate(row.body)
    assert (theme.light.primary, theme.light.radius) == ("#0b6e4f", 10)
    assert theme.light.font_family.startswith("Figtree")
    sync(bank, {"primary": "#112233"})
    theme_from_assets(actor=bank.author, application=bank.application)
    rows = Document.objects.filter(kind=THEME.name)
    assert rows.count() == 1 and rows.get().body["light"]["primary"] == "#112233"


def test_without_synchronised_assets_there_is_no_such_theme(bank: Bank) -> None:
    with pytest.raises(NotFoundError):
        theme_from_assets(actor=bank.author, application=bank.application)


def test_hostile_assets_make_a_harmless_readable_theme() -> None:
    colours = {"primary": "url(https://evil.example)", "text": "#fefefe", "background": "#ffffff", "radius": 9000}
    light, dark = tokens_from_assets(colours, [{"family": "x; } body { display: none"}])
    assert dark is None
    assert light.primary == "#2457c5" and light.radius == 8
    assert "display" not in light.font_family
    assert contrast(light.text, light.background) >= 4.5


@pytest.mark.parametrize(
    ("text", "slug"),
    [("First transfer", "first-transfer"), ("Über Größe", "ueber-groesse"), ("100 %", "item"), ("日本", "item")],
)
def test_ids_are_made_from_titles(text: str, slug: str) -> None:
    assert slug_from(text) == slug


def test_an_id_in_use_gets_a_number(bank: Bank) -> None:
    from handrail.campaigns.services import create_campaign

    for _ in range(2):
        create_campaign(actor=bank.author, application=bank.application, name="News", template="news")
    from handrail.library.kinds import CAMPAIGN

    assert free_name(bank.application, CAMPAIGN, "News") == "news-3"
