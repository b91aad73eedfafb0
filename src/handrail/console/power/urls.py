"""Addresses of the bridge, of the door for pages without one, and of the page that lists what Power Mode brought."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from handrail.applications.access import Role
from handrail.console.navigation import NavigationEntry
from handrail.console.power import bridge, codes, line, review

urlpatterns = [
    path("power/bridge/<str:key>/<str:environment>/", bridge.show, name="power-bridge"),
    path("power/bridge/<str:key>/<str:environment>/<str:action>/", bridge.receive, name="power-bridge-receive"),
    path("power/line/<str:key>/<str:environment>/code/", line.ask, name="power-line-code"),
    path("power/line/<str:key>/<str:environment>/wait/", line.wait, name="power-line-wait"),
    path("power/line/<str:key>/<str:environment>/message/", line.message, name="power-line-message"),
    path("applications/<str:key>/power/", review.show, name="power"),
    path("applications/<str:key>/power/theme/", review.make_theme, name="power-theme"),
    path("applications/<str:key>/power/<int:proposal_id>/accept/", review.accept, name="power-accept"),
    path("applications/<str:key>/power/code/", codes.typed, name="power-code"),
    path("applications/<str:key>/power/code/<int:pairing_id>/", codes.answer, name="power-code-answer"),
    path("applications/<str:key>/power/sessions/<int:pairing_id>/end/", codes.end, name="power-session-end"),
    path("applications/<str:key>/power/news/", codes.news, name="power-news"),
    path("applications/<str:key>/power/origins/", codes.origins, name="power-origins"),
    path("applications/<str:key>/power/origins/remove/", codes.remove_origin, name="power-origin-remove"),
    path("applications/<str:key>/power/<int:proposal_id>/discard/", review.discard, name="power-discard"),
]

navigation = [NavigationEntry("power", _("Power Mode"), "power", icon="bolt", order=60, roles=(Role.AUTHOR,))]
