"""Addresses of the release pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from handrail.console.navigation import NavigationEntry
from handrail.console.releases import actions, views, words

_ALL = "applications/<slug:key>/releases/"
_ENVIRONMENT = _ALL + "in/<slug:environment>/"

urlpatterns = [
    path(_ALL, views.overview, name="releases"),
    path(_ALL + "<int:number>/", views.one, name="release"),
    path(_ALL + "<int:number>/decide/", actions.decide, name="release-decide"),
    path(_ALL + "<int:number>/candidate/", actions.candidate, name="release-candidate"),
    path(_ALL + "<int:number>/approval/", actions.approval, name="release-approval"),
    path(_ALL + "<int:number>/package/", actions.unpointed, name="release-unpointed"),
    path(_ALL + "<int:number>/evidence/", actions.evidence, name="release-evidence"),
    path(_ENVIRONMENT, views.environment, name="releases-in"),
    path(_ENVIRONMENT + "publish/", actions.publish, name="release-propose"),
    path(_ENVIRONMENT + "switch/", actions.switch, name="release-switch"),
    path(_ENVIRONMENT + "package/<str:kind>/", actions.download, name="release-package"),
]

__all__ = ["navigation", "urlpatterns", "words"]

navigation = [NavigationEntry("releases", _("Releases"), "releases", icon="stack", order=50)]
