"""The list of applications and an application's overview."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from handrail.console.applications import views
from handrail.console.navigation import NavigationEntry

urlpatterns = [
    path("", views.applications, name="applications"),
    path("applications/<slug:key>/", views.overview, name="overview"),
    path("applications/<slug:key>/icon/<slug:digest>.png", views.icon, name="application-icon"),
]

navigation = [
    NavigationEntry("applications", _("Applications"), "applications", "apps", 10, place="installation"),
    NavigationEntry("overview", _("Overview"), "overview", "home", 10),
]
