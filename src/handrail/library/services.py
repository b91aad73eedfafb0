"""What a person may do with themes, languages and settings."""

from typing import Final

from django.db import transaction

from handrail.applications.models import Application
from handrail.applications.models.assets import SyncedAssets
from handrail.errors import NotFoundError
from handrail.library.access import Actor, require_author, require_reader
from handrail.library.documents import save_document, store
from handrail.library.kinds import LANGUAGES, SETTINGS, SINGLE, THEME, LanguageList
from handrail.library.models import Document
from handrail.library.theme_from_app import tokens_from_assets
from handrail.schema.authored.application import Language, Settings, Theme


def save_theme(*, actor: Actor, application: Application, document: Theme, expected_version: int | None) -> Document:
    """Save a theme; None as ``expected_version`` makes a new one."""
    return save_document(
        actor=actor, application=application, kind=THEME, document=document, expected_version=expected_version
    )


def theme_from_assets(
    *, actor: Actor, application: Application, theme_id: str = "from-the-app", name: str | None = None
) -> Document:
    """Make (or renew) the theme that looks like the app, from what "Sync App Assets" sent last.

    Raises:
        NotFoundError: nothing was synchronised yet.
    """
    require_author(actor, application)
    assets = SyncedAssets.objects.filter(application=application).order_by("-synced_at").first()
    if assets is None:
        raise NotFoundError(what="Synchronised app assets")
    light, dark = tokens_from_assets(assets.colours, assets.fonts)
    theme = Theme(id=theme_id, name=name or f"{assets.name or application.name}"[:120], light=light, dark=dark)
    row = Document.objects.filter(application=application, kind=THEME.name, name=theme_id).first()
    version = row.version if row is not None and row.archived_at is None else None
    return save_theme(actor=actor, application=application, document=theme, expected_version=version)


def save_languages(
    *, actor: Actor, application: Application, languages: list[Language], expected_version: int | None
) -> Document:
    """Save the list of languages, in the order shown."""
    return save_document(
        actor=actor,
        application=application,
        kind=LANGUAGES,
        document=LanguageList(languages=languages),
        expected_version=expected_version,
    )


def save_settings(
    *, actor: Actor, application: Application, document: Settings, expected_version: int | None
) -> Document:
    """Save the app-wide configuration that travels in every package."""
    return save_document(
        actor=actor, application=application, kind=SETTINGS, document=document, expected_version=expected_version
    )


def settings_of(*, actor: Actor, application: Application) -> Document:
    """The draft of the settings; made with defaults when the application is new."""
    require_reader(actor, application)
    ensure_basics(application)
    return Document.objects.get(application=application, kind=SETTINGS.name, name=SINGLE)


def languages_of(*, actor: Actor, application: Application) -> Document:
    """The draft of the languages; made from what was chosen at creation when the application is new."""
    require_reader(actor, application)
    ensure_basics(application)
    return Document.objects.get(application=application, kind=LANGUAGES.name, name=SINGLE)


def ensure_basics(application: Application) -> None:
    """Every application has settings and at least one language from the start: what its creation asked for."""
    kinds = {SETTINGS.name, LANGUAGES.name}
    if Document.objects.filter(application=application, kind__in=kinds).count() == len(kinds):
        return
    names = list(dict.fromkeys([application.base_language, *application.languages]))
    languages = LanguageList(languages=[Language(name=name, display_name=display_name(name)) for name in names])
    settings = Settings(base_language=application.base_language)
    with transaction.atomic():
        for kind, document in ((SETTINGS, settings), (LANGUAGES, languages)):
            if not Document.objects.filter(application=application, kind=kind.name).exists():
                store(actor=None, application=application, kind=kind, document=document, expected_version=None)


UNKNOWN_TO_DJANGO: Final = {"mt": "Malti"}
"""Own names of languages that the SDK has words for and Django's table lacks."""


def display_name(language: str) -> str:
    """The language's own name for itself, e.g. ``Deutsch``; its tag when nobody knows one."""
    from django.conf.locale import LANG_INFO

    primary = language.split("-", maxsplit=1)[0]
    info = LANG_INFO.get(language) or LANG_INFO.get(primary, {})
    return str(info.get("name_local", UNKNOWN_TO_DJANGO.get(primary, language))).capitalize()
