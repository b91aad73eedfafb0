"""Addresses of the pages about screens and elements."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from handrail.console.navigation import NavigationEntry
from handrail.console.places import views

_ALL = "applications/<slug:key>/places/"

urlpatterns = [
    path(_ALL, views.show, name="places"),
    path(_ALL + "screens/new/", views.new_screen, name="screen-new"),
    path(_ALL + "screens/<slug:name>/", views.screen, name="screen"),
    path(_ALL + "screens/<slug:name>/remove/", views.remove_screen, name="screen-remove"),
    path(_ALL + "elements/new/", views.new_element, name="element-new"),
    path(_ALL + "elements/<slug:name>/", views.element, name="element"),
    path(_ALL + "elements/<slug:name>/remove/", views.remove_element, name="element-remove"),
]

navigation = [NavigationEntry("places", _("Screens & elements"), "places", icon="target", order=30)]
