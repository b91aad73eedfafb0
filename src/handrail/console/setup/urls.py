"""The creation flow, the same steps for an existing application, and the developer's page."""

from django.urls import path

from handrail.console.setup import views

urlpatterns = [
    path("applications/new", views.new, name="setup-new"),
    path("applications/<slug:key>/setup", views.resume, name="setup"),
    path("applications/<slug:key>/setup/application", views.application_step, name="setup-application"),
    path("applications/<slug:key>/setup/hosting", views.hosting_step, name="setup-hosting"),
    path("applications/<slug:key>/setup/environment", views.add_environment_step, name="setup-environment"),
    path("applications/<slug:key>/setup/integrate", views.integrate_step, name="setup-integrate"),
    path("applications/<slug:key>/setup/handover", views.handover_link, name="setup-handover"),
    path("applications/<slug:key>/setup/<slug:environment>/changed", views.page_changed, name="setup-page-changed"),
    path("applications/<slug:key>/setup/connect", views.connect_step, name="setup-connect"),
    path("applications/<slug:key>/setup/<slug:environment>/package", views.package, name="setup-package"),
    path("applications/<slug:key>/setup/<slug:environment>/check", views.check, name="setup-check"),
    path("handover/<str:secret>", views.handover, name="handover"),
]
