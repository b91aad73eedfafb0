"""People and roles."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from handrail.applications.access import Role
from handrail.console.navigation import NavigationEntry
from handrail.console.people import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/invite", views.invite, name="people-invite"),
    path("people/<int:person_id>/", views.one, name="people-one"),
    path("people/<int:person_id>/link", views.link, name="people-link"),
    path("people/<int:person_id>/active", views.active, name="people-active"),
    path("people/<int:person_id>/grant", views.grant, name="people-grant"),
    path("people/<int:person_id>/revoke/<int:grant_id>", views.revoke, name="people-revoke"),
    path("applications/<slug:key>/people/", views.application_people, name="application-people"),
    path(
        "applications/<slug:key>/people/<int:person_id>/revoke/<int:grant_id>",
        views.application_revoke,
        name="application-people-revoke",
    ),
]

navigation = [
    NavigationEntry(
        "people", _("People"), "people", "people", 20, place="installation", roles=(Role.ADMINISTRATOR, Role.AUDITOR)
    ),
]
