"""Themes: tokens, a dark partner, and one that looks like the app."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.campaigns.content import load_content
from handrail.compile.check import contrast
from handrail.console.editing.nested import Raw, cleaned
from handrail.console.editing.page import Editor, edit_document, plain_mapping
from handrail.console.editing.removal import remove_document
from handrail.console.pages import application_of, person, render_application
from handrail.errors import NotFoundError
from handrail.library.access import may_edit
from handrail.library.documents import use_counts
from handrail.library.kinds import THEME
from handrail.library.services import theme_from_assets
from handrail.schema.authored.application import ApplicationContent, ThemeTokens

PAIRS = (("text", "background"), ("onPrimary", "primary"), ("link", "background"), ("error", "background"))


@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """All themes with their colours."""
    application = application_of(request, key)
    user = person(request)
    content = load_content(actor=user, application=application)
    uses = use_counts(application=application, kind=THEME)
    context = {
        "themes": [
            {
                "document": each,
                "uses": uses.get(each.id, 0),
                "is_default": content.settings.default_theme == each.id,
            }
            for each in content.themes
        ],
        "has_assets": application.assets.exists(),
        "may_edit": may_edit(user, application),
    }
    return render_application(request, "console/library/themes.html", application, "themes", context)


def _from_raw(raw: Raw, content: ApplicationContent) -> dict[str, Any]:
    data: dict[str, Any] = cleaned(raw)
    if data.pop("hasDark", None) not in ("true", True):
        data.pop("dark", None)
    return data


def _to_raw(theme: Any) -> Raw:
    raw: Raw = theme.model_dump(mode="json", by_alias=True)
    return {**raw, "hasDark": "true" if raw.get("dark") else ""}


def _prepare(raw: Raw, content: ApplicationContent) -> dict[str, Any]:
    """Both sets of tokens (defaults where nothing was chosen) and the contrasts that are too low."""
    plain = ThemeTokens().model_dump(mode="json", by_alias=True)
    dark = {
        **plain,
        "background": "#1b2130",
        "text": "#f2f4f8",
        "link": "#9dbcff",
        "border": "#3b4358",
        "error": "#ffb4ab",
    }
    sets = {"light": {**plain, **plain_mapping(raw.get("light"))}, "dark": {**dark, **plain_mapping(raw.get("dark"))}}
    return {
        "light": sets["light"],
        "dark": sets["dark"],
        "contrasts": _contrasts(sets, bool(raw.get("hasDark") == "true")),
    }


def _contrasts(sets: dict[str, dict[str, Any]], has_dark: bool) -> list[dict[str, Any]]:
    found = []
    for name in ("light", "dark") if has_dark else ("light",):
        for text, ground in PAIRS:
            try:
                ratio = contrast(str(sets[name][text]), str(sets[name][ground]))
            except (ValueError, IndexError):
                continue
            found.append({"set": name, "text": text, "ground": ground, "ratio": f"{ratio:.1f}", "fine": ratio >= 4.5})
    return found


_EDITOR = Editor(
    kind=THEME,
    template="console/library/theme.html",
    active="themes",
    after=lambda key, name: reverse("theme", args=(key, name)),
    to_raw=_to_raw,
    from_raw=_from_raw,
    fresh={"name": "", "light": {}, "dark": {}, "hasDark": ""},
    prepare=_prepare,
)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, key: str) -> HttpResponse:
    """A theme from scratch."""
    return edit_document(request, key, None, _EDITOR)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Change a theme."""
    return edit_document(request, key, name, _EDITOR)


@require_POST
def from_app(request: HttpRequest, key: str) -> HttpResponse:
    """Make or renew the theme that looks like the app."""
    application = application_of(request, key)
    try:
        row = theme_from_assets(actor=person(request), application=application)
    except NotFoundError:
        messages.error(request, _("Nothing was synchronised yet: start Power Mode, App Info, Sync App Assets."))
        return HttpResponseRedirect(reverse("themes", args=(key,)))
    messages.success(request, _("The theme has the colours and fonts of the app."))
    return HttpResponseRedirect(reverse("theme", args=(key, row.name)))


@require_POST
def remove(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Take a theme out."""
    here, to = reverse("theme", args=(key, name)), reverse("themes", args=(key,))
    return remove_document(request, key, name, kind=THEME, here=here, to=to)
