"""Addresses of the pages about themes, pictures and languages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from handrail.console.library import languages, pictures, themes
from handrail.console.navigation import NavigationEntry

_APP = "applications/<slug:key>/"

urlpatterns = [
    path(_APP + "themes/", themes.show, name="themes"),
    path(_APP + "themes/from-the-app/", themes.from_app, name="theme-from-app"),
    path(_APP + "themes/new/", themes.new, name="theme-new"),
    path(_APP + "themes/<slug:name>/", themes.edit, name="theme"),
    path(_APP + "themes/<slug:name>/remove/", themes.remove, name="theme-remove"),
    path(_APP + "media/", pictures.show, name="media"),
    path(_APP + "media/<slug:sha256>/", pictures.one, name="media-file"),
    path(_APP + "media/<slug:sha256>/remove/", pictures.remove, name="media-remove"),
    path(_APP + "languages/", languages.edit, name="languages"),
]

navigation = [
    NavigationEntry("themes", _("Themes"), "themes", icon="palette", order=40),
    NavigationEntry("media", _("Pictures and videos"), "media", icon="image", order=42),
    NavigationEntry("languages", _("Languages"), "languages", icon="globe", order=44),
]
