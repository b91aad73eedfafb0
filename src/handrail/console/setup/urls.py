"""The creation flow."""

from django.urls import path

from handrail.console.setup import views

urlpatterns = [path("applications/new", views.new, name="setup-new")]
