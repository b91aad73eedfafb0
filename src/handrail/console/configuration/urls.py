"""Address of the settings that travel in every package."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from handrail.console.configuration import views
from handrail.console.navigation import NavigationEntry

urlpatterns = [path("applications/<slug:key>/configuration/", views.edit, name="configuration")]

navigation = [NavigationEntry("configuration", _("Configuration"), "configuration", icon="sliders", order=46)]
