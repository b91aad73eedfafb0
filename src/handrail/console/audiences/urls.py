"""Addresses of the pages about attributes, tracked events and segments."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from handrail.console.audiences import views
from handrail.console.navigation import NavigationEntry

_ALL = "applications/<slug:key>/audiences/"

urlpatterns = [
    path(_ALL, views.show, name="audiences"),
    path(_ALL + "<slug:kind>/new/", views.new, name="audience-new"),
    path(_ALL + "<slug:kind>/<str:name>/", views.edit, name="audience"),
    path(_ALL + "<slug:kind>/<str:name>/remove/", views.remove, name="audience-remove"),
]

navigation = [NavigationEntry("audiences", _("Audiences"), "audiences", icon="audience", order=35)]
