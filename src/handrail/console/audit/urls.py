"""The audit log."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from handrail.applications.access import Role
from handrail.console.audit import views
from handrail.console.navigation import NavigationEntry

urlpatterns = [
    path("audit/", views.installation, name="audit"),
    path("audit/export", views.export, name="audit-export"),
    path("applications/<slug:key>/audit/", views.application_log, name="application-audit"),
]

navigation = [
    NavigationEntry(
        "audit", _("Audit log"), "audit", "list", 30, place="installation", roles=(Role.ADMINISTRATOR, Role.AUDITOR)
    ),
]
