"""Addresses of the bridge and of the page that lists what Power Mode brought."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from handrail.applications.access import Role
from handrail.console.navigation import NavigationEntry
from handrail.console.power import bridge, review

urlpatterns = [
    path("power/bridge/<str:key>/<str:environment>/", bridge.show, name="power-bridge"),
    path("power/bridge/<str:key>/<str:environment>/<str:action>/", bridge.receive, name="power-bridge-receive"),
    path("applications/<str:key>/power/", review.show, name="power"),
    path("applications/<str:key>/power/theme/", review.make_theme, name="power-theme"),
    path("applications/<str:key>/power/<int:proposal_id>/accept/", review.accept, name="power-accept"),
    path("applications/<str:key>/power/<int:proposal_id>/discard/", review.discard, name="power-discard"),
]

navigation = [NavigationEntry("power", _("Power Mode"), "power", icon="bolt", order=60, roles=(Role.AUTHOR,))]
