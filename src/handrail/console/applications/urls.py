"""The list of applications, an application's overview and settings."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from handrail.applications.access import Role
from handrail.console.applications import views
from handrail.console.navigation import NavigationEntry

urlpatterns = [
    path("", views.applications, name="applications"),
    path("applications/<slug:key>/", views.overview, name="overview"),
    path("applications/<slug:key>/icon/<slug:digest>.png", views.icon, name="application-icon"),
    path("applications/<slug:key>/settings/", views.settings_page, name="settings"),
    path("applications/<slug:key>/settings/<slug:environment>/policy", views.policy, name="settings-policy"),
    path("applications/<slug:key>/settings/public-root", views.public_root, name="settings-public-root"),
]

navigation = [
    NavigationEntry("applications", _("Applications"), "applications", "apps", 10, place="installation"),
    NavigationEntry("overview", _("Overview"), "overview", "home", 10),
    NavigationEntry("settings", _("Settings"), "settings", "sliders", 90, roles=(Role.ADMINISTRATOR, Role.AUDITOR)),
]
